/** A change is kept at once; one that main refuses springs back, and its reason stands at its row. */
import { useState } from 'react';
import type { Settings } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { useApp } from '../../stores/mirrors';
import { vault } from '../../vault';

export interface SettingChange {
  /** Null where it was kept. */
  change(patch: Partial<Settings>): Promise<ErrorAnswer | null>;
  errorAt(name: keyof Settings): ErrorAnswer | null;
}

export function useSettingChange(): SettingChange {
  const [refused, setRefused] = useState<{ names: string[]; error: ErrorAnswer } | null>(null);
  return {
    change: async (patch) => {
      const answer = await vault.settings.change(patch);
      setRefused(answer.ok ? null : { names: Object.keys(patch), error: answer.error });
      if (!answer.ok) return answer.error;
      useApp.setState(({ value }) => ({ value: value === null ? null : { ...value, settings: answer.value } }));
      return null;
    },
    errorAt: (name) => (refused?.names.includes(name) === true ? refused.error : null),
  };
}

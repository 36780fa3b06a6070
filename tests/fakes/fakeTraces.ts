import { AppError } from '../../main/core/errors';
import type { Traces } from '../../main/core/ports';

type Kind = 'socket' | 'autostart' | 'command' | 'browser' | 'files';

export interface FakeTraces extends Traces {
  /** What was asked for, in order. */
  removed: Kind[];
  /** Names that a kind cannot remove, or `fails`: it throws. */
  stays: Partial<Record<Kind, string[] | 'fails'>>;
  aside: string[];
  /** Runs when a kind is asked for: a crash, a look at what stands. */
  before: Partial<Record<Kind, () => void | Promise<void>>>;
}

export function fakeTraces(): FakeTraces {
  const kind = (name: Kind) => async (): Promise<string[]> => {
    await fake.before[name]?.();
    fake.removed.push(name);
    const stays = fake.stays[name] ?? [];
    if (stays === 'fails') throw new AppError('FILE_FAULT');
    return stays;
  };
  const fake: FakeTraces = {
    keychainService: 'dxkey-test',
    removed: [],
    stays: {},
    aside: [],
    before: {},
    setAside: () => Promise.resolve(fake.aside),
    socket: kind('socket'),
    autostart: kind('autostart'),
    command: kind('command'),
    browser: kind('browser'),
    files: kind('files'),
  };
  return fake;
}

/** Asks main once when a dialog opens; `again` asks anew after an error. */
import { useCallback, useEffect, useState } from 'react';
import type { Answer, ErrorAnswer } from '../preload/contract/errors';

export interface Asked<T> {
  value: T | null;
  error: ErrorAnswer | null;
  again: () => void;
}

/** `ask` must be stable (useCallback), since a new one asks again. */
export function useAnswer<T>(ask: () => Promise<Answer<T>>): Asked<T> {
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{ value: T | null; error: ErrorAnswer | null }>({ value: null, error: null });
  useEffect(() => {
    let isCurrent = true;
    void ask().then((answer) => {
      if (isCurrent) setState(answer.ok ? { value: answer.value, error: null } : { value: null, error: answer.error });
    });
    return () => {
      isCurrent = false;
    };
  }, [ask, round]);
  const again = useCallback(() => {
    setRound((before) => before + 1);
  }, []);
  return { ...state, again };
}

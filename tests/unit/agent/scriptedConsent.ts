import type { Services } from '../../../main/core/services';

function unscripted(): never {
  throw new Error('not scripted');
}

/** Lets everybody have a token. */
export function scriptedConsent(): Services['consent'] {
  return {
    state: () => null,
    onChange: () => () => undefined,
    check: () => Promise.resolve(),
    answer: unscripted,
    unshown: unscripted,
    whenUnlocked: unscripted,
    load: unscripted,
    change: unscripted,
    withdraw: unscripted,
    standing: { state: () => ({ changes: 0 }), onChange: () => () => undefined },
    onDecided: () => () => undefined,
    drop: unscripted,
  };
}

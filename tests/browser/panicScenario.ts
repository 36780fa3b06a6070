import type { PanicPreview, PanicState } from '../../preload/contract/contract';

export interface PanicScenario {
  panic: PanicState;
  panicPreview: PanicPreview;
  /** What `begin` comes to: over at once, or frozen out of reach of the platform. */
  panicOutcome: 'over' | 'frozen';
}

export const noPanic: PanicScenario = {
  panic: { isAsked: false, current: null, last: null },
  panicPreview: {
    accountCount: 1,
    heldCount: 5,
    listedCount: 8,
    sessionCount: 2,
    leaseCount: 2,
    isListWhole: true,
    running: { isKnown: true, count: 3, isAtLeast: false },
  },
  panicOutcome: 'over',
};

import type { PanicState } from '../../preload/contract/contract';
import { refuse, type Emit, type Part } from './fakeParts';
import type { Scenario } from './scenario';

/** What `begin` comes to is the scenario's `panicOutcome`: over at once, or frozen out of reach of the platform. */
export function panicHandlers(scenario: Scenario, emit: Emit): Part<'panic'> {
  const become = (patch: Partial<PanicState>): PanicState => {
    scenario.panic = { ...scenario.panic, ...patch };
    emit('panic.changed', scenario.panic);
    return scenario.panic;
  };
  const report = { atMs: Date.now(), wasUndone: false, revoked: 5, waiting: 0, needsSignIn: 0, refused: 0, othersMayExist: false };
  return {
    'panic.load': () => scenario.panic,
    'panic.ask': () => become({ isAsked: true }),
    'panic.dismiss': () => become({ isAsked: false, last: null }),
    'panic.preview': () => scenario.panicPreview,
    'panic.begin': ({ scope }) =>
      scenario.panicOutcome === 'over'
        ? become({ isAsked: false, last: { ...report, scope, othersMayExist: scope === 'listed' } })
        : become({
            isAsked: false,
            current: {
              scope,
              sinceMs: Date.now(),
              canUndo: true,
              isUndoing: false,
              isWorking: false,
              total: 5,
              ended: 0,
              nextTryMs: Date.now() + 8_000,
              problem: 'OFFLINE',
            },
          }),
    'panic.retry': () => scenario.panic,
    'panic.undo': () =>
      scenario.panic.current?.canUndo === true
        ? become({ current: null, last: { ...report, scope: 'held', wasUndone: true, revoked: 0 } })
        : refuse({ code: 'REFUSED' }),
    'panic.leave': () => become({ current: null, last: { ...report, scope: 'held', revoked: 3, waiting: 2 } }),
  };
}

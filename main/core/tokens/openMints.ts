import { createEmitter } from '../emitter';
import type { Ground } from '../ground';
import type { IndexDocument, Stop, UncertainMint } from '../ports';
import { isSameMint } from './uncertain';

/** Mints whose outcome is not known yet: under way now, or left open by a lost reply or by the death of the app. */
export interface OpenMints {
  /** Before the platform is asked, so that a token that is made while the app dies is told of at the next start. */
  begin(asked: UncertainMint): Promise<void>;
  isUnderWay(mint: UncertainMint): boolean;
  /** What came of it is known, and written by `edit` in the same breath. */
  settle(asked: UncertainMint, edit?: (index: IndexDocument) => IndexDocument): Promise<void>;
  /** Nobody can say what came of it: it is told until its end, or until a list settles it. */
  leaveOpen(asked: UncertainMint): Promise<void>;
  /** What may exist on the platform without anybody knowing. */
  mayExist(accountId: string): { label: string; untilMs: number }[];
  onChange(listener: () => void): Stop;
}

export function createOpenMints(ground: Ground): OpenMints {
  const { clock, log } = ground.ports;
  const underWay = new Set<UncertainMint>();
  const changed = createEmitter<undefined>();
  const isUnderWay = (mint: UncertainMint): boolean => [...underWay].some(isSameMint(mint));

  function end(asked: UncertainMint): void {
    underWay.delete(asked);
    changed.emit(undefined);
  }
  async function name(asked: UncertainMint): Promise<void> {
    const nowMs = clock.now();
    const isOver = (one: UncertainMint): boolean => one.untilMs <= nowMs;
    await ground.index
      .change((index) => {
        if (index.uncertain.some(isSameMint(asked))) return index;
        return { ...index, uncertain: [...index.uncertain.filter((one) => !isOver(one)), asked] };
      })
      .catch((error: unknown) => {
        log.warn('tokens.notRecorded', {}, error);
      });
  }

  return {
    isUnderWay,
    begin(asked) {
      underWay.add(asked);
      return name(asked);
    },
    async settle(asked, edit = (index) => index) {
      const isSame = isSameMint(asked);
      try {
        await ground.index.change((index) => {
          const rest = index.uncertain.filter((one) => !isSame(one));
          return edit(rest.length === index.uncertain.length ? index : { ...index, uncertain: rest });
        });
      } finally {
        end(asked);
      }
    },
    async leaveOpen(asked) {
      await name(asked);
      end(asked);
    },
    mayExist(accountId) {
      const isTold = (one: UncertainMint): boolean => one.accountId === accountId && one.untilMs > clock.now() && !isUnderWay(one);
      return ground.index
        .value()
        .uncertain.filter(isTold)
        .map(({ label, untilMs }) => ({ label, untilMs }));
    },
    onChange: (listener) => changed.on(listener),
  };
}

import type { Approval } from '../../../preload/contract/contract';
import type { Ground } from '../ground';
import type { Asker, Stop } from '../ports';

const SLIDING_MS = 10 * 60_000;
const HARD_MS = 12 * 3_600_000;
const MOST = 200;

interface Kept extends Approval {
  accountId: string;
  signature: string;
  place: string;
  /** Whatever use is made of it. */
  hardMs: number;
  /** Its end with the place is no longer waited for. */
  unwatch: Stop;
}

/** The one thing that a yes is for: this program, in this terminal, this token. */
interface Use {
  accountId: string;
  signature: string;
  asker: Asker;
}

export interface Approvals {
  covers(use: Use): boolean;
  add(use: Use, reach: Approval['reach']): void;
  of(signature: string): Approval[];
  /** False where there is none of that id. */
  drop(isMeant: (one: { id: string; accountId: string; signature: string }) => boolean): boolean;
}

/** What a person allowed for a while: in memory only, so that it ends with dxkey, too. `onMoved`: one has ended with its place, or lasts longer. */
export function createApprovals(ground: Ground, onMoved: () => void): Approvals {
  const { clock, digest, processes } = ground.ports;
  let kept: Kept[] = [];

  const isOver = ({ untilMs, hardMs }: Kept): boolean => clock.now() >= Math.min(untilMs ?? Infinity, hardMs);
  function keepOnly(isKept: (one: Kept) => boolean): Kept[] {
    for (const one of kept) if (!isKept(one)) one.unwatch();
    return (kept = kept.filter(isKept));
  }
  const living = (): Kept[] => keepOnly((one) => !isOver(one));
  // SECURITY: a program that the system does not prove, or a terminal that could come again, is covered by nothing.
  const isFor = ({ signature, asker: { path, place } }: Use) => {
    return (one: Kept): boolean =>
      path !== null && place !== null && one.signature === signature && one.path === path && one.place === place;
  };

  return {
    covers(use) {
      const found = living().find(isFor(use));
      if (found === undefined) return false;
      if (found.untilMs !== null) {
        found.untilMs = clock.now() + SLIDING_MS;
        onMoved();
      }
      return true;
    },
    add(use, reach) {
      const { accountId, signature, asker } = use;
      const { program, path, terminal, place, holder } = asker;
      if (path === null || place === null) return;
      const sinceMs = clock.now();
      const untilMs = reach === 'terminal' ? null : sinceMs + SLIDING_MS;
      const one: Kept = {
        id: digest.randomId(),
        program,
        path,
        terminal,
        reach,
        sinceMs,
        untilMs,
        accountId,
        signature,
        place,
        hardMs: reach === 'terminal' ? Infinity : sinceMs + HARD_MS,
        unwatch: () => undefined,
      };
      const others = living().filter((other) => !isFor(use)(other));
      const staying = new Set(others.slice(1 - MOST));
      keepOnly((other) => staying.has(other));
      kept = [...kept, one];
      // SECURITY: a terminal that is gone allows nothing any more, and is not shown as if it did.
      if (holder !== null)
        one.unwatch = processes.whenGone(holder, () => {
          keepOnly((other) => other !== one);
          onMoved();
        });
    },
    of: (signature) =>
      living()
        .filter((one) => one.signature === signature)
        .map(({ id, program, path, terminal, reach, sinceMs, untilMs, hardMs }) => {
          return { id, program, path, terminal, reach, sinceMs, untilMs: untilMs === null ? null : Math.min(untilMs, hardMs) };
        }),
    drop(isMeant) {
      const before = living().length;
      return keepOnly((one) => !isMeant(one)).length < before;
    },
  };
}

import type { ErrorAnswer } from '../../../../preload/contract/errors';
import { createEmitter } from '../../emitter';
import { toErrorAnswer } from '../../errors';
import type { Ground } from '../../ground';
import { createLane, type Lane } from '../../lane';
import type { RotationRecord, Stop } from '../../ports';
import type { Journal } from './journal';
import type { Went } from './oldEnd';
import type { Steps } from './steps';

const FIRST_DELAY_MS = 60_000;
const LONGEST_DELAY_MS = 3_600_000;

export interface Progress {
  /** One after the other for one token, whoever asks. */
  inTurn<T>(oldSignature: string, work: () => Promise<T>): Promise<T>;
  /** As far as it goes now. What stops it after its mint is told with it, and tried again; what ends it is thrown. */
  goOn(id: string, mayMint: boolean): Promise<Went>;
  /** At a start, at a sign-in, when a process ended, after a while: never mints, since nobody is asked. */
  goOnAll(isMeant: (entry: RotationRecord) => boolean): void;
  problemOf(id: string): ErrorAnswer | null;
  /** It is over: nothing of its trouble is told any more. */
  forget(id: string): void;
  onChange(listener: () => void): Stop;
  stop(): void;
}

/** Takes rotations from step to step, and up again where they stopped. */
export function createProgress(ground: Ground, journal: Journal, steps: Steps): Progress {
  const { clock, log } = ground.ports;
  const changed = createEmitter<undefined>();
  const problems = new Map<string, ErrorAnswer>();
  const tries = new Map<string, { count: number; stop: Stop }>();
  const lanes = new Map<string, Lane>();
  let isStopped = false;

  const inTurn: Progress['inTurn'] = (oldSignature, work) => {
    const lane = lanes.get(oldSignature) ?? createLane();
    lanes.set(oldSignature, lane);
    return lane(work);
  };

  function forget(id: string): void {
    tries.get(id)?.stop();
    tries.delete(id);
    problems.delete(id);
    changed.emit(undefined);
  }

  function stopped({ id, step }: RotationRecord, error: unknown): void {
    log.warn('rotation.stopped', { step }, error);
    problems.set(id, toErrorAnswer(error));
    const count = (tries.get(id)?.count ?? 0) + 1;
    tries.get(id)?.stop();
    const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(count - 1, 10));
    const again = (): void => {
      ground.background('rotation.goOn', goOnBySelf(id));
    };
    tries.set(id, { count, stop: clock.after(delayMs, again) });
    changed.emit(undefined);
  }

  async function goOn(id: string, mayMint: boolean): Promise<Went> {
    let went: Went = 'onward';
    for (let entry = journal.find(id); entry !== null && went === 'onward'; entry = journal.find(id)) {
      // What the app did not come to before its end is taken up at the next start.
      if (isStopped) return 'offered';
      try {
        went = await steps.run(entry, { mayMint });
      } catch (error) {
        const still = journal.find(id);
        if (still === null || still.step === 'mint') throw error;
        stopped(still, error);
        return 'offered';
      }
    }
    forget(id);
    return went;
  }

  async function goOnBySelf(id: string): Promise<void> {
    const entry = journal.find(id);
    if (entry === null) return;
    try {
      await inTurn(entry.oldSignature, () => goOn(id, false));
    } finally {
      changed.emit(undefined);
    }
  }

  return {
    inTurn,
    goOn,
    goOnAll(isMeant) {
      for (const { id } of journal.open().filter(isMeant)) ground.background('rotation.goOn', goOnBySelf(id));
    },
    problemOf: (id) => problems.get(id) ?? null,
    forget,
    onChange: (listener) => changed.on(listener),
    stop: () => {
      isStopped = true;
      for (const { stop } of tries.values()) stop();
    },
  };
}

import type { PanicState } from '../../../preload/contract/contract';
import type { ErrorCode } from '../../../preload/contract/errors';
import { createEmitter } from '../emitter';
import type { Ground } from '../ground';
import type { PanicRecord, PanicReport, PanicTarget, Stop } from '../ports';
import type { Revocations } from '../tokens/revocationQueue';

/** The panic's file and what of it is shown. */
export interface PanicBook {
  current(): PanicRecord | null;
  state(): PanicState;
  onChange(listener: (state: PanicState) => void): Stop;
  /** Never rejects: where the file cannot be written the panic goes on all the same, as long as the app runs. */
  write(next: PanicRecord | null, last?: PanicReport | null): Promise<void>;
  change(edit: (record: PanicRecord) => PanicRecord): Promise<void>;
  /** What lives in memory alone. */
  show(patch: Partial<Shown>): void;
}

interface Shown {
  isAsked: boolean;
  isWorking: boolean;
  problem: ErrorCode | null;
  nextTryMs: number | null;
}

export function createPanicBook(ground: Ground, queue: Revocations): PanicBook {
  const changed = createEmitter<PanicState>();
  let shown: Shown = { isAsked: false, isWorking: false, problem: null, nextTryMs: null };
  let unwritten: PanicRecord | null = null;
  const current = (): PanicRecord | null => unwritten ?? ground.panic.value().current;

  function state(): PanicState {
    const { isAsked, ...now } = shown;
    const record = current();
    const { last } = ground.panic.value();
    if (record === null) return { isAsked, current: null, last };
    const { scope, sinceMs, wasContacted, isUndoing, targets } = record;
    const ended = targets.filter((one) => isEnded(ground, queue, one)).length;
    const canUndo = !wasContacted && !isUndoing;
    return { isAsked, last, current: { scope, sinceMs, canUndo, isUndoing, total: targets.length, ended, ...now } };
  }
  const tell = (): void => {
    changed.emit(state());
  };
  ground.panic.onChange(tell);
  queue.onDestroyed(() => {
    if (current() !== null) tell();
  });

  async function write(next: PanicRecord | null, last = ground.panic.value().last): Promise<void> {
    try {
      await ground.panic.change(() => ({ current: next, last }));
      unwritten = null;
    } catch (error) {
      ground.ports.log.warn('panic.notWritten', {}, error);
      unwritten = next;
      tell();
    }
  }

  return {
    current,
    state,
    write,
    onChange: (listener) => changed.on(listener),
    change: async (edit) => {
      const record = current();
      if (record !== null) await write(edit(record));
    },
    show(patch) {
      shown = { ...shown, ...patch };
      tell();
    },
  };
}

/** No longer waiting, and not merely named: what could not be condemned yet is held as before. */
export function isEnded(ground: Ground, queue: Pick<Revocations, 'has'>, { signature }: Pick<PanicTarget, 'signature'>): boolean {
  return !queue.has(signature) && !ground.index.value().tokens.some((one) => one.signature === signature && one.isHeld);
}

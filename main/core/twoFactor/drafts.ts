import { AppError } from '../errors';
import type { Clock, Stop } from '../ports';
import type { TakenKey } from './setupKey';

/** What is begun and not finished: in memory, for that dialog alone. */
export type Draft =
  | { kind: 'enrol'; accountId: string; set: string; taken: TakenKey; codes: string[] | null }
  | { kind: 'renew'; accountId: string; set: string; codes: string[] }
  | { kind: 'takeIn'; accountId: string; taken: TakenKey; lastStep: number | null; isConfirmed: boolean; codes: string[] | null };

/** What is shown again on request. */
export interface Shown {
  taken: TakenKey | null;
  codes: string[] | null;
}

const PATIENCE_MS = 15 * 60_000;

export interface Drafts {
  draft(): Draft | null;
  /** ENROLMENT_GONE where nothing of this kind is open for the account. */
  open<K extends Draft['kind']>(accountId: string, ...kinds: K[]): Extract<Draft, { kind: K }>;
  hold(draft: Draft): void;
  /** The person has these very codes elsewhere now: copied, in a file, on paper. */
  markSaved(codes: readonly string[]): void;
  areSaved(codes: readonly string[]): boolean;
  shown(): Shown | null;
  show(shown: Shown): void;
  drop(): Draft | null;
}

/** One at a time; what nobody goes on with is dropped, and `onTooLong` is told. */
export function createDrafts(clock: Clock, onTooLong: () => void): Drafts {
  let draft: Draft | null = null;
  let shown: Shown | null = null;
  /** By identity: codes that were made anew are other codes. */
  let saved: readonly string[] | null = null;
  let stopPatience: Stop = () => undefined;

  const wait = (): void => {
    stopPatience();
    stopPatience = clock.after(PATIENCE_MS, onTooLong);
  };
  return {
    draft: () => draft,
    open<K extends Draft['kind']>(accountId: string, ...kinds: K[]) {
      if (draft?.accountId !== accountId || !(kinds as string[]).includes(draft.kind)) throw new AppError('ENROLMENT_GONE');
      return draft as Extract<Draft, { kind: K }>;
    },
    hold(next) {
      // The platform's patience runs from the beginning, not from the last step.
      if (draft === null) wait();
      draft = next;
      shown = null;
    },
    markSaved: (codes) => {
      saved = codes;
    },
    areSaved: (codes) => saved === codes,
    shown: () => shown,
    show(next) {
      shown = next;
      wait();
    },
    drop() {
      stopPatience();
      const former = draft;
      draft = null;
      shown = null;
      saved = null;
      return former;
    },
  };
}

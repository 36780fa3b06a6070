import type { Ground } from '../../ground';
import type { SessionRecord } from '../../ports';
import type { Watch } from './watch';

const SELDOMEST_MS = 60_000;
/** A look that comes this little too early saves all the same: the next one may be a minute away. */
const EARLY_MS = 1_000;

export interface Saving {
  save(): Promise<void>;
  /** Saves where the last save is some time ago. */
  lookAgain(): void;
  forget(record: SessionRecord): Promise<void>;
}

/** Keeps on disk when each person was last seen, so that a crash, a restart or a boot finds the same deadline, or an earlier one. */
export function createSaving(ground: Ground, watches: () => readonly Watch[]): Saving {
  const { clocks } = ground.ports;
  let savedMs = clocks.uptimeMs();

  function save(): Promise<void> {
    savedMs = clocks.uptimeMs();
    return ground.idle.change((document) => {
      const records = watches().map((watch) => watch.record());
      const isOpen = new Set(records.map((one) => one.accountId));
      // A session that sleeps behind a locked keychain has a record and no watch.
      return { ...document, sessions: [...document.sessions.filter((one) => !isOpen.has(one.accountId)), ...records] };
    });
  }

  return {
    save,
    lookAgain() {
      const everyMs = Math.min(SELDOMEST_MS, ...watches().map((watch) => watch.limitMs() / 15));
      if (watches().length > 0 && clocks.uptimeMs() - savedMs >= everyMs - EARLY_MS) ground.background('idle.save', save());
    },
    forget: ({ signature }) =>
      ground.idle.change((document) => ({ ...document, sessions: document.sessions.filter((one) => one.signature !== signature) })),
  };
}

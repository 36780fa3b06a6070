import { createEmitter } from '../emitter';
import type { Ground } from '../ground';
import type { AccountRecord, IndexDocument, PlatformInfo, Stop, UnansweredSignIn } from '../ports';

type Edit = (index: IndexDocument) => IndexDocument;

/** Sign-ins whose outcome is not known yet: under way now, or left open by a lost answer or by the death of the app. */
export interface SignInIntents {
  /** Before a password or a code is sent, so that a session that is made while the app dies is told of at the next start. FILE_FAULT. */
  begin(platform: PlatformInfo, username: string, untilMs: number): Promise<UnansweredSignIn>;
  /** What came of it is known: part of the change that records the session. */
  recorded(asked: UnansweredSignIn, account: AccountRecord): Edit;
  /** No session came of it, or one that is known or dead; where one may live on that nobody can end, it stays. Never rejects. */
  close(asked: UnansweredSignIn, mayBeOpen: boolean): Promise<void>;
  /** Those that nobody is waiting for any more and whose time is not over. */
  open(): UnansweredSignIn[];
  onChange(listener: () => void): Stop;
}

export function createSignInIntents(ground: Ground): SignInIntents {
  const { clock, digest, log } = ground.ports;
  const underWay = new Set<string>();
  const changed = createEmitter<undefined>();

  async function write(edit: Edit): Promise<void> {
    await ground.index.change(edit).catch((error: unknown) => {
      log.warn('session.intent', {}, error);
    });
  }

  return {
    async begin(platform, username, untilMs) {
      const nowMs = clock.now();
      const known = ground.index.value().accounts.find((one) => one.platform.key === platform.key && one.username === username);
      const asked = { id: digest.randomId(), platform, username, accountId: known?.id ?? null, askedMs: nowMs, untilMs };
      underWay.add(asked.id);
      try {
        await ground.index.change((index) => ({
          ...index,
          unanswered: [...index.unanswered.filter((one) => one.untilMs > nowMs), asked],
        }));
      } catch (error) {
        underWay.delete(asked.id);
        throw error;
      }
      return asked;
    },
    recorded: (asked, account) => (index) => ({
      ...index,
      unanswered: index.unanswered
        .filter((one) => one.id !== asked.id)
        // The platform has just told whose name this is.
        .map((one) => (isOfName(one, asked) ? { ...one, accountId: account.id } : one)),
    }),
    async close(asked, mayBeOpen) {
      const others = (index: IndexDocument): UnansweredSignIn[] => index.unanswered.filter((one) => one.id !== asked.id);
      await write((index) => {
        const isThere = others(index).length !== index.unanswered.length;
        if (isThere === mayBeOpen) return index;
        return { ...index, unanswered: mayBeOpen ? [...index.unanswered, asked] : others(index) };
      });
      underWay.delete(asked.id);
      changed.emit(undefined);
    },
    open: () => ground.index.value().unanswered.filter((one) => !underWay.has(one.id) && one.untilMs > clock.now()),
    onChange: (listener) => changed.on(listener),
  };
}

function isOfName(one: UnansweredSignIn, asked: UnansweredSignIn): boolean {
  return one.platform.key === asked.platform.key && one.username === asked.username;
}

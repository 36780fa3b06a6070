import type { Ground } from '../ground';
import { upsert } from '../ground';
import type { AccountRecord, EndingRecord, IndexDocument, SessionRecord, TokenRecord } from '../ports';
import { isSame } from '../tokens/tokenRecords';

/**
 * Puts a new session into the index, in place of a former one of the account, with the token that opens it where one does; answers
 * which account was shown before, for `unrecordSession`.
 */
export async function recordSession(
  ground: Ground,
  account: AccountRecord,
  session: SessionRecord,
  token: TokenRecord | null,
  edit: (index: IndexDocument) => IndexDocument = (index) => index,
): Promise<string | null> {
  const formerId = ground.index.value().activeAccountId;
  await ground.index.change((index) => ({
    ...edit(index),
    accounts: upsert(index.accounts, account, (one) => one.id === account.id),
    tokens: token === null ? index.tokens : upsert(index.tokens, token, isSame(token.signature)),
    sessions: upsert(index.sessions, session, (one) => one.accountId === account.id),
    activeAccountId: account.id,
    endings: index.endings.filter((one) => one.accountId !== account.id),
  }));
  return formerId;
}

/** Takes a session out of the index and says how it ended; one that has taken its place since stays. */
export function dropSession(index: IndexDocument, signature: string, ending: EndingRecord): IndexDocument {
  const isReplaced = index.sessions.some((one) => one.accountId === ending.accountId && one.signature !== signature);
  if (isReplaced) return index;
  return {
    ...index,
    sessions: index.sessions.filter((one) => one.signature !== signature),
    endings: upsert(index.endings, ending, (one) => one.accountId === ending.accountId),
  };
}

/** Takes a session back out that could not be kept; `edit` undoes what else came with it. */
export async function unrecordSession(
  ground: Ground,
  session: SessionRecord,
  formerId: string | null,
  edit: (index: IndexDocument) => IndexDocument,
): Promise<void> {
  // Whoever was shown before is again: a command that names no account means that one.
  const shownOf = ({ activeAccountId: id }: IndexDocument): string | null => (id === session.accountId ? (formerId ?? id) : id);
  await ground.index
    .change((index) =>
      edit({ ...index, activeAccountId: shownOf(index), sessions: index.sessions.filter((one) => one.signature !== session.signature) }),
    )
    .catch((error: unknown) => {
      ground.ports.log.warn('session.undo', {}, error);
    });
}

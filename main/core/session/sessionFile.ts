import type { Ground } from '../ground';
import { upsert } from '../ground';
import type { AccountRecord, IndexDocument, SessionRecord, TokenRecord } from '../ports';
import { isSame } from '../tokens/tokenRecords';

/** Puts a new session into the index, with its account and the token that opens it where one does. */
export async function recordSession(
  ground: Ground,
  account: AccountRecord,
  session: SessionRecord,
  token: TokenRecord | null,
): Promise<void> {
  await ground.index.change((index) => ({
    ...index,
    accounts: upsert(index.accounts, account, (one) => one.id === account.id),
    tokens: token === null ? index.tokens : upsert(index.tokens, token, isSame(token.signature)),
    session,
    last: { platform: account.platform, username: account.username },
    ended: null,
  }));
}

/** Takes a session back out that could not be kept; `edit` undoes what else came with it. */
export async function unrecordSession(
  ground: Ground,
  session: SessionRecord,
  edit: (index: IndexDocument) => IndexDocument = (index) => index,
): Promise<void> {
  await ground.index
    .change((index) => edit(index.session?.signature === session.signature ? { ...index, session: null } : index))
    .catch((error: unknown) => {
      ground.ports.log.warn('session.undo', {}, error);
    });
}

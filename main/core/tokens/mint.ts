import { tokenKey } from '../accounts/keys';
import { AppError, isAppError, toErrorAnswer } from '../errors';
import type { Ground } from '../ground';
import { createLane } from '../lane';
import type { NewToken, ServerToken, TokenRecord } from '../ports';
import type { Minted, MintInput } from '../services';
import type { Live, LiveSession } from '../session/liveSession';
import type { FreshSecrets } from './freshSecrets';
import type { TokenBook } from './tokenBook';
import { createLostMint } from './lostMint';

/** "One month" by the platform, rounded up: until then a token may exist that no list shows. */
const LONGEST_MONTH_MS = 31 * 86_400_000;
/** How long a person waits for the platform to tell a new token's real end. */
const LIST_PATIENCE_MS = 3_000;
/** Trouble with the way to the platform: a mint would fail as well, and here it is certain that nothing was made. */
const NO_WAY = ['OFFLINE', 'TIMED_OUT', 'TLS_FAILED', 'PROXY_AUTH_REQUIRED', 'SESSION_ENDED', 'NOT_SIGNED_IN'] as const;

export function createMint(ground: Ground, live: LiveSession, book: TokenBook, fresh: FreshSecrets): (input: MintInput) => Promise<Minted> {
  const { clock, log, platform: wire } = ground.ports;
  // One at a time, so that "a new row with that label" can only be this mint's.
  const inTurn = createLane();

  const settleLost = createLostMint(ground, live, book, inTurn);
  const list = (): Promise<ServerToken[]> => live.use((platform, bearer) => wire.listTokens(platform, bearer));

  async function listBefore(label: string): Promise<string[] | null> {
    try {
      return (await list()).filter((row) => row.label === label).map((row) => row.signature);
    } catch (error) {
      if (isAppError(error, ...NO_WAY)) throw error;
      return null;
    }
  }

  async function send(input: MintInput): Promise<NewToken> {
    const { label, scope, expiresMs } = input;
    try {
      return await live.use((platform, bearer) => wire.mint(platform, bearer, { label, scope, expiresMs }));
    } catch (error) {
      if (!isAppError(error, 'PERMISSION_DENIED')) throw error;
      live.tell({ kind: 'learned', facts: { canMint: 'no' } });
      throw new AppError('CANNOT_MINT', error.details === undefined ? { reached: 'yes' } : { details: error.details, reached: 'yes' });
    }
  }

  function warn(error: unknown): void {
    log.warn('tokens.notRecorded', {}, error);
  }

  async function mint(input: MintInput): Promise<Minted> {
    const mine = live.live();
    const state = live.state();
    if (mine === null) throw new AppError('NOT_SIGNED_IN');
    if (state.status === 'signedIn' && state.canMint === 'no') throw new AppError('CANNOT_MINT');
    if (input.expiresMs !== null && input.expiresMs <= clock.now())
      throw new AppError('INVALID_INPUT', { details: { field: 'expiresMs' } });
    const askedMs = clock.now();
    const before = await listBefore(input.label);
    let made: NewToken;
    try {
      made = await send(input);
    } catch (error) {
      if (!isAppError(error) || error.reached !== 'maybe') throw error;
      const untilMs = input.expiresMs ?? askedMs + LONGEST_MONTH_MS;
      return settleLost(mine, input, { accountId: mine.account.id, label: input.label, askedMs, untilMs, before }, error);
    }
    return keep(mine, input, made);
  }

  async function keep(mine: Live, input: MintInput, made: NewToken): Promise<Minted> {
    const { accountId, record } = newRecord(mine, input, made, clock.now());
    let keepProblem: Minted['keepProblem'] = null;
    try {
      await book.put(record);
      if (record.isHeld) await ground.secrets.set(tokenKey(accountId, made.signature), made.secret);
      if (record.isShellToken) await makeOnlyShellToken(ground, accountId, made.signature);
    } catch (error) {
      // Nothing is lost: the secret is still shown once, and the row says that it is not held here.
      keepProblem = toErrorAnswer(error);
      await book.edit(made.signature, { isHeld: false, isShellToken: false }).catch(warn);
    }
    const isKept = input.isKept && keepProblem === null;
    if (!(isKept && input.isShellToken === true)) fresh.hold(made.signature, made.secret);
    await learnExpiry(ground, book, input.expiresMs === null);
    const row = book.state().rows.find((one) => one.signature === made.signature) ?? rowless(record, isKept);
    return { row, secret: made.secret, isKept, keepProblem };
  }

  return (input) => inTurn(() => mint(input));
}

async function makeOnlyShellToken(ground: Ground, accountId: string, signature: string): Promise<void> {
  await ground.index.change((index) => ({
    ...index,
    tokens: index.tokens.map((one) => (one.accountId === accountId ? { ...one, isShellToken: one.signature === signature } : one)),
  }));
}

/** The end that the platform chose is told by its list alone; the index does not guess it. */
async function learnExpiry(ground: Ground, book: TokenBook, isWaitedFor: boolean): Promise<void> {
  const refreshed = book.refresh();
  if (!isWaitedFor) {
    ground.background('tokens.refresh', refreshed);
    return;
  }
  await new Promise<void>((resolve) => {
    const stop = ground.ports.clock.after(LIST_PATIENCE_MS, resolve);
    void refreshed.finally(() => {
      stop();
      resolve();
    });
  });
}

function newRecord(mine: Live, input: MintInput, made: NewToken, nowMs: number): { accountId: string; record: TokenRecord } {
  const accountId = mine.account.id;
  const record: TokenRecord = {
    signature: made.signature,
    accountId,
    label: input.label,
    last4: made.secret.slice(-4),
    scope: input.scope,
    origin: 'minted',
    isHeld: input.isKept,
    worksWhileAway: input.worksWhileAway,
    isShellToken: input.isShellToken === true && input.isKept,
    madeMs: nowMs,
    expiresMs: input.expiresMs,
    lastUsedMs: null,
    parentSignature: null,
    defaultProject: null,
    goneMs: null,
    isLost: false,
    wasExposed: input.isShellToken !== true,
  };
  return { accountId, record };
}

/** The row of a token that the index could not take. */
function rowless(record: TokenRecord, isKept: boolean): Minted['row'] {
  const { signature, label, last4, scope, origin, madeMs, expiresMs, lastUsedMs, parentSignature, worksWhileAway, defaultProject } = record;
  const known = { signature, label, last4, scope, origin, madeMs, expiresMs, lastUsedMs, parentSignature, worksWhileAway, defaultProject };
  return { ...known, state: 'live', held: isKept ? 'here' : 'elsewhere', isShellToken: false, leaseCount: 0 };
}

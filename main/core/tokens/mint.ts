import { tokenKey } from '../accounts/keys';
import { AppError, isAppError, toErrorAnswer } from '../errors';
import { platformOfAccount, upsert, type Ground } from '../ground';
import { createLane, type Lane } from '../lane';
import { withLeftover } from '../leftovers';
import type { IndexDocument, NewToken, ServerToken, TokenRecord, UncertainMint } from '../ports';
import type { Minted, MintInput } from '../services';
import type { Live, LiveSession } from '../session/liveSession';
import type { FreshSecrets } from './freshSecrets';
import type { Revocations } from './revocationQueue';
import type { TokenBook } from './tokenBook';
import { createLostMint } from './lostMint';
import { isSame, mintedRecord } from './tokenRecords';

/** "One month" by the platform, rounded up: until then a token may exist that no list shows. */
const LONGEST_MONTH_MS = 31 * 86_400_000;
/** How long a person waits for the platform to tell a new token's real end. */
const LIST_PATIENCE_MS = 3_000;
/** An action's minute: a mint that waited longer for its turn is not begun. */
const TURN_PATIENCE_MS = 60_000;
/** Trouble with the way to the platform: a mint would fail as well, and here it is certain that nothing was made. */
const NO_WAY = ['OFFLINE', 'TIMED_OUT', 'TLS_FAILED', 'PROXY_AUTH_REQUIRED', 'SESSION_ENDED', 'NOT_SIGNED_IN'] as const;

type Mint = (input: MintInput) => Promise<Minted>;

export function createMint(ground: Ground, live: LiveSession, queue: Revocations, book: TokenBook, fresh: FreshSecrets): Mint {
  const { clock, log, platform: wire } = ground.ports;
  // One at a time in an account, so that "a new row with that label" can only be this mint's.
  const lanes = new Map<string, Lane>();
  function laneOf(accountId: string): Lane {
    const lane = lanes.get(accountId) ?? createLane();
    lanes.set(accountId, lane);
    return lane;
  }

  const send = createSend(ground, live, book);
  const settleLost = createLostMint(ground, live, book, laneOf);

  async function listBefore(accountId: string, label: string): Promise<string[] | null> {
    try {
      const list: ServerToken[] = await live.use(accountId, (platform, bearer) => wire.listTokens(platform, bearer));
      return list.filter((row) => row.label === label).map((row) => row.signature);
    } catch (error) {
      if (isAppError(error, ...NO_WAY)) throw error;
      return null;
    }
  }

  function warn(error: unknown): void {
    log.warn('tokens.notRecorded', {}, error);
  }

  async function mint(accountId: string, input: MintInput): Promise<Minted> {
    ground.freeze.check();
    const mine = live.need(accountId);
    if (input.madeBy === undefined && live.factsOf(mine).canMint === 'no') throw new AppError('CANNOT_MINT');
    if (input.expiresMs !== null && input.expiresMs <= clock.now())
      throw new AppError('INVALID_INPUT', { details: { field: 'expiresMs' } });
    const askedMs = clock.now();
    const before = await listBefore(accountId, input.label);
    const untilMs = input.expiresMs ?? askedMs + LONGEST_MONTH_MS;
    const asked: UncertainMint = { accountId, label: input.label, askedMs, untilMs, before };
    await book.openMints.begin(asked);
    ground.freeze.check();
    let made: NewToken;
    try {
      made = await send(mine, input);
    } catch (error) {
      if (isAppError(error) && error.reached === 'maybe') return settleLost(mine, input, asked, error);
      await book.openMints.settle(asked).catch(warn);
      throw error;
    }
    return keep(mine, input, made, asked);
  }

  async function keep(mine: Live, input: MintInput, made: NewToken, asked: UncertainMint): Promise<Minted> {
    const accountId = mine.account.id;
    const key = tokenKey(accountId, made.signature);
    const record = mintedRecord(accountId, input, made, clock.now());
    // SECURITY: made while a panic began: it goes with the rest, and nobody gets its secret.
    if (ground.freeze.isFrozen()) return condemnMade(queue, mine, record, made, () => book.openMints.settle(asked));
    let keepProblem: Minted['keepProblem'] = null;
    try {
      await book.openMints.settle(asked, (index) => ({ ...index, tokens: upsert(index.tokens, record, isSame(made.signature)) }));
      if (record.isHeld) await ground.secrets.set(key, made.secret);
      if (record.isShellToken) await makeOnlyShellToken(ground, accountId, made.signature);
    } catch (error) {
      // Nothing is lost: the secret is still shown once, and the row says that it is not held here.
      keepProblem = toErrorAnswer(error);
      // A keychain that was too slow may take it yet.
      await ground.index.change((index) => withLeftover(notHeld(index, made.signature), key)).catch(warn);
    }
    const isKept = input.isKept && keepProblem === null;
    // Who asked has left meanwhile: the answer still carries the secret, nothing else holds it for copying.
    const isShown = input.inPlaceOf === undefined && !(isKept && input.isShellToken === true);
    if (isShown && live.isOpen(mine)) fresh.hold(accountId, { ...made, label: input.label, isKept });
    await learnExpiry(ground, book, accountId, input.expiresMs === null);
    const row = book.stateOf(accountId).rows.find(isSame(made.signature)) ?? rowless(record, isKept);
    return { row, secret: made.secret, isKept, keepProblem };
  }

  return (input) => {
    const askedMs = clock.now();
    // Whose token it is to be is settled here: the window may show another account by the time of its turn.
    const accountId = input.accountId ?? live.activeId();
    if (accountId === null) return Promise.reject(new AppError('NOT_SIGNED_IN'));
    return laneOf(accountId)(async () => {
      // Those before it took so long that whoever asked has been told so: nothing is made behind their back.
      if (clock.now() - askedMs >= TURN_PATIENCE_MS) throw new AppError('TIMED_OUT');
      return mint(accountId, input);
    });
  };
}

/** One request, by the session or by the held token that is named. */
function createSend(ground: Ground, live: LiveSession, book: TokenBook): (mine: Live, input: MintInput) => Promise<NewToken> {
  const { platform: wire } = ground.ports;
  return async (mine, { label, scope, expiresMs, madeBy }) => {
    const accountId = mine.account.id;
    const wish = { label, scope, expiresMs };
    try {
      if (madeBy === undefined) return await live.use(accountId, (platform, bearer) => wire.mint(platform, bearer, wish));
      const { secret } = await book.secretFor(accountId, madeBy);
      return await wire.mint(platformOfAccount(ground, accountId), secret, wish);
    } catch (error) {
      if (!isAppError(error, 'PERMISSION_DENIED')) throw error;
      if (madeBy === undefined) live.learn(mine, { canMint: 'no' });
      throw new AppError('CANNOT_MINT', error.details === undefined ? { reached: 'yes' } : { details: error.details, reached: 'yes' });
    }
  };
}

async function condemnMade(
  queue: Pick<Revocations, 'condemn'>,
  { account }: Live,
  { signature, label, last4, expiresMs }: TokenRecord,
  { secret }: NewToken,
  settle: () => Promise<void>,
): Promise<never> {
  const what = { account, platform: account.platform, signature, label, last4, expiresMs, secret, from: null } as const;
  await queue.condemn({ ...what, reason: 'revoke', when: 'now' });
  await settle();
  throw new AppError('FROZEN', { details: { queued: true } });
}

function notHeld(index: IndexDocument, signature: string): IndexDocument {
  const tokens = index.tokens.map((one) => (one.signature === signature ? { ...one, isHeld: false, isShellToken: false } : one));
  return { ...index, tokens };
}

async function makeOnlyShellToken(ground: Ground, accountId: string, signature: string): Promise<void> {
  await ground.index.change((index) => ({
    ...index,
    tokens: index.tokens.map((one) => (one.accountId === accountId ? { ...one, isShellToken: one.signature === signature } : one)),
  }));
}

/** The end that the platform chose is told by its list alone; the index does not guess it. */
async function learnExpiry(ground: Ground, book: TokenBook, accountId: string, isWaitedFor: boolean): Promise<void> {
  const refreshed = book.refresh(accountId);
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

/** The row of a token that the index could not take. */
function rowless(record: TokenRecord, isKept: boolean): Minted['row'] {
  const { signature, label, last4, scope, origin, madeMs, expiresMs, lastUsedMs, parentSignature, worksWhileAway, defaultProject } = record;
  const known = { signature, label, last4, scope, origin, madeMs, expiresMs, lastUsedMs, parentSignature, worksWhileAway, defaultProject };
  const isNot = { isShellToken: false, isPaused: false };
  const none = { leaseCount: 0, reachesPhi: null, replacedBy: null, selfRotation: 'off' } as const;
  return { ...known, ...isNot, ...none, state: 'live', held: isKept ? 'here' : 'elsewhere' };
}

import { USUAL_POLICY } from '../../consent/policy';
import { AppError, isAppError } from '../../errors';
import { platformOfAccount, type Ground } from '../../ground';
import type { RotationRecord, TokenRecord } from '../../ports';
import type { Minted, MintInput } from '../../services';
import type { LiveSession } from '../../session/liveSession';
import type { Revocations } from '../revocationQueue';
import type { TokenBook } from '../tokenBook';
import { isMadeBelow } from './rotationRules';

/** Who may make a token: the session, or a held token by its signature. */
type Maker = { by: 'session' } | { by: 'token'; signature: string };

export interface NewTokens {
  /** Never the token that is replaced, nor one that it made: what they make could die with it. In the order in which they are tried. */
  makers(accountId: string, oldSignature: string): Maker[];
  /** The new token of this rotation as the index knows it; null where none was made, or it is to die. */
  found(entry: RotationRecord): TokenRecord | null;
  /** Made and kept, else condemned and the reason thrown. MINT_UNCERTAIN: it may live, and is listed or told of. */
  make(entry: RotationRecord): Promise<TokenRecord>;
  /** Gives the new token up: into the queue, with its secret. */
  giveUp(accountId: string, signature: string, secret?: string): Promise<void>;
}

export function createNewTokens(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  book: TokenBook,
  mint: (input: MintInput) => Promise<Minted>,
): NewTokens {
  const { clock } = ground.ports;
  const giveUp = createGiveUp(ground, queue, book);

  function makers(accountId: string, oldSignature: string): Maker[] {
    const mine = live.liveOf(accountId);
    if (mine === null) return [];
    const { rows } = book.stateOf(accountId);
    const isBelow = (signature: string): boolean => signature === oldSignature || isMadeBelow(rows, signature, oldSignature);
    const canSession = live.factsOf(mine).canMint !== 'no' && !isBelow(mine.record.signature);
    const tokens = rows.filter(
      (row) =>
        row.held === 'here' &&
        row.state === 'live' &&
        !row.isPaused &&
        row.scope.kind === 'full' &&
        !isBelow(row.signature) &&
        row.signature !== mine.record.signature,
    );
    return [...(canSession ? [{ by: 'session' } as const] : []), ...tokens.map(({ signature }) => ({ by: 'token', signature }) as const)];
  }

  function found({ accountId, oldSignature, newSignature }: RotationRecord): TokenRecord | null {
    const isMeant = (one: TokenRecord): boolean =>
      newSignature === null ? one.replaces === oldSignature && one.accountId === accountId : one.signature === newSignature;
    return ground.index.value().tokens.find((one) => isMeant(one) && one.isHeld && !queue.has(one.signature)) ?? null;
  }

  async function mintBy(entry: RotationRecord, maker: Maker): Promise<Minted> {
    const old = book.record(entry.oldSignature);
    return mint({
      accountId: entry.accountId,
      label: entry.label,
      scope: entry.scope,
      expiresMs: entry.lengthMs === null ? null : clock.now() + entry.lengthMs,
      isKept: true,
      worksWhileAway: old?.worksWhileAway ?? false,
      isPrinted: false,
      inPlaceOf: {
        replaces: entry.oldSignature,
        defaultProject: old?.defaultProject ?? null,
        selfRotation: old?.selfRotation ?? 'off',
        policy: old?.policy ?? USUAL_POLICY,
      },
      ...(maker.by === 'token' ? { madeBy: maker.signature } : {}),
    });
  }

  async function make(entry: RotationRecord): Promise<TokenRecord> {
    live.need(entry.accountId);
    let refusal = new AppError('CANNOT_MINT');
    for (const maker of makers(entry.accountId, entry.oldSignature)) {
      try {
        const made = await mintBy(entry, maker);
        const record = book.record(made.row.signature);
        if (made.keepProblem === null && record !== null) return record;
        await giveUp(entry.accountId, made.row.signature, made.secret);
        throw new AppError(made.keepProblem?.code ?? 'FILE_FAULT');
      } catch (error) {
        // This one may not make tokens, and none was made: another may.
        if (!isAppError(error, 'CANNOT_MINT', 'TOKEN_NOT_ACCEPTED', 'SECRET_LOST')) throw error;
        refusal = error;
      }
    }
    throw refusal;
  }

  return { makers, found, make, giveUp };
}

/** What no file takes destroys itself by what is still in memory; else its mint stays told of as one that may exist. */
function createGiveUp(
  ground: Ground,
  queue: Revocations,
  book: TokenBook,
): (accountId: string, signature: string, secret?: string | null) => Promise<void> {
  return async (accountId, signature, secret = null) => {
    const account = ground.index.value().accounts.find((one) => one.id === accountId);
    if (account === undefined) return;
    const platform = platformOfAccount(ground, accountId);
    const record = book.record(signature);
    const { label = null, last4 = null, expiresMs = null } = record ?? {};
    const from = secret === null ? 'token' : null;
    const what = { account, platform, signature, label, last4, expiresMs, secret, from, reason: 'revoke', when: 'now' } as const;
    try {
      await queue.condemn(what);
    } catch (error) {
      ground.ports.log.warn('rotation.notQueued', {}, error);
      if (secret === null) throw error;
      await ground.ports.platform.destroy(platform, secret, signature).catch((failure: unknown) => {
        ground.ports.log.warn('rotation.notDestroyed', {}, failure);
      });
      return;
    }
    await queue.attempt(signature);
  };
}

import { factorKey } from '../accounts/keys';
import { AppError, isAppError } from '../errors';
import type { Ground } from '../ground';
import type { FactorTruth, KeptFactor, TwoFactorDocument } from '../ports';
import type { SetupKey } from './oneTimeCodes';
import { indexOfCode } from './backupCodes';
import { settled, withSpent, type PlatformTimes } from './standing';

export interface KeptKey {
  key: SetupKey;
  issuer: string | null;
  account: string | null;
}

/**
 * What is kept by choice: the secret in the keychain, what is known of it in our own file. The file first, then the keychain;
 * removing goes the other way. So no secret stands in the keychain that no file knows.
 */
export interface Cabinet {
  document(): TwoFactorDocument;
  keepKey(accountId: string, set: string | null, standing: 'pending' | 'live', what: KeptKey): Promise<void>;
  keepCodes(accountId: string, set: string | null, standing: 'pending' | 'live', codes: readonly string[]): Promise<void>;
  /** SECRET_LOST where the keychain no longer has it. */
  readKey(kept: KeptFactor): Promise<KeptKey>;
  readCodes(kept: KeptFactor): Promise<string[]>;
  forget(kept: KeptFactor): Promise<void>;
  /** From now on what we show of this account may be out of date, until `settle`. */
  unsettle(accountId: string): Promise<void>;
  settle(accountId: string, truth: FactorTruth, times: PlatformTimes): Promise<void>;
  /** Runs what sends a code: a kept back-up code is marked before, and as it ended after. */
  spending<T>(accountId: string | null, typed: string, run: () => Promise<T>): Promise<T>;
  /** Live ones of this kind that were taken in by hand are dead from now on. */
  bury(accountId: string, kind: KeptFactor['kind']): Promise<void>;
}

// eslint-disable-next-line max-lines-per-function -- one closure over one state; its parts are functions of a few lines each
export function createCabinet(ground: Ground): Cabinet {
  const { clock, digest } = ground.ports;
  const book = ground.twoFactor;

  async function keep(one: Omit<KeptFactor, 'id' | 'keptMs' | 'spent'>, secret: string): Promise<void> {
    const kept: KeptFactor = { ...one, id: digest.randomId(), keptMs: clock.now(), spent: [] };
    await book.change((all) => ({ ...all, kept: [...all.kept, kept] }));
    try {
      await ground.secrets.set(factorKey(kept), secret);
    } catch (error) {
      await drop(kept).catch((trouble: unknown) => {
        ground.ports.log.warn('twoFactor.notKept', {}, trouble);
      });
      throw error;
    }
  }

  async function drop(kept: KeptFactor): Promise<void> {
    await ground.secrets.remove(factorKey(kept));
    await book.change((all) => ({ ...all, kept: all.kept.filter((one) => one.id !== kept.id) }));
  }

  async function read(kept: KeptFactor): Promise<unknown> {
    const text = await ground.secrets.get(factorKey(kept));
    if (text === null) throw new AppError('SECRET_LOST');
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // SECURITY: the SyntaxError is dropped, since it quotes the secret.
      throw new AppError('SECRET_LOST');
    }
  }

  async function readCodes(kept: KeptFactor): Promise<string[]> {
    const codes = await read(kept);
    if (!Array.isArray(codes) || !codes.every((one): one is string => typeof one === 'string')) throw new AppError('SECRET_LOST');
    return codes;
  }

  /** A pending one that never took effect goes with its secret, a dead one when a newer dead one is there. */
  async function settle(accountId: string, truth: FactorTruth, times: PlatformTimes): Promise<void> {
    const before = book.value();
    const after = settled(before, accountId, truth, times);
    const gone = before.kept.filter((one) => !after.kept.some((other) => other.id === one.id));
    for (const one of gone) await ground.secrets.remove(factorKey(one));
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    await book.change((all) => settled(all, accountId, truth, times));
  }

  async function keptCode(accountId: string | null, typed: string): Promise<{ kept: KeptFactor; at: number } | null> {
    // A code of the authenticator has six digits; a back-up code that looks the same is looked for all the same.
    for (const kept of book.value().kept) {
      if (kept.accountId !== accountId || kept.kind !== 'codes' || kept.standing === 'dead') continue;
      const at = indexOfCode(await readCodes(kept).catch(() => []), typed);
      if (at >= 0) return { kept, at };
    }
    return null;
  }

  async function spending<T>(accountId: string | null, typed: string, run: () => Promise<T>): Promise<T> {
    const code = await keptCode(accountId, typed);
    if (code === null) return run();
    const mark = (how: 'used' | 'maybe' | null): Promise<void> =>
      book.change((all) => withSpent(all, code.kept.id, code.at, how, clock.now()));
    const former = code.kept.spent.find((one) => one.at === code.at)?.how ?? null;
    // Before it is sent: whatever happens on the way, it is never again shown as unused. A full disk spends no code.
    if (former === null) await mark('maybe');
    try {
      const result = await run();
      ground.background('twoFactor.markUsed', mark('used'));
      return result;
    } catch (error) {
      // Told apart from a code that the platform refused or may have taken: this one never got as far.
      if (former === null && wasNotTried(error)) ground.background('twoFactor.unmark', mark(null));
      throw error;
    }
  }

  return {
    document: () => book.value(),
    keepKey: (accountId, set, standing, what) => keep({ accountId, set, standing, kind: 'key', total: 0 }, JSON.stringify(what)),
    keepCodes: (accountId, set, standing, codes) =>
      keep({ accountId, set, standing, kind: 'codes', total: codes.length }, JSON.stringify(codes)),
    readKey: async (kept) => keyOf(await read(kept)),
    readCodes,
    forget: drop,
    unsettle: (accountId) =>
      book.change((all) => (all.unsettled.includes(accountId) ? all : { ...all, unsettled: [...all.unsettled, accountId] })),
    settle,
    spending,
    bury: (accountId, kind) =>
      book.change((all) => ({
        ...all,
        kept: all.kept.map((one) =>
          one.accountId === accountId && one.kind === kind && one.standing === 'live' ? { ...one, standing: 'dead' } : one,
        ),
      })),
  };
}

const BEFORE_THE_CODE = ['WRONG_PASSWORD', 'ACCOUNT_LOCKED', 'PERMISSION_DENIED', 'NOT_FOUND', 'SSO_REQUIRED'] as const;
const NOT_SENT = ['NOT_SIGNED_IN', 'SIGN_IN_BUSY', 'PLATFORM_NOT_ALLOWED', 'TLS_FAILED', 'PROXY_AUTH_REQUIRED'] as const;

/** The platform was not reached, or looked at something before the code. A keychain that failed afterwards is neither: the code is spent. */
function wasNotTried(error: unknown): boolean {
  if (isAppError(error, 'OFFLINE', 'TIMED_OUT', ...NOT_SENT)) return error.reached === 'no';
  return isAppError(error, ...BEFORE_THE_CODE);
}

function keyOf(value: unknown): KeptKey {
  if (typeof value !== 'object' || value === null || !('key' in value)) throw new AppError('SECRET_LOST');
  return value as KeptKey;
}

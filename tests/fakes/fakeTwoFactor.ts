/** Two-factor authentication over the API in memory, by the rules of the stand-in's invented routes. */
import { createGuardrails, generateSync } from 'otplib';
import { AppError } from '../../main/core/errors';
import type { FactorTruth, PlatformInfo, TwoFactorRoutes } from '../../main/core/ports';

interface FakeAccount {
  password: string;
  factor?: FakeFactor;
}

export interface FakeFactor {
  set: string | null;
  codeSet: string | null;
  secret: string | null;
  codes: string[];
  lastStep: number;
  pending: { set: string; secret: string | null; codes: string[] | null; lastStep: number } | null;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const codeAt = (secret: string, nowMs: number): string =>
  generateSync({ secret, epoch: Math.floor(nowMs / 1_000), guardrails: createGuardrails({ MIN_SECRET_BYTES: 5 }) });

export function fakeTwoFactor(parts: {
  call<T>(route: keyof TwoFactorRoutes, platform: PlatformInfo, bearer: string | null, work: () => T): Promise<T>;
  now(): number;
  accountOf(platform: PlatformInfo, bearer: string): FakeAccount;
}) {
  const { call, now } = parts;
  let made = 0;
  const factorOf = (account: FakeAccount): FakeFactor =>
    (account.factor ??= { set: null, codeSet: null, secret: null, codes: [], lastStep: -1, pending: null });
  const refuse = (code: AppError['code']): never => {
    throw new AppError(code, { reached: 'yes' });
  };
  const truthOf = (account: FakeAccount): FactorTruth => {
    const { secret, set, codeSet, codes } = factorOf(account);
    return {
      isOn: secret !== null,
      mandatoryFor: null,
      keySet: set,
      codeSet,
      enabledMs: null,
      codesMadeMs: null,
      codesLeft: codes.length,
    };
  };
  function timed(holder: { lastStep: number }, secret: string, otp: string): 'right' | 'wrong' | 'replayed' {
    const step = [0, -1, 1].map((shift) => Math.floor(now() / 30_000) + shift).find((one) => codeAt(secret, one * 30_000) === otp);
    if (step === undefined) return 'wrong';
    if (step <= holder.lastStep) return 'replayed';
    holder.lastStep = step;
    return 'right';
  }
  /** What a code is worth; a back-up code is used up. */
  function check(factor: FakeFactor, otp: string): 'right' | 'wrong' | 'replayed' {
    if (factor.secret === null) return 'right';
    if (/^\d{6}$/.test(otp)) return timed(factor, factor.secret, otp);
    const at = factor.codes.indexOf(otp);
    if (at < 0) return 'wrong';
    factor.codes.splice(at, 1);
    return 'right';
  }
  function reauthenticate(account: FakeAccount, { password, otp }: { password: string; otp: string | null }): FakeFactor {
    const factor = factorOf(account);
    if (account.password !== password) refuse('WRONG_PASSWORD');
    if (factor.secret === null) return factor;
    const verdict = otp === null ? 'wrong' : check(factor, otp);
    if (verdict !== 'right') refuse(verdict === 'wrong' ? 'WRONG_CODE' : 'CODE_REPLAYED');
    return factor;
  }
  const newCodes = (): string[] => {
    made += 1;
    return Array.from({ length: 10 }, (_, at) => `canary-${String(made)}x${String(at)}`);
  };
  function begun(factor: FakeFactor, secret: string | null, codes: string[] | null): string {
    made += 1;
    factor.pending = { set: `set-${String(made)}`, secret, codes, lastStep: -1 };
    return factor.pending.set;
  }
  function pendingOf(account: FakeAccount, set: string): NonNullable<FakeFactor['pending']> {
    const { pending } = factorOf(account);
    return pending?.set === set ? pending : refuse('ENROLMENT_GONE');
  }

  const routes: TwoFactorRoutes = {
    describeTwoFactor: (platform, bearer) => call('describeTwoFactor', platform, bearer, () => truthOf(parts.accountOf(platform, bearer))),
    beginTwoFactor: (platform, bearer, input) =>
      call('beginTwoFactor', platform, bearer, () => {
        const factor = reauthenticate(parts.accountOf(platform, bearer), input);
        const secret = `CANARY${Array.from({ length: 26 }, (_, at) => LETTERS.charAt((made + at * 7) % 32)).join('')}`;
        return { enrolment: begun(factor, secret, null), secret, otpauth: `otpauth://totp/Fake:amy?secret=${secret}&issuer=Fake` };
      }),
    confirmTwoFactor: (platform, bearer, { enrolment, otp }) =>
      call('confirmTwoFactor', platform, bearer, () => {
        const pending = pendingOf(parts.accountOf(platform, bearer), enrolment);
        const verdict = timed(pending, pending.secret ?? refuse('ENROLMENT_GONE'), otp);
        if (verdict !== 'right') refuse(verdict === 'wrong' ? 'WRONG_CODE' : 'CODE_REPLAYED');
        pending.codes = newCodes();
        return { backupCodes: pending.codes };
      }),
    renewBackupCodes: (platform, bearer, input) =>
      call('renewBackupCodes', platform, bearer, () => {
        const codes = newCodes();
        return { enrolment: begun(reauthenticate(parts.accountOf(platform, bearer), input), null, codes), backupCodes: codes };
      }),
    finishTwoFactor: (platform, bearer, { enrolment, backupCode }) =>
      call('finishTwoFactor', platform, bearer, () => {
        const account = parts.accountOf(platform, bearer);
        const factor = factorOf(account);
        if (factor.codeSet === enrolment) return truthOf(account);
        const { set, secret, codes, lastStep } = pendingOf(account, enrolment);
        if (codes?.includes(backupCode) !== true) refuse('BACKUP_CODE_MISMATCH');
        if (secret !== null) Object.assign(factor, { secret, set, lastStep });
        Object.assign(factor, { codes: codes ?? [], codeSet: set, pending: null });
        return truthOf(account);
      }),
    cancelTwoFactor: (platform, bearer, { enrolment }) =>
      call('cancelTwoFactor', platform, bearer, () => {
        const factor = factorOf(parts.accountOf(platform, bearer));
        if (factor.pending?.set === enrolment) factor.pending = null;
      }),
    disableTwoFactor: (platform, bearer, input) =>
      call('disableTwoFactor', platform, bearer, () => {
        const account = parts.accountOf(platform, bearer);
        Object.assign(reauthenticate(account, input), { secret: null, set: null, codeSet: null, codes: [], pending: null });
        return truthOf(account);
      }),
  };

  return {
    routes,
    verdict(account: FakeAccount, otp: string | null): 'none' | 'needsCode' | 'right' | 'wrong' {
      if (account.factor === undefined || account.factor.secret === null) return 'none';
      if (otp === null) return 'needsCode';
      return check(account.factor, otp) === 'right' ? 'right' : 'wrong';
    },
  };
}

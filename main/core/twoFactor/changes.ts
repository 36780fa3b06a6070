import { AppError, isAppError } from '../errors';
import type { Ground } from '../ground';
import type { FactorTruth } from '../ports';
import type { TwoFactor } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { AtHand, WhoIsAtHand } from './atHand';
import { requireSaved } from './backupCodes';
import type { Cabinet } from './cabinet';
import type { Draft, Drafts } from './drafts';
import { parseSetupKey } from './setupKey';
import type { Truths } from './truths';

/** What changes the account on the platform: on, off, new back-up codes. */
export type Changes = Pick<TwoFactor, 'begin' | 'renewCodes'> & {
  confirm(draft: Extract<Draft, { kind: 'enrol' }>, code: string): Promise<{ backupCodes: string[] }>;
  finish(
    draft: Exclude<Draft, { kind: 'takeIn' }>,
    input: { backupCode: string | null; keepCodes: boolean; keepKey: boolean },
  ): Promise<void>;
  turnOff(input: Parameters<TwoFactor['turnOff']>[0]): Promise<void>;
  /** Leaves what is begun; the account is as it was. */
  abandon(): void;
};

// eslint-disable-next-line max-lines-per-function -- one closure over one state; its parts are functions of a few lines each
export function createChanges(
  ground: Ground,
  live: LiveSession,
  parts: { who: WhoIsAtHand; cabinet: Cabinet; drafts: Drafts; truths: Truths },
): Changes {
  const { who, cabinet, drafts, truths } = parts;
  const wire = ground.ports.platform;

  function abandon(): void {
    const draft = drafts.drop();
    if (draft === null || draft.kind === 'takeIn' || live.liveOf(draft.accountId) === null) return;
    const { accountId, set } = draft;
    ground.background(
      'twoFactor.cancel',
      live.use(accountId, (platform, bearer) => wire.cancelTwoFactor(platform, bearer, { enrolment: set })),
    );
  }

  /** Another account may be shown by the time of the answer: what was made for the former is not theirs. */
  function stillAtHand({ id }: AtHand): void {
    if (who.account()?.id !== id) throw new AppError('SESSION_ENDED');
  }

  async function begin({ accountId, password, code }: Parameters<Changes['begin']>[0]): ReturnType<Changes['begin']> {
    const account = who.signedIn(accountId);
    abandon();
    const send = () => live.use(account.id, (platform, bearer) => wire.beginTwoFactor(platform, bearer, { password, otp: code }));
    const made = await (code === null ? send() : cabinet.spending(account.id, code, send));
    stillAtHand(account);
    const taken = parseSetupKey(made.otpauth);
    drafts.hold({ kind: 'enrol', accountId: account.id, set: made.enrolment, taken, codes: null });
    return { secret: made.secret, otpauth: made.otpauth };
  }

  async function confirm(draft: Extract<Draft, { kind: 'enrol' }>, code: string): Promise<{ backupCodes: string[] }> {
    const { backupCodes } = await live.use(draft.accountId, (platform, bearer) =>
      wire.confirmTwoFactor(platform, bearer, { enrolment: draft.set, otp: code.replace(/\s/g, '') }),
    );
    // A dialog that closed meanwhile must not come back to life.
    if (drafts.draft() !== draft) throw new AppError('ENROLMENT_GONE');
    drafts.hold({ ...draft, codes: backupCodes });
    return { backupCodes };
  }

  async function renewCodes({ accountId, password, code }: Parameters<Changes['renewCodes']>[0]): Promise<{ backupCodes: string[] }> {
    const account = who.signedIn(accountId);
    abandon();
    const made = await cabinet.spending(account.id, code, () =>
      live.use(account.id, (platform, bearer) => wire.renewBackupCodes(platform, bearer, { password, otp: code })),
    );
    stillAtHand(account);
    drafts.hold({ kind: 'renew', accountId: account.id, set: made.enrolment, codes: made.backupCodes });
    return { backupCodes: made.backupCodes };
  }

  /** What is to be kept is kept before the platform's last step: dead at any moment, the next start knows what became of it. */
  async function finish(
    draft: Exclude<Draft, { kind: 'takeIn' }>,
    { backupCode, keepCodes, keepKey }: { backupCode: string | null; keepCodes: boolean; keepKey: boolean },
  ): Promise<void> {
    const { accountId, set, codes } = draft;
    if (codes === null) throw new AppError('ENROLMENT_GONE');
    const at = requireSaved(codes, drafts.areSaved(codes), backupCode);
    await cabinet.unsettle(accountId);
    await dropPending(accountId, set);
    if (keepCodes) await cabinet.keepCodes(accountId, set, 'pending', codes);
    if (keepKey && draft.kind === 'enrol') await cabinet.keepKey(accountId, set, 'pending', draft.taken);
    const truth = await finishOnPlatform(draft, codes[at] ?? '');
    if (drafts.draft() === draft) drafts.drop();
    await settleQuietly(accountId, truth);
  }

  /** An earlier try of the same step kept what this one may not want to keep. */
  async function dropPending(accountId: string, set: string): Promise<void> {
    for (const one of cabinet.document().kept) {
      if (one.accountId === accountId && one.set === set && one.standing === 'pending') await cabinet.forget(one);
    }
  }

  async function finishOnPlatform(draft: Exclude<Draft, { kind: 'takeIn' }>, backupCode: string): Promise<FactorTruth> {
    try {
      return await live.use(draft.accountId, (platform, bearer) =>
        wire.finishTwoFactor(platform, bearer, { enrolment: draft.set, backupCode }),
      );
    } catch (error) {
      if (isAppError(error, 'SESSION_ENDED', 'NOT_SIGNED_IN')) throw error;
      // The answer may be lost and the step done all the same: the platform knows.
      const truth = await truths.ask(draft.accountId);
      if (truth?.codeSet === draft.set) return truth;
      throw error;
    }
  }

  async function turnOff({ accountId, password, code }: Parameters<TwoFactor['turnOff']>[0]): Promise<void> {
    const account = who.signedIn(accountId);
    abandon();
    await cabinet.unsettle(account.id);
    try {
      const truth = await cabinet.spending(account.id, code, () =>
        live.use(account.id, (platform, bearer) => wire.disableTwoFactor(platform, bearer, { password, otp: code })),
      );
      await settleQuietly(account.id, truth);
    } catch (error) {
      if (isAppError(error, 'SESSION_ENDED', 'NOT_SIGNED_IN', 'FILE_FAULT')) throw error;
      const truth = await truths.ask(account.id);
      if (truth?.isOn === false) return;
      throw error;
    }
  }

  /** The platform did it: a file that cannot be written now leaves what is kept unsettled, which is shown and mended later. */
  async function settleQuietly(accountId: string, truth: FactorTruth): Promise<void> {
    await truths.learn(accountId, truth).catch((error: unknown) => {
      ground.ports.log.warn('twoFactor.settle', {}, error);
    });
  }

  return { begin, confirm, renewCodes, finish, turnOff, abandon };
}

import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { TwoFactor } from '../services';
import type { WhoIsAtHand } from './atHand';
import { parseCodes, requireSaved } from './backupCodes';
import type { Cabinet } from './cabinet';
import type { Draft, Drafts } from './drafts';
import { stepOfCode } from './oneTimeCodes';
import { parseSetupKey } from './setupKey';

type TakeInDraft = Extract<Draft, { kind: 'takeIn' }>;

/** A platform that does it in the browser: key and codes of its page are taken in by hand. Nothing here changes the account. */
export type TakeIn = Pick<TwoFactor, 'takeKey' | 'takeQr' | 'takeCodes'> & {
  confirm(draft: TakeInDraft, code: string): void;
  finish(draft: TakeInDraft, input: { backupCode: string | null; keepCodes: boolean; keepKey: boolean }): Promise<void>;
};

export function createTakeIn(
  ground: Ground,
  parts: { who: WhoIsAtHand; cabinet: Cabinet; drafts: Drafts; abandon(): void; clockOffsetMs(): number },
): TakeIn {
  const { who, cabinet, drafts } = parts;

  function take(text: string): { issuer: string | null; account: string | null } {
    const account = who.signedIn();
    const taken = parseSetupKey(text);
    parts.abandon();
    drafts.hold({ kind: 'takeIn', accountId: account.id, taken, lastStep: null, isConfirmed: false, codes: null });
    return { issuer: taken.issuer, account: taken.account };
  }

  async function takeQr({ from }: { from: 'clipboard' | 'file' }): ReturnType<TakeIn['takeQr']> {
    const picked =
      from === 'clipboard'
        ? { kind: 'picked' as const, text: await ground.ports.qrPictures.fromClipboard() }
        : await ground.ports.qrPictures.fromFile();
    if (picked.kind === 'cancelled') return { outcome: 'cancelled', issuer: null, account: null };
    if (picked.text === null) throw new AppError('NO_QR_CODE');
    return { outcome: 'taken', ...take(picked.text) };
  }

  function confirm(draft: TakeInDraft, code: string): void {
    const step = stepOfCode(draft.taken.key, code, ground.ports.clock.now() + parts.clockOffsetMs());
    if (step === null) throw new AppError('WRONG_CODE');
    if (draft.lastStep !== null && step <= draft.lastStep) throw new AppError('CODE_REPLAYED');
    drafts.hold({ ...draft, isConfirmed: true, lastStep: step });
  }

  function takeCodes({ text }: { text: string }): Promise<{ backupCodes: string[] }> {
    const draft = drafts.open(who.signedIn().id, 'takeIn');
    const codes = parseCodes(text);
    drafts.hold({ ...draft, codes });
    return Promise.resolve({ backupCodes: codes });
  }

  async function finish(
    draft: TakeInDraft,
    { backupCode, keepCodes, keepKey }: { backupCode: string | null; keepCodes: boolean; keepKey: boolean },
  ): Promise<void> {
    if (!draft.isConfirmed) throw new AppError('WRONG_CODE');
    const { accountId, codes, taken } = draft;
    if (codes !== null) requireSaved(codes, drafts.areSaved(codes), backupCode);
    // A setup anew on the platform's page made the former key and codes worthless, whether the new ones are kept or not.
    await cabinet.bury(accountId, 'key');
    if (codes !== null) await cabinet.bury(accountId, 'codes');
    if (keepCodes && codes !== null) await cabinet.keepCodes(accountId, null, 'live', codes);
    if (keepKey) await cabinet.keepKey(accountId, null, 'live', taken);
    if (drafts.draft() === draft) drafts.drop();
  }

  return { takeKey: ({ text }) => Promise.resolve().then(() => take(text)), takeQr, confirm, takeCodes, finish };
}

import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { ClipboardCare, TwoFactor } from '../services';
import { discard } from '../session/discard';
import type { Revocations } from '../tokens/revocationQueue';
import type { AtHand, WhoIsAtHand } from './atHand';
import { codesText } from './backupCodes';
import type { Cabinet } from './cabinet';
import type { Drafts } from './drafts';
import { codesAt, type SetupKey } from './oneTimeCodes';
import { setupLink } from './setupKey';
import { ofAccount } from './standing';

export type Showing = Pick<TwoFactor, 'codes' | 'showKey' | 'showCodes' | 'copy' | 'saveCodes'>;

/** A session that a password check opened by the way is ended at once; it would last this long. */
const CHECK_MS = 60_000;

/** What is fresh or kept, shown on request, copied by main, or written into a file by the person's own act. */
export function createShowing(
  ground: Ground,
  parts: { who: WhoIsAtHand; cabinet: Cabinet; drafts: Drafts; queue: Revocations; clipboard: ClipboardCare },
): Showing {
  const { who, cabinet, drafts, queue, clipboard } = parts;
  const { clock, platform: wire } = ground.ports;

  const keptBy = (account: AtHand) => ofAccount(cabinet.document(), account.id);

  async function keyForCodes(account: AtHand): Promise<SetupKey> {
    const draft = drafts.draft();
    if (draft?.kind === 'takeIn' && draft.accountId === account.id) return draft.taken.key;
    const kept = keptBy(account).key;
    if (kept === null) throw new AppError('NOT_KEPT');
    return (await cabinet.readKey(kept)).key;
  }

  async function codes(): ReturnType<Showing['codes']> {
    const account = who.account();
    if (account === null) throw new AppError('NOT_SIGNED_IN');
    return codesAt(await keyForCodes(account), clock.now(), wire.clockOffsetMs(account.platform) ?? 0);
  }

  /** SECURITY: a kept secret is shown only to whoever knows the password, so that an open window is not enough. */
  async function checkPassword(account: AtHand, password: string): Promise<void> {
    const expiresMs = clock.now() + CHECK_MS;
    const answer = await wire.signIn(account.platform, { username: account.username, password, otp: null, expiresMs });
    // With two-factor authentication on, the platform asks for the code only after the right password, and opens nothing.
    if (answer.kind === 'needsCode') return;
    const record = ground.index.value().accounts.find((one) => one.id === account.id);
    if (record !== undefined) await discard(ground, queue, record, answer.token, expiresMs);
  }

  async function showKey({ password }: { password: string }): ReturnType<Showing['showKey']> {
    const account = who.signedIn();
    const kept = keptBy(account).key;
    if (kept === null) throw new AppError('NOT_KEPT');
    await checkPassword(account, password);
    const taken = await cabinet.readKey(kept);
    if (who.account()?.id !== account.id) throw new AppError('SESSION_ENDED');
    drafts.show({ taken, codes: null });
    return { secret: taken.key.secret, otpauth: setupLink(taken) };
  }

  async function showCodes({ password }: { password: string }): ReturnType<Showing['showCodes']> {
    const account = who.signedIn();
    const kept = keptBy(account).codes;
    if (kept === null) throw new AppError('NOT_KEPT');
    await checkPassword(account, password);
    const all = await cabinet.readCodes(kept);
    if (who.account()?.id !== account.id) throw new AppError('SESSION_ENDED');
    drafts.show({ taken: null, codes: all });
    const useOf = (at: number) => kept.spent.find((one) => one.at === at)?.how ?? 'unused';
    return { list: all.map((code, at) => ({ code, use: useOf(at) })) };
  }

  /** What is on the screen now: the draft's, else what was shown on request. */
  function onScreen(): { secret: string | null; codes: string[] | null } {
    const draft = drafts.draft();
    if (draft === null) return { secret: drafts.shown()?.taken?.key.secret ?? null, codes: drafts.shown()?.codes ?? null };
    return { secret: draft.kind === 'renew' ? null : draft.taken.key.secret, codes: draft.codes };
  }

  async function copy({ what }: { what: 'setupKey' | 'backupCodes' | 'oneTimeCode' }): ReturnType<Showing['copy']> {
    const text =
      what === 'oneTimeCode'
        ? (await codes()).currentCode
        : what === 'setupKey'
          ? onScreen().secret
          : (onScreen().codes?.join('\n') ?? null);
    if (text === null) throw new AppError('ENROLMENT_GONE');
    // Nothing of such a secret is shown beside the clipboard's time.
    return clipboard.copy(text, { label: null, last4: '' });
  }

  async function saveCodes(): Promise<{ path: string | null }> {
    const account = who.signedIn();
    const { codes: all } = onScreen();
    if (all === null) throw new AppError('ENROLMENT_GONE');
    const name = `dnanexus-backup-codes-${account.username.replace(/[^A-Za-z0-9._-]/g, '_')}.txt`;
    return { path: await ground.ports.codeFiles.save(name, codesText(account.username, account.platform.name, all)) };
  }

  return { codes, showKey, showCodes, copy, saveCodes };
}

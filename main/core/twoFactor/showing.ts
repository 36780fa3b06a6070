import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { ClipboardCare, TwoFactor } from '../services';
import type { AtHand, WhoIsAtHand } from './atHand';
import { codesText } from './backupCodes';
import type { Cabinet } from './cabinet';
import type { Drafts } from './drafts';
import type { OwnerCheck } from './ownerCheck';
import { codesAt, type SetupKey } from './oneTimeCodes';
import { setupLink } from './setupKey';
import { ofAccount } from './standing';

export type Showing = Pick<TwoFactor, 'codes' | 'showKey' | 'showCodes' | 'copy' | 'saveCodes' | 'tellSaved'>;

/** What is fresh or kept, shown on request, copied by main, or written into a file by the person's own act. */
export function createShowing(
  ground: Ground,
  parts: { who: WhoIsAtHand; cabinet: Cabinet; drafts: Drafts; clipboard: ClipboardCare; checkOwner: OwnerCheck },
): Showing {
  const { who, cabinet, drafts, clipboard, checkOwner } = parts;
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

  async function showKey({ accountId, proof }: Parameters<Showing['showKey']>[0]): ReturnType<Showing['showKey']> {
    const account = who.signedIn(accountId);
    const kept = keptBy(account).key;
    if (kept === null) throw new AppError('NOT_KEPT');
    await checkOwner(account, proof);
    const taken = await cabinet.readKey(kept);
    if (who.account()?.id !== account.id) throw new AppError('SESSION_ENDED');
    drafts.show({ taken, codes: null });
    return { secret: taken.key.secret, otpauth: setupLink(taken) };
  }

  async function showCodes({ accountId, proof }: Parameters<Showing['showCodes']>[0]): ReturnType<Showing['showCodes']> {
    const account = who.signedIn(accountId);
    const kept = keptBy(account).codes;
    if (kept === null) throw new AppError('NOT_KEPT');
    await checkOwner(account, proof);
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

  function codesOnScreen(): string[] {
    const { codes: all } = onScreen();
    if (all === null) throw new AppError('ENROLMENT_GONE');
    return all;
  }

  // Nothing of such a secret is shown beside the clipboard's time.
  const toClipboard = (text: string) => clipboard.copy(text, { label: null, last4: '' });

  async function copy({ what }: { what: 'setupKey' | 'backupCodes' | 'oneTimeCode' }): ReturnType<Showing['copy']> {
    if (what === 'oneTimeCode') return toClipboard((await codes()).currentCode);
    if (what === 'setupKey') {
      const { secret } = onScreen();
      if (secret === null) throw new AppError('ENROLMENT_GONE');
      return toClipboard(secret);
    }
    const all = codesOnScreen();
    const copied = await toClipboard(all.join('\n'));
    if (copied.outcome !== 'needsPress') drafts.markSaved(all);
    return copied;
  }

  async function saveCodes(): Promise<{ path: string | null }> {
    const account = who.signedIn();
    const all = codesOnScreen();
    const name = `dnanexus-backup-codes-${account.username.replace(/[^A-Za-z0-9._-]/g, '_')}.txt`;
    const path = await ground.ports.codeFiles.save('backupCodes', name, codesText(account.username, account.platform.name, all));
    if (path !== null) drafts.markSaved(all);
    return { path };
  }

  const tellSaved = (): void => {
    drafts.markSaved(codesOnScreen());
  };

  return { codes, showKey, showCodes, copy, saveCodes, tellSaved };
}

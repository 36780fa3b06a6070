/** What the platform picker offers and what its choice means; pure. */
import type { AppState, PlatformChoice, PlatformOffer, SessionState } from '../preload/contract/contract';
import type { Choice } from './components/Fields';
import type { SignInDraft } from './stores/desk';
import { words } from './words';

/** The offer whose addresses are typed in the form. */
export const TYPED = 'custom';

export function platformChoices(app: AppState): Choice<string>[] {
  return app.platforms.map((offer) => ({
    id: offer.key,
    text: offer.own !== null || offer.kind === 'standin' ? offer.name : words.signIn.platformNames[offer.kind],
    isDisabled: !offer.isChoosable,
    ...noteOf(offer, app.runtime),
  }));
}

function noteOf(offer: PlatformOffer, runtime: AppState['runtime']): { note?: string } {
  if (!offer.isChoosable) return { note: words.signIn.notHere };
  if (offer.key === TYPED && runtime === 'fallback') return { note: words.signIn.customOnlyLoopback };
  return offer.authHost === null ? {} : { note: offer.authHost };
}

type SignedOut = Extract<SessionState, { status: 'signedOut' }>;
export type SignInForm = Required<SignInDraft> & { platform: string; username: string; way: 'password' | 'token' };

/** What the form starts from: what was typed, else who signed in last, else the first platform that can be chosen. */
export function startDraft(draft: SignInDraft, session: SignedOut | null, app: AppState): SignInForm {
  const last = session?.last ?? null;
  const canChoose = (key: string | null | undefined): key is string =>
    app.platforms.some((offer) => offer.key === key && offer.isChoosable);
  const first =
    app.platforms.find((offer) => offer.kind === 'standin' && offer.isChoosable) ?? app.platforms.find((offer) => offer.isChoosable);
  const isLastTyped = last?.platform.kind === 'custom' && !canChoose(last.platform.key);
  const lastKey = isLastTyped ? TYPED : last?.platform.key;
  // A platform may have been removed in the settings since it was picked.
  const picked = canChoose(draft.platform) ? draft.platform : null;
  const platform = picked ?? (canChoose(lastKey) ? lastKey : (first?.key ?? TYPED));
  const isFromLast = picked === null && isLastTyped;
  return {
    platform,
    apiUrl: isFromLast && draft.apiUrl === '' ? last.platform.apiUrl : draft.apiUrl,
    authUrl: isFromLast && draft.authUrl === '' ? last.platform.authUrl : draft.authUrl,
    username: draft.username ?? last?.username ?? '',
    way: draft.way ?? last?.openedBy ?? 'password',
  };
}

export function choiceOf(form: Pick<SignInForm, 'platform' | 'apiUrl' | 'authUrl'>, app: AppState): PlatformChoice {
  const offer = app.platforms.find((one) => one.key === form.platform);
  if (offer !== undefined && offer.kind !== 'custom') return { kind: offer.kind };
  return { kind: 'custom', ...(offer?.own ?? { apiUrl: form.apiUrl.trim(), authUrl: form.authUrl.trim() }) };
}

/** The host that gets what is typed, where it is not one of DNAnexus's; null while an address is not one yet. */
export function foreignHost(form: SignInForm, app: AppState): string | null {
  const choice = choiceOf(form, app);
  return choice.kind === 'custom' ? hostOf(form.way === 'password' ? choice.authUrl : choice.apiUrl) : null;
}

export function hostOf(address: string): string | null {
  try {
    const { host } = new URL(address.trim());
    return host === '' ? null : host;
  } catch {
    return null;
  }
}

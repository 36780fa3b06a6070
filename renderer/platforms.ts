/** What the platform picker offers and what its choice means; pure. */
import type { AppState, PlatformChoice, PlatformKind, PlatformOffer, SessionState } from '../preload/contract/contract';
import type { Choice } from './components/Fields';
import type { SignInDraft } from './stores/desk';
import { words } from './words';

export function platformChoices(app: AppState): Choice<PlatformKind>[] {
  return app.platforms.map((offer) => ({
    id: offer.kind,
    text: offer.kind === 'standin' ? offer.name : words.signIn.platformNames[offer.kind],
    isDisabled: !offer.isChoosable,
    ...noteOf(offer, app.runtime),
  }));
}

function noteOf(offer: PlatformOffer, runtime: AppState['runtime']): { note?: string } {
  if (!offer.isChoosable) return { note: words.signIn.notHere };
  if (offer.kind === 'custom' && runtime === 'fallback') return { note: words.signIn.customOnlyLoopback };
  return offer.authHost === null ? {} : { note: offer.authHost };
}

type SignedOut = Extract<SessionState, { status: 'signedOut' }>;

/** What the form starts from: what was typed, else who signed in last, else the first platform that can be chosen. */
export function startDraft(
  draft: SignInDraft,
  session: SignedOut | null,
  app: AppState,
): Required<SignInDraft> & { platform: PlatformKind; username: string } {
  const last = session?.last ?? null;
  const canChoose = (kind: PlatformKind | undefined) => app.platforms.some((offer) => offer.kind === kind && offer.isChoosable);
  const first =
    app.platforms.find((offer) => offer.kind === 'standin' && offer.isChoosable) ?? app.platforms.find((offer) => offer.isChoosable);
  const lastKind = last?.platform.kind;
  const platform = draft.platform ?? (lastKind !== undefined && canChoose(lastKind) ? lastKind : (first?.kind ?? 'custom'));
  const isLastCustom = draft.platform === null && lastKind === 'custom' && last !== null;
  return {
    platform,
    apiUrl: isLastCustom && draft.apiUrl === '' ? last.platform.apiUrl : draft.apiUrl,
    authUrl: isLastCustom && draft.authUrl === '' ? last.platform.authUrl : draft.authUrl,
    username: draft.username ?? last?.username ?? '',
    way: draft.way,
  };
}

export function choiceOf(form: { platform: PlatformKind; apiUrl: string; authUrl: string }): PlatformChoice {
  return form.platform === 'custom'
    ? { kind: 'custom', apiUrl: form.apiUrl.trim(), authUrl: form.authUrl.trim() }
    : { kind: form.platform };
}

/** What the page itself decides: which screen, which dialog, which notice. Nothing here is a secret. */
import { create } from 'zustand';
import type { ErrorAnswer } from '../../preload/contract/errors';

export type Screen = 'tokens' | 'panel' | 'activity' | 'scan' | 'security' | 'settings';
export type OpenDialog =
  | { kind: 'newToken' }
  | { kind: 'importToken' }
  | { kind: 'signOut' }
  | { kind: 'removeAccount' }
  | { kind: 'queue' }
  | { kind: 'leases' }
  | { kind: 'revokeMany'; signatures: readonly string[] }
  | { kind: 'erase' }
  | { kind: 'details' | 'revoke' | 'rotate' | 'pause' | 'export' | 'project' | 'policy'; signature: string };
export type Notice = { kind: 'good'; text: string } | { kind: 'bad'; error: ErrorAnswer };

/** The sign-in form as typed, so that a code step or an error takes nothing away; never a password or a token. */
export interface SignInDraft {
  /** The key of an offer. */
  platform: string | null;
  apiUrl: string;
  authUrl: string;
  username: string | null;
  /** Null: as the account that is shown was opened last. */
  way: 'password' | 'token' | null;
}

export const emptyDraft: SignInDraft = { platform: null, apiUrl: '', authUrl: '', username: null, way: null };

interface Desk {
  screen: Screen;
  dialog: OpenDialog | null;
  notice: Notice | null;
  draft: SignInDraft;
  /** Outlives the code step: a platform that locks the account there sends the person back to the form. */
  signInError: ErrorAnswer | null;
  isNoTrayRead: boolean;
  isNoLogindRead: boolean;
}

export const useDesk = create<Desk>()(() => ({
  screen: 'tokens',
  dialog: null,
  notice: null,
  draft: emptyDraft,
  signInError: null,
  isNoTrayRead: false,
  isNoLogindRead: false,
}));

export const show = (screen: Screen) => {
  useDesk.setState({ screen });
};
export const open = (dialog: OpenDialog) => {
  useDesk.setState({ dialog });
};
export const closeDialog = () => {
  useDesk.setState({ dialog: null });
};
export const tell = (notice: Notice | null) => {
  useDesk.setState({ notice });
};
export const draftSignIn = (patch: Partial<SignInDraft>) => {
  useDesk.setState(({ draft }) => ({ draft: { ...draft, ...patch } }));
};

export const setSignInError = (signInError: ErrorAnswer | null) => {
  useDesk.setState({ signInError });
};

/** Another account finds an empty desk: nothing typed, opened or said for the one before. */
export const leaveDesk = () => {
  clearDesk();
  useDesk.setState({ draft: emptyDraft, signInError: null });
};

/** Signing out leaves nothing of the former account on the desk but the form. */
export const clearDesk = () => {
  useDesk.setState({ screen: 'tokens', dialog: null, notice: null });
};

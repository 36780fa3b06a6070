/** What a signed-in person sees: rail, screen, and the one dialog that is open. */
import { lazy, Suspense } from 'react';
import type { AppState } from '../../../preload/contract/contract';
import { AccountContext } from '../../account';
import { useDesk, type OpenDialog } from '../../stores/desk';
import { useTokens, type SignedIn } from '../../stores/mirrors';
import { PanelScreen } from '../PanelScreen';
import { ActivityScreen } from '../activity/ActivityScreen';
import { ScanScreen } from '../scan/ScanScreen';
import { SecurityScreen } from '../security/SecurityScreen';
import { SettingsScreen } from '../settings/SettingsScreen';
import { DefaultProject } from '../tokens/dialogs/DefaultProject';
import { Details } from '../tokens/dialogs/Details';
import { ExportToken } from '../tokens/dialogs/ExportToken';
import { ImportToken } from '../tokens/dialogs/ImportToken';
import { NewToken } from '../tokens/dialogs/NewToken';
import { QueueDialog } from '../tokens/dialogs/QueueDialog';
import { RevokeMany } from '../tokens/dialogs/RevokeMany';
import { PauseToken } from '../tokens/dialogs/PauseToken';
import { RotateToken } from '../tokens/dialogs/RotateToken';
import { RevokeToken } from '../tokens/dialogs/RevokeToken';
import { TokensScreen } from '../tokens/TokensScreen';
import { FollowPress } from '../tokens/noticeLines';
import { LeasesDialog } from './LeasesDialog';
import { NoticeBar } from './NoticeBar';
import { Rail } from './Rail';
import { RemoveAccount } from './RemoveAccount';
import { SignOut } from './SignOut';

/** Rarely opened: read on first use. */
const WhoMayUse = lazy(() => import('../tokens/dialogs/WhoMayUse').then((module) => ({ default: module.WhoMayUse })));

export function Frame({ app, session }: { app: AppState; session: SignedIn }) {
  const wanted = useDesk((desk) => desk.screen);
  const hasTray = app.tray !== 'absent';
  // A tray that came has it all.
  const screen = wanted === 'panel' && hasTray ? 'tokens' : wanted;
  const { id } = session.account;
  return (
    <AccountContext value={session.account}>
      <div className="frame">
        <Rail session={session} hasTray={hasTray} />
        {/* Nothing of one account's screen (its search, its filter, a half-filled form) is there for the next. */}
        {screen === 'tokens' && <TokensScreen key={id} app={app} session={session} />}
        {screen === 'panel' && <PanelScreen key={id} session={session} />}
        {screen === 'activity' && <ActivityScreen key={id} />}
        {screen === 'scan' && <ScanScreen key={id} />}
        {screen === 'security' && <SecurityScreen key={id} />}
        {screen === 'settings' && <SettingsScreen app={app} />}
        <FollowPress />
        <NoticeBar />
        <Dialogs key={`dialogs ${id}`} session={session} />
      </div>
    </AccountContext>
  );
}

function Dialogs({ session }: { session: SignedIn }) {
  const dialog = useDesk((desk) => desk.dialog);
  return (
    <>
      {dialog?.kind === 'newToken' && <NewToken />}
      {dialog?.kind === 'importToken' && <ImportToken />}
      {dialog?.kind === 'signOut' && <SignOut session={session} />}
      {dialog?.kind === 'removeAccount' && <RemoveAccount account={session.account} />}
      {dialog?.kind === 'queue' && <QueueDialog />}
      {dialog?.kind === 'leases' && <LeasesDialog />}
      {dialog?.kind === 'revokeMany' && <RevokeMany signatures={dialog.signatures} />}
      {dialog !== null && 'signature' in dialog && <RowDialog kind={dialog.kind} signature={dialog.signature} />}
    </>
  );
}

/** A row that is gone from the list takes its dialog with it. */
type RowKind = Extract<OpenDialog, { signature: string }>['kind'];

function RowDialog({ kind, signature }: { kind: RowKind; signature: string }) {
  const row = useTokens((state) => state.value?.rows.find((one) => one.signature === signature));
  if (row === undefined) return null;
  if (kind === 'details') return <Details key={signature} row={row} />;
  if (kind === 'revoke') return <RevokeToken row={row} />;
  if (kind === 'rotate') return <RotateToken row={row} />;
  if (kind === 'pause') return <PauseToken row={row} />;
  if (kind === 'policy')
    return (
      <Suspense fallback={null}>
        <WhoMayUse key={signature} row={row} />
      </Suspense>
    );
  return kind === 'export' ? <ExportToken row={row} /> : <DefaultProject row={row} />;
}

/** From main's one session state to one screen; what is not known yet is a quiet page, not a guess. */
import { lazy, Suspense, useEffect, useLayoutEffect } from 'react';
import { I18nProvider } from 'react-aria-components';
import type { AppState, SessionState } from '../preload/contract/contract';
import { ErrorNote } from './components/Note';
import { hostOf } from './platforms';
import { LockScreen } from './screens/lock/LockScreen';
import { useLockKey } from './screens/lock/useLockKey';
import { PanicCorner } from './screens/panic/PanicCorner';
import { CodeStep } from './screens/signIn/CodeStep';
import { ConfirmToken } from './screens/signIn/ConfirmToken';
import { SignIn } from './screens/signIn/SignIn';
import { clearDesk, show, useDesk } from './stores/desk';
import {
  useAccounts,
  useApp,
  useErase,
  useLastSignedIn,
  useLock,
  usePanic,
  useProxy,
  useSession,
  useShellToken,
  useSpent,
  useTokens,
} from './stores/mirrors';
import { words } from './words';

/** Apart, so that the sign-in screen is up before the table is parsed. */
const Frame = lazy(() => import('./screens/frame/Frame').then((module) => ({ default: module.Frame })));
const SettingsScreen = lazy(() => import('./screens/settings/SettingsScreen').then((module) => ({ default: module.SettingsScreen })));
const Asked = lazy(() => import('./screens/frame/Asked').then((module) => ({ default: module.Asked })));
const EraseDialog = lazy(() => import('./screens/erase/EraseDialog').then((module) => ({ default: module.EraseDialog })));
const EraseScreen = lazy(() => import('./screens/erase/EraseScreen').then((module) => ({ default: module.EraseScreen })));
const PanicLayer = lazy(() => import('./screens/panic/PanicLayer').then((module) => ({ default: module.PanicLayer })));
const ProxyDialog = lazy(() => import('./screens/frame/ProxyDialog').then((module) => ({ default: module.ProxyDialog })));

function useAppearance(app: AppState | null): void {
  const appearance = app?.settings.appearance ?? 'system';
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    if (appearance === 'system') delete dataset.theme;
    else dataset.theme = appearance;
  }, [appearance]);
}

/** Tells the outside (the bench, the tests) that the first usable screen stands; when it was drawn they see for themselves. */
function useReadyMark(isReady: boolean): void {
  useEffect(() => {
    if (isReady) document.documentElement.dataset.ready = 'true';
  }, [isReady]);
}

export function App() {
  const { value: app, problem: appProblem } = useApp();
  const { value: session, problem: sessionProblem } = useSession();
  const lock = useLock((state) => state.value);
  const isLocked = lock?.isLocked === true;
  const erase = useErase((state) => state.value);
  const isErasing = erase !== null && erase.phase !== 'none';
  const isListLoaded = useTokens((state) => state.value !== null || state.problem !== null);
  const isSignedOut = session?.status === 'signedOut';
  useAppearance(app);
  useLockKey(lock?.isSetUp === true && !isLocked);
  useReadyMark(
    app !== null &&
      lock !== null &&
      (isErasing || isLocked || (session !== null && (session.status === 'signedIn' ? isListLoaded : session.status !== 'working'))),
  );
  useEffect(() => {
    if (isSignedOut) clearDesk();
  }, [isSignedOut]);
  if (isErasing)
    return (
      <I18nProvider locale={words.locale}>
        <Suspense fallback={<Opening />}>
          <EraseScreen erase={erase} />
        </Suspense>
      </I18nProvider>
    );
  const problem = appProblem ?? (isLocked || sessionProblem?.code === 'APP_LOCKED' ? null : sessionProblem);
  return (
    <I18nProvider locale={words.locale}>
      {problem !== null && (
        <main className="sign">
          <div className="card">
            <h1 className="card-title">{words.appName}</h1>
            <ErrorNote error={problem} />
          </div>
        </main>
      )}
      {problem === null && isLocked && <LockScreen lock={lock} />}
      {problem === null && lock?.isLocked === false && app !== null && session !== null && <Screen app={app} session={session} />}
      {!isLocked && <ProxyQuestion />}
      {problem === null && lock !== null && <EraseQuestion isLocked={isLocked} />}
      {problem === null && lock?.isLocked === false && <Questions />}
      {(isLocked || (session !== null && session.status !== 'signedIn')) && <PanicCorner isLocked={isLocked} />}
      <PanicQuestion isLocked={isLocked} />
    </I18nProvider>
  );
}

/** A proxy or a platform may be needed before anybody can sign in. */
function SettingsAlone({ app }: { app: AppState }) {
  return (
    <div className="frame" data-alone>
      <SettingsScreen
        app={app}
        onBack={() => {
          show('tokens');
        }}
      />
    </div>
  );
}

/** Over every screen: a proxy may ask before anybody is signed in. */
function ProxyQuestion() {
  const asking = useProxy((state) => state.value?.asking ?? null);
  return <Suspense>{asking !== null && <ProxyDialog key={asking.id} asking={asking} />}</Suspense>;
}

/** From Settings, signed in or not, and from the lock screen. */
function EraseQuestion({ isLocked }: { isLocked: boolean }) {
  const isOpen = useDesk((desk) => desk.dialog?.kind === 'erase');
  return <Suspense>{isOpen && <EraseDialog isLocked={isLocked} />}</Suspense>;
}

/** Over every screen, also the lock's. */
function PanicQuestion({ isLocked }: { isLocked: boolean }) {
  const isThere = usePanic(({ value }) => value !== null && (value.isAsked || value.current !== null || value.last !== null));
  return <Suspense>{isThere && <PanicLayer isLocked={isLocked} />}</Suspense>;
}

/** About any account, whichever is shown. */
function Questions() {
  const isAsked = useShellToken((state) => (state.value?.asking ?? null) !== null);
  const isWarned = useAccounts((state) => state.value?.list.some(({ idle }) => idle?.isWarning === true) === true);
  return <Suspense>{(isAsked || isWarned) && <Asked />}</Suspense>;
}

type Working = Extract<SessionState, { status: 'working' }>;
const isWorking = (session: SessionState, ...works: Working['work'][]) => session.status === 'working' && works.includes(session.work);

/** A step under way keeps its own screen, in the same place of the tree, so that nothing typed is lost and nothing jumps. */
function Screen({ app, session }: { app: AppState; session: SessionState }) {
  const last = useLastSignedIn((state) => state.value);
  const shownBefore = useSpent((state) => state.ids);
  const screen = useDesk((desk) => desk.screen);
  const signedIn = session.status === 'signedIn' ? session : isWorking(session, 'signOut') ? last : null;
  if (signedIn !== null) {
    return (
      <Suspense fallback={<Opening />}>
        <Frame app={app} session={signedIn} />
      </Suspense>
    );
  }
  // Main puts a fresh page in the place of this one; a form of this one would take keys with it.
  if (session.status === 'signedOut' && session.accountId !== null && shownBefore.has(session.accountId)) return <Opening />;
  if (session.status === 'signedOut' && screen === 'settings') {
    return (
      <Suspense fallback={<Opening />}>
        <SettingsAlone app={app} />
      </Suspense>
    );
  }
  if (session.status === 'confirmToken') return <ConfirmToken app={app} session={session} />;
  if (session.status === 'needsCode' || (session.status === 'working' && session.work === 'submitCode')) {
    const platformName = session.status === 'needsCode' ? session.platform.name : session.platformName;
    const isForeign = session.status === 'needsCode' && session.platform.kind === 'custom';
    const foreignHost = isForeign ? hostOf(session.platform.authUrl) : null;
    const isBusy = session.status === 'working';
    return <CodeStep username={session.username ?? ''} platformName={platformName} foreignHost={foreignHost} isBusy={isBusy} />;
  }
  if (session.status === 'signedOut' || isWorking(session, 'signIn', 'inspectToken')) {
    return <SignIn app={app} session={session.status === 'signedOut' ? session : null} isBusy={session.status === 'working'} />;
  }
  return <Opening />;
}

const Opening = () => (
  <main className="sign">
    <h1 className="unseen">{words.appName}</h1>
    <p className="dim" role="status">
      {words.opening}
    </p>
  </main>
);

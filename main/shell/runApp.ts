/** The app behind the window: core and adapters composed, the page's calls answered, the tray. */
import { sourceOf } from '../core/audit/entries';
import type { Stop } from '../core/ports';
import type { ProxyDesk } from '../core/services';
import { serveRenderer } from '../ipc/serveRenderer';
import type { ComposeDesktop, ComposedApp, RunningApp, WindowParts } from './composed';
import { desktopFor, electronParts, trayParts } from './electronParts';
import { ASSETS, ICON } from './icons';
import { startConsentWindow } from './consentWindow';
import { startIdleNotices } from './idleNotices';
import { startNotices } from './notices';
import { closeMeans, createNotify, isTrayLate, quitCleanly, sayTrayAbsence } from './lifecycle';
import { PAGE_ORIGIN } from './rendererScheme';
import { whenLocked, whenSecretsGo, whenShownSessionEnds } from './sessionEnd';
import { coverInSleep } from './sleepCover';
import { startTray } from './tray';
import { runTrayAction } from './trayActions';
import { turn } from './turns';
import { openConsentWindow } from './window';

/** Step by step, with a turn of the event loop between: the page asks for its files at the same time. */
export async function runApp(compose: ComposeDesktop, { window, door, early }: WindowParts): Promise<RunningApp> {
  // What Electron's parts ask of the app that is built from them.
  let built: ComposedApp | null = null;
  const loginFor: ProxyDesk['loginFor'] = (proxy, refused) => built?.services.proxyDesk.loginFor(proxy, refused) ?? null;
  const composed = compose(electronParts(window, ICON, early.log, loginFor), early);
  built = composed;
  const { services, clock, log } = composed;
  const notify = createNotify(services);
  // The page is drawn while core loads; its calls wait.
  const ready = composed.start();
  const stops: Stop[] = [
    serveRenderer({ door, services, desktop: desktopFor(composed, window), window, origin: PAGE_ORIGIN, ready, clock, log }),
  ];
  quitCleanly(composed, window, stops);
  await turn();
  const tray = startTray({
    services,
    clock,
    assets: ASSETS,
    onAction: (action) => void runTrayAction(action, trayParts(services.from(sourceOf('tray')), window, clock, notify, log)),
  });
  stops.push(tray.stop);
  let hadPanel = false;
  await turn();
  stops.push(
    composed.watchTray((presence) => {
      const isLate = isTrayLate(services.facts.state().tray, presence, hadPanel);
      hadPanel ||= presence === 'present';
      services.facts.patch({ tray: presence });
      if (isLate) tray.renew();
    }),
    sayTrayAbsence(services, notify, log),
    startIdleNotices({ services, isWindowInFront: () => window.isInFront(), notify }),
    startNotices({
      services,
      isWindowInFront: () => window.isInFront(),
      showWindow: () => {
        window.show();
      },
      nowMs: () => clock.now(),
      notify,
    }),
    startConsentWindow({ consent: services.consent, open: (parts) => openConsentWindow(ICON, parts), clock, log }),
    coverInSleep({
      desk: { watch: composed.watchDesk },
      window,
      clock,
      isSignedIn: () => services.session.state().status === 'signedIn',
    }),
    // SECURITY: behind the lock there is a page that has seen nothing.
    whenLocked(services.lock, () => {
      window.renewPage();
    }),
    // SECURITY: what the page's process has seen (a typed password, a fresh token) does not outlive the session.
    whenShownSessionEnds(services.session, { clock, isWindowShowing: () => window.isShowing() }, () => {
      window.renewPage();
    }),
    // SECURITY: what main itself has let go of is cleared away, too.
    whenSecretsGo(services, clock, () => {
      composed.collectGarbage().catch((error: unknown) => {
        log.warn('app.notCollected', {}, error);
      });
    }),
  );
  await ready;
  return {
    closeMeans: () => closeMeans(composed),
    dismissFresh: () => {
      services.tokens.dismissFresh();
      services.twoFactor.dismiss();
      services.twoFactor.dismiss();
    },
    input: () => {
      services.idle.input();
    },
  };
}

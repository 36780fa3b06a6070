/** The app's start as a list of small steps; each stands in a file of its own. What core and adapters are is `compose`'s business. */
import { app, ipcMain, Menu, protocol } from 'electron';
import { join } from 'node:path';
import type { Log, Stop } from '../core/ports';
import type { ProxyDesk } from '../core/services';
import { serveRenderer } from '../ipc/serveRenderer';
import type { ComposeDesktop, ComposedApp, EarlyParts } from './composed';
import { desktopFor, electronParts, trayParts } from './electronParts';
import { closeMeans, quitCleanly, sayTrayAbsence, showWhenAsked } from './lifecycle';
import { lockApp } from './lockdown';
import { servePage } from './pageServer';
import { PAGE_ORIGIN, SCHEME_PRIVILEGES } from './rendererScheme';
import { runtimeOf } from './runtime';
import { appendSwitches, refusedStart } from './switches';
import { startTray } from './tray';
import { runTrayAction } from './trayActions';
import { createMainWindow } from './window';
import { words } from './words';

const REFUSED_EXIT_CODE = 2;
const FAULT_EXIT_CODE = 70;
const ASSETS = join(__dirname, '..', '..', 'assets');
const RENDERER = join(__dirname, '..', 'renderer');
const PRELOAD = join(__dirname, '..', 'preload', 'index.js');
const ICON = join(ASSETS, 'app', 'icons', '128x128.png');

/** Starts the app, or says why not and ends the process. */
export function startApp(prepare: () => EarlyParts, compose: ComposeDesktop): void {
  const refused = refusedStart({ build: __DXKEY_BUILD__, args: process.argv.slice(1), env: process.env });
  if (refused.length > 0) {
    // SECURITY: before anything of Electron runs, and before a secret is near.
    process.stderr.write(`${words.start.refused(refused)}\n`);
    process.exit(REFUSED_EXIT_CODE);
  }
  const early = prepare();
  beforeReady(early);
  if (!app.requestSingleInstanceLock()) {
    // The first one shows itself.
    app.exit(0);
    return;
  }
  if (runtimeOf(process.versions.electron) === 'fallback') process.stderr.write(`${words.start.fallback(process.versions.electron)}\n`);
  app
    .whenReady()
    .then(() => run(compose, early))
    .catch((error: unknown) => {
      early.log.warn('app.startFailed', {}, error);
      app.exit(FAULT_EXIT_CODE);
    });
}

function beforeReady(early: EarlyParts): void {
  watchFaults(early.log);
  app.setName(words.appName);
  app.setPath('userData', join(early.dataFolder, 'chromium'));
  // SECURITY: every renderer runs in the operating system's sandbox, whatever its own preferences say.
  app.enableSandbox();
  appendSwitches(app.commandLine);
  protocol.registerSchemesAsPrivileged([SCHEME_PRIVILEGES]);
  lockApp(app, early.log);
  // No menu bar: its roles (reload, developer tools) have no place here. macOS needs one for copy and paste.
  Menu.setApplicationMenu(
    process.platform === 'darwin' ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]) : null,
  );
}

/** A fault goes to the redacted log and nowhere else: Electron's own dialog would show its message. */
function watchFaults(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.warn('app.uncaught', {}, error);
    app.exit(FAULT_EXIT_CODE);
  });
  process.on('unhandledRejection', (reason) => {
    log.warn('app.unhandledRejection', {}, reason);
  });
}

async function run(compose: ComposeDesktop, early: EarlyParts): Promise<void> {
  // The window and the app it shows know of each other: the window asks through this, and is only shown once it is there.
  let composed: ComposedApp | null = null;
  const window = createMainWindow({
    preload: PRELOAD,
    icon: ICON,
    isDevToolsAllowed: !app.isPackaged,
    closeMeans: () => closeMeans(composed),
    onQuit: () => {
      app.quit();
    },
    onSecretGone: () => {
      composed?.services.tokens.dismissFresh();
    },
  });
  servePage({ root: RENDERER, isDevToolsAllowed: !app.isPackaged });
  // First of all, so that the page's process starts while the rest is built; nothing of it is heard before this turn ends.
  if (!process.argv.includes('--hidden')) window.show();
  const loginFor: ProxyDesk['loginFor'] = (proxy, refused) => composed?.services.proxyDesk.loginFor(proxy, refused) ?? null;
  composed = compose(electronParts(window, ICON, early.log, loginFor), early);
  const { services, clock, log } = composed;
  const desktop = desktopFor(composed, window);
  // The page is drawn while core loads; its calls wait.
  const ready = composed.start();
  const stops: Stop[] = [
    serveRenderer({ ipcMain, services, desktop, window, origin: PAGE_ORIGIN, ready, clock, log }),
    startTray({
      services,
      assets: ASSETS,
      onAction: (action) => void runTrayAction(action, trayParts(services, window, clock, log)),
    }),
    composed.watchTray((tray) => {
      services.facts.patch({ tray });
    }),
    sayTrayAbsence(services, log),
  ];
  quitCleanly(composed, window, stops);
  showWhenAsked(window);
  await ready;
}

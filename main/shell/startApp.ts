/** The app's start as a list of small steps; each stands in a file of its own. What core and adapters are is `compose`'s business. */
import { app, dialog, ipcMain, Menu, protocol } from 'electron';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { Log } from '../core/ports';
import { openDoor } from '../ipc/door';
import type { EarlyParts, RunningApp, WindowParts } from './composed';
import { ICON } from './icons';
import { lockApp } from './lockdown';
import { servePage } from './pageServer';
import { SCHEME_PRIVILEGES } from './rendererScheme';
import { runtimeOf, standinUrl } from './runtime';
import { showWhenAsked } from './showWhenAsked';
import { appendSwitches, refusedStart, SMALL_HEAP } from './switches';
import { createMainWindow } from './window';
import { words } from './words';

const REFUSED_EXIT_CODE = 2;
const FAULT_EXIT_CODE = 70;
/** A page that does not load must not keep the tray and the command waiting. */
const SCRIPT_MS = 2000;
const RENDERER = join(__dirname, '..', 'renderer');
const PRELOAD = join(__dirname, '..', 'preload', 'index.js');

/** Loads what the window does not need to appear, and runs it. */
type LoadRest = (parts: WindowParts) => Promise<RunningApp>;

/** Starts the app, or says why not and ends the process. */
export function startApp(prepare: () => EarlyParts, loadRest: LoadRest): void {
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
    .then(() => run(loadRest, early))
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
  setFlagsFromString(SMALL_HEAP);
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

/** The window first: its page's process starts while the rest of us is loaded and built, which is most of our start. */
async function run(loadRest: LoadRest, early: EarlyParts): Promise<void> {
  // The window and the app behind it know of each other: the window asks through this.
  let running: RunningApp | null = null;
  const window = createMainWindow({
    preload: PRELOAD,
    icon: ICON,
    isDevToolsAllowed: !app.isPackaged,
    closeMeans: () => running?.closeMeans() ?? 'quit',
    onQuit: () => {
      app.quit();
    },
    onSecretGone: () => {
      running?.dismissFresh();
    },
    onInput: () => {
      running?.input();
    },
    askAfterFaults,
    clock: early.clock,
    log: early.log,
  });
  const { firstServed } = servePage({ root: RENDERER, isDevToolsAllowed: !app.isPackaged, firstPage: firstPageOf(early) });
  const door = openDoor(ipcMain);
  showWhenAsked(window);
  if (!process.argv.includes('--hidden')) {
    window.show();
    // While the page runs its script, in a process of its own, there is time for ours.
    await Promise.race([firstServed, new Promise((resolve) => setTimeout(resolve, SCRIPT_MS))]);
  }
  running = await loadRest({ window, door, early });
}

/** A sign-in form that stands before any script has run, where that is surely what is to be seen. */
function firstPageOf({ isFirstUse }: EarlyParts): string | null {
  const hasStandin = standinUrl(__DXKEY_BUILD__, process.env.DXKEY_STANDIN_URL) !== null;
  // A window that is opened later finds core loaded, and perhaps somebody signed in by the command.
  return isFirstUse && !hasStandin && !process.argv.includes('--hidden') ? `first-${runtimeOf(process.versions.electron)}.html` : null;
}

async function askAfterFaults(): Promise<boolean> {
  const { title, message, detail, again, close } = words.faults;
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    title,
    message,
    detail,
    buttons: [again, close],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}

/** The only file that makes windows: the main one, made when it is first shown and gone when it is closed, and the small one that waits for a press. */
import { app, BrowserWindow, nativeTheme } from 'electron';
import type { BrowserWindowConstructorOptions } from 'electron';
import type { EventName } from '../../preload/contract/channels';
import type { ShownSecret } from '../ipc/handlers';
import type { PageWindow } from '../ipc/serveRenderer';
import type { Clock, Log, Stop } from '../core/ports';
import { watchInput } from './activity';
import { LIVE_MARK } from './consentPage';
import { createPage } from './pageProcess';
import type { Page } from './pageProcess';
import { PAGE_URL } from './rendererScheme';
import { webPreferences } from './webPreferences';

/** In memory: the name has no `persist:` in front. */
export const PAGE_PARTITION = 'dxkey-page';

/** A page is drawn within a fraction of it, also on a slow computer. */
const READY_MS = 4000;

/** The page's ground in each theme, so that no white flash comes before the first paint. */
const GROUND = { light: '#f6f7f6', dark: '#121614' } as const;

export interface WindowParts {
  preload: string;
  icon: string;
  isDevToolsAllowed: boolean;
  /** What closing means: `leave` lets the window go (the tray stays), `minimise` keeps it in the task bar, `quit` ends the app. */
  closeMeans(): 'leave' | 'minimise' | 'quit';
  onQuit(): void;
  /** The page that showed a secret is gone. */
  onSecretGone(): void;
  /** The person's hand in the page. */
  onInput(): void;
  /** The page died again and again; resolves with whether to load it once more. */
  askAfterFaults(): Promise<boolean>;
  clock: Clock;
  log: Log;
}

export interface MainWindow extends PageWindow {
  /** Makes the window if need be, and brings it to the front. */
  show(): void;
  secretShown(what: ShownSecret, isShown: boolean): void;
  /** Puts the page into a process of its own making: what the old one saw is gone with it. Without a window there is none. */
  renewPage(): void;
  /** Takes the window off the screen before the computer sleeps, so that nobody who wakes it sees what stood there. */
  cover(): void;
  /** Puts back what `cover` took away. */
  uncover(): void;
  isInFront(): boolean;
  /** From now on closing closes. */
  letGo(): void;
}

export function createMainWindow(parts: WindowParts): MainWindow {
  let window: BrowserWindow | null = null;
  let page: Page | null = null;
  let isLettingGo = false;
  const shownSecrets = new Set<ShownSecret>();
  const cover = createCover(() => window);
  const shownListeners = new Set<() => void>();

  const tellShown = () => {
    for (const listener of shownListeners) listener();
  };
  const secretShown = (what: ShownSecret, isShown: boolean) => {
    if (isShown) shownSecrets.add(what);
    else shownSecrets.delete(what);
    // SECURITY: what shows a secret is kept out of screenshots and screen sharing where the system can, until the last one is gone.
    window?.setContentProtection(shownSecrets.size > 0);
  };
  const secretGone = () => {
    if (shownSecrets.size === 0) return;
    for (const what of [...shownSecrets]) secretShown(what, false);
    parts.onSecretGone();
  };

  const open = (): BrowserWindow => {
    const made = makeWindow(mainOptions(parts));
    page = createPage(made, { ...parts, onGone: secretGone, renderers: rendererPids, kill: (pid) => process.kill(pid, 'SIGKILL') });
    const stopWaiting = revealOnce(made, parts.clock, () => {
      if (!cover.isOn()) made.show();
    });
    watchInput(made, () => parts.clock.now(), parts.onInput);
    made.on('show', tellShown);
    made.on('restore', tellShown);
    made.on('close', (event) => {
      if (isLettingGo) return;
      const meaning = parts.closeMeans();
      if (meaning === 'minimise') {
        event.preventDefault();
        made.minimize();
      }
      // After the window is gone: a close that is held back takes back the quitting that it began.
      if (meaning === 'quit') made.once('closed', parts.onQuit);
    });
    made.on('closed', () => {
      stopWaiting();
      if (window === made) window = page = null;
      cover.drop();
      secretGone();
    });
    void made.loadURL(PAGE_URL);
    return made;
  };

  return {
    show() {
      cover.drop();
      if (window === null) {
        window = open();
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    secretShown,
    renewPage() {
      page?.renew();
    },
    cover: cover.put,
    uncover: cover.take,
    isInFront: () => window?.isFocused() === true,
    letGo() {
      isLettingGo = true;
    },
    isShowing: () => window !== null && window.isVisible() && !window.isMinimized(),
    owns: (contentsId) => window !== null && !window.isDestroyed() && window.webContents.id === contentsId,
    send(event: EventName, state: unknown) {
      window?.webContents.send(event, state);
    },
    onShown(run): Stop {
      shownListeners.add(run);
      return () => shownListeners.delete(run);
    },
  };
}

/** Once it is drawn; or after a while without that word, which a graphics process that dies at the start never says. */
function revealOnce(made: BrowserWindow, clock: Clock, reveal: () => void): Stop {
  let isRevealed = false;
  const once = (): void => {
    if (isRevealed) return;
    isRevealed = true;
    reveal();
  };
  made.once('ready-to-show', once);
  return clock.after(READY_MS, once);
}

/** Off the screen while the computer sleeps; a window that the person asks for meanwhile is theirs again. */
function createCover(windowNow: () => BrowserWindow | null) {
  let isOn = false;
  return {
    isOn: () => isOn,
    put() {
      const window = windowNow();
      if (window?.isVisible() !== true) return;
      isOn = true;
      window.hide();
    },
    take() {
      if (isOn) windowNow()?.showInactive();
      isOn = false;
    },
    drop() {
      isOn = false;
    },
  };
}

function rendererPids(): number[] {
  return app
    .getAppMetrics()
    .filter((one) => one.type === 'Tab')
    .map((one) => one.pid);
}

/** The one call that makes a window. */
function makeWindow(options: BrowserWindowConstructorOptions): BrowserWindow {
  return new BrowserWindow({
    ...options,
    // SECURITY: said here, too, whatever the options are: this is where a reviewer and a checking tool look.
    webPreferences: { ...options.webPreferences, contextIsolation: true, sandbox: true, nodeIntegration: false },
  });
}

function mainOptions(parts: WindowParts): BrowserWindowConstructorOptions {
  return {
    width: 1180,
    height: 720,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'dxkey',
    icon: parts.icon,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
    webPreferences: webPreferences({ preload: parts.preload, isDevToolsAllowed: parts.isDevToolsAllowed, partition: PAGE_PARTITION }),
  };
}

/** What the two small windows have in common: no preload, so no channel; it stays above the others. */
function smallWindow(icon: string, size: { width: number; height: number }): BrowserWindow {
  return makeWindow({
    ...size,
    useContentSize: true,
    resizable: false,
    minimizable: false,
    maximizable: false,
    alwaysOnTop: true,
    show: false,
    title: 'dxkey',
    icon,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? GROUND.dark : GROUND.light,
    webPreferences: webPreferences({ preload: null, isDevToolsAllowed: false, partition: PAGE_PARTITION }),
  });
}

/**
 * Where the page tried to go. What lockdown has refused as `will-frame-navigate` is not told as `will-navigate` by newer Electrons, and Electron
 * 25 says the address as a second argument; told twice where both come.
 */
function onRefusedNavigation(window: BrowserWindow, run: (url: string) => void): void {
  for (const way of ['will-navigate', 'will-frame-navigate'])
    (window.webContents.on as (name: string, listener: (event: { url?: string }, url?: string) => void) => unknown)(way, (event, url) => {
      run(event.url ?? url ?? '');
    });
}

/** The small window that asks whether a program may have a token; it shows no secret. A press in it arrives as a navigation, which lockdown refuses. */
export function openConsentWindow(
  icon: string,
  parts: { url: string; onShown: () => void; onNavigate: (url: string) => void; onClosed: () => void; onFailed: () => void },
): { goLive(): void; close(): void } {
  const window = smallWindow(icon, { width: 480, height: 600 });
  window.once('ready-to-show', () => {
    window.show();
    parts.onShown();
  });
  onRefusedNavigation(window, parts.onNavigate);
  window.webContents.once('render-process-gone', parts.onFailed);
  window.on('closed', parts.onClosed);
  window.loadURL(parts.url).catch(parts.onFailed);
  return {
    // Within the page, which hears of it: no channel is needed.
    goLive() {
      if (!window.isDestroyed()) window.loadURL(`${parts.url}${LIVE_MARK}`).catch(parts.onFailed);
    },
    close() {
      if (!window.isDestroyed()) window.close();
    },
  };
}

/** The small window of a copy that Wayland allows only after a press in a window of ours; it shows no secret and has no preload. */
export function openPressWindow(parts: { url: string; icon: string; onPress: () => void; onClosed: () => void }): { close(): void } {
  const window = smallWindow(parts.icon, { width: 380, height: 150 });
  window.once('ready-to-show', () => {
    window.show();
  });
  // The page is one link to itself: its press arrives as a navigation, which lockdown refuses, so that no channel is needed.
  onRefusedNavigation(window, parts.onPress);
  window.on('closed', parts.onClosed);
  void window.loadURL(parts.url);
  return {
    close() {
      if (!window.isDestroyed()) window.close();
    },
  };
}

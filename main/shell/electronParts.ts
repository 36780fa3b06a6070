/** The shell's side of what core, ipc and tray ask of the desktop. */
import * as electron from 'electron';
import { app, dialog, nativeTheme, net, Notification, screen, session, shell, systemPreferences } from 'electron';
import { join } from 'node:path';
import type { Clock, Log, Stop, TouchId } from '../core/ports';
import type { ProxyDesk, Services } from '../core/services';
import type { Desktop } from '../ipc/handlers';
import { systemIdleMs, watchPower } from './activity';
import type { ComposedApp, ElectronParts } from './composed';
import { createFetches } from './fetches';
import { createNetwork, type ProxyRules } from './network';
import { openLink } from './openExternal';
import { PRESS_URL } from './pressPage';
import { createPictures } from './pictures';
import { createProxyFetch } from './proxyFetch';
import type { TrayActionParts } from './trayActions';
import { openPressWindow } from './window';
import type { MainWindow } from './window';
import { words } from './words';

/** A press that does not come within this time is not waited for any more. */
const PRESS_LIMIT_MS = 60_000;

/** The treaty's bound. */
const MOST_FOLDERS = 50;

export function electronParts(window: MainWindow, icon: string, log: Log, loginFor: ProxyDesk['loginFor']): ElectronParts {
  const network = createNetwork((partition) => networkSession(partition, loginFor));
  return {
    ...createFetches({ sessionOf: network.sessionOf, log }),
    useProxy: network.use,
    clipboard: electron.clipboard,
    clipboardItem: 'ClipboardItem' in electron ? electron.ClipboardItem : null,
    askForPress: pressAsker(icon, log),
    ...createPictures(electron),
    pickFolders: async (what) => {
      const { canceled, filePaths } = await dialog.showOpenDialog({
        title: words.pickFolders[what],
        properties: ['openDirectory', 'showHiddenFiles', ...(what === 'scan' ? (['multiSelections'] as const) : [])],
      });
      return canceled || filePaths.length === 0 ? null : filePaths.slice(0, MOST_FOLDERS);
    },
    askWhereToSave: async (what, suggestedName) => {
      const answer: { canceled: boolean; filePath?: string } = await dialog.showSaveDialog({
        title: words.saveFile[what],
        defaultPath: suggestedName,
      });
      // Below 37 the path may be missing, since then it may be empty.
      return answer.canceled || answer.filePath === undefined || answer.filePath === '' ? null : answer.filePath;
    },
    appVersion: app.getVersion(),
    electronVersion: process.versions.electron,
    startCommand: app.isPackaged ? [process.execPath] : [process.execPath, app.getAppPath()],
    commandFile: app.isPackaged ? join(process.resourcesPath, 'bin', process.platform === 'win32' ? 'dxkey.exe' : 'dxkey') : null,
    isWindowShowing: () => window.isShowing(),
    canAskInWindow: () => screen.getAllDisplays().length > 0,
    showWindow: () => {
      window.show();
    },
    systemIdleMs,
    watchPower,
    touchId,
    setAppearance: (appearance) => {
      nativeTheme.themeSource = appearance;
    },
    clearBrowser: async () => {
      await session.defaultSession.clearStorageData();
      await session.defaultSession.clearCache();
    },
    setLoginItem: (isOn) => {
      app.setLoginItemSettings({ openAtLogin: isOn, args: ['--hidden'] });
    },
  };
}

/** macOS's own prompt; elsewhere Electron has none. */
const touchId: TouchId = {
  isAvailable: () => process.platform === 'darwin' && systemPreferences.canPromptTouchID(),
  // A prompt that was cancelled rejects.
  ask: () =>
    systemPreferences.promptTouchID(words.unlock.touchReason).then(
      () => true,
      () => false,
    ),
};

/** A session in memory (the partition's name has no `persist:`), as far as the fetches need it. */
function networkSession(partition: string, loginFor: ProxyDesk['loginFor']) {
  const own = session.fromPartition(partition, { cache: false });
  return {
    fetch: createProxyFetch({ request: (options) => net.request({ ...options, session: own }), loginFor }),
    setProxy: (config: ProxyRules) => own.setProxy(config),
    closeAllConnections: () => own.closeAllConnections(),
  };
}

/** One small window at a time; what an older one would have written is dropped with it. */
function pressAsker(icon: string, log: Log): ElectronParts['askForPress'] {
  let closeFormer: () => void = () => undefined;
  return (write) => {
    closeFormer();
    let pending: (() => Promise<void>) | null = write;
    const drop = () => {
      // SECURITY: the secret that waits for the press is let go with the window.
      pending = null;
      clearTimeout(limit);
    };
    const press = openPressWindow({
      url: PRESS_URL,
      icon,
      onPress: () => {
        const now = pending;
        drop();
        now?.()
          .catch((error: unknown) => {
            log.warn('clipboard.pressFailed', {}, error);
          })
          .finally(press.close);
      },
      onClosed: drop,
    });
    const limit = setTimeout(press.close, PRESS_LIMIT_MS);
    closeFormer = press.close;
  };
}

export function desktopFor(composed: ComposedApp, window: MainWindow): Desktop {
  const { session: accountSession } = composed.services;
  return {
    openLink: (link) => {
      const state = accountSession.state();
      const platform =
        state.status === 'signedIn' ? state.account.platform : state.status === 'signedOut' ? (state.last?.platform ?? null) : null;
      return openLink(link, { platform, openExternal: (address) => shell.openExternal(address) });
    },
    installCommand: () => composed.installCommand(),
    quit: () => {
      // The page that asked hears the answer first.
      setImmediate(() => {
        app.quit();
      });
    },
    secretShown: (what, isShown) => {
      window.secretShown(what, isShown);
    },
  };
}

export function trayParts(
  services: Services,
  window: MainWindow,
  clock: Clock,
  notify: TrayActionParts['notify'],
  log: Log,
): TrayActionParts {
  return {
    services,
    ask: async ({ title, message, detail, buttons }) => {
      const last = buttons.length - 1;
      // The safe way out is the default: Return, Escape and closing all mean it.
      const { response } = await dialog.showMessageBox({
        type: 'warning',
        title,
        message,
        detail,
        buttons,
        defaultId: last,
        cancelId: last,
        noLink: true,
      });
      return response;
    },
    notify,
    tellFailure: (title, body) => {
      // Somebody pressed and waits: without notices a box says it.
      if (services.settings.state().notices) notify(title, body);
      else void dialog.showMessageBox({ type: 'warning', title: words.appName, message: title, detail: body });
    },
    nowMs: () => clock.now(),
    showWindow: () => {
      window.show();
    },
    quit: () => {
      app.quit();
    },
    log,
  };
}

/** Answers how to take the notice away again. */
export function notify(title: string, body: string, onPress: () => void = () => undefined): Stop {
  if (!Notification.isSupported()) return () => undefined;
  const notice = new Notification({ title: `${words.appName}: ${title}`, body, silent: true });
  notice.on('click', onPress);
  notice.show();
  return () => {
    notice.close();
  };
}

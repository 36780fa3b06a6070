/** The app's composition root: the only place that builds its adapters, core and agent from what Electron gives. */
import { rmdir } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { createAskers } from './adapters/askers';
import { createAuditFiles } from './adapters/auditFiles';
import { findCommand, installCommand, removeCommand } from './adapters/commandLink';
import type { CommandLinkOptions } from './adapters/commandLink';
import { filesSetAside, removeDocuments, removeRest } from './adapters/dataFolder';
import { findExternalClipboard } from './adapters/externalClipboard';
import { collectGarbage } from './adapters/garbage';
import { nodeDigest } from './adapters/nodeDigest';
import { createComputerSenses } from './adapters/doctor/computerSenses';
import { createPlatformLook } from './adapters/doctor/platformLook';
import { createKeytarSecretStore } from './adapters/keytarSecretStore';
import { publishFolders, realFolder } from './adapters/mappedFolders';
import { openDocuments } from './adapters/documents';
import { peerOf } from './adapters/peerCredentials';
import { createPlatform } from './adapters/platform/platform';
import { writePrivateFile } from './adapters/privateFile';
import { createProcesses } from './adapters/processes';
import { systemClocks } from './adapters/systemClocks';
import { readQr } from './adapters/qrCode';
import { createScanFiles } from './adapters/scanFiles';
import { scryptPassphrases } from './adapters/scryptPassphrases';
import { createShellFolders } from './adapters/shellFolders';
import { setXdgAutostart } from './adapters/xdgAutostart';
import { createLinuxDesk } from './adapters/dbus/linuxDesk';
import { watchSecretService } from './adapters/dbus/secretServiceState';
import { watchTrayPresence } from './adapters/dbus/trayPresence';
import { keychainService, socketLocation } from './agent/location';
import { startAgent } from './agent/server';
import { createServices } from './core/createServices';
import { HOOK_FILES, HOOK_FOLDER } from './core/ports';
import type { BuildFacts, Clipboard, CorePorts, DeskEvent, DeskEvents, Log, Stop, Traces } from './core/ports';
import type { CoreServices } from './core/services';
import type { ComposedApp, EarlyParts, ElectronParts } from './shell/composed';
import { majorOf, runtimeOf, standinUrl } from './shell/runtime';
import {
  createAsyncClipboard,
  createExternalClipboard,
  createPressClipboard,
  createReadBackClipboard,
  createSyncClipboard,
  hasAsyncClipboard,
} from './shell/systemClipboard';
import type { AsyncClipboardApi, SyncClipboardApi } from './shell/systemClipboard';

export function composeDesktop(electron: ElectronParts, early: EarlyParts): ComposedApp {
  const { log, clock } = early;
  const facts = factsOf(electron);
  const linuxDesk = process.platform === 'linux' ? createLinuxDesk(log) : null;
  const desk = together([{ watch: electron.watchPower }, ...(linuxDesk === null ? [] : [linuxDesk])]);
  let agent: { stop(): Promise<void> } | null = null;
  const traces = tracesOf(electron, early, async () => {
    await agent?.stop();
    agent = null;
  });
  const services = createServices(corePorts(electron, early, { facts, desk, traces }));
  // Told when the settings are read, before anything is asked of a platform, and after each change.
  services.settings.onChange(({ proxy }) => {
    electron.useProxy(proxy);
  });
  linuxDesk?.onLogind((logind) => {
    services.facts.patch({ desk: logind === 'present' ? 'told' : 'untold' });
  });
  return {
    services,
    clock,
    log,
    installCommand: async () => {
      const { path } = await installCommand(commandLink(electron));
      services.facts.patch({ command: await findCommand(commandLink(electron)) });
      return path;
    },
    watchTray: (listener) => {
      if (process.platform === 'linux') return watchTrayPresence(listener);
      listener('present');
      return () => undefined;
    },
    watchDesk: (listener) => desk.watch(listener),
    collectGarbage,
    async start() {
      await services.start();
      electron.setAppearance(services.settings.state().appearance);
      services.facts.patch({ command: await findCommand(commandLink(electron)) });
      publishOrLog(early, services);
      // What a person began to erase lends nothing any more.
      if (services.erase.state().phase !== 'none') return;
      agent = await startAgentOrLog(electron, services, facts, log);
    },
    async stop() {
      await agent?.stop();
      await services.stop();
    },
    removeRest() {
      removeRest(early.dataFolder);
    },
  };
}

/** Written again at each start: a file that was lost is made anew. */
function publishOrLog({ dataFolder, log }: EarlyParts, { erase, folders }: CoreServices): void {
  if (erase.state().phase !== 'none') return;
  try {
    publishFolders(dataFolder, folders.load());
  } catch (error) {
    log.warn('folders.publish', {}, error);
  }
}

/** A socket that another holds must not keep the window from showing: the window says that no command reaches this app. */
async function startAgentOrLog(
  electron: ElectronParts,
  services: CoreServices,
  facts: BuildFacts,
  log: Log,
): Promise<{ stop(): Promise<void> } | null> {
  try {
    const agent = await startAgent({
      services,
      facts,
      peerOf,
      askers: createAskers({ command: electron.commandFile ?? join(__dirname, '..', 'cli', 'dxkey.cjs') }),
      socketLocation: socketLocation(process.env, process.platform, homedir(), process.getuid?.() ?? 0),
      showWindow: electron.showWindow,
      log,
    });
    services.facts.patch({ agent: 'listening' });
    return agent;
  } catch (error) {
    log.warn('agent.startFailed', {}, error);
    services.facts.patch({ agent: 'refused' });
    return null;
  }
}

function factsOf(electron: ElectronParts): BuildFacts {
  return {
    version: electron.appVersion,
    electronVersion: electron.electronVersion,
    runtime: runtimeOf(electron.electronVersion),
    build: __DXKEY_BUILD__,
    os: process.platform === 'darwin' ? 'mac' : process.platform === 'win32' ? 'windows' : 'linux',
    hostname: hostname(),
  };
}

function corePorts(electron: ElectronParts, early: EarlyParts, own: Pick<CorePorts, 'facts' | 'desk' | 'traces'>): CorePorts {
  const { clock, log } = early;
  const { facts } = own;
  const processes = createProcesses({ clock });
  return {
    clock,
    log,
    digest: nodeDigest,
    secrets: createKeytarSecretStore({
      service: own.traces.keychainService,
      log,
      clock,
      watch: process.platform === 'linux' ? watchSecretService() : null,
    }),
    platform: createPlatform({ fetchKept: electron.fetchKept, fetchOnce: electron.fetchOnce, clock, log }),
    clipboard: clipboardOf(electron),
    passphrases: scryptPassphrases,
    touchId: electron.touchId,
    processes,
    shellFolders: createShellFolders({ processes, log, wakeFile: join(early.dataFolder, HOOK_FOLDER, HOOK_FILES.wake) }),
    qrPictures: {
      fromClipboard: async () => readQr(await electron.pictureFromClipboard()),
      fromFile: async () => {
        const picked = await electron.pickPicture();
        return picked === 'cancelled' ? { kind: 'cancelled' } : { kind: 'picked', text: await readQr(picked) };
      },
    },
    codeFiles: {
      save: async (what, suggestedName, text) => {
        const path = await electron.askWhereToSave(what, suggestedName);
        if (path !== null) await writePrivateFile(path, text);
        return path;
      },
    },
    scanFiles: createScanFiles({ home: homedir(), uid: process.getuid?.() ?? null }),
    folderPicker: { pick: () => electron.pickFolders('scan') },
    mappedFolders: {
      realPath: (path) => realFolder(path, homedir()),
      pick: async () => (await electron.pickFolders('rule'))?.[0] ?? null,
      publish: (rules) => {
        publishFolders(early.dataFolder, rules);
      },
    },
    senses: createComputerSenses({
      home: homedir(),
      dataFolder: early.dataFolder,
      socket: socketLocation(process.env, process.platform, homedir(), process.getuid?.() ?? 0),
      env: process.env,
      processes,
    }),
    // A connection of its own each time: a kept one would not show that the certificate is no longer accepted.
    lookAtPlatform: createPlatformLook({ fetch: electron.fetchOnce, clock }),
    auditFiles: createAuditFiles(join(early.dataFolder, 'activity')),
    documents: openDocuments(early.dataFolder, log),
    clocks: systemClocks,
    idleSensor: { idleMs: electron.systemIdleMs },
    ...own,
    platformPolicy: {
      // SECURITY: an Electron past its end of life talks to this computer only (row 25).
      loopbackOnly: facts.runtime === 'fallback',
      standinUrl: standinUrl(__DXKEY_BUILD__, process.env.DXKEY_STANDIN_URL),
    },
    isWindowShowing: electron.isWindowShowing,
    canAskInWindow: electron.canAskInWindow,
    applySettings: async (settings) => {
      electron.setAppearance(settings.appearance);
      await startAtLogin(electron, settings.startAtLogin);
    },
  };
}

async function startAtLogin(electron: ElectronParts, isOn: boolean): Promise<void> {
  if (process.platform !== 'linux') electron.setLoginItem(isOn);
  else await setXdgAutostart({ isOn, argv: [...electron.startCommand, '--hidden'], env: process.env, home: homedir() });
}

function tracesOf(electron: ElectronParts, { dataFolder }: EarlyParts, stopAgent: () => Promise<void>): Traces {
  const nothing = async (work: Promise<unknown>): Promise<string[]> => {
    await work;
    return [];
  };
  const socket = socketLocation(process.env, process.platform, homedir(), process.getuid?.() ?? 0);
  return {
    keychainService: keychainService(process.env, process.platform, homedir()),
    setAside: () => filesSetAside(dataFolder),
    socket: async () => {
      await stopAgent();
      // Another dxkey, with a data folder of its own, may listen in the same one.
      if (socket.folder !== null) await rmdir(socket.folder).catch(() => undefined);
      return [];
    },
    autostart: () => nothing(startAtLogin(electron, false)),
    command: () => nothing(removeCommand(commandLink(electron))),
    browser: () => nothing(electron.clearBrowser()),
    files: () => removeDocuments(dataFolder),
  };
}

/** What any of them tells, each listened to once, for as long as somebody wants to hear. */
function together(desks: readonly DeskEvents[]): DeskEvents {
  const listeners = new Set<(event: DeskEvent) => void>();
  let stops: Stop[] = [];
  return {
    watch(listener) {
      listeners.add(listener);
      if (listeners.size === 1) stops = desks.map((desk) => desk.watch((event) => listeners.forEach((one) => one(event))));
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        for (const stop of stops) stop();
        stops = [];
      };
    },
  };
}

/** Electron's clipboard changed kind in 44; on Wayland a program of the desktop's own, or a press, is needed (ports, `needsPress`). */
function clipboardOf(electron: ElectronParts): Clipboard {
  // On Linux there is no store but what a program offers: what Electron reads may be its own.
  const readBackBy = process.platform === 'linux' ? 'itself' : 'system';
  const system = hasAsyncClipboard(majorOf(electron.electronVersion))
    ? createAsyncClipboard(
        electron.clipboard as AsyncClipboardApi,
        (contents) => makeItem(electron, contents),
        process.platform,
        readBackBy,
      )
    : createSyncClipboard(electron.clipboard as SyncClipboardApi, process.platform, readBackBy);
  if (process.platform !== 'linux') return system;
  if (isWaylandSession()) {
    const external = findExternalClipboard();
    return external === null ? createPressClipboard(system, electron.askForPress) : createExternalClipboard(external);
  }
  const external = findExternalClipboard({ ...process.env, WAYLAND_DISPLAY: undefined });
  return external === null ? system : createReadBackClipboard(system, external);
}

function makeItem(electron: ElectronParts, contents: Record<string, string>): object {
  const Item = electron.clipboardItem as new (contents: Record<string, string>) => object;
  return new Item(contents);
}

function isWaylandSession(): boolean {
  return process.platform === 'linux' && (process.env.WAYLAND_DISPLAY ?? '') !== '' && process.env.XDG_SESSION_TYPE !== 'x11';
}

function commandLink(electron: ElectronParts): CommandLinkOptions {
  return { target: electron.commandFile, home: homedir(), path: process.env.PATH ?? '' };
}

/** What the shell gives to the composition root and takes back from it; types only, so that neither imports the other's parts. */
import type { Settings } from '../../preload/contract/contract';
import type { Clock, DeskEvent, Log, Stop, TouchId } from '../core/ports';
import type { CoreServices } from '../core/services';
import type { Door } from '../ipc/door';
import type { Fetch } from './fetches';
import type { MainWindow } from './window';

/** Known before Electron is ready. */
export interface EarlyParts {
  dataFolder: string;
  /** Nobody has signed in here yet, and nothing else wants to be the first screen. */
  isFirstUse: boolean;
  log: Log;
  clock: Clock;
}

/** Pixels of four bytes each, blue first, as Electron gives them. */
export interface Picture {
  bgra: Uint8Array;
  width: number;
  height: number;
}

/** What of Electron the composition root builds adapters and services from. */
export interface ElectronParts {
  fetchKept: Fetch;
  fetchOnce: Fetch;
  /** From now on this is the way of both; before the first one nothing is sent. */
  useProxy(proxy: Settings['proxy']): void;
  /** Electron's own module; its kind depends on the version. */
  clipboard: unknown;
  clipboardItem: unknown;
  /** Shows the small window and calls `write` once it was pressed. */
  askForPress(write: () => Promise<void>): void;
  /** The picture on the clipboard, as pixels; null where there is none. */
  pictureFromClipboard(): Promise<Picture | null>;
  /** A picture that the person picks; null where it cannot be read. */
  pickPicture(): Promise<Picture | null | 'cancelled'>;
  /** Asks the person for folders, absolute; null where they cancelled. */
  pickFolders(what: 'scan' | 'rule'): Promise<string[] | null>;
  /** Asks the person for a path; null where they cancelled. */
  askWhereToSave(what: 'backupCodes' | 'activity', suggestedName: string): Promise<string | null>;
  appVersion: string;
  electronVersion: string;
  /** What starts this app again: the executable, and in the tree the folder that it is to run. */
  startCommand: readonly string[];
  /** The `dxkey` command that this build carries; null in the tree. */
  commandFile: string | null;
  isWindowShowing(): boolean;
  /** There is a display that a question can be shown on. */
  canAskInWindow(): boolean;
  showWindow(): void;
  /** How long nobody touched the computer; null where the desktop does not say. */
  systemIdleMs(): number | null;
  /** Sleep, and on macOS and Windows locks and other people's turns. */
  watchPower(listener: (event: DeskEvent) => void): Stop;
  touchId: TouchId;
  setAppearance(appearance: Settings['appearance']): void;
  /** What Chromium keeps, as far as it lets go of it while it runs. */
  clearBrowser(): Promise<void>;
  /** For macOS and Windows; Linux takes a file. */
  setLoginItem(isOn: boolean): void;
}

/** What the shell runs on. */
export interface ComposedApp {
  services: CoreServices;
  clock: Clock;
  log: Log;
  /** Puts the command on the PATH; answers where. */
  installCommand(): Promise<string>;
  /** Whether the desktop shows tray icons, now and after each change. */
  watchTray(listener: (tray: 'present' | 'absent' | 'unknown') => void): Stop;
  /** Sleep, locks and other people's turns. */
  watchDesk(listener: (event: DeskEvent) => void): Stop;
  /** Has what was let go of cleared out of this process's memory. */
  collectGarbage(): Promise<void>;
  /** Loads what was kept and begins to answer the command. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** After an erasure, as the last thing: what the running app itself was still writing. Never throws. */
  removeRest(): void;
}

/** What the window, which is there first, asks of the app behind it. */
export interface RunningApp {
  closeMeans(): 'leave' | 'minimise' | 'quit';
  /** The page that showed secrets is gone. */
  dismissFresh(): void;
  /** The person did something in the window. */
  input(): void;
}

/** What is there before core. */
export interface WindowParts {
  window: MainWindow;
  /** Where the page's calls wait. */
  door: Door;
  early: EarlyParts;
}

export type ComposeDesktop = (parts: ElectronParts, early: EarlyParts) => ComposedApp;

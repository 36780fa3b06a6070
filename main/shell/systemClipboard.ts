/**
 * The system's clipboard through Electron, at both ends of the versions we run on: synchronous text below 44, promises and
 * ClipboardItem from 44 on. `composeDesktop` chooses; both are type-checked against both ends by their shape.
 */
import type { clipboard } from 'electron';
import { AppError } from '../core/errors';
import type { Clipboard } from '../core/ports';

/** Electron below 44. */
export interface SyncClipboardApi {
  readText(type?: 'selection'): string;
  writeText(text: string): void;
  clear(type?: 'selection'): void;
}

/** Electron 44 and later. */
export interface AsyncClipboardApi {
  readText(): Promise<string>;
  writeText(text: string): Promise<void>;
  write(items: object[]): Promise<void>;
  clear(): void;
  /** On Linux alone. */
  readonly selection?: { readText(): Promise<string>; clear(): void } | undefined;
}

type Api = typeof clipboard;
/** Which of the two this Electron's typings describe; a third kind would not compile. */
export type ClipboardEnd = Api extends AsyncClipboardApi ? 'async' : Api extends SyncClipboardApi ? 'sync' : never;
/** 44 where the typings are of a known kind; `never`, which nothing can be assigned to, where they are not. */
type FirstAsyncMajor = [ClipboardEnd] extends [never] ? never : number;
const FIRST_ASYNC_MAJOR: FirstAsyncMajor = 44;

/** Whether an Electron of this major version has the promise-based clipboard. */
export function hasAsyncClipboard(electronMajor: number): boolean {
  return electronMajor >= FIRST_ASYNC_MAJOR;
}

type ReadBackBy = Clipboard['readBackBy'];

export function createSyncClipboard(api: SyncClipboardApi, platform: NodeJS.Platform, readBackBy: ReadBackBy): Clipboard {
  return {
    readBackBy,
    canPasteOnce: false,
    write: (text) =>
      attempt(() => {
        api.writeText(text);
        // SECURITY: Chromium makes it what is selected, too, which a middle click pastes long after the clipboard is cleared.
        if (platform === 'linux' && api.readText('selection') === text) api.clear('selection');
        return Promise.resolve({ outcome: api.readText() === text ? 'copied' : 'unverified', isMarked: false });
      }),
    holds: (isIt) => readable(() => Promise.resolve(isIt(api.readText()))),
    clear: () =>
      attempt(() => {
        api.clear();
        return Promise.resolve();
      }),
  };
}

/** Asks clipboard managers to keep their hands off; each desktop has its own name for it. */
const CONCEALED_FORMATS: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: 'x-kde-passwordManagerHint',
  darwin: 'org.nspasteboard.ConcealedType',
  win32: 'ExcludeClipboardContentFromMonitorProcessing',
};

/** `makeItem` is Electron's ClipboardItem; it lets the text and the "keep this out of your history" mark be written as one. */
export function createAsyncClipboard(
  api: AsyncClipboardApi,
  makeItem: (contents: Record<string, string>) => object,
  platform: NodeJS.Platform,
  readBackBy: ReadBackBy,
): Clipboard {
  /** Whether the desktop took the mark; one that does not still takes the text, and the person is told. */
  const writeConcealed = async (text: string): Promise<boolean> => {
    const format = CONCEALED_FORMATS[platform];
    try {
      if (format === undefined) throw new Error('no such mark here');
      await api.write([makeItem({ 'text/plain': text, [`electron application/osclipboard;format="${format}"`]: 'secret' })]);
      return true;
    } catch {
      await api.writeText(text);
      return false;
    }
  };
  return {
    readBackBy,
    canPasteOnce: false,
    write: (text) =>
      attempt(async () => {
        const isMarked = await writeConcealed(text);
        // SECURITY: as below 44.
        if ((await api.selection?.readText()) === text) api.selection?.clear();
        return { outcome: (await api.readText()) === text ? 'copied' : 'unverified', isMarked };
      }),
    holds: (isIt) => readable(async () => isIt(await api.readText())),
    clear: () =>
      attempt(() => {
        api.clear();
        return Promise.resolve();
      }),
  };
}

/**
 * Wayland without `wl-copy`: Electron reads its own write back while other programs see nothing, unless a press in a window of
 * ours came before. So a write waits for that press, and what is read back proves nothing.
 */
export function createPressClipboard(system: Clipboard, askForPress: (write: () => Promise<void>) => void): Clipboard {
  return {
    ...system,
    write(text) {
      askForPress(async () => {
        await system.write(text, false);
      });
      return Promise.resolve({ outcome: 'needsPress', isMarked: false });
    },
  };
}

/** A history tool that fills an empty clipboard again does so within this time. */
const SETTLE_MS = 300;
const settle = () => new Promise<void>((resolve) => setTimeout(resolve, SETTLE_MS));

/** X11 with `xclip`: Electron writes, another program says what any program would find, and owns what is left after a clear. */
export function createReadBackClipboard(
  system: Clipboard,
  { read, clear }: { read(): Promise<string | null>; clear(): Promise<void> },
): Clipboard {
  return {
    ...system,
    readBackBy: 'otherProgram',
    write: async (text, isForOnePaste) => {
      const { isMarked } = await system.write(text, isForOnePaste);
      return { outcome: (await read()) === text ? 'copied' : 'unverified', isMarked };
    },
    holds: async (isIt) => {
      const text = await read();
      return text === null ? null : isIt(text);
    },
    clear: async () => {
      await system.clear();
      // SECURITY: a clipboard that nobody owns, as after our quit, is filled by a history tool with the last that it kept.
      await clear();
      await settle();
    },
  };
}

/** A program of the desktop (`wl-copy`): what it reads back is what any other program would. */
export function createExternalClipboard(program: {
  canPasteOnce: boolean;
  write(text: string, isForOnePaste: boolean): Promise<{ isMarked: boolean }>;
  read(): Promise<string | null>;
  offersText(): Promise<boolean | null>;
  clear(): Promise<void>;
}): Clipboard {
  return {
    readBackBy: 'otherProgram',
    canPasteOnce: program.canPasteOnce,
    write: async (text, isForOnePaste) => {
      const { isMarked } = await program.write(text, isForOnePaste);
      // Reading it would be the one paste: that something is offered has to do.
      const isThere = isForOnePaste ? await program.offersText() : (await program.read()) === text;
      return { outcome: isThere === true ? 'copied' : 'unverified', isMarked };
    },
    holds: async (isIt) => {
      const read = await program.read();
      return read === null ? null : isIt(read);
    },
    clear: async () => {
      await program.clear();
      await settle();
    },
  };
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new AppError('CLIPBOARD_FAILED', { cause: error });
  }
}

async function readable(read: () => Promise<boolean>): Promise<boolean | null> {
  try {
    return await read();
  } catch {
    return null;
  }
}

/**
 * The system's clipboard through Electron, at both ends of the versions we run on: synchronous text below 44, promises and
 * ClipboardItem from 44 on. `composeDesktop` chooses; both are type-checked against both ends by their shape.
 */
import type { clipboard } from 'electron';
import { AppError } from '../core/errors';
import type { Clipboard } from '../core/ports';

/** Electron below 44. */
export interface SyncClipboardApi {
  readText(): string;
  writeText(text: string): void;
  clear(): void;
}

/** Electron 44 and later. */
export interface AsyncClipboardApi {
  readText(): Promise<string>;
  writeText(text: string): Promise<void>;
  write(items: object[]): Promise<void>;
  clear(): void;
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

export function createSyncClipboard(api: SyncClipboardApi): Clipboard {
  return {
    write: (text) =>
      attempt(() => {
        api.writeText(text);
        return Promise.resolve(api.readText() === text ? 'copied' : 'unverified');
      }),
    holds: (text) => readable(() => Promise.resolve(api.readText() === text)),
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
): Clipboard {
  const writeConcealed = async (text: string) => {
    const format = CONCEALED_FORMATS[platform];
    try {
      if (format === undefined) throw new Error('no such mark here');
      await api.write([makeItem({ 'text/plain': text, [`electron application/osclipboard;format="${format}"`]: 'secret' })]);
    } catch {
      // A desktop that does not take the mark still takes the text.
      await api.writeText(text);
    }
  };
  return {
    write: (text) =>
      attempt(async () => {
        await writeConcealed(text);
        return (await api.readText()) === text ? 'copied' : 'unverified';
      }),
    holds: (text) => readable(async () => (await api.readText()) === text),
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
    write(text) {
      askForPress(async () => {
        await system.write(text);
      });
      return Promise.resolve('needsPress');
    },
    holds: (text) => system.holds(text),
    clear: () => system.clear(),
  };
}

/** A program of the desktop (`wl-copy`): what it reads back is what any other program would. */
export function createExternalClipboard(program: {
  write(text: string): Promise<void>;
  read(): Promise<string | null>;
  clear(): Promise<void>;
}): Clipboard {
  return {
    write: async (text) => {
      await program.write(text);
      return (await program.read()) === text ? 'copied' : 'unverified';
    },
    holds: async (text) => {
      const read = await program.read();
      return read === null ? null : read === text;
    },
    clear: () => program.clear(),
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

/** The page may call before what answers it has been loaded: its calls wait at the door. No zod, since the window waits for this file. */
import { CHANNELS } from '../../preload/contract/channels';
import type { SenderEvent } from './trustedSender';

type Listener = (event: SenderEvent, input: unknown) => Promise<unknown>;

/** The two calls of Electron's `ipcMain` that are used, here alone; the shell passes it in. */
export interface IpcMainPort {
  handle(channel: string, listener: Listener): void;
  removeHandler(channel: string): void;
}

/** Where the page's calls come in, each channel of the treaty and no other. */
export interface Door {
  /** Answers the calls of one channel, those that wait included. */
  answer(channel: string, listener: Listener): void;
  close(): void;
}

/** Takes the page's calls from now on; each is answered by what `answer` brings for its channel, then or later. */
export function openDoor(ipcMain: IpcMainPort): Door {
  const arrivals = new Map<string, (listener: Listener) => void>();
  for (const channel of CHANNELS) {
    const listener = new Promise<Listener>((resolve) => {
      arrivals.set(channel, resolve);
    });
    ipcMain.handle(channel, async (event, input) => (await listener)(event, input));
  }
  return {
    answer: (channel, listener) => arrivals.get(channel)?.(listener),
    close: () => {
      for (const channel of CHANNELS) ipcMain.removeHandler(channel);
    },
  };
}

/** The page may call before what answers it has been loaded: its calls wait at the door. No zod, since the window waits for this file. */
import { CHANNELS } from '../../preload/contract/channels';
import type { IpcMainPort } from './serveRenderer';

type Listener = Parameters<IpcMainPort['handle']>[1];

/** Takes the page's calls from now on; each is answered by what `handle` brings for its channel, then or later. */
export function openDoor(ipcMain: IpcMainPort): IpcMainPort {
  const arrivals = new Map<string, { listener: Promise<Listener>; arrive: (listener: Listener) => void }>();
  for (const channel of CHANNELS) {
    let arrive: (listener: Listener) => void = () => undefined;
    const listener = new Promise<Listener>((resolve) => {
      arrive = resolve;
    });
    arrivals.set(channel, { listener, arrive });
    ipcMain.handle(channel, async (event, input) => (await listener)(event, input));
  }
  return {
    handle: (channel, listener) => arrivals.get(channel)?.arrive(listener),
    removeHandler: (channel) => {
      ipcMain.removeHandler(channel);
    },
  };
}

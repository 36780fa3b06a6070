import { describe, expect, it } from 'vitest';
import { openDoor } from '../../../main/ipc/door';
import type { IpcMainPort } from '../../../main/ipc/door';
import type { SenderEvent } from '../../../main/ipc/trustedSender';
import { CHANNELS } from '../../../preload/contract/channels';

type Listener = Parameters<IpcMainPort['handle']>[1];

function fakeIpcMain() {
  const listeners = new Map<string, Listener>();
  const ipcMain: IpcMainPort = {
    handle: (channel, listener) => listeners.set(channel, listener),
    removeHandler: (channel) => listeners.delete(channel),
  };
  return { ipcMain, listeners };
}
// Who asks is looked at by what stands behind the door.
const EVENT = {} as SenderEvent;

describe('the door of the page', () => {
  it('stands open for every channel before anything answers', () => {
    const { ipcMain, listeners } = fakeIpcMain();
    openDoor(ipcMain);
    expect([...listeners.keys()].sort()).toEqual([...CHANNELS].sort());
  });

  it('lets a call wait, and hands it on with its sender and input', async () => {
    const { ipcMain, listeners } = fakeIpcMain();
    const door = openDoor(ipcMain);
    const answer = listeners.get('app.load')?.(EVENT, { asked: 'early' });
    const seen: unknown[] = [];
    door.answer('app.load', (event, input) => {
      seen.push(event, input);
      return Promise.resolve('answered');
    });
    expect(await answer).toBe('answered');
    expect(seen).toEqual([EVENT, { asked: 'early' }]);
    expect(seen[0]).toBe(EVENT);
    expect(await listeners.get('app.load')?.(EVENT, {})).toBe('answered');
  });

  it('closes with what stands behind it', () => {
    const { ipcMain, listeners } = fakeIpcMain();
    openDoor(ipcMain).close();
    expect([...listeners.keys()]).toEqual([]);
  });
});

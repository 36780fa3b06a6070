import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import dbus from 'dbus-next';
import { describe, expect, it } from 'vitest';
import { sessionBusPath } from '../../../main/adapters/dbus/bus';
import { openSessionBus } from '../../../main/adapters/dbus/sessionBus';
import { type TrayPresence, watchTrayPresence } from '../../../main/adapters/dbus/trayPresence';
import { startPrivateBus, whatIsMissing } from '../../keychain/privateBus';
import { scratchFolder } from './scratch';

const WATCHER = 'org.kde.StatusNotifierWatcher';

describe('where the session bus is', () => {
  it.each([
    ['unix:path=/run/user/1/bus', '/run/user/1/bus'],
    ['unix:path=/tmp/dbus-x%20y,guid=1', '/tmp/dbus-x y'],
    ['unix:abstract=/tmp/dbus-x,guid=1', '\0/tmp/dbus-x'],
    ['tcp:host=localhost,port=1;unix:path=/second', '/second'],
    ['tcp:host=evil.example,port=1', null],
    ['autolaunch:', null],
    ['unix:path=%', null],
  ])('%s is %j', (address, path) => {
    expect(sessionBusPath({ DBUS_SESSION_BUS_ADDRESS: address })).toBe(path);
  });

  it('without an address is the runtime folder of the login, if it is there, and never a bus that would have to be started', () => {
    const folder = scratchFolder();
    expect(sessionBusPath({ XDG_RUNTIME_DIR: folder })).toBeNull();
    writeFileSync(join(folder, 'bus'), '');
    expect(sessionBusPath({ XDG_RUNTIME_DIR: folder })).toBe(join(folder, 'bus'));
    expect(sessionBusPath({ DISPLAY: ':0' })).toBeNull();
  });

  it('an address where nobody listens is an error of the call, not of the process', async () => {
    const bus = openSessionBus({ env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus' }, callBoundMs: 1_000 });
    await expect(bus.call({ destination: 'a.b', path: '/', interface: 'a.b', member: 'C' })).rejects.toMatchObject({ kind: 'noBus' });
    bus.close();
  });
});

const missing = whatIsMissing();
describe.skipIf(missing !== null)(`the tray's presence on a real bus${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  it('is told at once, after each change, and unknown when the bus goes away', async () => {
    const session = await startPrivateBus();
    const told: TrayPresence[] = [];
    let tell = (): void => undefined;
    const next = (): Promise<void> =>
      new Promise((resolve) => {
        tell = resolve;
      });
    const first = next();
    const stop = watchTrayPresence((presence) => {
      told.push(presence);
      tell();
    }, session.env);
    await first;
    const desktop = dbus.sessionBus({ busAddress: session.env.DBUS_SESSION_BUS_ADDRESS ?? '' });
    desktop.on('error', () => undefined);
    const second = next();
    await desktop.requestName(WATCHER, 0);
    await second;
    const third = next();
    await desktop.releaseName(WATCHER);
    await third;
    const fourth = next();
    await session.end();
    await fourth;
    expect(told).toEqual(['absent', 'present', 'absent', 'unknown']);
    stop();
    desktop.disconnect();
    await session.remove();
  });

  it('is unknown where there is no bus', () => {
    const told: TrayPresence[] = [];
    watchTrayPresence((presence) => told.push(presence), {})();
    expect(told).toEqual(['unknown']);
  });
});

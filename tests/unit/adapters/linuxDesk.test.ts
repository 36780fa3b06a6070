import dbus from 'dbus-next';
import { describe, expect, it } from 'vitest';
import { createLinuxDesk } from '../../../main/adapters/dbus/linuxDesk';
import type { DeskEvent } from '../../../main/core/ports';
import { loginManagerIsMissing, startLoginManager } from '../../fakes/loginManager';
import { startPrivateBus, whatIsMissing } from '../../keychain/privateBus';
import { scratchFolder, silentLog } from './scratch';

/** Waits for what is told, one by one. */
function listening<T>(): { listener: (told: T) => void; next: () => Promise<T> } {
  const heard: T[] = [];
  const waiting: ((told: T) => void)[] = [];
  return {
    listener: (told) => {
      const first = waiting.shift();
      if (first === undefined) heard.push(told);
      else first(told);
    },
    next: () => {
      const first = heard.shift();
      return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first);
    },
  };
}

const missing = loginManagerIsMissing() ?? whatIsMissing();
describe.skipIf(missing !== null)(`a Linux desktop on real buses${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  it('tells of sleep, locks and other people by logind', async () => {
    const login = await startLoginManager();
    const desk = createLinuxDesk(silentLog, { ...login.env });
    const events = listening<DeskEvent>();
    const logind = listening<string>();
    desk.onLogind(logind.listener);
    const stop = desk.watch(events.listener);
    expect(await logind.next()).toBe('present');
    for (const [word, event] of [
      ['sleep', 'suspending'],
      ['wake', 'resumed'],
      ['lock', 'locked'],
      ['unlock', 'unlocked'],
      ['away', 'switchedAway'],
      ['back', 'switchedBack'],
    ] as const) {
      await login.tell(word);
      expect(await events.next()).toBe(event);
    }
    await login.stop();
    expect(await logind.next()).toBe('absent');
    stop();
  });

  it('tells of the screen saver, by both of its names, and of nothing else on that bus', async () => {
    const session = await startPrivateBus();
    const desk = createLinuxDesk(silentLog, {
      DBUS_SESSION_BUS_ADDRESS: session.env.DBUS_SESSION_BUS_ADDRESS,
      DBUS_SYSTEM_BUS_ADDRESS: 'unix:path=/nowhere',
    });
    const events = listening<DeskEvent>();
    const logind = listening<string>();
    desk.onLogind(logind.listener);
    const stop = desk.watch(events.listener);
    expect(await logind.next()).toBe('absent');
    const saver = dbus.sessionBus({ busAddress: session.env.DBUS_SESSION_BUS_ADDRESS ?? '' });
    const say = (name: string, isActive: boolean): void => {
      saver.send(dbus.Message.newSignal('/a', name, 'ActiveChanged', 'b', [isActive]));
    };
    say('org.example.Other', true);
    say('org.freedesktop.ScreenSaver', true);
    say('org.gnome.ScreenSaver', false);
    expect(await events.next()).toBe('locked');
    expect(await events.next()).toBe('unlocked');
    stop();
    saver.disconnect();
    await session.remove();
  });
});

it('without any bus a desktop says that it has no logind, and tells nothing', () => {
  const told: string[] = [];
  const desk = createLinuxDesk(silentLog, { DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${scratchFolder()}/none` });
  desk.watch((event) => told.push(event))();
  const other = createLinuxDesk(silentLog, { DBUS_SYSTEM_BUS_ADDRESS: 'autolaunch:' });
  other.watch((event) => told.push(event))();
  other.onLogind((logind) => told.push(logind));
  expect(told).toEqual(['absent']);
});

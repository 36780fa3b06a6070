/** `dxkey doctor` without the app, on a real Secret Service: each state by its own word, from the command's own few lines of D-Bus. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildCommand, type BuiltCommand } from '../unit/cli/builtCommand';
import { type PrivateBus, startPrivateBus, whatIsMissing } from './privateBus';

const missing = whatIsMissing();

describe.skipIf(missing !== null)(
  `the keychain as dxkey doctor tells it${missing === null ? '' : ` (skipped: ${missing})`}`,
  { timeout: 40_000 },
  () => {
    let command: BuiltCommand;
    let bus: PrivateBus;
    beforeAll(async () => {
      command = await buildCommand();
    });
    afterAll(() => {
      command.remove();
    });
    afterEach(() => bus.remove());

    async function told(env: Record<string, string> = bus.env): Promise<{ level: string; what: string; tray: string | undefined }> {
      const { DBUS_SESSION_BUS_ADDRESS = '', HOME = '', XDG_RUNTIME_DIR = '' } = env;
      const { code, out } = await command.run(['doctor', '--json'], {
        env: { DBUS_SESSION_BUS_ADDRESS, HOME, XDG_RUNTIME_DIR, DISPLAY: ':9' },
      });
      expect(code).toBe(1);
      const { findings } = JSON.parse(out) as { findings: { id: string; level: string; what: string }[] };
      const { level = '', what = '' } = findings.find(({ id }) => id === 'keychain') ?? {};
      return { level, what, tray: findings.find(({ id }) => id === 'tray')?.what };
    }

    it('ready, then hung while it does not answer', async () => {
      bus = await startPrivateBus();
      const keyring = await bus.startKeyring('unlocked');
      expect(await told()).toEqual({ level: 'ok', what: 'keychainReady', tray: 'trayAbsent' });
      keyring.freeze();
      expect(await told()).toMatchObject({ level: 'fault', what: 'keychainHung' });
      keyring.thaw();
    });

    it('locked', async () => {
      bus = await startPrivateBus();
      await (await bus.startKeyring('unlocked')).kill();
      await bus.startKeyring('locked');
      expect(await told()).toMatchObject({ level: 'warning', what: 'keychainLocked' });
    });

    it('missing, where nobody serves one and where there is no bus', async () => {
      bus = await startPrivateBus();
      expect(await told()).toEqual({ level: 'fault', what: 'keychainMissing', tray: 'trayAbsent' });
      await bus.end();
      expect(await told()).toEqual({ level: 'fault', what: 'keychainMissing', tray: 'trayUnknown' });
    });
  },
);

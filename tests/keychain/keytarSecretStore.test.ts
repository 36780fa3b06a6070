import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { type PrivateBus, startPrivateBus, whatIsMissing } from './privateBus';
import { type StoreProcess, startStore } from './storeProgram';

const missing = whatIsMissing();
const SECRET = 'Canary0123456789Canary0123456789';
const LIMIT_MS = 3_000;

const running: { remove?: () => Promise<void>; stop?: () => Promise<void> }[] = [];

async function bus(): Promise<PrivateBus> {
  const started = await startPrivateBus();
  running.push(started);
  return started;
}

async function store(env: Record<string, string>): Promise<StoreProcess> {
  const started = startStore(['--import', 'tsx', join(import.meta.dirname, 'storeProgramEntry.ts'), 'dxkey-test'], env);
  running.push(started);
  return Promise.resolve(started);
}

afterEach(async () => {
  for (const one of running.splice(0).reverse()) {
    await one.stop?.();
    await one.remove?.();
  }
});

describe.skipIf(missing !== null)(
  `the keychain of a real gnome-keyring${missing === null ? '' : ` (skipped: ${missing})`}`,
  { timeout: 40_000 },
  () => {
    it('keeps, gives back and removes a secret, and says null for what is not there', async () => {
      const session = await bus();
      await session.startKeyring('unlocked');
      const vault = await store(session.env);
      expect(await vault.ask({ op: 'probe' })).toMatchObject({ value: 'ready' });
      expect(await vault.ask({ op: 'get', key: 'token/a/b' })).toMatchObject({ value: null });
      expect(await vault.ask({ op: 'set', key: 'token/a/b', secret: SECRET })).toMatchObject({ value: true });
      expect(await vault.ask({ op: 'get', key: 'token/a/b' })).toMatchObject({ value: SECRET });
      const found = spawnSync('secret-tool', ['lookup', 'service', 'dxkey-test', 'account', 'token/a/b'], {
        env: session.env,
        encoding: 'utf8',
      });
      if (found.error === undefined) expect(found.stdout).toBe(SECRET);
      expect(await vault.ask({ op: 'remove', key: 'token/a/b' })).toMatchObject({ value: true });
      expect(await vault.ask({ op: 'remove', key: 'token/a/b' })).toMatchObject({ value: false });
      expect(await vault.ask({ op: 'get', key: 'token/a/b' })).toMatchObject({ value: null });
    });

    it('answers many calls at once, one after the other', async () => {
      const session = await bus();
      await session.startKeyring('unlocked');
      const vault = await store(session.env);
      const keys = Array.from({ length: 12 }, (_, number) => `token/a/${String(number)}`);
      await Promise.all(keys.map((key) => vault.ask({ op: 'set', key, secret: `${key} ${SECRET}` })));
      const answers = await Promise.all(keys.map((key) => vault.ask({ op: 'get', key })));
      expect(answers.map((answer) => ('value' in answer ? answer.value : answer.code))).toEqual(keys.map((key) => `${key} ${SECRET}`));
    });

    it('says missing where there is no session bus', async () => {
      const session = await bus();
      const { DBUS_SESSION_BUS_ADDRESS: _, ...env } = session.env;
      const vault = await store(env);
      expect(await vault.ask({ op: 'probe' })).toMatchObject({ value: 'missing' });
      for (const op of ['get', 'remove'] as const) expect(await vault.ask({ op })).toMatchObject({ code: 'KEYCHAIN_MISSING' });
      expect(await vault.ask({ op: 'set', secret: SECRET })).toMatchObject({ code: 'KEYCHAIN_MISSING' });
    });

    it('says missing where nobody serves secrets on the bus, and where the bus is gone', async () => {
      const session = await bus();
      const vault = await store(session.env);
      expect(await vault.ask({ op: 'probe' })).toMatchObject({ value: 'missing' });
      expect(await vault.ask({ op: 'get' })).toMatchObject({ code: 'KEYCHAIN_MISSING' });
      await session.end();
      expect(await vault.ask({ op: 'set', secret: SECRET })).toMatchObject({ code: 'KEYCHAIN_MISSING' });
    });

    it('says missing, never null, where there is a service without a keyring', async () => {
      const session = await bus();
      await session.startKeyring('locked');
      const vault = await store(session.env);
      expect(await vault.ask({ op: 'probe' })).toMatchObject({ value: 'missing' });
      expect(await vault.ask({ op: 'get' })).toMatchObject({ code: 'KEYCHAIN_MISSING' });
      expect(await vault.ask({ op: 'set', secret: SECRET })).toMatchObject({ code: 'KEYCHAIN_MISSING' });
    });

    it('says locked, never null, for a locked keyring, and gives the secret once it is open again', async () => {
      const session = await bus();
      const first = await session.startKeyring('unlocked');
      const before = await store(session.env);
      await before.ask({ op: 'set', key: 'k', secret: SECRET });
      await first.kill();
      const second = await session.startKeyring('locked');
      const vault = await store(session.env);
      expect(await vault.ask({ op: 'probe' })).toMatchObject({ value: 'locked' });
      expect(await vault.ask({ op: 'get', key: 'k' })).toMatchObject({ code: 'KEYCHAIN_LOCKED' });
      expect(await vault.ask({ op: 'get', key: 'never kept' })).toMatchObject({ code: 'KEYCHAIN_LOCKED' });
      expect(await vault.ask({ op: 'set', key: 'k', secret: 'another' })).toMatchObject({ code: 'KEYCHAIN_LOCKED' });
      expect(await vault.ask({ op: 'remove', key: 'k' })).toMatchObject({ code: 'KEYCHAIN_LOCKED' });
      await second.kill();
      await session.startKeyring('unlocked');
      expect(await vault.ask({ op: 'get', key: 'k' })).toMatchObject({ value: SECRET });
    });

    it('says hung within its bound while the daemon is frozen, at once behind it, and recovers', async () => {
      const session = await bus();
      const keyring = await session.startKeyring('unlocked');
      const vault = await store(session.env);
      await vault.ask({ op: 'set', key: 'k', secret: SECRET });
      keyring.freeze();
      const [one, two, probe] = await Promise.all([
        vault.ask({ op: 'get', key: 'k' }),
        vault.ask({ op: 'get', key: 'k' }),
        vault.ask({ op: 'probe' }),
      ]);
      expect(one).toMatchObject({ code: 'KEYCHAIN_HUNG' });
      expect(two).toMatchObject({ code: 'KEYCHAIN_HUNG' });
      expect(probe).toMatchObject({ value: 'hung' });
      for (const answer of [one, two, probe]) expect(answer.ms).toBeLessThan(LIMIT_MS);
      keyring.thaw();
      expect(await vault.ask({ op: 'get', key: 'k' })).toMatchObject({ value: SECRET });
    });

    it('survives a daemon that is killed, and works with the next one', async () => {
      const session = await bus();
      const keyring = await session.startKeyring('unlocked');
      const vault = await store(session.env);
      await vault.ask({ op: 'set', key: 'k', secret: SECRET });
      await keyring.kill();
      expect(await vault.ask({ op: 'get', key: 'k' })).toMatchObject({ code: 'KEYCHAIN_MISSING' });
      await session.startKeyring('unlocked');
      expect(await vault.ask({ op: 'get', key: 'k' })).toMatchObject({ value: SECRET });
      expect(await vault.ask({ op: 'set', key: 'other', secret: SECRET })).toMatchObject({ value: true });
    });
  },
);

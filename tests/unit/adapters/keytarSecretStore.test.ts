/** The store's rules over a fake keytar and a clock that a test moves; the real ones are in tests/keychain. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type KeytarCalls, createKeytarSecretStore } from '../../../main/adapters/keytarSecretStore';
import type { SecretServiceState } from '../../../main/adapters/dbus/secretServiceQuestions';
import type { Clock } from '../../../main/core/ports';
import { silentLog } from './scratch';

class HandClock implements Clock {
  private nowMs = 0;
  private waiting: { atMs: number; run: () => void }[] = [];
  now = (): number => this.nowMs;
  after = (delayMs: number, run: () => void): (() => void) => {
    const entry = { atMs: this.nowMs + delayMs, run };
    this.waiting.push(entry);
    return () => {
      this.waiting = this.waiting.filter((one) => one !== entry);
    };
  };
  /** Lets promises settle, then moves on in steps, so that what a timer starts is seen too. */
  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    await settle();
    while (this.nowMs < endMs) {
      this.nowMs = Math.min(endMs, this.nowMs + 100);
      for (const entry of this.waiting.filter(({ atMs }) => atMs <= this.nowMs)) {
        this.waiting = this.waiting.filter((one) => one !== entry);
        entry.run();
      }
      await settle();
    }
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
}

/** A keytar whose calls wait until the test lets them land. */
class FakeKeytar implements KeytarCalls {
  readonly items = new Map<string, string>();
  readonly started: string[] = [];
  isSlow = false;
  private landings: (() => void)[] = [];

  land(): Promise<void> {
    for (const landing of this.landings.splice(0)) landing();
    return settle();
  }
  private async call<T>(name: string, effect: () => T): Promise<T> {
    this.started.push(name);
    if (this.isSlow) await new Promise<void>((resolve) => this.landings.push(resolve));
    return effect();
  }
  getPassword = (_: string, key: string): Promise<string | null> => this.call(`get ${key}`, () => this.items.get(key) ?? null);
  setPassword = (_: string, key: string, secret: string): Promise<void> =>
    this.call(`set ${key}`, () => {
      this.items.set(key, secret);
    });
  deletePassword = (_: string, key: string): Promise<boolean> => this.call(`delete ${key}`, () => this.items.delete(key));
}

let clock: HandClock;
let keytar: FakeKeytar;
let state: SecretServiceState;
let isPromptShowing: boolean;

function store(platform: NodeJS.Platform = 'linux') {
  const watch =
    platform === 'linux' ? { state: () => Promise.resolve(state), isPromptShowing: () => Promise.resolve(isPromptShowing) } : null;
  return createKeytarSecretStore({ service: 'dxkey', log: silentLog, clock, calls: keytar, watch, platform, reconnect: () => undefined });
}

/** The value or the code that a call ended with, or `pending`. */
function follow(promise: Promise<unknown>): { end: unknown } {
  const followed: { end: unknown } = { end: 'pending' };
  promise.then(
    (value) => (followed.end = value),
    (error: unknown) => (followed.end = (error as { code?: unknown }).code),
  );
  return followed;
}

beforeEach(() => {
  clock = new HandClock();
  keytar = new FakeKeytar();
  state = 'ready';
  isPromptShowing = false;
});

describe('a call that does not come back', () => {
  it('is hung within three seconds, and every other one at once until it lands', async () => {
    const vault = store();
    keytar.isSlow = true;
    const first = follow(vault.get('a'));
    await clock.pass(2_300);
    expect(first.end).toBe('pending');
    await clock.pass(200);
    expect(first.end).toBe('KEYCHAIN_HUNG');
    const second = follow(vault.get('b'));
    const probe = follow(vault.probe());
    await settle();
    expect([second.end, probe.end]).toEqual(['KEYCHAIN_HUNG', 'hung']);
    expect(keytar.started).toEqual(['get a']);
    keytar.isSlow = false;
    await keytar.land();
    const third = follow(vault.get('b'));
    await settle();
    expect(third.end).toBeNull();
    expect(await vault.probe()).toBe('ready');
  });

  it('lets one at a time through to keytar', async () => {
    const vault = store();
    keytar.isSlow = true;
    const both = [follow(vault.set('a', '1')), follow(vault.set('b', '2'))];
    await settle();
    expect(keytar.started).toEqual(['set a']);
    await keytar.land();
    await settle();
    expect(keytar.started).toEqual(['set a', 'set b']);
    await keytar.land();
    await settle();
    expect(both.map(({ end }) => end)).toEqual([undefined, undefined]);
  });

  it('leaves nothing behind where a write lands after it was told as failed', async () => {
    const vault = store();
    keytar.isSlow = true;
    const write = follow(vault.set('a', 'secret'));
    await clock.pass(3_100);
    expect(write.end).toBe('KEYCHAIN_HUNG');
    keytar.isSlow = false;
    await keytar.land();
    expect(keytar.items.size).toBe(0);
    const again = follow(vault.set('a', 'secret'));
    await settle();
    expect(again.end).toBeUndefined();
    expect(keytar.items.get('a')).toBe('secret');
  });
});

describe('a locked keyring', () => {
  beforeEach(() => {
    state = 'locked';
  });

  it('makes null no answer', async () => {
    const vault = store();
    const read = follow(vault.get('a'));
    await settle();
    expect(read.end).toBe('KEYCHAIN_LOCKED');
    expect(await vault.probe()).toBe('locked');
    expect(keytar.started).toEqual(['get a']);
  });

  it('is waited for as long as the prompt shows, and others are told that it is locked', async () => {
    const vault = store();
    keytar.isSlow = true;
    keytar.items.set('a', 'secret');
    isPromptShowing = true;
    const read = follow(vault.get('a'));
    await settle();
    const other = follow(vault.get('b'));
    await clock.pass(20_000);
    expect([read.end, other.end]).toEqual(['pending', 'KEYCHAIN_LOCKED']);
    state = 'ready';
    await keytar.land();
    await settle();
    expect(read.end).toBe('secret');
  });

  it('is given up after two minutes of an unanswered prompt', async () => {
    const vault = store();
    keytar.isSlow = true;
    isPromptShowing = true;
    const read = follow(vault.get('a'));
    await clock.pass(126_000);
    expect(read.end).toBe('KEYCHAIN_LOCKED');
  });

  it('whose unlocking nobody prompts for stays locked, and is hung once the store says that it is open', async () => {
    const vault = store();
    keytar.isSlow = true;
    const read = follow(vault.get('a'));
    const behind = follow(vault.get('b'));
    await clock.pass(2_900);
    expect([read.end, behind.end]).toEqual(['KEYCHAIN_LOCKED', 'KEYCHAIN_LOCKED']);
    const next = follow(vault.get('a'));
    await settle();
    expect([next.end, await vault.probe()]).toEqual(['KEYCHAIN_LOCKED', 'locked']);
    state = 'ready';
    expect(await vault.probe()).toBe('hung');
    expect(keytar.started).toEqual(['get a']);
    await keytar.land();
    expect(await vault.probe()).toBe('ready');
  });

  it('whose prompt was dismissed faster than it is looked for is denied, too', async () => {
    const vault = store();
    keytar.isSlow = true;
    const reads = [follow(vault.get('a')), follow(vault.set('b', 'secret'))];
    await settle();
    isPromptShowing = true;
    await keytar.land();
    await settle();
    expect(reads.map(({ end }) => end)).toEqual(['KEYCHAIN_DENIED', 'KEYCHAIN_DENIED']);
    expect(keytar.started).toEqual(['get a']);
  });

  it('whose prompt was dismissed is denied, and the next call shows no second prompt at once', async () => {
    const vault = store();
    keytar.isSlow = true;
    isPromptShowing = true;
    const read = follow(vault.get('a'));
    await clock.pass(1_000);
    await keytar.land();
    await settle();
    expect(read.end).toBe('KEYCHAIN_DENIED');
    const next = follow(vault.get('a'));
    await settle();
    expect(next.end).toBe('KEYCHAIN_DENIED');
    expect(keytar.started).toEqual(['get a']);
    await clock.pass(6_000);
    follow(vault.get('a'));
    await settle();
    expect(keytar.started).toEqual(['get a', 'get a']);
  });
});

describe('without a store', () => {
  it.each([
    ['noBus', 'KEYCHAIN_MISSING', 'missing'],
    ['noService', 'KEYCHAIN_MISSING', 'missing'],
    ['noCollection', 'KEYCHAIN_MISSING', 'missing'],
    ['denied', 'KEYCHAIN_DENIED', 'denied'],
    ['hung', 'KEYCHAIN_HUNG', 'hung'],
    ['fault', 'KEYCHAIN_FAULT', 'fault'],
  ] as const)('%s is %s, and keytar is not even called', async (is, code, probed) => {
    state = is;
    const vault = store();
    const calls = [follow(vault.get('a')), follow(vault.set('a', 's')), follow(vault.remove('a'))];
    await settle();
    expect(calls.map(({ end }) => end)).toEqual([code, code, code]);
    expect(await vault.probe()).toBe(probed);
    expect(keytar.started).toEqual([]);
  });
});

describe("keytar's own words", () => {
  it.each([
    ['The user name or passphrase you entered is not correct.', 'KEYCHAIN_FAULT'],
    ['User interaction is not allowed.', 'KEYCHAIN_LOCKED'],
    ['User canceled the operation.', 'KEYCHAIN_DENIED'],
    ['Access is denied.', 'KEYCHAIN_DENIED'],
    ['An AppArmor policy prevents this sender from sending this message to this recipient', 'KEYCHAIN_DENIED'],
    ['A default keychain could not be found.', 'KEYCHAIN_MISSING'],
  ])('"%s" is %s', async (message, code) => {
    keytar.getPassword = () => Promise.reject(new Error(message));
    const vault = store('win32');
    await expect(vault.get('a')).rejects.toMatchObject({ code });
  });

  it('are tried once more on a store that was replaced under them', async () => {
    let calls = 0;
    const whole = keytar.getPassword;
    keytar.getPassword = (service, key) => {
      calls += 1;
      return calls === 1
        ? Promise.reject(new Error('Object does not exist at path “/org/freedesktop/secrets/session/s1”'))
        : whole(service, key);
    };
    keytar.items.set('a', 'secret');
    expect(await store().get('a')).toBe('secret');
  });
});

describe('on Windows', () => {
  it('a secret beyond what the Credential Manager holds is refused clearly, before it is called', async () => {
    const vault = store('win32');
    await expect(vault.set('a', 'x'.repeat(2_561))).rejects.toMatchObject({ code: 'KEYCHAIN_FAULT', details: { field: 'secret' } });
    await vault.set('a', 'x'.repeat(2_560));
    expect(keytar.started).toEqual(['set a']);
    expect(await vault.probe()).toBe('ready');
  });
});

import { describe, expect, it } from 'vitest';
import { CHANNELS } from '../../../preload/contract/channels';
import type { ChannelName } from '../../../preload/contract/channels';
import { contract } from '../../../preload/contract/contract';
import type { EraseState } from '../../../preload/contract/contract';
import { AppError } from '../../../main/core/errors';
import { createDispatch } from '../../../main/ipc/dispatch';
import type { Handlers } from '../../../main/ipc/dispatch';
import { isTrustedSender } from '../../../main/ipc/trustedSender';
import type { SenderEvent } from '../../../main/ipc/trustedSender';
import { memoryLog } from '../../fakes/memoryLog';
import { leavesOf } from '../../security/schemaWalk';

const accountId = 'dnanexus/user-amy';

const OURS = 7;
const CANARY = 'CANARY-token-0123456789abcdefghi';
const origin = { scheme: 'dxkey', host: 'app' };
const ourPage: SenderEvent = { sender: { id: OURS }, senderFrame: { url: 'dxkey://app/index.html', parent: null } };
const frame = (url: string): SenderEvent => ({ sender: { id: OURS }, senderFrame: { url, parent: null } });

/** Handlers that note who was called; those given answer. */
function dispatchWith(
  given: Partial<Record<string, (input: never) => unknown>>,
  ready: Promise<void> = Promise.resolve(),
  lock = { isLocked: () => false },
  erase: { state(): EraseState } = { state: () => ({ phase: 'none' }) },
) {
  const called: string[] = [];
  const log = memoryLog();
  const handlers = Object.fromEntries(
    CHANNELS.map((channel) => [
      channel,
      (input: never) => {
        called.push(channel);
        return given[channel]?.(input) ?? {};
      },
    ]),
  ) as unknown as Handlers;
  const isTrusted = (event: SenderEvent) => isTrustedSender(event, (id) => id === OURS, origin);
  const dispatch = createDispatch({ handlers, isTrusted, ready, lock, erase, log });
  return { dispatch, called, log };
}

describe('who may call', () => {
  const strangers: [string, SenderEvent][] = [
    ['a sub-frame of our own page', { sender: { id: OURS }, senderFrame: { url: 'dxkey://app/index.html', parent: {} } }],
    ['a frame that is gone', { sender: { id: OURS }, senderFrame: null }],
    ['an unknown window', { sender: { id: OURS + 1 }, senderFrame: { url: 'dxkey://app/index.html', parent: null } }],
    ['a web page', frame('https://evil.example/')],
    ['our host on another scheme', frame('https://app/index.html')],
    ['a host that begins like ours', frame('dxkey://app.evil.example/index.html')],
    ['a host that ends like ours', frame('dxkey://evil-app/index.html')],
    ['our host as a user name', frame('dxkey://app@evil.example/index.html')],
    ['a user name on our host', frame('dxkey://evil@app/index.html')],
    ['our host on a port', frame('dxkey://app:8080/index.html')],
    ['a scheme that begins like ours', frame('dxkeys://app/index.html')],
    ['a file', frame('file:///app/index.html')],
    ['an empty page', frame('about:blank')],
    ['no address at all', frame('')],
  ];

  it.each(strangers)('refuses %s on every channel, with an answer', async (_name, event) => {
    const { dispatch, called } = dispatchWith({});
    for (const channel of CHANNELS) {
      expect(await dispatch(event, channel, {})).toEqual({ ok: false, error: { code: 'UNTRUSTED_SENDER' } });
    }
    expect(called).toEqual([]);
  });

  it('lets our page call', async () => {
    const { dispatch } = dispatchWith({ 'queue.load': () => ({ entries: [] }) });
    expect(await dispatch(ourPage, 'queue.load', {})).toEqual({ ok: true, value: { entries: [] } });
  });
});

describe('what may be said', () => {
  it('refuses an input that no schema names before core is called, and says which field', async () => {
    const { dispatch, called } = dispatchWith({});
    expect(await dispatch(ourPage, 'session.submitCode', { code: '' })).toEqual({
      ok: false,
      error: { code: 'INVALID_INPUT', details: { field: 'code' } },
    });
    expect(await dispatch(ourPage, 'session.load', { extra: 1 })).toEqual({ ok: false, error: { code: 'INVALID_INPUT' } });
    expect(await dispatch(ourPage, 'session.load', null)).toEqual({ ok: false, error: { code: 'INVALID_INPUT' } });
    expect(called).toEqual([]);
  });

  it('never repeats what the caller wrote', async () => {
    const { dispatch } = dispatchWith({});
    const scope = { kind: 'projects', projects: { [CANARY]: 'VIEW' } };
    const answer = await dispatch(ourPage, 'tokens.mint', {
      accountId,
      label: 'a',
      scope,
      expiresMs: null,
      isKept: true,
      worksWhileAway: false,
    });
    expect(answer).toEqual({ ok: false, error: { code: 'INVALID_INPUT', details: { field: 'scope' } } });
  });

  it('refuses a channel that is not in the treaty, also one that every object has', async () => {
    const { dispatch } = dispatchWith({});
    for (const channel of ['tokens.steal', 'constructor', '__proto__', 'toString', '']) {
      expect(await dispatch(ourPage, channel, {})).toEqual({ ok: false, error: { code: 'INVALID_INPUT' } });
    }
  });

  it('lets no field out that the schema does not name', async () => {
    const { dispatch, log } = dispatchWith({ 'queue.load': () => ({ entries: [], secret: CANARY }) });
    expect(await dispatch(ourPage, 'queue.load', {})).toEqual({ ok: false, error: { code: 'INTERNAL' } });
    expect(log.events()).toEqual(['ipc.outputRefused']);
    expect(JSON.stringify(log.entries)).not.toContain(CANARY);
  });
});

describe('what goes wrong', () => {
  it('answers an AppError with its code and details', async () => {
    const { dispatch, log } = dispatchWith({
      'tokens.refresh': () => {
        throw new AppError('PLATFORM_BUSY', { details: { requestId: 'r-1', retryAfterMs: 5000 } });
      },
    });
    expect(await dispatch(ourPage, 'tokens.refresh', { accountId })).toEqual({
      ok: false,
      error: { code: 'PLATFORM_BUSY', details: { requestId: 'r-1', retryAfterMs: 5000 } },
    });
    expect(log.entries).toEqual([]);
  });

  it('answers any other error with INTERNAL, and gives its message and stack to the log alone', async () => {
    const { dispatch, log } = dispatchWith({
      'tokens.refresh': () => Promise.reject(new Error(`at ${CANARY}`)),
    });
    expect(await dispatch(ourPage, 'tokens.refresh', { accountId })).toEqual({ ok: false, error: { code: 'INTERNAL' } });
    expect(log.entries).toMatchObject([{ level: 'warn', event: 'ipc.fault', fields: { channel: 'tokens.refresh' } }]);
  });

  it('drops details that the treaty does not know', async () => {
    const { dispatch } = dispatchWith({
      'tokens.refresh': () => {
        throw new AppError('PLATFORM_FAULT', { details: { body: CANARY } as never });
      },
    });
    expect(await dispatch(ourPage, 'tokens.refresh', { accountId })).toEqual({ ok: false, error: { code: 'PLATFORM_FAULT' } });
  });

  it('keeps a call waiting until core has loaded, so that the first answer is the true one', async () => {
    let isLoaded = false;
    let load: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => {
      load = resolve;
    });
    const { dispatch } = dispatchWith({ 'queue.load': () => (isLoaded ? { entries: [] } : {}) }, ready);
    const answer = dispatch(ourPage, 'queue.load', {});
    isLoaded = true;
    load();
    expect(await answer).toEqual({ ok: true, value: { entries: [] } });
  });
});

describe('while the app is locked', () => {
  /** Erasing is the way out of a forgotten passphrase: it may be done behind the lock, and names nobody there (tests/unit/core/erase.test.ts). */
  const ERASING = ['erase.load', 'erase.preview', 'erase.run', 'erase.quit'];
  const PANIC = ['panic.load', 'panic.ask', 'panic.dismiss', 'panic.begin', 'panic.retry'];
  const OPEN = ['app.load', 'lock.load', 'lock.lock', 'lock.unlock', 'lock.unlockByTouchId', ...ERASING, ...PANIC];
  const INPUTS: Partial<Record<string, unknown>> = {
    'lock.unlock': { passphrase: CANARY },
    'erase.run': { tokens: 'forget' },
    'panic.begin': { scope: 'held' },
  };

  it.each(CHANNELS.map((channel) => [channel, OPEN.includes(channel) ? 'is open' : 'is shut']))('%s %s', async (channel, is) => {
    const { dispatch, called } = dispatchWith({}, Promise.resolve(), { isLocked: () => true });
    const answer = await dispatch(ourPage, channel, INPUTS[channel] ?? {});
    expect(called).toEqual(is === 'is open' ? [channel] : []);
    if (is === 'is shut') expect(answer).toEqual({ ok: false, error: { code: 'APP_LOCKED' } });
  });

  it('what the lock stands open for tells of no account and no token', () => {
    for (const channel of OPEN.filter((one) => !ERASING.includes(one))) {
      const names = leavesOf(contract[channel as ChannelName].output).flatMap(({ path }) => path);
      expect(names.filter((name) => /account|username|userId|label|signature|last4|token/i.test(name))).toEqual([]);
    }
  });

  it('an answer that comes after the lock closed is kept back, whatever it holds', async () => {
    let isLocked = false;
    const slow = {
      'tokens.copy': () => {
        isLocked = true;
        return { outcome: 'copied', clearsAtMs: null };
      },
    };
    const { dispatch } = dispatchWith(slow, Promise.resolve(), { isLocked: () => isLocked });
    expect(await dispatch(ourPage, 'tokens.copy', { accountId, signature: 'a'.repeat(64) })).toEqual({
      ok: false,
      error: { code: 'APP_LOCKED' },
    });
  });
});

describe('while dxkey is being erased', () => {
  const OPEN = ['app.load', 'lock.load', 'erase.load', 'erase.preview', 'erase.run', 'erase.quit'];
  const INPUTS: Partial<Record<string, unknown>> = {
    'erase.run': { tokens: 'forget' },
    'tokens.copy': { accountId, signature: 'a'.repeat(64) },
  };

  it.each(CHANNELS.map((channel) => [channel, OPEN.includes(channel) ? 'is open' : 'is shut']))('%s %s', async (channel, is) => {
    const erasing = { state: () => ({ phase: 'running', step: 'keychain' }) as const };
    const { dispatch, called } = dispatchWith({}, Promise.resolve(), { isLocked: () => false }, erasing);
    const answer = await dispatch(ourPage, channel, INPUTS[channel] ?? {});
    expect(called).toEqual(is === 'is open' ? [channel] : []);
    if (is === 'is shut') expect(answer).toEqual({ ok: false, error: { code: 'REFUSED' } });
  });
});

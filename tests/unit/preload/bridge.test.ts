import { describe, expect, it } from 'vitest';
import { buildBridge } from '../../../preload/bridge';
import type { Wire } from '../../../preload/bridge';
import { CHANNELS, EVENTS } from '../../../preload/contract/channels';

function fakeWire() {
  const calls: { channel: string; input: unknown }[] = [];
  const listeners = new Map<string, Set<(event: unknown, state: unknown) => void>>();
  const wire: Wire = {
    invoke: (channel, input) => {
      calls.push({ channel, input });
      return Promise.resolve({ ok: true, value: {} });
    },
    on: (channel, listener) => listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener)),
    removeListener: (channel, listener) => listeners.get(channel)?.delete(listener),
  };
  const send = (channel: string, ...args: [unknown, unknown]) => {
    for (const listener of listeners.get(channel) ?? []) listener(...args);
  };
  return { wire, calls, send, listeners };
}

/** All functions of an object, by path. */
function functionPaths(value: unknown, path = ''): string[] {
  if (typeof value === 'function') return [path];
  if (typeof value !== 'object' || value === null) return [`${path} is not a function`];
  return Object.entries(value).flatMap(([key, inner]) => functionPaths(inner, path === '' ? key : `${path}.${key}`));
}

describe('the bridge', () => {
  it('has one function a channel and one an event, and nothing else', () => {
    const expected = [...CHANNELS, ...EVENTS.map((event) => `events.${event.replace('.changed', 'Changed')}`)];
    expect(functionPaths(buildBridge(fakeWire().wire)).sort()).toEqual([...expected].sort());
  });

  it('sends each call on the channel of its name', async () => {
    const { wire, calls } = fakeWire();
    const bridge = buildBridge(wire) as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
    for (const channel of CHANNELS) {
      const [noun = '', verb = ''] = channel.split('.');
      await bridge[noun]?.[verb]?.({ of: channel });
    }
    expect(calls).toEqual(CHANNELS.map((channel) => ({ channel, input: { of: channel } })));
  });

  it('passes only its first argument, so that a call cannot smuggle more', async () => {
    const { wire, calls } = fakeWire();
    const load = buildBridge(wire).session.load as (...args: unknown[]) => Promise<unknown>;
    await load({}, 'tokens.mint', { more: true });
    expect(calls).toEqual([{ channel: 'session.load', input: {} }]);
  });

  it('asks with an empty input where none is given', async () => {
    const { wire, calls } = fakeWire();
    await buildBridge(wire).tokens.load();
    expect(calls).toEqual([{ channel: 'tokens.load', input: {} }]);
  });

  it('hands a listener the state and never the event object', () => {
    const { wire, send } = fakeWire();
    const heard: unknown[][] = [];
    buildBridge(wire).events.sessionChanged((...args: unknown[]) => heard.push(args));
    send('session.changed', { sender: 'a way to every channel' }, { status: 'signedOut' });
    expect(heard).toEqual([[{ status: 'signedOut' }]]);
  });

  it('ends one subscription without ending another', () => {
    const { wire, send } = fakeWire();
    const heard: string[] = [];
    const bridge = buildBridge(wire);
    const stop = bridge.events.queueChanged(() => heard.push('first'));
    bridge.events.queueChanged(() => heard.push('second'));
    stop();
    send('queue.changed', {}, { entries: [] });
    expect(heard).toEqual(['second']);
  });
});

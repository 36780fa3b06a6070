/**
 * The one object that the page sees: `window.dxkey`. It is built from the names of the treaty, so a channel that is not in
 * the treaty cannot be called; the types come from the treaty's schemas, which stay in main.
 */
import { CHANNELS, EVENTS } from './contract/channels';
import type { ChannelName, EventName } from './contract/channels';
import type { EventState, Input, Output } from './contract/contract';
import type { Answer } from './contract/errors';

/** Ends a subscription. */
export type Stop = () => void;

type Nouns<Name extends string> = Name extends `${infer Noun}.${string}` ? Noun : never;
type Verbs<Name extends string, Noun extends string> = Name extends `${Noun}.${infer Verb}` ? Verb : never;

/** A channel without input fields is called without an argument. */
type Call<C extends ChannelName> =
  Record<string, never> extends Input<C>
    ? (input?: Input<C>) => Promise<Answer<Output<C>>>
    : (input: Input<C>) => Promise<Answer<Output<C>>>;

type Calls = {
  readonly [Noun in Nouns<ChannelName>]: {
    readonly [Verb in Verbs<ChannelName, Noun>]: Call<Extract<ChannelName, `${Noun}.${Verb}`>>;
  };
};

/** `session.changed` becomes `events.sessionChanged`; its listener gets the whole new state and nothing of Electron's. */
type Subscriptions = {
  readonly [E in EventName as E extends `${infer Noun}.changed` ? `${Noun}Changed` : never]: (
    listener: (state: EventState<E>) => void,
  ) => Stop;
};

/** What `window.dxkey` offers the renderer. */
export type Bridge = Calls & { readonly events: Subscriptions };

/** The two calls of Electron's `ipcRenderer` that the bridge needs. */
export interface Wire {
  invoke(channel: string, input: unknown): Promise<unknown>;
  on(channel: string, listener: (event: unknown, state: unknown) => void): unknown;
  removeListener(channel: string, listener: (event: unknown, state: unknown) => void): unknown;
}

/** Builds the bridge: named functions only, one for each channel and each event. */
export function buildBridge(wire: Wire): Bridge {
  const nouns: Record<string, Record<string, unknown>> = {};
  for (const channel of CHANNELS) {
    const [noun, verb] = split(channel);
    // SECURITY: the channel's name is fixed here; the page can never name one itself.
    (nouns[noun] ??= {})[verb] = (input: unknown = {}) => wire.invoke(channel, input);
  }
  const events: Record<string, unknown> = {};
  for (const event of EVENTS) {
    const [noun] = split(event);
    events[`${noun}Changed`] = (listener: (state: unknown) => void) => subscribe(wire, event, listener);
  }
  // Built by name from the same lists that the type is inferred from; the compiler cannot follow a string that is split.
  return { ...nouns, events } as unknown as Bridge;
}

function subscribe(wire: Wire, event: EventName, listener: (state: unknown) => void): Stop {
  // SECURITY: the event object carries `sender`, a way to every channel; a listener gets the state alone.
  const forward = (_event: unknown, state: unknown) => {
    listener(state);
  };
  wire.on(event, forward);
  return () => {
    wire.removeListener(event, forward);
  };
}

function split(name: string): [string, string] {
  const at = name.indexOf('.');
  return [name.slice(0, at), name.slice(at + 1)];
}

/**
 * The only way from the page into core, and the only `catch`: sender, input, core, output, in this order. What comes out is
 * always an answer; a message or a stack never crosses.
 */
import { contract, errorAnswer } from '../../preload/contract/contract';
import { CHANNELS } from '../../preload/contract/channels';
import type { ChannelName } from '../../preload/contract/channels';
import type { Input, Output } from '../../preload/contract/contract';
import type { Answer, ErrorAnswer } from '../../preload/contract/errors';
import { AppError, toErrorAnswer } from '../core/errors';
import type { Log } from '../core/ports';
import type { Erase, Lock } from '../core/services';
import { isOpenWhileErasing, isOpenWhileLocked } from './lockGate';
import type { SenderEvent } from './trustedSender';

/** One function a channel; a missing one does not compile. */
export type Handlers = { readonly [C in ChannelName]: (input: Input<C>) => Output<C> | Promise<Output<C>> };

export type Dispatch = (event: SenderEvent, channel: string, input: unknown) => Promise<Answer<unknown>>;

/** `ready` resolves once core has loaded what was kept: the page may ask earlier, and gets the true state. */
export function createDispatch(parts: {
  handlers: Handlers;
  isTrusted: (event: SenderEvent) => boolean;
  ready: Promise<void>;
  lock: Pick<Lock, 'isLocked'>;
  erase: Pick<Erase, 'state'>;
  log: Log;
}): Dispatch {
  const { handlers, isTrusted, ready, lock, erase, log } = parts;
  const isShut = (channel: ChannelName): boolean => lock.isLocked() && !isOpenWhileLocked(channel);
  return async (event, channel, input) => {
    // SECURITY: a frame that is not our page gets an answer and nothing else.
    if (!isTrusted(event)) {
      log.warn('ipc.untrustedSender', { channel: channelForLog(channel) });
      return refuse({ code: 'UNTRUSTED_SENDER' });
    }
    if (!isChannel(channel)) return refuse({ code: 'INVALID_INPUT' });
    try {
      await ready;
      // SECURITY: locked, the page is told nothing and can do nothing but unlock, whatever it asks for.
      if (isShut(channel)) return refuse({ code: 'APP_LOCKED' });
      // SECURITY: nothing is made or lent while all is being erased.
      if (erase.state().phase !== 'none' && !isOpenWhileErasing(channel)) return refuse({ code: 'REFUSED' });
      const told = await answer(handlers, channel, input, log);
      // SECURITY: what was asked for before the lock closed is not told after it.
      return isShut(channel) ? refuse({ code: 'APP_LOCKED' }) : told;
    } catch (error) {
      if (!(error instanceof AppError)) log.warn('ipc.fault', { channel }, error);
      return refuse(strictError(error));
    }
  };
}

async function answer(handlers: Handlers, channel: ChannelName, input: unknown, log: Log): Promise<Answer<unknown>> {
  // SECURITY: nothing that the schema does not name reaches core.
  const given = contract[channel].input.safeParse(input);
  if (!given.success) return refuse(invalidInput(given.error.issues));
  // The schema of this very channel has just said that the input is of its type, which the compiler cannot follow.
  const handle = handlers[channel] as (input: unknown) => unknown;
  const value = await handle(given.data);
  // SECURITY: nothing that the schema does not name reaches the page, so that a secret cannot ride along by mistake.
  const told = contract[channel].output.safeParse(value);
  if (!told.success) {
    log.warn('ipc.outputRefused', {
      channel,
      at: told.error.issues
        .map((issue) => issue.path.join('.'))
        .join(' ')
        .slice(0, 200),
    });
    return refuse({ code: 'INTERNAL' });
  }
  return { ok: true, value: told.data };
}

/** Only the first step of the path: it is a name of our schema, what follows may be what the caller wrote. */
function invalidInput(issues: readonly { path: readonly PropertyKey[] }[]): ErrorAnswer {
  const field = issues[0]?.path[0];
  return typeof field === 'string' ? { code: 'INVALID_INPUT', details: { field: field.slice(0, 60) } } : { code: 'INVALID_INPUT' };
}

/** An error whose details are not those of the treaty crosses as its code alone. */
function strictError(error: unknown): ErrorAnswer {
  const told = errorAnswer.safeParse(toErrorAnswer(error));
  return told.success ? told.data : { code: error instanceof AppError ? error.code : 'INTERNAL' };
}

function refuse(error: ErrorAnswer): Answer<never> {
  return { ok: false, error };
}

function isChannel(channel: string): channel is ChannelName {
  return (CHANNELS as readonly string[]).includes(channel);
}

function channelForLog(channel: string): string {
  return isChannel(channel) ? channel : 'unknown';
}

/** What the parts of the fake main are made of. */
import type { ChannelName, EventName } from '../../preload/contract/channels';
import type { EventState, Input, Output } from '../../preload/contract/contract';
import type { ErrorAnswer } from '../../preload/contract/errors';

export const RIGHT_PASSPHRASE = 'right passphrase';

export type Handlers = { [C in ChannelName]: (input: Input<C>) => Promise<Output<C>> | Output<C> };
export type Part<P extends string> = { [C in Extract<ChannelName, `${P}.${string}`>]: Handlers[C] };
export type Emit = <E extends EventName>(event: E, state: EventState<E>) => void;

export class Refusal extends Error {
  constructor(readonly answer: ErrorAnswer) {
    super(answer.code);
  }
}
export const refuse = (answer: ErrorAnswer): never => {
  throw new Refusal(answer);
};

export const ofMemory = (isInMemory: boolean | undefined): { isInMemory?: true } => (isInMemory === true ? { isInMemory } : {});

import type { UnansweredState } from '../../../preload/contract/contract';
import { createEmitter } from '../emitter';
import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { Stop, UnansweredSignIn } from '../ports';
import type { Unanswered } from '../services';
import type { PlatformList } from '../tokens/platformList';
import type { Revocations } from '../tokens/revocationQueue';
import type { LiveSession } from './liveSession';
import type { SignInIntents } from './signInIntents';
import { createSignInTraces, STILL_ARRIVING_MS } from './signInTraces';

type Shown = UnansweredState['signIns'][number];

/**
 * Sign-ins whose answer never came: told until their end, or until the account's own list shows that nothing came of them. What may have
 * come of one is offered, and ended by the person alone: another computer may have signed in at that moment.
 */
export function createUnanswered(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  from: { list: Pick<PlatformList, 'of' | 'refresh' | 'onChange'>; intents: SignInIntents },
): Unanswered & { stop(): void } {
  const { clock } = ground.ports;
  const { list, intents } = from;
  const { ownerOf, look } = createSignInTraces(ground, live, list);
  const changed = createEmitter<UnansweredState>();
  let stopLookingAgain: Stop = () => undefined;

  function shown(one: UnansweredSignIn): Shown {
    const { id, username, askedMs, untilMs } = one;
    const platformName = ground.platforms.byKey(one.platform.key)?.name ?? one.platform.name;
    return { id, platformName, username, askedMs, untilMs, ...look(one) };
  }
  const state = (): UnansweredState => ({ signIns: intents.open().map(shown) });

  async function drop(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await ground.index.change((index) => ({ ...index, unanswered: index.unanswered.filter((one) => !ids.includes(one.id)) }));
  }

  /** Nothing came of it: it is told no longer. What may still arrive is looked for once more, when it can no longer be on its way. */
  function settle(): void {
    stopLookingAgain();
    const { signIns } = state();
    ground.background('session.unanswered', drop(signIns.filter((one) => one.look === 'none').map((one) => one.id)));
    const looking = signIns.filter((one) => one.look === 'looking');
    if (looking.length === 0) return;
    const dueMs = Math.min(...looking.map((one) => one.askedMs)) + STILL_ARRIVING_MS;
    stopLookingAgain = clock.after(Math.max(1_000, dueMs - clock.now()), () => {
      const owners = intents.open().flatMap((one) => ownerOf(one)?.account.id ?? []);
      ground.background('session.unanswered', Promise.all([...new Set(owners)].map((accountId) => list.refresh(accountId))));
    });
  }

  const tell = (): void => {
    changed.emit(state());
  };
  for (const source of [ground.index, ground.queue, intents, live]) source.onChange(tell);
  list.onChange(() => {
    settle();
    tell();
  });

  function find(id: string): UnansweredSignIn {
    const one = intents.open().find((each) => each.id === id);
    if (one === undefined) throw new AppError('NO_SUCH_TOKEN');
    return one;
  }

  return {
    state,
    onChange: (listener) => changed.on(listener),
    async end({ id, signature }) {
      const one = find(id);
      const mine = ownerOf(one);
      const session = look(one).sessions.find((each) => each.signature === signature);
      // SECURITY: only what the platform lists as made by that sign-in is ended here, whatever the page names.
      if (mine === null || session === undefined) throw new AppError('NO_SUCH_TOKEN');
      const { account } = mine;
      const what = { account, platform: account.platform, label: null, last4: null, secret: null, from: null } as const;
      await queue.condemn({ ...what, signature, expiresMs: session.expiresMs, reason: 'signOut', when: 'now' });
      await drop([id]);
      await queue.attempt(signature, 'session');
      return state();
    },
    async leave({ id }) {
      await drop([find(id).id]);
      return state();
    },
    stop: () => {
      stopLookingAgain();
    },
  };
}

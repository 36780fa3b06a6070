import { AppError } from '../errors';
import type { Consent } from '../consent/service';
import type { Ground } from '../ground';
import type { LeaseEnder } from '../grants/leaseKeeper';
import type { PanicRecord } from '../ports';
import type { ClipboardCare, Panic, Session, ShellTokenDesk, Tokens, TwoFactor } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { Revocations } from '../tokens/revocationQueue';
import type { TokenBook } from '../tokens/tokenBook';
import { createPanicBook } from './panicBook';
import { createPanicPreview } from './panicPreview';
import { createRounds } from './panicRounds';

interface Parts {
  session: Pick<Session, 'signOut' | 'cancel'>;
  tokens: Pick<Tokens, 'dismissFresh'>;
  twoFactor: Pick<TwoFactor, 'dismiss'>;
  shellTokenDesk: Pick<ShellTokenDesk, 'state' | 'answer'>;
  consent: Pick<Consent, 'drop'>;
  clipboard: Pick<ClipboardCare, 'clear'>;
  leases: LeaseEnder;
  book: Pick<TokenBook, 'platformList'>;
}

/** The panic as a whole: the freeze, the rounds until it is over, and the way back while nothing has reached a platform. */
export function createPanic(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  parts: Parts,
): Panic & { resume(): Promise<void>; stop(): void } {
  const book = createPanicBook(ground, queue);
  const rounds = createRounds(ground, live, queue, book, parts.session);
  // SECURITY: nothing of it reaches a platform behind the back of who takes it back.
  queue.holdBack((signature) => book.current()?.targets.some((one) => one.signature === signature) === true);

  async function begin({ scope }: Parameters<Panic['begin']>[0]): ReturnType<Panic['begin']> {
    // SECURITY: from here on nothing is handed out, before anything is written or sent.
    ground.freeze.hold(true);
    book.show({ isAsked: false });
    const former = book.current();
    if (former === null) await book.write(begun(ground, scope));
    else if (scope === 'listed') await book.change(withLists);
    ground.ports.log.info('panic.begun', { scope });
    await shut(ground, parts);
    await rounds.run();
    return book.state();
  }

  return {
    state: book.state,
    onChange: book.onChange,
    ask() {
      book.show({ isAsked: true });
      return book.state();
    },
    async dismiss() {
      book.show({ isAsked: false });
      // SECURITY: a stranger at a locked screen does not make the report go away.
      if (ground.panic.value().last !== null && !ground.latch.isLocked()) await book.write(book.current(), null);
      return book.state();
    },
    preview: createPanicPreview(ground, live, queue, parts),
    begin,
    retry: async () => {
      await rounds.run();
      return book.state();
    },
    undo: async () => {
      await rounds.between(async () => {
        const record = book.current();
        if (record === null || record.wasContacted) throw new AppError('REFUSED', { details: { field: 'undo' } });
        await book.write({ ...record, isUndoing: true });
        await rounds.takeBack(record);
      });
      return book.state();
    },
    leave: async () => {
      if (book.current()?.wasContacted !== true) throw new AppError('REFUSED', { details: { field: 'leave' } });
      await rounds.leave();
      return book.state();
    },
    async resume() {
      if (book.current() === null) return;
      await shut(ground, parts);
      ground.background('panic.resume', rounds.run());
    },
    stop: () => {
      rounds.stop();
    },
  };
}

function begun(ground: Ground, scope: PanicRecord['scope']): PanicRecord {
  const list = scope === 'listed' ? 'toRead' : 'notNeeded';
  const accounts = ground.index.value().accounts.map(({ id }) => ({ accountId: id, list }) as const);
  return { scope, sinceMs: ground.ports.clock.now(), wasContacted: false, isUndoing: false, accounts, targets: [] };
}

/** A panic that was about less becomes one about everything. */
function withLists(record: PanicRecord): PanicRecord {
  const accounts = record.accounts.map((one) => (one.list === 'notNeeded' ? ({ ...one, list: 'toRead' } as const) : one));
  return { ...record, scope: 'listed', accounts };
}

/** Whatever is given out or asked for ends; none of it waits for a platform. */
async function shut(ground: Ground, parts: Parts): Promise<void> {
  parts.session.cancel();
  parts.tokens.dismissFresh();
  parts.twoFactor.dismiss();
  parts.consent.drop();
  const { asking } = parts.shellTokenDesk.state();
  const leased = new Set(parts.leases.leases().map((lease) => lease.signature));
  const work = [
    parts.clipboard.clear(),
    ...[...leased].map((signature) => parts.leases.endOf(signature)),
    ...(asking === null ? [] : [parts.shellTokenDesk.answer({ id: asking.id, answer: { kind: 'refuse' } })]),
  ];
  for (const done of await Promise.allSettled(work)) {
    if (done.status === 'rejected') ground.ports.log.warn('panic.shut', {}, done.reason);
  }
}

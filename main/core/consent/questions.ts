import { createEmitter } from '../emitter';
import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { Stop } from '../ports';
import type { Consenting, ConsentQuestion } from './service';

interface Waiter {
  settle(error: AppError | null): void;
  stop(): void;
}
interface Asking {
  /** Program, terminal and token: who asks for the same meanwhile gets the same answer. */
  key: string;
  question: ConsentQuestion;
  waiters: Set<Waiter>;
}

/** What the person is to be asked, one at a time, and who waits for each answer. */
export interface Questions {
  /** The one that is to be shown. */
  shown(): ConsentQuestion | null;
  find(id: string): ConsentQuestion | null;
  onChange(listener: (shown: ConsentQuestion | null) => void): Stop;
  /** Resolves with a yes. `late`: what is thrown where nobody answered within `waitMs`. */
  ask(
    question: Omit<ConsentQuestion, 'id' | 'askedMs' | 'untilMs'>,
    who: Pick<Consenting, 'waitMs' | 'whenGone'>,
    late: () => AppError,
  ): Promise<void>;
  /** Everybody who waits for it gets this; null is the yes. */
  settle(id: string, error: AppError | null): void;
  settleAll(isMeant: (question: ConsentQuestion) => boolean, error: () => AppError): void;
  /** A question that nobody answered before the last one who waited for it gave up. */
  onUnanswered(listener: (question: ConsentQuestion) => void): Stop;
}

export function createQuestions(ground: Ground): Questions {
  const { clock, digest } = ground.ports;
  const changed = createEmitter<ConsentQuestion | null>();
  const unanswered = createEmitter<ConsentQuestion>();
  let open: Asking[] = [];

  const shown = (): ConsentQuestion | null => open[0]?.question ?? null;
  const find = (id: string): Asking | undefined => open.find(({ question }) => question.id === id);

  function close(mine: Asking): void {
    const before = shown();
    open = open.filter((one) => one !== mine);
    if (shown() !== before) changed.emit(shown());
  }
  function settle(mine: Asking, error: AppError | null): void {
    close(mine);
    for (const waiter of [...mine.waiters]) {
      waiter.stop();
      waiter.settle(error);
    }
    mine.waiters.clear();
  }
  function begin(asked: Omit<ConsentQuestion, 'id' | 'askedMs' | 'untilMs'>, key: string, waitMs: number): Asking {
    const askedMs = clock.now();
    const question: ConsentQuestion = { ...asked, id: digest.randomId(), askedMs, untilMs: askedMs + waitMs };
    const mine: Asking = { key, question, waiters: new Set() };
    open = [...open, mine];
    if (open.length === 1) changed.emit(question);
    return mine;
  }

  return {
    shown,
    find: (id) => find(id)?.question ?? null,
    onChange: (listener) => changed.on(listener),
    onUnanswered: (listener) => unanswered.on(listener),
    ask(asked, { waitMs, whenGone }, late) {
      const key = keyOf(asked);
      // SECURITY: an answer serves the same program in the same terminal for the same token, and nobody else.
      const mine = (key === null ? undefined : open.find((one) => one.key === key)) ?? begin(asked, key ?? digest.randomId(), waitMs);
      return new Promise((resolve, reject) => {
        const leave = (error: AppError): void => {
          waiter.stop();
          mine.waiters.delete(waiter);
          reject(error);
          if (mine.waiters.size > 0) return;
          if (error.code === 'USE_REFUSED') unanswered.emit(mine.question);
          close(mine);
        };
        const stopClock = clock.after(waitMs, () => {
          leave(late());
        });
        const stopLooking = whenGone(() => {
          leave(new AppError('NO_SUCH_PROCESS'));
        });
        const waiter: Waiter = {
          settle: (error) => {
            if (error === null) resolve();
            else reject(error);
          },
          stop: () => {
            stopClock();
            stopLooking();
          },
        };
        mine.waiters.add(waiter);
      });
    },
    settle(id, error) {
      const mine = find(id);
      if (mine !== undefined) settle(mine, error);
    },
    settleAll(isMeant, error) {
      for (const mine of open.filter(({ question }) => isMeant(question))) settle(mine, error());
    },
  };
}

/** Null where nothing tells one such program from another: each is asked about by itself. */
function keyOf({ token, asker: { path, place }, use }: Pick<ConsentQuestion, 'token' | 'asker' | 'use'>): string | null {
  return path === null || place === null ? null : JSON.stringify([token.signature, path, place, use]);
}

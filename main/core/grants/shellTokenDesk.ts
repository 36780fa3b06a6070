import type { Account, ShellTokenQuestion } from '../../../preload/contract/contract';
import { createEmitter } from '../emitter';
import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { Stop } from '../ports';
import type { ShellTokenDesk, Tokens } from '../services';
import type { LiveSession } from '../session/liveSession';
import { accountOf } from '../session/shownSession';

const ASKING_MS = 60_000;

interface Asking {
  accountId: string;
  question: NonNullable<ShellTokenQuestion['asking']>;
  answered: Promise<void>;
  settle(error: AppError | null): void;
  stopClock: Stop;
  isMinting: boolean;
}

/** Asks once, in the window, for this computer's shell token; everyone who asks meanwhile gets the same answer. */
export function createShellTokenDesk(ground: Ground, live: LiveSession, tokens: Pick<Tokens, 'mint'>): ShellTokenDesk {
  const { ports } = ground;
  const changed = createEmitter<ShellTokenQuestion>();
  const label = `dxkey ${ports.facts.hostname}`;
  let asking: Asking | null = null;

  const state = (): ShellTokenQuestion => ({ asking: asking?.question ?? null });

  function close(mine: Asking, error: AppError | null): void {
    if (asking !== mine) return;
    mine.stopClock();
    asking = null;
    mine.settle(error);
    changed.emit(state());
  }

  function open(account: Account, who: { program: string; folder: string | null }): Asking {
    let settle: Asking['settle'] = () => undefined;
    const answered = new Promise<void>((resolve, reject) => {
      settle = (error) => {
        if (error === null) resolve();
        else reject(error);
      };
    });
    const question = { id: ports.digest.randomId(), account, label, ...who, untilMs: ports.clock.now() + ASKING_MS };
    const mine: Asking = { accountId: account.id, question, answered, settle, stopClock: () => undefined, isMinting: false };
    mine.stopClock = ports.clock.after(ASKING_MS, () => {
      // The person has answered already and waits for the platform: that is no time to give up.
      if (!mine.isMinting) close(mine, new AppError('REFUSED'));
    });
    return mine;
  }

  live.onClosed(({ account }) => {
    if (asking?.accountId === account.id) close(asking, new AppError('NOT_SIGNED_IN'));
  });

  async function answer(input: Parameters<ShellTokenDesk['answer']>[0]): Promise<ShellTokenQuestion> {
    const mine = asking;
    if (mine?.question.id !== input.id || mine.isMinting) throw new AppError('INVALID_INPUT', { details: { field: 'id' } });
    if (input.answer.kind === 'refuse') {
      close(mine, new AppError('REFUSED'));
      return state();
    }
    const { scope, expiresMs } = input.answer;
    const { accountId } = mine;
    mine.isMinting = true;
    try {
      const made = await tokens.mint({ accountId, label, scope, expiresMs, isKept: true, worksWhileAway: false, isShellToken: true });
      if (made.keepProblem !== null) throw new AppError(made.keepProblem.code, { details: { ...made.keepProblem.details } });
    } catch (error) {
      mine.isMinting = false;
      // The question stays for another try, unless its time ran out while the platform was asked.
      if (ports.clock.now() >= mine.question.untilMs) close(mine, new AppError('REFUSED'));
      throw error;
    }
    close(mine, null);
    return state();
  }

  return {
    state,
    onChange: (listener) => changed.on(listener),
    async ask({ accountId: asked, ...who }) {
      const { account } = live.need(asked);
      // One question at a time: another account's waits for nobody.
      if (asking !== null && asking.accountId !== account.id) throw new AppError('NEEDS_SHELL_TOKEN');
      if (asking === null) {
        if (!ports.isWindowShowing()) throw new AppError('NEEDS_SHELL_TOKEN');
        asking = open(accountOf(ground, account), who);
        changed.emit(state());
      }
      await asking.answered;
    },
    answer,
  };
}

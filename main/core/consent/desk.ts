import type { ConsentAnswer, Reach } from '../../../preload/contract/contract';
import { createEmitter, type Emitter } from '../emitter';
import { AppError } from '../errors';
import { accountById, type Ground } from '../ground';
import type { Asker } from '../ports';
import { accountOf } from '../session/shownSession';
import { reachOf } from '../tokens/reach';
import type { TokenBook } from '../tokens/tokenBook';
import type { Approvals } from './approvals';
import { isInterpreter } from './interpreters';
import { changedPolicy, USUAL_POLICY } from './policy';
import { createQuestions, type Questions } from './questions';
import type { Consent, ConsentDecision, ConsentQuestion } from './service';

export type CheckInput = Parameters<Consent['check']>[0];
type Request = Pick<CheckInput, 'accountId' | 'signature' | 'asker'>;

export interface Desk extends Pick<Consent, 'answer' | 'unshown'> {
  questions: Questions;
  decided: Emitter<ConsentDecision>;
  /** Recorded; answers what to throw. */
  refuse(request: Request, why: string): AppError;
  /** Resolves with a person's yes. */
  ask(request: CheckInput): Promise<void>;
}

/** Where a person is asked, and what follows from what they say. */
export function createDesk(ground: Ground, book: TokenBook, approvals: Approvals): Desk {
  const questions = createQuestions(ground);
  const decided = createEmitter<ConsentDecision>();
  const answering = new Set<string>();

  const decide = ({ accountId, signature, asker }: Request, isAllowed: boolean, detail: string): void => {
    const record = book.record(signature);
    const token = { signature, label: record?.label ?? null, last4: record?.last4 ?? null };
    decided.emit({ accountId, token, asker, isAllowed, detail });
  };
  const refuse = (request: Request, why: string): AppError => {
    decide(request, false, why);
    return refusal(why, request.asker);
  };
  questions.onUnanswered((question) => {
    decide(requestOf(question), false, 'notAnswered');
  });

  /** SECURITY: checked here as well as in the window: the least that an answer needs to mean one program in one terminal. */
  async function take(request: Request, answer: ConsentAnswer): Promise<AppError | null> {
    const { asker, signature } = request;
    if (!answersTo(asker).includes(answer)) throw new AppError('INVALID_INPUT', { details: { field: 'answer' } });
    if (answer === 'tenMinutes' || answer === 'terminal') approvals.add(request, answer);
    if ((answer === 'always' || answer === 'never') && asker.path !== null) {
      const path = [asker.path];
      const settled = answer === 'always' ? { allow: path, deny: [] } : { allow: [], deny: path };
      const before = book.record(signature)?.policy ?? USUAL_POLICY;
      await book.edit(signature, { policy: changedPolicy(before, { kind: null, forget: [], ...settled }) });
    }
    const isYes = answer !== 'deny' && answer !== 'never';
    decide(request, isYes, answer);
    return isYes ? null : refusal(answer === 'never' ? 'programNever' : 'denied', asker);
  }

  /** Nobody is asked for it over the network: a person waits for the question. */
  function reach({ accountId, signature }: Request): Reach | null {
    const { scope } = book.row(accountId, signature);
    if (scope.kind === 'unknown') return null;
    return { ...reachOf(scope, book.catalogue.of(accountId)), projects: [] };
  }

  /** Its own command asks there: a program that runs as the same user could answer for the person, and the record says where it was said. */
  async function askOnTerminal(request: CheckInput): Promise<void> {
    const { asker, answer } = request;
    if (!asker.isByCommand || asker.terminal === null) throw refuse(request, 'nobody');
    if (answer === null) throw needsConsent('terminal', asker, reach(request));
    const error = await take(request, answer);
    if (error !== null) throw error;
  }

  return {
    questions,
    decided,
    refuse,
    async ask(request) {
      // SECURITY: behind the lock nobody is asked, and nothing of a token is shown.
      if (ground.latch.isLocked()) throw new AppError('APP_LOCKED');
      const { accountId, signature, asker, use, waitMs } = request;
      if (!ground.ports.canAskInWindow()) {
        await askOnTerminal(request);
        return;
      }
      if (waitMs <= 0) throw needsConsent('window', asker);
      const account = accountById(ground.index.value(), accountId);
      const record = book.record(signature);
      if (account === null || record === null) throw new AppError('NO_SUCH_TOKEN');
      const token = { signature, label: record.label, last4: record.last4 };
      const question = { account: accountOf(ground, account), token, use, reach: reach(request), asker, answers: answersTo(asker) };
      await questions.ask(question, request, () => refusal('unanswered', asker));
    },
    async answer({ id, answer }) {
      const question = questions.find(id);
      // SECURITY: one answer a question: a second press, or one that comes too late, opens nothing.
      if (question === null || answering.has(id)) throw new AppError('INVALID_INPUT', { details: { field: 'id' } });
      answering.add(id);
      try {
        questions.settle(id, await take(requestOf(question), answer));
      } finally {
        answering.delete(id);
      }
    },
    unshown({ id }) {
      const question = questions.find(id);
      if (question === null) return;
      decide(requestOf(question), false, 'nobody');
      questions.settle(id, refusal('nobody', question.asker));
    },
  };
}

const requestOf = ({ account, token, asker }: ConsentQuestion): Request => ({ accountId: account.id, signature: token.signature, asker });

const refusal = (why: string, { path }: Asker): AppError => new AppError('USE_REFUSED', { details: { field: why, ...named(path) } });
const needsConsent = (where: 'window' | 'terminal', { path }: Asker, reach: Reach | null = null): AppError =>
  new AppError('NEEDS_CONSENT', { details: { field: where, ...named(path), ...(reach === null ? {} : { reach }) } });
const named = (path: string | null): { program?: string } => (path === null ? {} : { program: path });

/** What can be answered: nothing that lasts for a program that nobody proves, no "always" for one that does what a script says. */
function answersTo({ path, place, terminal }: Asker): ConsentAnswer[] {
  if (path === null) return ['once', 'deny'];
  const bound: ConsentAnswer[] = place === null ? [] : terminal === null ? ['tenMinutes'] : ['tenMinutes', 'terminal'];
  return ['once', ...bound, ...(isInterpreter(path) ? [] : (['always'] as const)), 'deny', 'never'];
}

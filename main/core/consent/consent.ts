import type { ConsentOfToken } from '../../../preload/contract/contract';
import { createEmitter } from '../emitter';
import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { TokenRecord } from '../ports';
import type { Lock } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { TokenBook } from '../tokens/tokenBook';
import { createApprovals } from './approvals';
import { createDesk } from './desk';
import { isInterpreter } from './interpreters';
import { changedPolicy, USUAL_POLICY, verdictOf, type Verdict } from './policy';
import type { Consent, TokenMeant } from './service';
import { createUnlocks } from './unlocks';

const MOST_ASKED = 20;

/** Who may be given a token: its policy, the question to the person where it says so, and what they allowed for a while. */
export function createConsent(ground: Ground, live: LiveSession, book: TokenBook, lock: Pick<Lock, 'onChange'>): Consent {
  let changes = 0;
  const changed = createEmitter<null>();
  const tell = (): void => {
    changes += 1;
    changed.emit(null);
  };
  const approvals = createApprovals(ground, tell);
  const desk = createDesk(ground, book, approvals);
  const unlocks = createUnlocks(ground, lock);
  desk.decided.on(tell);
  /** By token, the latest first. */
  const asked = new Map<string, string[]>();

  function remember(signature: string, path: string | null): void {
    if (path === null || asked.get(signature)?.[0] === path) return;
    asked.set(signature, [path, ...(asked.get(signature) ?? []).filter((one) => one !== path)].slice(0, MOST_ASKED));
    tell();
  }
  const verdict = (signature: string, path: string | null): Verdict => verdictOf(book.record(signature)?.policy ?? USUAL_POLICY, path);

  function meant({ signature, accountId = live.activeId() ?? undefined }: TokenMeant): TokenRecord {
    const record = book.record(signature);
    if (accountId === undefined) throw new AppError('NOT_SIGNED_IN');
    // SECURITY: who names one account is told of no other's token.
    if (record?.accountId !== accountId) throw new AppError('NO_SUCH_TOKEN');
    if (!record.isHeld) throw new AppError('TOKEN_NOT_HELD');
    return record;
  }
  function load(input: TokenMeant): ConsentOfToken {
    const { signature, policy } = meant(input);
    const programs = asked.get(signature) ?? [];
    return { policy, approvals: approvals.of(signature), asked: programs, scripted: programs.filter(isInterpreter) };
  }
  function drop(isMeant: (accountId: string) => boolean, code: 'APP_LOCKED' | 'NOT_SIGNED_IN'): void {
    if (approvals.drop((one) => isMeant(one.accountId))) tell();
    desk.questions.settleAll(
      ({ account }) => isMeant(account.id),
      () => new AppError(code),
    );
  }
  // SECURITY: what was allowed for a while does not outlive the session, or the person's presence.
  live.onClosed(({ account }) => {
    drop((accountId) => accountId === account.id, 'NOT_SIGNED_IN');
  });
  lock.onChange(({ isLocked }) => {
    if (isLocked) drop(() => true, 'APP_LOCKED');
  });

  return {
    state: desk.questions.shown,
    onChange: (listener) => desk.questions.onChange(listener),
    standing: { state: () => ({ changes }), onChange: (listener) => changed.on(listener) },
    onDecided: (listener) => desk.decided.on(listener),
    answer: desk.answer,
    unshown: desk.unshown,
    whenUnlocked: unlocks.next,
    async check(request) {
      const { signature, asker } = request;
      remember(signature, asker.path);
      const before = verdict(signature, asker.path);
      if (before === 'allow' || (before === 'ask' && approvals.covers(request))) return;
      if (before !== 'ask') throw desk.refuse(request, before);
      await desk.ask(request);
      // SECURITY: what the person set while the question stood counts.
      const after = verdict(signature, asker.path);
      if (after !== 'ask' && after !== 'allow') throw desk.refuse(request, after);
    },
    load,
    async change({ kind, allow, deny, forget, ...of }) {
      const { signature, policy } = meant(of);
      await book.edit(signature, { policy: changedPolicy(policy, { kind, allow, deny, forget }) });
      // What was allowed under another policy is asked anew under this one.
      if (kind !== null && kind !== policy.kind) approvals.drop((one) => one.signature === signature);
      tell();
      return load(of);
    },
    withdraw({ id, ...of }) {
      const { signature } = meant(of);
      approvals.drop((one) => one.signature === signature && (id === null || one.id === id));
      tell();
      return load(of);
    },
    drop: () => {
      drop(() => true, 'APP_LOCKED');
    },
  };
}

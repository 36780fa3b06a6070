/** What consent offers to the rest of core and to the app's edges. */
import type {
  Account,
  ConsentAnswer,
  ConsentChanges,
  ConsentOfToken,
  PolicyKind,
  Reach,
  TokenRow,
} from '../../../preload/contract/contract';
import type { DeedDone } from '../audit/entries';
import type { Asker, Stop } from '../ports';

export interface TokenMeant {
  signature: string;
  /** Without one, the account that is shown. */
  accountId?: string | undefined;
}

/** Who asks, and how long a person may be waited for. */
export interface Consenting {
  asker: Asker;
  /** 0: not at all. */
  waitMs: number;
  /** What the person said on the caller's own terminal: it counts only where no window can be shown. */
  answer: ConsentAnswer | null;
  /** Runs once when nobody waits for the answer any more. */
  whenGone(run: () => void): Stop;
}

/** A question to the person: may this program, in this terminal, have this token. */
export interface ConsentQuestion {
  id: string;
  account: Account;
  token: Pick<TokenRow, 'signature' | 'label' | 'last4'>;
  use: 'env' | 'exec' | 'copy';
  /** By what is known of the account's projects now, none of them named; null where its scope is not known. */
  reach: Reach | null;
  asker: Asker;
  askedMs: number;
  /** Nobody waits longer for the answer. */
  untilMs: number;
  /** What it can be answered with. */
  answers: readonly ConsentAnswer[];
}

export interface ConsentDecision extends Pick<DeedDone, 'accountId' | 'token'> {
  asker: Asker;
  isAllowed: boolean;
  /** The answer, or why without one: never, notListed, programNever, notAnswered, nobody. */
  detail: string;
}

/**
 * Who may be given a token. Consent and a record, not a wall against programs that run as the same user. What was allowed for a while
 * goes with the lock, the session and dxkey itself. The state is the question that is to be shown.
 */
export interface Consent {
  state(): ConsentQuestion | null;
  onChange(listener: (shown: ConsentQuestion | null) => void): Stop;
  /**
   * Resolves where the token may be handed out. USE_REFUSED (field: why; program: whom the rule would name); NEEDS_CONSENT (field window
   * or terminal: where the person can be asked) where it may not be waited for; APP_LOCKED while a question cannot be shown.
   */
  check(input: { accountId: string; signature: string; use: ConsentQuestion['use'] } & Consenting): Promise<void>;
  /** INVALID_INPUT where the question is gone, or this is none of its answers. */
  answer(input: { id: string; answer: ConsentAnswer }): Promise<void>;
  /** No window could be opened for it. */
  unshown(input: { id: string }): void;
  /** Milliseconds that are left of `waitMs` once the app is unlocked; 0 where it is not in time, or nobody waits any more. */
  whenUnlocked(input: Pick<Consenting, 'waitMs' | 'whenGone'>): Promise<number>;
  load(input: TokenMeant): ConsentOfToken;
  change(input: TokenMeant & PolicyChange): Promise<ConsentOfToken>;
  /** Takes back what was allowed for a while: one, or all of the token. */
  withdraw(input: TokenMeant & { id: string | null }): ConsentOfToken;
  /** What stands for tokens: policies, what was allowed for a while, who asked. Another number after each change of any of it. */
  standing: { state(): ConsentChanges; onChange(listener: () => void): Stop };
  onDecided(listener: (decision: ConsentDecision) => void): Stop;
  /** All that was allowed for a while, and what is asked now. */
  drop(): void;
}
export interface PolicyChange {
  kind: PolicyKind | null;
  allow: readonly string[];
  deny: readonly string[];
  forget: readonly string[];
}

import type { TwoFactorState } from '../../../preload/contract/contract';
import { isAppError, toErrorAnswer } from '../errors';
import { platformOfAccount, type Ground } from '../ground';
import type { FactorTruth } from '../ports';
import type { LiveSession } from '../session/liveSession';
import type { Cabinet } from './cabinet';
import type { Drafts } from './drafts';

/** What the platform last said of an account, or why it did not. */
export interface Told {
  offer: TwoFactorState['offer'];
  truth: FactorTruth | null;
  problem: TwoFactorState['problem'];
  checkedMs: number | null;
}

export interface Truths {
  of(accountId: string): Told;
  isChecking(accountId: string): boolean;
  /** Asks the platform about this account, with its own session; what is kept follows the answer. */
  ask(accountId: string): Promise<FactorTruth | null>;
  /** The platform told by itself, as the answer to a change. */
  learn(accountId: string, truth: FactorTruth): Promise<void>;
  forget(accountId: string): void;
}

const UNKNOWN: Told = { offer: 'unknown', truth: null, problem: null, checkedMs: null };

export function createTruths(ground: Ground, live: LiveSession, parts: { cabinet: Cabinet; drafts: Drafts; changed(): void }): Truths {
  const { cabinet, drafts, changed } = parts;
  const wire = ground.ports.platform;
  const told = new Map<string, Told>();
  const asking = new Map<string, number>();

  function put(accountId: string, next: Told): void {
    told.set(accountId, next);
    changed();
  }

  async function learn(accountId: string, truth: FactorTruth): Promise<void> {
    put(accountId, { offer: 'api', truth, problem: null, checkedMs: ground.ports.clock.now() });
    const draft = drafts.draft();
    const openSet = draft?.accountId !== accountId || draft.kind === 'takeIn' ? null : draft.set;
    const clockOffsetMs = wire.clockOffsetMs(platformOfAccount(ground, accountId)) ?? 0;
    await cabinet.settle(accountId, truth, { openSet, clockOffsetMs });
  }

  function count(accountId: string, step: 1 | -1): void {
    asking.set(accountId, (asking.get(accountId) ?? 0) + step);
    changed();
  }

  async function ask(accountId: string): Promise<FactorTruth | null> {
    count(accountId, 1);
    try {
      const truth = await live.use(accountId, (platform, bearer) => wire.describeTwoFactor(platform, bearer));
      await learn(accountId, truth).catch((error: unknown) => {
        // What is kept stays unsettled, and is shown as that.
        ground.ports.log.warn('twoFactor.settle', {}, error);
      });
      return truth;
    } catch (error) {
      put(accountId, failed(told.get(accountId) ?? UNKNOWN, error, ground.ports.clock.now()));
      return null;
    } finally {
      count(accountId, -1);
    }
  }

  return {
    of: (accountId) => told.get(accountId) ?? UNKNOWN,
    isChecking: (accountId) => (asking.get(accountId) ?? 0) > 0,
    ask,
    learn,
    forget: (id) => void told.delete(id),
  };
}

/** A platform that has no such routes does it in the browser; one that cannot be reached leaves what was known, with the reason. */
function failed(former: Told, error: unknown, nowMs: number): Told {
  if (isAppError(error, 'NOT_FOUND')) return { offer: 'browser', truth: null, problem: null, checkedMs: nowMs };
  if (isAppError(error, 'SSO_REQUIRED')) return { offer: 'sso', truth: null, problem: null, checkedMs: nowMs };
  return { ...former, problem: toErrorAnswer(error) };
}

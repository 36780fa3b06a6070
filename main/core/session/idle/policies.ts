import { isAppError } from '../../errors';
import { upsert, type Ground } from '../../ground';
import type { IdlePolicyRecord, Stop } from '../../ports';
import type { Live, LiveSession } from '../liveSession';
import { readPolicy } from './policy';

/** An org may change its policy while somebody works. */
const READ_EVERY_MS = 60 * 60_000;
const TRY_AGAIN_MS = 5 * 60_000;

/** Reads the orgs' policies of each open session's account, now and then, and keeps them for a start without a network. */
export function createPolicies(
  ground: Ground,
  live: LiveSession,
  onChanged: () => void,
): { follow(mine: Live): void; leave(mine: Live): void; stop(): void } {
  const { clock, platform: wire } = ground.ports;
  const timers = new Map<Live, Stop>();

  async function keep(policy: IdlePolicyRecord): Promise<void> {
    await ground.idle.change((document) => ({
      ...document,
      policies: upsert(document.policies, policy, (one) => one.accountId === policy.accountId),
    }));
    onChanged();
  }

  /** Answers when to ask again. */
  async function read(mine: Live): Promise<number> {
    const { id } = mine.account;
    const ask = {
      findOrgs: () => live.use(id, (platform, bearer) => wire.findOrgs(platform, bearer)),
      describeOrg: (orgId: string) => live.use(id, (platform, bearer) => wire.describeOrg(platform, bearer, orgId)),
    };
    try {
      const policy = await readPolicy(ask, id, clock.now());
      if (timers.has(mine)) await keep(policy);
      return policy.isReadable ? READ_EVERY_MS : TRY_AGAIN_MS;
    } catch (error) {
      if (!isAppError(error)) throw error;
      const isKept = ground.idle.value().policies.some((one) => one.accountId === id);
      // SECURITY: an org that could not be asked is never taken for one that sets nothing.
      if (timers.has(mine) && !isKept) await keep({ accountId: id, limitMs: null, orgName: null, isReadable: false, readMs: clock.now() });
      return TRY_AGAIN_MS;
    }
  }

  async function readOn(mine: Live): Promise<void> {
    const againMs = await read(mine).catch((error: unknown) => {
      ground.ports.log.warn('idle.policy', isAppError(error) ? { code: error.code } : {}, error);
      return TRY_AGAIN_MS;
    });
    if (!timers.has(mine)) return;
    timers.set(
      mine,
      clock.after(againMs, () => void readOn(mine)),
    );
  }

  return {
    follow(mine) {
      timers.set(mine, () => undefined);
      void readOn(mine);
    },
    leave(mine) {
      timers.get(mine)?.();
      timers.delete(mine);
    },
    stop() {
      for (const stop of timers.values()) stop();
      timers.clear();
    },
  };
}

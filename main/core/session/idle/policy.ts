import { isAppError } from '../../errors';
import type { IdlePolicyRecord, OrgPolicy } from '../../ports';

/** More orgs than this are not asked one by one; what is left counts as unreadable. */
const MOST_ORGS = 50;

export interface OrgQuestions {
  findOrgs(): Promise<string[]>;
  describeOrg(orgId: string): Promise<OrgPolicy>;
}

/** The shortest limit that the person's orgs set. Rejects where the platform was not reached, or the session is over. */
export async function readPolicy(ask: OrgQuestions, accountId: string, nowMs: number): Promise<IdlePolicyRecord> {
  const ids = await unlessUnreadable(ask.findOrgs());
  if (ids === null) return { accountId, limitMs: null, orgName: null, isReadable: false, readMs: nowMs };
  const orgs = [];
  for (const id of ids.slice(0, MOST_ORGS)) orgs.push({ id, policy: await unlessUnreadable(ask.describeOrg(id)) });
  const set = orgs.flatMap(({ policy }) =>
    typeof policy?.autoLogoutAfterMs === 'number' ? [{ ...policy, limitMs: policy.autoLogoutAfterMs }] : [],
  );
  const shortest = set.reduce<(typeof set)[number] | null>(
    (least, one) => (least === null || one.limitMs < least.limitMs ? one : least),
    null,
  );
  const unread = orgs.find(({ policy }) => policy === null || policy.autoLogoutAfterMs === 'unreadable');
  const unreadName = unread === undefined ? null : (unread.policy?.name ?? unread.id);
  return {
    accountId,
    limitMs: shortest?.limitMs ?? null,
    orgName: unreadName ?? shortest?.name ?? null,
    isReadable: unread === undefined && ids.length <= MOST_ORGS,
    readMs: nowMs,
  };
}

/** Null where the platform answered, and the answer is no policy. */
async function unlessUnreadable<T>(question: Promise<T>): Promise<T | null> {
  try {
    return await question;
  } catch (error) {
    if (isAppError(error, 'NOT_FOUND', 'PERMISSION_DENIED', 'PLATFORM_REFUSED', 'MALFORMED_ANSWER')) return null;
    throw error;
  }
}

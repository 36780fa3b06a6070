import { z } from 'zod';
import { AppError } from '../../core/errors';
import type { Platform, PlatformInfo } from '../../core/ports';
import { followPages, pageMark } from './pages';
import { inPath, shown } from './text';
import type { Transport } from './transport';

const orgId = z.string().regex(/^org-[^\s/?#%\\]{1,200}$/u);
const orgPage = z.object({ results: z.array(z.object({ id: orgId })), next: pageMark });
const org = z.object({ id: orgId, name: z.unknown().optional(), policies: z.record(z.string(), z.unknown()) });
/** PROTOCOL.md `?`: only the policy's name is documented; its place and its unit (milliseconds) are what the stand-in answers. */
const autoLogoutAfter = z.number().int().positive().max(Number.MAX_SAFE_INTEGER).nullish();

/** The orgs of a person, for their policy of automatic logout. */
export function createOrgs(transport: Transport): Pick<Platform, 'findOrgs' | 'describeOrg'> {
  const post = (platform: PlatformInfo, path: string, bearer: string, body: Record<string, unknown>) =>
    ({ platform, server: 'api', path, bearer, body }) as const;

  return {
    async findOrgs(platform, bearer) {
      const action = transport.begin();
      const { rows, isCut } = await followPages(async (starting) => {
        const body = { level: 'MEMBER', ...(starting === null ? {} : { starting }) };
        const { results, next } = await transport.ask(action, post(platform, '/system/findOrgs', bearer, body), orgPage);
        return { rows: results.map(({ id }) => id), next };
      });
      // An org that was left out could be the strictest.
      if (isCut) throw new AppError('MALFORMED_ANSWER', { reached: 'yes' });
      return rows;
    },

    async describeOrg(platform, bearer, id) {
      const path = `/${inPath(orgId, id, 'orgId')}/describe`;
      const answer = await transport.ask(transport.begin(), post(platform, path, bearer, {}), org);
      const limit = autoLogoutAfter.safeParse(answer.policies.autoLogoutAfter);
      return { name: shown(answer.name) ?? id, autoLogoutAfterMs: limit.success ? (limit.data ?? null) : 'unreadable' };
    },
  };
}

import { tokenKey } from '../accounts/keys';
import { AppError, isAppError } from '../errors';
import { platformOfAccount, type Ground } from '../ground';
import type { PlatformInfo } from '../ports';
import type { LiveSession } from '../session/liveSession';
import type { TokenBook } from '../tokens/tokenBook';

/** Enough for a day's shells; each is a signature of an account and a project that it has. */
const MOST_KNOWN = 500;
const MOST_ASKED = 10;

interface Asked {
  accountId: string;
  platform: PlatformInfo;
  secret: string;
  projectId: string;
}

/** Whether a project belongs to the account whose token is given out for it; PROJECT_ELSEWHERE names who has it. */
export function createProjectGuard(ground: Ground, live: LiveSession, book: TokenBook): { check(asked: Asked): Promise<void> } {
  const known = new Set<string>();

  /** Null where nobody could be asked: then nothing is said, and the platform itself refuses what is wrong. */
  async function reaches(platform: PlatformInfo, bearer: string, projectId: string): Promise<boolean | null> {
    try {
      await ground.ports.platform.describeProject(platform, bearer, projectId);
      return true;
    } catch (error) {
      return isAppError(error, 'NOT_FOUND', 'PERMISSION_DENIED') ? false : null;
    }
  }

  async function bearerOf(accountId: string): Promise<string | null> {
    const row = book.stateOf(accountId).rows.find((one) => one.held === 'here' && one.state === 'live' && !one.isPaused);
    const session = live.liveOf(accountId);
    if (session !== null) return session.bearer;
    return row === undefined ? null : ground.secrets.get(tokenKey(accountId, row.signature)).catch(() => null);
  }

  /** The names of accounts that reach it, this one among them where it is only the token that does not. */
  async function whoReaches(projectId: string): Promise<string[]> {
    // SECURITY: locked, nobody is told which accounts there are.
    if (ground.latch.isLocked()) return [];
    const found = await Promise.all(
      ground.index
        .value()
        .accounts.slice(0, MOST_ASKED)
        .map(async ({ id, username }) => {
          const bearer = await bearerOf(id);
          const platform = platformOfAccount(ground, id);
          return bearer !== null && (await reaches(platform, bearer, projectId)) === true ? `${username}@${platform.name}` : null;
        }),
    );
    return found.filter((name) => name !== null);
  }

  return {
    async check({ accountId, platform, secret, projectId }) {
      const key = `${accountId} ${projectId}`;
      if (known.has(key)) return;
      const answer = await reaches(platform, secret, projectId);
      if (answer === false) throw new AppError('PROJECT_ELSEWHERE', { details: { accounts: await whoReaches(projectId) } });
      if (answer === null) return;
      if (known.size >= MOST_KNOWN) known.clear();
      known.add(key);
    },
  };
}

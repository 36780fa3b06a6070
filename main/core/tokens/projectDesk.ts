import type { Ground } from '../ground';
import type { Tokens } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { ProjectCatalogue } from './projectCatalogue';
import { createProjectPages } from './projectPages';
import { isAllKnown, reachOf } from './reach';

/** What a person may ask of the account's projects before a token is made of them. */
export function createProjectDesk(
  ground: Ground,
  live: LiveSession,
  catalogue: ProjectCatalogue,
): Pick<Tokens, 'reach' | 'pageProjects' | 'findProjects'> {
  const { platform: wire } = ground.ports;
  const page = createProjectPages(ground, live, catalogue);
  /** Settled at once, since the window may show another account while the platform is asked. */
  const named = (accountId: string | undefined): string => live.need(accountId).account.id;

  return {
    async reach({ accountId, scope }) {
      const id = named(accountId);
      const read = catalogue.refresh(id);
      if (isAllKnown(scope, catalogue.of(id).projects)) ground.background('projects.refresh', read);
      else await read;
      // Signed out meanwhile, nothing is known of its projects any more.
      live.need(id);
      return reachOf(scope, catalogue.of(id));
    },
    pageProjects: async ({ accountId, ...input }) => page(named(accountId), input),
    findProjects: async ({ accountId, ...input }) =>
      live.use(named(accountId), (platform, bearer) => wire.findProjects(platform, bearer, input)),
  };
}

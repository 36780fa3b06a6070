import type { Project, ProjectPage } from '../../../preload/contract/contract';
import { isAppError } from '../errors';
import type { Ground } from '../ground';
import type { LiveSession } from '../session/liveSession';
import type { KnownProjects, ProjectCatalogue } from './projectCatalogue';

/** What the platform's own search adds while not every project has been read. */
const MOST_FOUND = 50;

export interface PageQuestion {
  query: string;
  offset: number;
  limit: number;
}

/**
 * The account's projects by name, a page at a time, as far as they are read; the page of a query is found in what is read, and, while that is
 * not all, in what the platform's own search by name finds.
 */
export function createProjectPages(
  ground: Ground,
  live: LiveSession,
  catalogue: ProjectCatalogue,
): (accountId: string, input: PageQuestion) => Promise<ProjectPage> {
  const ordered = new WeakMap<KnownProjects, readonly Project[]>();
  // Scrolling through what a query found must not search ten thousand names again for each page.
  let last: { known: KnownProjects; query: string; found: readonly Project[] } | null = null;

  function orderOf(known: KnownProjects): readonly Project[] {
    const former = ordered.get(known);
    if (former !== undefined) return former;
    const keyed = known.projects.map((project) => ({ project, key: project.name.toLowerCase() }));
    keyed.sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : one.project.id < other.project.id ? -1 : 1));
    const order = keyed.map(({ project }) => project);
    ordered.set(known, order);
    return order;
  }

  async function search(accountId: string, known: KnownProjects, query: string): Promise<readonly Project[]> {
    if (query === '') return orderOf(known);
    const wanted = query.toLowerCase();
    const here = orderOf(known).filter(({ id, name }) => name.toLowerCase().includes(wanted) || id.toLowerCase().includes(wanted));
    if (known.isWhole) return here;
    const ids = new Set(here.map(({ id }) => id));
    return [...here, ...(await byPlatform(accountId, query)).filter(({ id }) => !ids.has(id))];
  }

  /** Why the list is not whole is told in any case: that this search failed as well adds nothing. */
  async function byPlatform(accountId: string, query: string): Promise<Project[]> {
    const { platform: wire } = ground.ports;
    try {
      const ask = { query, limit: MOST_FOUND };
      return (await live.use(accountId, (platform, bearer) => wire.findProjects(platform, bearer, ask))).projects;
    } catch (error) {
      if (isAppError(error, 'SESSION_ENDED', 'NOT_SIGNED_IN')) throw error;
      return [];
    }
  }

  return async (accountId, { query, offset, limit }) => {
    live.need(accountId);
    await catalogue.begun(accountId);
    const known = catalogue.of(accountId);
    const wanted = query.trim();
    if (last?.known !== known || last.query !== wanted) last = { known, query: wanted, found: await search(accountId, known, wanted) };
    live.need(accountId);
    const { found } = last;
    const { isWhole, isLoading, problem } = known;
    return { projects: found.slice(offset, offset + limit), count: found.length, isWhole, isLoading, problem };
  };
}

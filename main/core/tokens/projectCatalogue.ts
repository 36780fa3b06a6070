import { createEmitter } from '../emitter';
import { isAppError, toErrorAnswer } from '../errors';
import type { Ground } from '../ground';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import type { Project } from '../../../preload/contract/contract';
import type { Stop } from '../ports';
import type { Live, LiveSession } from '../session/liveSession';
import { phiIndex, type PhiIndex, type ProjectFacts } from './reach';

/** A list that never ends by itself is left; 60 pages of a thousand are more than anybody has. */
const MOST_PAGES = 60;
/** Younger than this it is not asked for again. */
const FRESH_MS = 60_000;

export interface KnownProjects extends ProjectFacts {
  isLoading: boolean;
  /** Why the last look did not come to its end. */
  problem: ErrorAnswer | null;
  checkedMs: number | null;
}

/** Each signed-in account's projects, in memory, read page by page. */
export interface ProjectCatalogue {
  /** What is known now; the very same object until something changes. */
  of(accountId: string): KnownProjects;
  /** As far as the last look that came to its end told; null before one did. */
  phi(accountId: string): PhiIndex | null;
  /** Asks again where what is known is not fresh; who asks meanwhile waits for the same answer. Never rejects for the platform's sake. */
  refresh(accountId: string): Promise<void>;
  /** Asks as `refresh` does, and waits for a first page at the most. */
  begun(accountId: string): Promise<void>;
  /** A look has come to its end: `phi` is another one. */
  onSettled(listener: () => void): Stop;
}

const NOTHING: KnownProjects = { projects: [], isWhole: false, isLoading: false, problem: null, checkedMs: null };

/** To the last page, or until nobody wants them any more. */
async function readPages(
  page: (starting: unknown) => Promise<{ projects: Project[]; next: unknown }>,
  onPage: (projects: readonly Project[]) => boolean,
): Promise<{ projects: Project[]; isWhole: boolean }> {
  const found = new Map<string, Project>();
  const sofar = (isWhole: boolean): { projects: Project[]; isWhole: boolean } => ({ projects: [...found.values()], isWhole });
  let starting: unknown = null;
  for (let count = 0; count < MOST_PAGES; count += 1) {
    const { projects, next } = await page(starting);
    for (const project of projects) found.set(project.id, project);
    if (next === null) return sofar(true);
    // A mark that does not move would give the same page for ever.
    if (JSON.stringify(next) === JSON.stringify(starting) || !onPage(sofar(false).projects)) break;
    starting = next;
  }
  return sofar(false);
}

export function createProjectCatalogue(ground: Ground, live: LiveSession): ProjectCatalogue {
  const { clock, platform: wire } = ground.ports;
  const pageCame = createEmitter<undefined>();
  const settled = createEmitter<undefined>();
  const known = new Map<string, KnownProjects>();
  const phi = new Map<string, PhiIndex>();
  const loading = new Map<string, Promise<void>>();

  const of = (accountId: string): KnownProjects => known.get(accountId) ?? NOTHING;
  function tell(owner: string, next: KnownProjects): void {
    known.set(owner, next);
    pageCame.emit(undefined);
    if (next.isLoading) return;
    phi.set(owner, phiIndex(next));
    settled.emit(undefined);
  }

  /** What an earlier look found stays until this one has come to its end. */
  async function load(mine: Live): Promise<void> {
    const owner = mine.account.id;
    const former = of(owner);
    const isFirst = former.projects.length === 0;
    tell(owner, { ...former, isLoading: true });
    const told = (projects: readonly Project[], isWhole: boolean, isLoading: boolean): KnownProjects => ({
      ...{ projects, isWhole, isLoading },
      problem: null,
      checkedMs: clock.now(),
    });
    const page = (starting: unknown): ReturnType<typeof wire.listProjects> =>
      live.use(owner, (platform, bearer) => wire.listProjects(platform, bearer, starting));
    try {
      const { projects, isWhole } = await readPages(page, (projects) => {
        if (isFirst && live.isOpen(mine)) tell(owner, told(projects, false, true));
        return live.isOpen(mine);
      });
      if (live.isOpen(mine)) tell(owner, told(projects, isWhole, false));
    } catch (error) {
      if (!live.isOpen(mine)) return;
      // A refused list is none; what was read before the network went stays, but may be all no longer.
      const isRefused = isAppError(error, 'NOT_FOUND', 'PERMISSION_DENIED');
      tell(owner, { ...(isRefused ? NOTHING : of(owner)), isWhole: false, isLoading: false, problem: toErrorAnswer(error) });
    }
  }

  async function refresh(owner: string): Promise<void> {
    const mine = live.liveOf(owner);
    if (mine === null) return;
    const running = loading.get(owner);
    if (running !== undefined) return running;
    const { problem, checkedMs } = of(owner);
    if (problem === null && checkedMs !== null && clock.now() - checkedMs < FRESH_MS) return;
    const done = load(mine).finally(() => {
      if (loading.get(owner) === done) loading.delete(owner);
    });
    loading.set(owner, done);
    await done;
  }

  async function begun(owner: string): Promise<void> {
    const done = refresh(owner);
    const hasSome = (): boolean => of(owner).projects.length > 0;
    if (hasSome()) ground.background('projects.refresh', done);
    else await firstOf(done, hasSome, (listener) => pageCame.on(listener));
  }

  live.onOpened(({ account }) => {
    ground.background('projects.refresh', refresh(account.id));
  });
  live.onClosed(({ account }) => {
    known.delete(account.id);
    phi.delete(account.id);
    loading.delete(account.id);
  });

  return {
    of,
    phi: (accountId) => phi.get(accountId) ?? null,
    refresh,
    begun,
    onSettled: (listener) => settled.on(listener),
  };
}

/** Resolves with `done`, or as soon as something came. */
function firstOf(done: Promise<unknown>, hasSome: () => boolean, onCame: (listener: () => void) => Stop): Promise<void> {
  return new Promise((resolve) => {
    const stop = onCame(() => {
      if (hasSome()) end();
    });
    const end = (): void => {
      stop();
      resolve();
    };
    void done.finally(end);
  });
}

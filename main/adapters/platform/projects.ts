import { z } from 'zod';
import { isAppError } from '../../core/errors';
import type { Platform, PlatformInfo, Project } from '../../core/ports';
import { followPages, pageMark } from './pages';
import { inPath, shown } from './text';
import type { Action, Transport } from './transport';

const projectId = z.string().regex(/^project-[0-9A-Za-z]{24}$/u);
const level = z.enum(['VIEW', 'UPLOAD', 'CONTRIBUTE', 'ADMINISTER']);

const PROJECT_FIELDS = { fields: { id: true, name: true, level: true, region: true, billTo: true, containsPHI: true } };
const projectDescription = z.object({
  id: projectId,
  name: z.string(),
  level: z.unknown().optional(),
  region: z.unknown().optional(),
  billTo: z.unknown().optional(),
  containsPHI: z.unknown().optional(),
});
/** A row may come without its description. */
type ProjectAnswer = Pick<z.infer<typeof projectDescription>, 'id' | 'name'> & Partial<z.infer<typeof projectDescription>>;
const projectPage = z.object({
  results: z.array(z.object({ id: projectId, level: z.unknown().optional(), describe: projectDescription.optional() })),
  next: pageMark,
});

function toProject(described: ProjectAnswer, rowLevel?: unknown): Project {
  const held = level.safeParse(rowLevel ?? described.level);
  return {
    id: described.id,
    name: shown(described.name) ?? described.id,
    level: held.success ? held.data : null,
    region: shown(described.region),
    billTo: shown(described.billTo),
    containsPhi: typeof described.containsPHI === 'boolean' ? described.containsPHI : null,
  };
}

interface Asker {
  platform: PlatformInfo;
  bearer: string;
}
interface Query {
  query: string;
  limit: number;
}
interface Found {
  projects: Project[];
  hasMore: boolean;
}

const PROJECTS_A_PAGE = 100;
/** The most that the platform gives at once: who has 10,000 projects is asked for ten pages. */
const LISTED_A_PAGE = 1_000;

/** A text as a regular expression that matches just it. */
function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&');
}

function hasText(project: Project, query: string): boolean {
  const wanted = query.toLowerCase();
  return project.name.toLowerCase().includes(wanted) || project.id.toLowerCase().includes(wanted);
}

/** The API server's projects: one, those of a name, or all, page by page. */
export function createProjects(transport: Transport): Pick<Platform, 'findProjects' | 'listProjects' | 'describeProject'> {
  const post = (platform: PlatformInfo, path: string, bearer: string, body: Record<string, unknown>) =>
    ({ platform, server: 'api', path, bearer, body }) as const;

  const describeProject = async (action: Action, platform: PlatformInfo, bearer: string, id: string): Promise<Project> => {
    const path = `/${inPath(projectId, id, 'projectId')}/describe`;
    return toProject(await transport.ask(action, post(platform, path, bearer, PROJECT_FIELDS), projectDescription));
  };

  const pageThrough = async (action: Action, at: Asker, filter: Record<string, unknown>, input: Query): Promise<Found> => {
    const { rows, isCut } = await followPages(
      async (starting) => {
        const body = {
          level: 'VIEW',
          describe: PROJECT_FIELDS,
          limit: PROJECTS_A_PAGE,
          ...filter,
          ...(starting === null ? {} : { starting }),
        };
        const { results, next } = await transport.ask(action, post(at.platform, '/system/findProjects', at.bearer, body), projectPage);
        const projects = results.map((row) => toProject(row.describe ?? { id: row.id, name: row.id }, row.level));
        // Filtered here too: a platform that does not know our filter gives everything.
        return { rows: projects.filter((project) => hasText(project, input.query)), next };
      },
      (found) => found.length >= input.limit,
    );
    return { projects: rows.slice(0, input.limit), hasMore: isCut || rows.length > input.limit };
  };

  /** Null where the platform found or took nothing by name. */
  const byName = async (action: Action, at: Asker, input: Query): Promise<Found | null> => {
    try {
      const found = await pageThrough(action, at, { name: { regexp: literally(input.query), flags: 'i' } }, input);
      return found.projects.length === 0 ? null : found;
    } catch (error) {
      if (isAppError(error, 'PLATFORM_REFUSED')) return null;
      throw error;
    }
  };

  return {
    describeProject: (platform, bearer, id) => describeProject(transport.begin(), platform, bearer, id),

    async listProjects(platform, bearer, starting) {
      const body = { level: 'VIEW', describe: PROJECT_FIELDS, limit: LISTED_A_PAGE, ...(starting === null ? {} : { starting }) };
      const request = post(platform, '/system/findProjects', bearer, body);
      const { results, next } = await transport.ask(transport.begin(), request, projectPage);
      const projects = results.map((row) => toProject(row.describe ?? { id: row.id, name: row.id }, row.level));
      return { projects, next: next === undefined || next === '' ? null : next };
    },

    async findProjects(platform, bearer, input) {
      const action = transport.begin();
      const query = input.query.trim();
      if (projectId.safeParse(query).success) {
        try {
          return { projects: [await describeProject(action, platform, bearer, query)], hasMore: false };
        } catch (error) {
          if (isAppError(error, 'NOT_FOUND', 'PERMISSION_DENIED')) return { projects: [], hasMore: false };
          throw error;
        }
      }
      const at = { platform, bearer };
      const isName = query !== '' && !query.startsWith('project-');
      const found = isName ? await byName(action, at, { ...input, query }) : null;
      // Part of an id, or a platform that takes no such filter: everything is read, and filtered here.
      return found ?? pageThrough(action, at, {}, { ...input, query });
    },
  };
}

import { z } from 'zod';
import { LEVELS } from '../model';
import type { Level, Project, StoredFile } from '../model';
import { effectiveLevel } from '../invented/scopes';
import { PlatformError } from '../platformError';
import type { Caller } from '../tokens';
import { sourcesOf } from '../world';
import { callerOf, input, pickFields } from './call';
import type { Answer, Call } from './call';

const level = z.enum(LEVELS);
const nameFilter = z.union([
  z.string(),
  z.object({ glob: z.string(), flags: z.string().optional() }),
  z.object({ regexp: z.string(), flags: z.string().optional() }),
]);
const findForm = z.object({
  level: level.default('CONTRIBUTE'),
  name: nameFilter.optional(),
  id: z.array(z.string()).optional(),
  region: z.union([z.string(), z.array(z.string())]).optional(),
  billTo: z.string().optional(),
  containsPHI: z.boolean().optional(),
  public: z.boolean().optional(),
  created: z.object({ after: z.number().optional(), before: z.number().optional() }).optional(),
  tags: z.union([z.string(), z.object({ $and: z.array(z.string()) }).transform((tags) => tags.$and)]).optional(),
  describe: z.unknown().optional(),
  limit: z.number().int().min(1).max(1_000).default(1_000),
  starting: z.string().nullish(),
});
type FindForm = z.infer<typeof findForm>;

/** Visible projects in a steady order; a page's `next` is the id that the following page starts with. */
export function findProjects(call: Call): Answer {
  const caller = callerOf(call);
  const asked = input(call, findForm);
  const isNamed = nameTest(asked.name);
  const results: Answer[] = [];
  let next: string | null = null;
  let isStarted = typeof asked.starting !== 'string';
  for (const project of call.platform.world.projects.values()) {
    isStarted ||= project.id === asked.starting;
    const held = isStarted ? effectiveLevel(call.platform, caller, project) : null;
    if (held === null || !matches(project, held, asked, isNamed)) continue;
    if (results.length === asked.limit) {
      next = project.id;
      break;
    }
    results.push(found(call, caller, project, held, asked.describe));
  }
  if (!isStarted) throw new PlatformError('InvalidInput', 'starting: not a value that this method gave');
  return { results, next };
}

export function describeProject(call: Call): Answer {
  const { caller, project, held } = reach(call, 'VIEW');
  return pickFields(description(call, caller, project, held), call.body);
}

export function listFolder(call: Call): Answer {
  const { project } = reach(call, 'VIEW');
  const asked = input(
    call,
    z.object({
      folder: z.string().startsWith('/').default('/'),
      only: z.enum(['folders', 'objects', 'all']).default('all'),
      describe: z.unknown().optional(),
    }),
  );
  const folder = asked.folder.length > 1 ? asked.folder.replace(/\/+$/, '') : asked.folder;
  if (!project.folders.includes(folder)) {
    throw new PlatformError('ResourceNotFound', `The specified folder could not be found in ${project.id}`);
  }
  const isInside = (path: string) => path !== '/' && path.slice(0, path.lastIndexOf('/')) === (folder === '/' ? '' : folder);
  const folders = asked.only === 'objects' ? [] : project.folders.filter(isInside);
  const files = asked.only === 'folders' ? [] : project.files.filter((file) => file.folder === folder);
  return {
    folders,
    objects: files.map((file) => ({
      id: file.id,
      ...(asked.describe === undefined || asked.describe === false
        ? {}
        : { describe: pickFields(fileDescription(project, file), asked.describe) }),
    })),
  };
}

/** The project of the path, where the caller's token reaches it at `needed` or better. */
export function reach(call: Call, needed: Level): { caller: Caller; project: Project; held: Level } {
  const caller = callerOf(call);
  const project = call.platform.world.projects.get(call.objectId);
  if (!project) throw new PlatformError('ResourceNotFound', `The entity ${call.objectId} could not be found`);
  const held = effectiveLevel(call.platform, caller, project);
  if (held === null || LEVELS.indexOf(held) < LEVELS.indexOf(needed)) {
    throw new PlatformError('PermissionDenied', `${needed} permission required in ${project.id} to perform this action`);
  }
  return { caller, project, held };
}

function matches(project: Project, held: Level, asked: FindForm, isNamed: (name: string) => boolean): boolean {
  const regions = asked.region === undefined ? null : [asked.region].flat();
  return (
    LEVELS.indexOf(held) >= LEVELS.indexOf(asked.level) &&
    isNamed(project.name) &&
    (asked.id?.includes(project.id) ?? true) &&
    (regions?.includes(project.region) ?? true) &&
    (asked.billTo === undefined || asked.billTo === project.billTo) &&
    (asked.containsPHI === undefined || asked.containsPHI === project.containsPhi) &&
    // No project here is public.
    asked.public !== true &&
    project.createdMs >= (asked.created?.after ?? 0) &&
    project.createdMs <= (asked.created?.before ?? Infinity) &&
    [asked.tags ?? []].flat().every((tag) => project.tags.includes(tag))
  );
}

function nameTest(filter: FindForm['name']): (name: string) => boolean {
  if (filter === undefined) return () => true;
  if (typeof filter === 'string') return (name) => name === filter;
  const source = 'glob' in filter ? `^${globSource(filter.glob)}$` : filter.regexp;
  try {
    const expression = new RegExp(source, filter.flags?.includes('i') === true ? 'iu' : 'u');
    return (name) => expression.test(name);
  } catch {
    throw new PlatformError('InvalidInput', 'name: not a pattern');
  }
}

/** `*`, `?` and `[...]` as dx's globs have them; everything else stands for itself. */
function globSource(glob: string): string {
  return glob.replace(/\[[^\]]+\]|[\s\S]/g, (part) => {
    if (part === '*') return '[\\s\\S]*';
    if (part === '?') return '[\\s\\S]';
    if (part.length > 1) return part.replace(/^\[!/, '[^');
    return part.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
  });
}

function found(call: Call, caller: Caller, project: Project, held: Level, describe: unknown): Answer {
  const permissionSources = sourcesOf(call.platform.world, caller.person.id, project);
  const row = { id: project.id, level: held, permissionSources, public: false };
  if (describe === undefined || describe === false) return row;
  return { ...row, describe: pickFields(description(call, caller, project, held), describe) };
}

function description(call: Call, caller: Caller, project: Project, held: Level): Answer {
  const { id, name, region, billTo, summary, tags, createdMs, members } = project;
  return {
    id,
    class: 'project',
    name,
    region,
    billTo,
    level: held,
    permissions: members,
    permissionSources: sourcesOf(call.platform.world, caller.person.id, project),
    containsPHI: project.containsPhi,
    protected: false,
    restricted: false,
    externalUploadRestricted: false,
    summary,
    description: '',
    tags,
    properties: {},
    created: createdMs,
    modified: createdMs,
    dataUsage: project.files.reduce((sum, file) => sum + file.size, 0) / 2 ** 30,
  };
}

function fileDescription(project: Project, file: StoredFile): Answer {
  const { id, name, folder, size } = file;
  const times = { created: project.createdMs, modified: project.createdMs };
  return {
    id,
    project: project.id,
    class: 'file',
    name,
    folder,
    size,
    state: 'closed',
    hidden: false,
    types: [],
    tags: [],
    links: [],
    ...times,
  };
}

import type { Level, MintScope } from '../../preload/contract/contract';
import type { AgentClient } from '../composeCommand';
import { AppError } from '../core/errors';
import { visible } from './errorText';
import type { Io } from './io';
import { isProjectId, type Asked } from './scope';
import { UsageError } from './usage';

const ASKED = 1000;

/** An id as it is; a name only where it is the name of exactly one project. */
export async function findProject(io: Pick<Io, 'err'>, client: AgentClient, wanted: string): Promise<string> {
  if (isProjectId(wanted)) return wanted;
  const { projects } = await client.request('findProjects', { query: wanted.slice(0, 200), limit: ASKED });
  const named = projects.filter((one) => one.name === wanted);
  const [only, ...others] = named;
  if (only !== undefined && others.length === 0) return only.id;
  const near = named.length > 0 ? named : projects;
  if (near.length === 0) throw new AppError('NOT_FOUND');
  const lines = near.slice(0, 20).map((one) => `  ${visible(one.id)}  ${visible(one.name)}\n`);
  io.err(`${named.length > 0 ? 'More than one project has that name' : 'No project has exactly that name; near it'}:\n${lines.join('')}`);
  throw new UsageError('use the id.');
}

/** What was asked for in words, with each project by its id. */
export async function scopeOf(io: Pick<Io, 'err'>, client: AgentClient, access: Asked): Promise<MintScope> {
  if (access.kind === 'full') return access;
  const projects: Record<string, Level> = access.all === null ? {} : { '*': access.all };
  for (const { wanted, level } of access.projects) projects[await findProject(io, client, wanted)] = level;
  return { kind: 'projects', projects, ...(access.leavesPhiOut ? { leavesPhiOut: true as const } : {}) };
}

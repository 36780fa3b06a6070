import type { Level } from '../../preload/contract/contract';
import { parseSpan } from '../core/shellExport/span';
import type { Invocation, OptionTable } from './command';
import { UsageError } from './usage';

const LEVELS: readonly Level[] = ['VIEW', 'UPLOAD', 'CONTRIBUTE', 'ADMINISTER'];
const PROJECT_ID = /^project-[0-9A-Za-z]{24}$/;

export const SCOPE_OPTIONS = {
  project: {
    type: 'string',
    value: 'NAME|ID[:LEVEL]',
    multiple: true,
    about: "one project (again for more); VIEW unless a level is named; a name counts where it is exactly one project's",
  },
  'all-projects': { type: 'string', value: 'LEVEL', about: 'all projects up to a level: VIEW, UPLOAD, CONTRIBUTE or ADMINISTER' },
  full: { type: 'boolean', about: 'everything that you can do' },
  'leave-phi-out': {
    type: 'boolean',
    about: 'asks the platform to leave PHI out: an undocumented switch, on which nothing that dxkey says of PHI depends',
  },
  expires: {
    type: 'string',
    value: 'WHEN',
    about: '12h, 7d, 4w, 1y, a date or a time; 7d for a new token. month: the platform decides, one month',
  },
} as const satisfies OptionTable;

export function isProjectId(text: string): boolean {
  return PROJECT_ID.test(text);
}

export function readLevel(text: string): Level {
  const level = LEVELS.find((one) => one === text.toUpperCase());
  if (level === undefined) throw new UsageError(`a level is one of ${LEVELS.join(', ')}.`);
  return level;
}

/** What was asked for in words; a project may be named. */
export type Asked =
  { kind: 'full' } | { kind: 'projects'; all: Level | null; projects: readonly { wanted: string; level: Level }[]; leavesPhiOut: boolean };

/** `--full`, or `--all-projects LEVEL` and `--project NAME|ID[:LEVEL]`; null where none is given. The level is the least unless named. */
export function readAccess({ flag, text, texts }: Pick<Invocation, 'flag' | 'text' | 'texts'>): Asked | null {
  const all = text('all-projects');
  const projects = texts('project').map(readProject);
  const hasProjects = all !== null || projects.length > 0;
  if (flag('full')) {
    if (flag('leave-phi-out')) throw new UsageError('--leave-phi-out goes with projects; --full has no such switch.');
    if (hasProjects) throw new UsageError('--full goes beyond --all-projects and --project; give the one or the others.');
    return { kind: 'full' };
  }
  return hasProjects
    ? { kind: 'projects', all: all === null ? null : readLevel(all), projects, leavesPhiOut: flag('leave-phi-out') }
    : null;
}

/** A name may hold colons itself: only a level at the end is one. */
function readProject(text: string): { wanted: string; level: Level } {
  const at = text.lastIndexOf(':');
  const [before, after] = at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  const level = LEVELS.find((one) => one === after.toUpperCase());
  // An id holds no colon: what stands after it was meant to be a level.
  const wanted = level === undefined && !isProjectId(before) ? text : before;
  if (wanted === '') throw new UsageError('--project takes a name or an id, and a level after a colon: NAME:UPLOAD.');
  return { wanted, level: level ?? (wanted === text ? 'VIEW' : readLevel(after)) };
}

export const WEEK_MS = 7 * 24 * 3_600_000;

/** `12h`, `7d`, `4w`, `1y`, or an ISO date (its end, local) or time. Must lie ahead. */
export function readExpiry(text: string, nowMs: number): number {
  // A month to one person and a minute to another: for a token's life it is refused.
  const spanMs = text.endsWith('m') ? null : parseSpan(text);
  let whenMs: number;
  if (spanMs !== null) whenMs = nowMs + spanMs;
  else if (/^\d{4}-\d{2}-\d{2}$/.test(text)) whenMs = new Date(`${text}T23:59:59`).getTime();
  else whenMs = /^\d{4}-\d{2}-\d{2}T/.test(text) ? new Date(text).getTime() : Number.NaN;
  if (!Number.isSafeInteger(whenMs)) throw new UsageError('--expires takes a span (12h, 7d, 4w, 1y) or a date (2030-01-31).');
  if (whenMs <= nowMs) throw new UsageError('--expires must lie ahead.');
  return whenMs;
}

import type { Level, MintScope } from '../../preload/contract/contract';
import type { Invocation } from './command';
import { UsageError } from './usage';

const LEVELS: readonly Level[] = ['VIEW', 'UPLOAD', 'CONTRIBUTE', 'ADMINISTER'];
const PROJECT_ID = /^project-[0-9A-Za-z]{24}$/;
const HOUR_MS = 3_600_000;
const UNIT_MS: Readonly<Record<string, number>> = { h: HOUR_MS, d: 24 * HOUR_MS, w: 7 * 24 * HOUR_MS, y: 365 * 24 * HOUR_MS };

export const SCOPE_OPTIONS = {
  full: { type: 'boolean' },
  all: { type: 'string' },
  project: { type: 'string', multiple: true },
  expires: { type: 'string' },
} as const;

export function isProjectId(text: string): boolean {
  return PROJECT_ID.test(text);
}

export function readLevel(text: string): Level {
  const level = LEVELS.find((one) => one === text.toUpperCase());
  if (level === undefined) throw new UsageError(`a level is one of ${LEVELS.join(', ')}.`);
  return level;
}

/** `--full`, or `--all LEVEL` and `--project ID[=LEVEL]`; null where none is given. */
export function readScope({ flag, text, texts }: Pick<Invocation, 'flag' | 'text' | 'texts'>): MintScope | null {
  const all = text('all');
  const projects: Record<string, Level> = {};
  if (all !== null) projects['*'] = readLevel(all);
  for (const one of texts('project')) {
    const [id = '', level, ...rest] = one.split('=');
    if (!isProjectId(id) || rest.length > 0) throw new UsageError('--project takes project-xxxx or project-xxxx=LEVEL.');
    projects[id] = level === undefined ? 'CONTRIBUTE' : readLevel(level);
  }
  const hasProjects = Object.keys(projects).length > 0;
  if (!flag('full')) return hasProjects ? { kind: 'projects', projects } : null;
  if (hasProjects) throw new UsageError('--full goes beyond --all and --project; give the one or the others.');
  return { kind: 'full' };
}

/** `12h`, `7d`, `4w`, `1y`, or an ISO date (its end, local) or time. Must lie ahead. */
export function readExpiry(text: string, nowMs: number): number {
  const span = /^(\d{1,5})([hdwy])$/.exec(text);
  const unitMs = UNIT_MS[span?.[2] ?? ''];
  let whenMs: number;
  if (span !== null && unitMs !== undefined) whenMs = nowMs + Number(span[1]) * unitMs;
  else if (/^\d{4}-\d{2}-\d{2}$/.test(text)) whenMs = new Date(`${text}T23:59:59`).getTime();
  else whenMs = /^\d{4}-\d{2}-\d{2}T/.test(text) ? new Date(text).getTime() : Number.NaN;
  if (!Number.isSafeInteger(whenMs)) throw new UsageError('--expires takes a span (12h, 7d, 4w, 1y) or a date (2030-01-31).');
  if (whenMs <= nowMs) throw new UsageError('--expires must lie ahead.');
  return whenMs;
}

/** What a form asks for when a token is made; pure. */
import type { Level, MintScope, Project, Reach } from '../preload/contract/contract';
import { DAY_MS } from './times';

export interface Access {
  kind: 'chosen' | 'all' | 'full';
  allLevel: Level;
  chosen: readonly { project: Project; level: Level }[];
  /** What the next chosen project is given, where the person has as much in it. */
  nextLevel: Level;
  /** With all projects at one level: those at one of their own. */
  exceptions: Readonly<Record<string, Level>>;
  /** The platform is asked to leave PHI out, by a switch that nobody documents. */
  leavesPhiOut: boolean;
}
export type ExpiryKind = 'day' | 'week' | 'month' | 'custom';
export interface Expiry {
  kind: ExpiryKind;
  /** yyyy-mm-dd, for `custom`. */
  date: string;
}

/** The least: one project, to look at, for a week. */
export const emptyAccess: Access = { kind: 'chosen', allLevel: 'VIEW', chosen: [], nextLevel: 'VIEW', exceptions: {}, leavesPhiOut: false };
export const defaultExpiry: Expiry = { kind: 'week', date: '' };

/** Null where nothing is chosen yet. */
export function mintScope(access: Access): MintScope | null {
  if (access.kind === 'full') return { kind: 'full' };
  const phi = access.leavesPhiOut ? ({ leavesPhiOut: true } as const) : {};
  if (access.kind === 'all') return { kind: 'projects', projects: { ...access.exceptions, '*': access.allLevel }, ...phi };
  if (access.chosen.length === 0) return null;
  return { kind: 'projects', projects: Object.fromEntries(access.chosen.map(({ project, level }) => [project.id, level])), ...phi };
}

const DAYS = { day: 1, week: 7 } as const;

/** When the token would end; null leaves it to the platform, one month. A chosen day counts to its last minute here. */
export function endOf(expiry: Expiry, nowMs: number): number | null {
  if (expiry.kind === 'month') return null;
  if (expiry.kind !== 'custom') return nowMs + DAYS[expiry.kind] * DAY_MS;
  return new Date(`${expiry.date}T23:59:00`).getTime();
}

/** No day after today is chosen. */
export function lacksDate(expiry: Expiry, nowMs: number): boolean {
  const ends = endOf(expiry, nowMs);
  return ends !== null && !(ends > nowMs);
}

/** The first day that may be chosen, as a date field wants it. */
export function tomorrow(nowMs: number): string {
  const day = new Date(nowMs + DAY_MS);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${String(day.getFullYear())}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** A token may not be given more than the project gives the person. */
export function levelsUpTo(highest: Level | null): Level[] {
  const all: Level[] = ['VIEW', 'UPLOAD', 'CONTRIBUTE', 'ADMINISTER'];
  return highest === null ? all : all.slice(0, all.indexOf(highest) + 1);
}

/** Where PHI is in reach, or may be, the platform can be asked to leave it out; full access has no such switch. */
export function mayMeetPhi({ kind, chosen, leavesPhiOut }: Access): boolean {
  if (kind !== 'chosen') return kind === 'all';
  return leavesPhiOut || chosen.some(({ project }) => project.containsPhi !== false);
}

export function withProject(access: Access, project: Project): Access {
  const allowed = levelsUpTo(project.level);
  const level = allowed.includes(access.nextLevel) ? access.nextLevel : (allowed.at(-1) ?? 'VIEW');
  return { ...access, chosen: [...access.chosen, { project, level }] };
}

export const withoutProject = (access: Access, projectId: string): Access => ({
  ...access,
  chosen: access.chosen.filter(({ project }) => project.id !== projectId),
});

/** Chosen projects at this level, those that are chosen and those to come. */
export function atLevel(access: Access, level: Level): Access {
  const start: Access = { ...emptyAccess, nextLevel: level, leavesPhiOut: access.leavesPhiOut };
  return access.chosen.reduce((next, { project }) => withProject(next, project), start);
}

/** The access of a token that is known; `reached` tells names and more of the projects that it names. */
export function sameAs(scope: MintScope, reached: Reach['projects']): Access {
  if (scope.kind === 'full') return { ...emptyAccess, kind: 'full' };
  const start = { ...emptyAccess, leavesPhiOut: scope.leavesPhiOut === true };
  const { '*': allLevel, ...named } = scope.projects;
  if (allLevel !== undefined) return { ...start, kind: 'all', allLevel, exceptions: named };
  const known = new Map(reached.map((one) => [one.id, one]));
  const chosen = Object.entries(named).map(([id, level]) => {
    const { name = null, billTo = null, containsPhi = null } = known.get(id) ?? {};
    return { project: { id, name: name ?? id, level: null, region: null, billTo, containsPhi }, level };
  });
  return { ...start, chosen };
}

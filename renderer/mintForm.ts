/** What a form asks for when a token is made, and what that means in words; pure. */
import type { Level, MintScope, Project } from '../preload/contract/contract';
import { DAY_MS } from './times';
import { words } from './words';

export interface Access {
  kind: 'chosen' | 'all' | 'full';
  allLevel: Level;
  chosen: readonly { project: Project; level: Level }[];
}
export type ExpiryKind = 'day' | 'week' | 'month' | 'custom';
export interface Expiry {
  kind: ExpiryKind;
  /** yyyy-mm-dd, for `custom`. */
  date: string;
}

export const emptyAccess: Access = { kind: 'chosen', allLevel: 'VIEW', chosen: [] };
export const defaultExpiry: Expiry = { kind: 'month', date: '' };

/** Null where nothing is chosen yet. */
export function mintScope(access: Access): MintScope | null {
  if (access.kind === 'full') return { kind: 'full' };
  if (access.kind === 'all') return { kind: 'projects', projects: { '*': access.allLevel } };
  if (access.chosen.length === 0) return null;
  return { kind: 'projects', projects: Object.fromEntries(access.chosen.map(({ project, level }) => [project.id, level])) };
}

const DAYS: Record<Exclude<ExpiryKind, 'custom'>, number> = { day: 1, week: 7, month: 30 };

/** When the token would end; a chosen day counts to its last minute here. Null where no day after today is chosen. */
export function expiresMs(expiry: Expiry, nowMs: number): number | null {
  if (expiry.kind !== 'custom') return nowMs + DAYS[expiry.kind] * DAY_MS;
  const end = new Date(`${expiry.date}T23:59:00`).getTime();
  return Number.isNaN(end) || end <= nowMs ? null : end;
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

const HIGHER: Record<Level, number> = { VIEW: 0, UPLOAD: 1, CONTRIBUTE: 2, ADMINISTER: 3 };

/** What is about to be made, in numbers; says only what the platform told. */
export function accessSummary(access: Access): { title: string; rest: string[] } {
  const text = words.newToken.sum;
  if (access.kind === 'full') return { title: text.full, rest: [text.maybePhi, text.jobs] };
  if (access.kind === 'all') return { title: text.all(text.may[access.allLevel]), rest: [text.maybePhi, text.jobs] };
  const projects = access.chosen.map(({ project }) => project);
  if (projects.length === 0) return { title: text.none, rest: [text.jobs] };
  const highest = access.chosen.map(({ level }) => level).reduce((a, b) => (HIGHER[b] > HIGHER[a] ? b : a));
  const bills = [...new Set(projects.map(({ billTo }) => billTo).filter((billTo) => billTo !== null))];
  const withPhi = projects.filter(({ containsPhi }) => containsPhi === true).length;
  const phi = withPhi > 0 ? text.phi(withPhi) : projects.every(({ containsPhi }) => containsPhi === false) ? text.noPhi : text.maybePhi;
  return {
    title: text.chosen(projects.length, text.may[highest]),
    rest: [...(bills.length > 0 ? [text.bills(bills.join(', '))] : []), phi, text.jobs],
  };
}

/** What a token reaches, by what is known of the account's projects; pure. What is not known is never taken for nothing. */
import type { Level, MintScope, Project, Reach, TokenScope } from '../../../preload/contract/contract';

export interface ProjectFacts {
  projects: readonly Project[];
  /** Every project of the account is among them. */
  isWhole: boolean;
}

const ORDER: readonly Level[] = ['VIEW', 'UPLOAD', 'CONTRIBUTE', 'ADMINISTER'];
const MOST_LISTED = 100;
const MOST_PAYERS = 3;

/** PHI over all projects, counted once, so that a thousand tokens are told in as many look-ups. */
export interface PhiIndex {
  of(projectId: string): boolean | null;
  all: { count: number; isKnown: boolean };
}

export function phiIndex({ projects, isWhole }: ProjectFacts): PhiIndex {
  const byId = new Map(projects.map(({ id, containsPhi }) => [id, containsPhi]));
  let count = 0;
  let isKnown = isWhole;
  for (const containsPhi of byId.values()) {
    if (containsPhi === true) count += 1;
    if (containsPhi === null) isKnown = false;
  }
  return { of: (id) => byId.get(id) ?? null, all: { count, isKnown } };
}

/** As `TokenRow.reachesPhi`. Level plays no part: who may look at a project sees its PHI. */
export function reachesPhi(scope: TokenScope, index: PhiIndex | null): number | null {
  if (scope.kind === 'unknown' || index === null) return null;
  const { count, isKnown } = scope.kind === 'full' ? index.all : phiOfNamed(scope.projects, index);
  return count > 0 || isKnown ? count : null;
}

function phiOfNamed(scope: Readonly<Record<string, Level>>, index: PhiIndex): PhiIndex['all'] {
  if (scope['*'] !== undefined) return isBeyond(scope, index) ? { ...index.all, isKnown: false } : index.all;
  let count = 0;
  let isKnown = true;
  for (const id in scope) {
    const containsPhi = index.of(id);
    if (containsPhi === true) count += 1;
    if (containsPhi === null) isKnown = false;
  }
  return { count, isKnown };
}

/** One is named that the platform's list did not tell of: a public one, for instance. */
function isBeyond(scope: Readonly<Record<string, Level>>, index: PhiIndex): boolean {
  for (const id in scope) if (id !== '*' && index.of(id) === null) return true;
  return false;
}

/** What a scope names is read already: the rest of a long list need not be waited for. */
export function isAllKnown(scope: MintScope, projects: readonly Project[]): boolean {
  if (scope.kind === 'full' || scope.projects['*'] !== undefined) return false;
  const read = new Set(projects.map(({ id }) => id));
  return Object.keys(scope.projects).every((id) => read.has(id));
}

type Reached = Reach['projects'][number];

/** Computed from the projects alone: what else a scope may ask of the platform is not believed to make it reach less. */
export function reachOf(scope: MintScope, facts: ProjectFacts): Reach {
  const reached = scope.kind === 'full' ? facts.projects.map((one) => met(one, 'ADMINISTER')) : reachedBy(scope.projects, facts);
  const breadth = scope.kind === 'full' ? 'full' : scope.projects['*'] !== undefined ? 'all' : 'named';
  const isWhole = breadth === 'named' || facts.isWhole;
  const payers = counts(reached.flatMap(({ billTo }) => (billTo === null ? [] : [billTo])));
  const levels = counts(reached.map(({ level }) => level));
  return {
    breadth,
    projectCount: reached.length,
    isWhole,
    levels: [...ORDER].reverse().flatMap((level) => (levels.has(level) ? [{ level, count: levels.get(level) ?? 0 }] : [])),
    payers: [...payers]
      .sort(byCountThenName)
      .map(([payer]) => payer)
      .slice(0, MOST_PAYERS),
    payerCount: payers.size,
    arePayersKnown: isWhole && reached.every(({ billTo }) => billTo !== null),
    phiCount: reached.filter(({ containsPhi }) => containsPhi === true).length,
    isPhiKnown: isWhole && reached.every(({ containsPhi }) => containsPhi !== null),
    projects: reached.sort(byWeight).slice(0, MOST_LISTED),
  };
}

function reachedBy(scope: Readonly<Record<string, Level>>, { projects }: ProjectFacts): Reached[] {
  const everywhere = scope['*'];
  const named = new Map(Object.entries(scope).filter(([id]) => id !== '*'));
  const reached: Reached[] = [];
  for (const project of projects) {
    const given = named.get(project.id);
    named.delete(project.id);
    // Which of the two the platform takes is not documented: the higher one is told.
    const level = given === undefined ? everywhere : everywhere === undefined ? given : higher(given, everywhere);
    if (level !== undefined) reached.push(met(project, level));
  }
  for (const [id, level] of named) {
    const given = everywhere === undefined ? level : higher(level, everywhere);
    reached.push({ id, name: null, level: given, billTo: null, containsPhi: null });
  }
  return reached;
}

/** No token is given more than the person has there; where the platform does not say, all that it asks for is told. */
function met({ id, name, level, billTo, containsPhi }: Project, given: Level): Reached {
  return { id, name, level: level === null || rank(given) < rank(level) ? given : level, billTo, containsPhi };
}

const rank = (level: Level): number => ORDER.indexOf(level);
const higher = (one: Level, other: Level): Level => (rank(one) < rank(other) ? other : one);

function counts<T>(all: readonly T[]): Map<T, number> {
  const found = new Map<T, number>();
  for (const one of all) found.set(one, (found.get(one) ?? 0) + 1);
  return found;
}

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
const byCountThenName = (one: [string, number], other: [string, number]): number => other[1] - one[1] || byText(one[0], other[0]);

/** What weighs most comes first: PHI, then what may be PHI, then the higher level. */
function byWeight(one: Reached, other: Reached): number {
  const weight = ({ containsPhi }: Reached): number => (containsPhi === true ? 2 : containsPhi === null ? 1 : 0);
  return weight(other) - weight(one) || rank(other.level) - rank(one.level) || byText(one.name ?? one.id, other.name ?? other.id);
}

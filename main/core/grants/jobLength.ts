import type { Level, TokenRow, TokenScope } from '../../../preload/contract/contract';

/** Whether a token outlives a job; `unknown` where nobody knows when it ends. */
export type Lasting = 'lasts' | 'endsFirst' | 'unknown';

export function lasting({ expiresMs }: Pick<TokenRow, 'expiresMs'>, needsMs: number, nowMs: number): Lasting {
  if (expiresMs === null) return 'unknown';
  return expiresMs - nowMs >= needsMs ? 'lasts' : 'endsFirst';
}

/** Held tokens that outlive the job and reach all that the asked one reaches: the least reach first, then the soonest end. */
export function othersThatLast(rows: readonly TokenRow[], asked: TokenRow, needsMs: number, nowMs: number): TokenRow[] {
  return rows
    .filter((row) => row.signature !== asked.signature && row.state === 'live' && row.held === 'here')
    .filter((row) => lasting(row, needsMs, nowMs) === 'lasts' && covers(row.scope, asked.scope))
    .sort((a, b) => breadth(a.scope) - breadth(b.scope) || (a.expiresMs ?? 0) - (b.expiresMs ?? 0));
}

const LEVELS: readonly Level[] = ['VIEW', 'UPLOAD', 'CONTRIBUTE', 'ADMINISTER'];
const rank = (level: Level | undefined): number => (level === undefined ? -1 : LEVELS.indexOf(level));

/** SECURITY: what is not known to reach enough, or not known to be asked for, is only met by full access: no job starts on a guess. */
function covers(has: TokenScope, asked: TokenScope): boolean {
  if (has.kind === 'full') return true;
  if (has.kind === 'unknown' || asked.kind !== 'projects') return false;
  return Object.entries(asked.projects).every(([id, level]) => rank(has.projects[id] ?? has.projects['*']) >= rank(level));
}

function breadth(scope: TokenScope): number {
  if (scope.kind !== 'projects') return Number.POSITIVE_INFINITY;
  return '*' in scope.projects ? Number.MAX_SAFE_INTEGER : Object.keys(scope.projects).length;
}

import type { TokenRow } from '../../../preload/contract/contract';
import { findByName } from './names';

/** As the window's chip "Expiring". */
const EXPIRING_MS = 3 * 86_400_000;

/** Which tokens one revocation of several means. `children`: the named ones and all that they made, and what those made. */
export interface Choice {
  names: readonly string[];
  also: 'children' | 'expiring' | 'all' | null;
}

const canGo = (row: TokenRow): boolean => row.state === 'live' || row.state === 'lost';

/** Each once, in the list's order; NO_SUCH_TOKEN or AMBIGUOUS_TOKEN where a name is none. */
export function chooseRows(rows: readonly TokenRow[], { names, also }: Choice, nowMs: number): TokenRow[] {
  const chosen = new Set(names.map((name) => findByName(rows, name).signature));
  if (also === 'children') addChildren(rows, chosen);
  const isMeant = (row: TokenRow): boolean => {
    if (chosen.has(row.signature)) return true;
    if (also === 'all') return canGo(row);
    return also === 'expiring' && canGo(row) && row.expiresMs !== null && row.expiresMs > nowMs && row.expiresMs - nowMs <= EXPIRING_MS;
  };
  return rows.filter(isMeant);
}

function addChildren(rows: readonly TokenRow[], chosen: Set<string>): void {
  // What is added while the set is walked is walked, too.
  for (const parent of chosen) for (const row of rows) if (row.parentSignature === parent && canGo(row)) chosen.add(row.signature);
}

import type { TokenRow } from '../../../preload/contract/contract';
import type { Candidate } from '../../../preload/contract/errors';
import { AppError } from '../errors';

/** Fewer characters of a signature than this are a word that happens to be hex. */
const SHORTEST_PREFIX = 4;
const MOST_CANDIDATES = 50;

/** By label, by the signature's first characters, or by last 4. Among several only one that still lives is meant. */
export function findByName(rows: readonly TokenRow[], name: string): TokenRow {
  const exact = rows.find((row) => row.signature === name.toLowerCase());
  if (exact !== undefined) return exact;
  const isPrefix = name.length >= SHORTEST_PREFIX && /^[0-9a-f]+$/i.test(name);
  const matches = rows.filter(
    (row) => row.label === name || row.last4 === name || (isPrefix && row.signature.startsWith(name.toLowerCase())),
  );
  const live = matches.filter((row) => row.state === 'live');
  // A token that was rotated goes by its name no more while the one in its place lives.
  const isPast = (row: TokenRow): boolean => live.some((one) => one.signature === row.replacedBy && one.held === 'here');
  const living = live.filter((row) => !isPast(row));
  const [first, ...rest] = living.length > 0 ? living : matches;
  if (first === undefined) throw new AppError('NO_SUCH_TOKEN');
  if (rest.length === 0) return first;
  const candidates = [first, ...rest].slice(0, MOST_CANDIDATES).map(candidateOf);
  throw new AppError('AMBIGUOUS_TOKEN', { details: { candidates } });
}

export const candidateOf = ({ label, last4, signature }: TokenRow): Candidate => ({
  label,
  last4,
  signaturePrefix: signature.slice(0, 12),
});

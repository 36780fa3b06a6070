import type { PolicyKind, TokenPolicy } from '../../../preload/contract/contract';
import { AppError } from '../errors';
import type { Consenting } from './service';

/** The treaty's. */
const MOST_PROGRAMS = 200;

/** Every token's until a person says otherwise: any program, and its first use is told. */
export const USUAL_POLICY: TokenPolicy = { kind: 'allow', programs: [] };

/** `never`, `notListed`, `programNever`: refused, and why. */
export type Verdict = 'allow' | 'ask' | 'never' | 'notListed' | 'programNever';

/** What the policy says of a program; null is one that the system does not prove. */
export function verdictOf({ kind, programs }: TokenPolicy, path: string | null): Verdict {
  if (kind === 'never') return 'never';
  const settled = path === null ? undefined : programs.find((one) => one.path === path);
  if (settled?.isAllowed === false) return 'programNever';
  if (kind === 'allow' || settled?.isAllowed === true) return 'allow';
  return kind === 'ask' ? 'ask' : 'notListed';
}

/** Not named stays as it is; a program that is named twice is what was said last: allow, deny, forget. */
export function changedPolicy(
  policy: TokenPolicy,
  change: { kind: PolicyKind | null; allow: readonly string[]; deny: readonly string[]; forget: readonly string[] },
): TokenPolicy {
  const programs = new Map(policy.programs.map(({ path, isAllowed }) => [path, isAllowed]));
  for (const path of change.allow) programs.set(path, true);
  for (const path of change.deny) programs.set(path, false);
  for (const path of change.forget) programs.delete(path);
  if (programs.size > MOST_PROGRAMS) throw new AppError('INVALID_INPUT', { details: { field: 'programs' } });
  return { kind: change.kind ?? policy.kind, programs: [...programs].map(([path, isAllowed]) => ({ path, isAllowed })) };
}

/** SECURITY: who names nobody that the system proves is a program that no list has. */
export const UNPROVEN: Consenting = {
  asker: { pid: null, program: null, path: null, folder: null, terminal: null, place: null, holder: null, isByCommand: false },
  waitMs: 0,
  answer: null,
  whenGone: () => () => undefined,
};

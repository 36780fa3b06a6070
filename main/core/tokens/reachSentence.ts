/** The one sentence of what a token reaches, for the command and for the small window of consent; pure. */
import type { Reach } from '../../../preload/contract/contract';

/** What a token reaches, as one sentence; the window says the very same (renderer/words.ts, with a test). What others wrote in it is escaped by who shows it. */
export function reachSentence(reach: Reach): string {
  return `${whatText(reach)}${levelsText(reach)}${payersText(reach)}; ${phiText(reach)}.`;
}

function whatText({ breadth, projectCount, isWhole }: Reach): string {
  if (breadth === 'named') return `Reaches ${counted(projectCount, 'project')}`;
  const now = isWhole
    ? `${numberText(projectCount)} now and new ones`
    : projectCount > 0
      ? `at least ${numberText(projectCount)} now`
      : 'how many is unknown';
  return breadth === 'full' ? `Can do everything you can, in all your projects (${now})` : `Reaches all your projects (${now})`;
}

function levelsText({ levels }: Reach): string {
  const [only, ...others] = levels;
  if (only === undefined) return '';
  if (others.length === 0) return ` at ${only.level}`;
  return ` at ${listed(levels.map(({ level, count }) => `${level} (${numberText(count)})`))}`;
}

function payersText({ payers, payerCount, arePayersKnown }: Reach): string {
  if (payerCount === 0) return arePayersKnown ? '' : '; who pays is unknown';
  const others = payerCount - payers.length;
  const names = listed([...payers, ...(others > 0 ? [counted(others, 'other')] : [])]);
  return `; ${names} ${payerCount === 1 ? 'pays' : 'pay'}${arePayersKnown ? '' : ', and who else is unknown'}`;
}

function phiText({ phiCount, isPhiKnown }: Reach): string {
  if (phiCount > 0) return `this token reaches PHI in ${isPhiKnown ? '' : 'at least '}${counted(phiCount, 'project')}`;
  return isPhiKnown ? 'it reaches no PHI' : 'whether it reaches PHI is unknown';
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

/** As the window writes numbers: 10,000. */
const numberText = (n: number): string => n.toLocaleString('en');
const counted = (n: number, one: string, many = `${one}s`): string => `${numberText(n)} ${n === 1 ? one : many}`;

/** In the words of the token's details. */
export const REACH_UNKNOWN = 'Not known here: the token was made elsewhere, and the platform does not tell.';

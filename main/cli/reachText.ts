import type { Reach } from '../../preload/contract/contract';
import { reachSentence } from '../core/tokens/reachSentence';
import { visible } from './errorText';
import { table } from './text';

export const reachText = (reach: Reach): string => visible(reachSentence(reach));

const MOST_LINES = 12;

/** The projects behind the sentence, those with PHI first. */
export function reachLines({ projects, projectCount }: Reach): string {
  const shown = projects.slice(0, MOST_LINES);
  if (shown.length === 0) return '';
  const rows = shown.map(({ id, name, level, billTo, containsPhi }) => [
    level,
    containsPhi === null ? 'PHI unknown' : containsPhi ? 'PHI' : 'no PHI',
    billTo ?? 'payer unknown',
    id,
    name ?? '(not in your list of projects)',
  ]);
  const rest = projectCount - shown.length;
  return `${table(['LEVEL', 'PHI', 'PAYS', 'PROJECT', 'NAME'], rows)}${rest > 0 ? `and ${rest.toLocaleString('en')} more\n` : ''}`;
}

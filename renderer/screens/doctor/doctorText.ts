/** A finding in words; of names and facts only what main gave. */
import type { Finding } from '../../../preload/contract/contract';
import { spanText } from '../../times';
import { words } from '../../words';

const text = words.doctor;

export interface FindingWords {
  what: string;
  why: string | null;
  mend: string | null;
}

export function findingWords({ what, names, count }: Finding): FindingWords {
  const [said, why, mend] = text.findings[what];
  const listed = names.join(what === 'runtimePinned' || what === 'runtimeFallback' ? ' / ' : ', ');
  const howMuch = count === null ? '' : what === 'clockOff' ? text.clockOff(spanText(Math.abs(count)), count > 0) : text.folders(count);
  const filled = said
    .replace('{}', () => listed)
    .replace('#', () => howMuch)
    .trim();
  return { what: filled, why: why ?? null, mend: mend ?? null };
}

const RANK = { fault: 0, warning: 1, ok: 2 } as const;

/** What is not well stands first. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => RANK[a.level] - RANK[b.level]);
}

export function verdict(findings: readonly Finding[]): string {
  const count = (level: Finding['level']): number => findings.filter((one) => one.level === level).length;
  return count('fault') + count('warning') === 0 ? text.well : text.notWell(count('fault'), count('warning'));
}

/** For a mail or a ticket. */
export function asText(findings: readonly Finding[]): string {
  const lines = worstFirst(findings).flatMap((finding) => {
    const { what, why, mend } = findingWords(finding);
    const more = finding.level === 'ok' ? [] : [why, mend].flatMap((one) => (one === null ? [] : [`    ${one}`]));
    return [`${text.levels[finding.level]}: ${text.checks[finding.id]}: ${what}`, ...more];
  });
  return [`${words.appName}: ${verdict(findings)}`, ...lines, ''].join('\n');
}

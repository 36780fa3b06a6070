import { AppError } from '../errors';

const MOST = 50;

/** How two spellings of one code are compared: people type them without dashes and in capitals. */
export const bare = (code: string): string => code.replace(/[\s-]/g, '').toLowerCase();

/** The position of a typed code in a list; -1 where it is none of them. */
export const indexOfCode = (codes: readonly string[], typed: string): number => {
  const wanted = bare(typed);
  return wanted === '' ? -1 : codes.findIndex((code) => bare(code) === wanted);
};

/** The position of the one that was typed back. CODES_NOT_SAVED, BACKUP_CODE_MISMATCH: nothing is done before both are mended. */
export function requireSaved(codes: readonly string[], areSaved: boolean, typed: string | null): number {
  // SECURITY: codes that nobody saved shut the person out with their authenticator; the screen alone must not decide that.
  if (!areSaved) throw new AppError('CODES_NOT_SAVED');
  const at = typed === null ? -1 : indexOfCode(codes, typed);
  if (at < 0) throw new AppError('BACKUP_CODE_MISMATCH');
  return at;
}

/** Pasted codes, one a line as pages print them: numbering and bullets go, doubles too. INVALID_INPUT for what is none. */
export function parseCodes(text: string): string[] {
  const parts = text
    .split(/[\n,;]+/)
    .map((line) => line.replace(/^\s*(?:\d{1,2}[.):]\s+|[-*•]\s+)/u, '').trim())
    .filter((line) => line !== '')
    // A line may hold several, apart by at least two spaces or a tab; a single space is inside a code.
    .flatMap((line) => line.split(/\t+| {2,}/))
    .map((part) => part.trim());
  const codes = parts.filter((part, at) => parts.findIndex((other) => bare(other) === bare(part)) === at);
  const areCodes = codes.every((code) => /^[0-9A-Za-z -]{4,40}$/.test(code) && bare(code).length >= 4);
  if (codes.length === 0 || codes.length > MOST || !areCodes) throw new AppError('INVALID_INPUT', { details: { field: 'text' } });
  return codes;
}

/** What is written into a file that the person asks for. */
export function codesText(username: string, platformName: string, codes: readonly string[]): string {
  return `${[`Back-up codes: ${username} at ${platformName}`, 'Each works once, in place of a code of the authenticator.', '', ...codes].join('\n')}\n`;
}

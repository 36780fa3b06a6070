import { describe, expect, it } from 'vitest';
import { isSafeForCmd, quotePowershell } from '../../../main/core/shellExport/quoting';
import { generateValues } from '../../proofs/quoting/values';

/** The shells that do not run here, read by a model of their own rules. */
const values = generateValues(2000, 20_261_124);

/** As PowerShell reads a string between single quotes: any of five quotes ends it, two in a row are one. */
function readPowershell(word: string): string | null {
  const isQuote = (letter: string | undefined): boolean => letter !== undefined && "'\u2018\u2019\u201a\u201b".includes(letter);
  if (!isQuote(word[0])) return null;
  let read = '';
  for (let at = 1; at < word.length; at++) {
    const letter = word.charAt(at);
    if (!isQuote(letter)) read += letter;
    else if (isQuote(word[at + 1])) read += word.charAt(++at) && letter;
    else return at === word.length - 1 ? read : null;
  }
  return null;
}

/** What cmd would read something into in `set "NAME=value"`: a variable, a line's end, or an operator where no quote shelters it. */
function isReadByCmd(value: string): boolean {
  if (/[%!\r\n]/.test(value)) return true;
  let isSheltered = true;
  for (const letter of value) {
    if (letter === '"') isSheltered = !isSheltered;
    else if (!isSheltered && '&|<>^'.includes(letter)) return true;
  }
  return false;
}

describe('shells that do not run here', () => {
  it('PowerShell reads each value whole, and nothing after it', () => {
    for (const value of values) expect(readPowershell(quotePowershell(value))).toBe(value);
  });

  it('cmd is given no value that it would read anything into', () => {
    const given = values.filter(isSafeForCmd);
    expect(given.length).toBeGreaterThan(100);
    expect(given.filter(isReadByCmd)).toEqual([]);
  });
});

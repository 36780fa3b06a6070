import { describe, expect, it } from 'vitest';
import { parseSpan, spanText } from '../../../main/core/shellExport/span';

const HOUR = 3_600_000;

describe('a length of time', () => {
  it.each([
    ['30m', HOUR / 2],
    ['12h', 12 * HOUR],
    ['7d', 7 * 24 * HOUR],
    ['4w', 28 * 24 * HOUR],
    ['1y', 365 * 24 * HOUR],
    ['0h', 0],
  ])('%s is read', (text, spanMs) => {
    expect(parseSpan(text)).toBe(spanMs);
  });

  it.each(['', '12', 'h', '1.5h', '-1h', '12 h', '12H', '1h30m', '123456d', 'twelve'])('"%s" is none', (text) => {
    expect(parseSpan(text)).toBeNull();
  });

  it.each([
    [12 * HOUR, '12h'],
    [48 * HOUR, '2d'],
    [HOUR / 2, '30m'],
    [90_500, '2m'],
  ])('%d ms is written as %s', (spanMs, text) => {
    expect(spanText(spanMs)).toBe(text);
    expect(parseSpan(text)).toBeGreaterThanOrEqual(spanMs);
  });
});

import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { codeOf, secretOfSalt, timeStep, toBase32 } from '../../standin/totp';

const RFC_SECRET = toBase32(Buffer.from('12345678901234567890'));

describe('the stand-in’s own codes', () => {
  test.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('are those of RFC 6238 at second %i', (second, code) => {
    expect(codeOf(RFC_SECRET, timeStep(second * 1_000), 8)).toBe(code);
  });

  test('are those of oathtool', () => {
    const secret = secretOfSalt('00112233aabbccdd');
    const said = execFileSync('oathtool', ['-b', '--totp', '--now', '2026-11-24 09:00:00 UTC', secret]).toString().trim();
    expect(codeOf(secret, timeStep(Date.UTC(2026, 10, 24, 9)))).toBe(said);
  });
});

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseCodes } from '../../../main/core/twoFactor/backupCodes';
import { codeOfStep, codesAt, stepOfCode } from '../../../main/core/twoFactor/oneTimeCodes';
import { parseSetupKey, setupLink } from '../../../main/core/twoFactor/setupKey';

const RFC = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const RFC32 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA';

describe('one-time codes', () => {
  it.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_234_567_890, '89005924'],
    [20_000_000_000, '65353130'],
  ])('are those of RFC 6238 at second %i', (second, code) => {
    const key = { secret: RFC, algorithm: 'sha1', digits: 8, period: 30 } as const;
    expect(codeOfStep(key, Math.floor(second / 30))).toBe(code);
  });

  it('are those of RFC 6238 with SHA-256, too', () => {
    expect(codeOfStep({ secret: RFC32, algorithm: 'sha256', digits: 8, period: 30 }, 1)).toBe('46119246');
  });

  it.each(['JBSWY3DPEHPK3PXP', RFC])('are those of oathtool for %s', (secret) => {
    const key = { secret, algorithm: 'sha1', digits: 6, period: 30 } as const;
    const at = Date.UTC(2026, 10, 24, 9, 0, 15);
    const said = execFileSync('oathtool', ['-b', '--totp', '--now', '2026-11-24 09:00:15 UTC', secret]).toString().trim();
    expect(codesAt(key, at, 0)).toMatchObject({ currentCode: said, untilMs: Date.UTC(2026, 10, 24, 9, 0, 30) });
  });

  it.each([-600_000, 600_000])('follow the platform’s clock where ours is off by %i ms', (offset) => {
    const key = parseSetupKey(RFC).key;
    const trueMs = Date.UTC(2026, 10, 24, 9, 0, 15);
    const shown = codesAt(key, trueMs - offset, offset);
    expect(shown.currentCode).toBe(codesAt(key, trueMs, 0).currentCode);
    expect(shown.untilMs - (trueMs - offset)).toBe(15_000);
    expect(stepOfCode(key, shown.currentCode, trueMs)).toBe(Math.floor(trueMs / 30_000));
  });
});

describe('a setup key', () => {
  it.each(['gezd gnbv gy3t qojq gezd gnbv gy3t qojq', 'GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ', `${RFC}====`])(
    'is taken as people copy it: %s',
    (text) => {
      expect(parseSetupKey(text).key).toEqual({ secret: RFC, algorithm: 'sha1', digits: 6, period: 30 });
    },
  );

  it('is taken from a link, with what it says of itself, and goes back into one', () => {
    const link = `otpauth://totp/DNAnexus:amy%40lab.example?secret=${RFC}&issuer=DNAnexus&algorithm=SHA256&digits=8&period=60`;
    const taken = parseSetupKey(link);
    expect(taken).toEqual({
      key: { secret: RFC, algorithm: 'sha256', digits: 8, period: 60 },
      issuer: 'DNAnexus',
      account: 'amy@lab.example',
    });
    expect(parseSetupKey(setupLink(taken))).toEqual(taken);
  });

  it.each([
    '',
    'hello',
    'https://a.example',
    `otpauth://hotp/a?secret=${RFC}`,
    'otpauth://totp/a?issuer=b',
    `otpauth://totp/a?secret=${RFC}&digits=9`,
    'otpauth://totp/%zz?secret=A',
  ])('is nothing else: %s', (text) => {
    expect(() => parseSetupKey(text)).toThrow(expect.objectContaining({ code: 'NOT_A_SETUP_KEY' }) as Error);
  });
});

describe('pasted back-up codes', () => {
  it('lose numbering, bullets and doubles, and keep a space inside', () => {
    expect(parseCodes('1. 1234 5678\n2. abcd-efgh\n• wxyz1234\nabcdefgh\n')).toEqual(['1234 5678', 'abcd-efgh', 'wxyz1234']);
    expect(parseCodes('12345678\t23456789  34567890')).toEqual(['12345678', '23456789', '34567890']);
  });
  it.each(['', 'ab', 'a sentence, that is none: really'])('are not made of anything: %s', (text) => {
    expect(() => parseCodes(text)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }) as Error);
  });
});

import { describe, expect, test } from 'vitest';
import { BY_HAND, fileOf, nameOf, proofNames, takeSize } from '../../../scripts/proof/proofs.mjs';

describe('the name of a proof', () => {
  test.each([
    ['real-dx', 'realDx.ts'],
    ['platform-faults', 'platformFaults.ts'],
    ['secrets-at-rest', 'secretsAtRest.ts'],
    ['tokens-1000', 'tokens1000.ts'],
  ])('%s is the file %s', (name, file) => {
    expect(fileOf(name)).toBe(file);
  });

  test('is read back from the file', () => {
    expect(nameOf('platformFaults.ts')).toBe('platform-faults');
  });

  test('that cannot run by itself gives the reason, and is really there', () => {
    for (const [name, reason] of Object.entries(BY_HAND)) {
      expect(proofNames()).toContain(name);
      expect(reason.length).toBeGreaterThan(20);
    }
  });

  test('never means the tour', () => {
    expect(proofNames()).not.toContain('tour');
  });
});

describe('the size of a proof', () => {
  test('is full where nothing is said', () => {
    expect(takeSize(['--dx', '/x'])).toEqual({ size: 'full', args: ['--dx', '/x'] });
  });

  test('is taken out of the arguments, wherever it stands', () => {
    expect(takeSize(['--dx', '/x', '--size', 'small', '-v'])).toEqual({ size: 'small', args: ['--dx', '/x', '-v'] });
  });

  test('is refused when it is neither', () => {
    expect(() => takeSize(['--size', 'big'])).toThrow('--size is small or full');
    expect(() => takeSize(['--size'])).toThrow('--size is small or full');
  });
});

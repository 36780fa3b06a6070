import { describe, expect, it } from 'vitest';
import { figure, isMissed } from '../../../scripts/bench/measure.mjs';

describe('a figure of the bench', () => {
  it('misses its goal above it, and where it came to nothing', () => {
    expect(isMissed(figure('a', 2, 20, 10))).toBe(false);
    expect(isMissed(figure('a', 2, 21, 10))).toBe(true);
    expect(isMissed(figure('a', 2, Number.NaN, 10))).toBe(true);
  });

  it('without a goal is told without one, and misses nothing', () => {
    const told = figure('a', null, 90, 10);
    expect(told).toEqual({ name: 'a', ratio: 9, ours: 90, baseline: 10 });
    expect(isMissed(told)).toBe(false);
  });
});

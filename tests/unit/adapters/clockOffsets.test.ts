import { describe, expect, it } from 'vitest';
import { createClockOffsets } from '../../../main/adapters/platform/clockOffsets';
import { platformAt } from './oddServer';

const HERE_MS = Date.UTC(2026, 10, 24, 9, 0, 0);
const platform = platformAt('http://127.0.0.1:1');
const dated = (date: string | null) => ({ headers: new Headers(date === null ? {} : { date }) });
const at = (ms: number) => new Date(ms).toUTCString();

describe('how far a platform’s clock is off', () => {
  it('is not known before an answer told it', () => {
    expect(createClockOffsets().of(platform)).toBeNull();
  });

  it('is its Date against the middle of the trip, and half a second for the digits that Date has not', () => {
    const offsets = createClockOffsets();
    offsets.learn(platform, dated(at(HERE_MS + 240_000)), { sentMs: HERE_MS, gotMs: HERE_MS + 1_000 });
    expect(offsets.of(platform)).toBe(240_000);
  });

  it.each([
    ['no Date', dated(null), 0],
    ['a Date that is none', dated('yesterday'), 0],
    ['an answer that took too long', dated(at(HERE_MS + 99_000)), 20_001],
    ['our own clock set back meanwhile', dated(at(HERE_MS + 99_000)), -1],
  ])('stays what it was after %s', (_what, answer, tripMs) => {
    const offsets = createClockOffsets();
    offsets.learn(platform, dated(at(HERE_MS + 60_000)), { sentMs: HERE_MS, gotMs: HERE_MS + 1_000 });
    offsets.learn(platform, answer, { sentMs: HERE_MS, gotMs: HERE_MS + tripMs });
    expect(offsets.of(platform)).toBe(60_000);
  });

  it('is each platform’s own', () => {
    const offsets = createClockOffsets();
    offsets.learn(platform, dated(at(HERE_MS)), { sentMs: HERE_MS, gotMs: HERE_MS });
    expect(offsets.of({ ...platform, key: 'another' })).toBeNull();
  });
});

import type { PlatformInfo } from '../../core/ports';
import type { FetchAnswer } from './fetch';

/** An answer that took longer says too little about when the server wrote its time. */
const LONGEST_TRIP_MS = 20_000;
/** `Date` has whole seconds: the true time lies half a second later, on average. */
const HALF_SECOND_MS = 500;

export interface ClockOffsets {
  learn(platform: PlatformInfo, answer: Pick<FetchAnswer, 'headers'>, trip: { sentMs: number; gotMs: number }): void;
  of(platform: PlatformInfo): number | null;
}

/** How far each platform's clock is ahead of ours, by the `Date` header of the newest answer; exact to about a second. */
export function createClockOffsets(): ClockOffsets {
  const known = new Map<string, number>();
  return {
    learn(platform, answer, { sentMs, gotMs }) {
      const serverMs = Date.parse(answer.headers.get('date') ?? '');
      const tripMs = gotMs - sentMs;
      if (Number.isNaN(serverMs) || tripMs < 0 || tripMs > LONGEST_TRIP_MS) return;
      known.set(platform.key, Math.round(serverMs + HALF_SECOND_MS - (sentMs + gotMs) / 2));
    },
    of: (platform) => known.get(platform.key) ?? null,
  };
}

/** Times in words; pure, the clock comes in as `nowMs`. */
import { words } from './words';

export const MINUTE_MS = 60_000;
const HOUR = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR;

/** The largest unit that says it: 45 s, 12 min, 18 hours, 21 days. */
export function spanText(ms: number): string {
  const span = Math.max(0, ms);
  if (span < MINUTE_MS) return words.time.seconds(Math.floor(span / 1000));
  if (span < HOUR) return words.time.minutes(Math.floor(span / MINUTE_MS));
  if (span < 2 * DAY_MS) return words.time.hours(Math.floor(span / HOUR));
  return words.time.days(Math.floor(span / DAY_MS));
}

/** A limit: whole minutes, or seconds where it is shorter than two. */
export const minutesText = (ms: number) =>
  ms < 2 * MINUTE_MS ? words.time.seconds(Math.round(ms / 1000)) : words.time.minutes(Math.round(ms / MINUTE_MS));

/** What is left of a limit, rounded up, so that a full one reads as the limit. */
export const leftText = (ms: number) => (ms < MINUTE_MS ? words.time.lessThanMinute : words.time.minutes(Math.ceil(ms / MINUTE_MS)));

/** How long ago, to the minute: the page's clock takes steps, and a younger age would be wrong as soon as it is read. */
export function agoText(ms: number): string {
  return ms < MINUTE_MS ? words.time.justNow : words.time.ago(spanText(ms));
}

export function expiryText(expiresMs: number | null, nowMs: number): string {
  if (expiresMs === null) return words.tokens.endUnknown;
  return expiresMs > nowMs ? words.time.in(spanText(expiresMs - nowMs)) : words.time.expiredAgo(spanText(nowMs - expiresMs));
}

const dayFormat = new Intl.DateTimeFormat(words.locale, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
const momentFormat = new Intl.DateTimeFormat(words.locale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** Tue, 1 Dec 2026 */
export const dayText = (ms: number) => dayFormat.format(ms);
/** 1 Dec 2026, 14:05 */
export const momentText = (ms: number) => momentFormat.format(ms);

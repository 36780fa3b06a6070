const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const UNITS = { m: MINUTE_MS, h: 60 * MINUTE_MS, d: DAY_MS, w: 7 * DAY_MS, y: 365 * DAY_MS } as const;

/** A length of time as people type it: `30m`, `12h`, `7d`, `4w`, `1y`; null where it is none. */
export function parseSpan(text: string): number | null {
  const [, count, unit] = /^(\d{1,5})([mhdwy])$/.exec(text) ?? [];
  return count === undefined ? null : Number(count) * UNITS[unit as keyof typeof UNITS];
}

/** The shortest text that `parseSpan` reads as this length; what is no whole minute is rounded up. */
export function spanText(spanMs: number): string {
  const unit = (['d', 'h'] as const).find((one) => spanMs > 0 && spanMs % UNITS[one] === 0) ?? 'm';
  return `${String(Math.ceil(spanMs / UNITS[unit]))}${unit}`;
}

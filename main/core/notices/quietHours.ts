import type { Settings } from '../../../preload/contract/contract';

const MINUTE_MS = 60_000;
const DAY_MIN = 1440;

/** How long it is still quiet, to the minute; 0 where it is not. */
export function quietLeftMs(hours: Settings['quietHours'], minuteOfDay: number): number {
  if (hours === null) return 0;
  const lasts = (hours.toMin - hours.fromMin + DAY_MIN) % DAY_MIN;
  const since = (minuteOfDay - hours.fromMin + DAY_MIN) % DAY_MIN;
  return since >= lasts ? 0 : (lasts - since) * MINUTE_MS;
}

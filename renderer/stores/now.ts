/** The one clock of the page, read with a chosen step so that nothing renders oftener than its words change. */
import { useSyncExternalStore } from 'react';

function follow(stepMs: number) {
  return (listener: () => void) => {
    const timer = setInterval(listener, stepMs);
    return () => {
      clearInterval(timer);
    };
  };
}
const everySecond = follow(1000);
const everyQuarterMinute = follow(15_000);

const secondNow = () => Math.floor(Date.now() / 1000) * 1000;
const quarterNow = () => Math.floor(Date.now() / 15_000) * 15_000;

/** For countdowns. */
export const useSecond = () => useSyncExternalStore(everySecond, secondNow);
/** For ages and ends; rounded down to 15 s. */
export const useNow = () => useSyncExternalStore(everyQuarterMinute, quarterNow);

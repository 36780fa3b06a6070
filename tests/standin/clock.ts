/** The server's clock: real time plus an offset that only the control route moves. */
export interface ServerClock {
  now(): number;
  offsetMs(): number;
  moveTo(offsetMs: number): void;
}

export function serverClock(startOffsetMs: number): ServerClock {
  let offset = startOffsetMs;
  return {
    now: () => Date.now() + offset,
    offsetMs: () => offset,
    moveTo: (offsetMs) => {
      offset = offsetMs;
    },
  };
}

/** Whether the app is locked now. It stands in the ground, so that what gives secrets away can ask without knowing the lock. */
export interface Latch {
  isLocked(): boolean;
  set(isLocked: boolean): void;
}

export function createLatch(): Latch {
  let isLocked = false;
  return {
    isLocked: () => isLocked,
    set: (next) => {
      isLocked = next;
    },
  };
}

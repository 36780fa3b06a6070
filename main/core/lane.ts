/** Runs what is given to it one after the other; a failure reaches its own caller only. */
export type Lane = <T>(work: () => Promise<T>) => Promise<T>;

export function createLane(): Lane {
  let tail: Promise<void> = Promise.resolve();
  return (work) => {
    const result = tail.then(work);
    // SECURITY: the end of the lane holds no answer: it may be a fresh token, and the next work may never come.
    const forget = (): void => undefined;
    tail = result.then(forget, forget);
    return result;
  };
}

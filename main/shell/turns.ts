/** Lets the event loop turn once: what waits there (the page's files above all) comes before the next step of the start. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

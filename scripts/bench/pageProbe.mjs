/**
 * Asks the page of a running Electron from outside: the DevTools protocol over a pipe (descriptors 3 and 4), one JSON message a
 * zero byte. No port is opened and nothing has to be installed.
 */

const ANSWER_MS = 30_000;

/**
 * @typedef {{ id?: number, method?: string, sessionId?: string, params?: any, result?: any, error?: { message: string } }} Message
 * @param {import('node:child_process').ChildProcess} child started with stdio pipes at 3 and 4 and --remote-debugging-pipe
 */
export async function probePage(child) {
  const link = openLink(child);
  await link.send('Target.setDiscoverTargets', { discover: true });
  const target = await link.waitFor(({ method, params }) => method === 'Target.targetCreated' && params.targetInfo.type === 'page');
  const { sessionId } = await link.send('Target.attachToTarget', { targetId: target.params.targetInfo.targetId, flatten: true });

  /** @param {string} expression @returns {Promise<any>} */
  async function evaluate(expression) {
    const { result, exceptionDetails } = await link.send(
      'Runtime.evaluate',
      { expression, awaitPromise: true, returnByValue: true },
      sessionId,
    );
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /**
   * When a claim about the page became true and was drawn, in ms since the epoch. A page that is replaced meanwhile (the empty
   * one that a window begins with, a reload) is asked again.
   * @param {string} claim an expression
   */
  async function drawnAt(claim) {
    const endMs = Date.now() + ANSWER_MS;
    for (;;) {
      try {
        return /** @type {number} */ (await evaluate(drawnWhen(claim)));
      } catch (error) {
        const isReplaced = error instanceof Error && /context|navigat|promise was collected/i.test(error.message);
        if (!isReplaced || Date.now() > endMs) throw new Error(`The page never came to: ${claim}`, { cause: error });
      }
    }
  }

  /** @param {string} method @param {object} [params] */
  const page = (method, params = {}) => link.send(method, params, sessionId);

  /** Loads the page again; what is asked before the new document stands would be lost with the old one. */
  async function reload() {
    await page('Page.enable');
    const stands = link.waitForNext(({ method }) => method === 'Page.domContentEventFired');
    await page('Page.reload');
    await stands;
  }
  return { evaluate, drawnAt, page, reload };
}

/** Two frames after the claim holds, so that what it is about has been put on the screen. @param {string} claim */
const drawnWhen = (claim) => `new Promise((resolve) => {
  const look = () => {
    // A page that has just begun has not even a root element.
    if (document.documentElement === null || !(${claim})) return requestAnimationFrame(look);
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now())));
  };
  look();
})`;

/** @param {import('node:child_process').ChildProcess} child */
function openLink(child) {
  const to = /** @type {import('node:stream').Writable} */ (child.stdio[3]);
  const from = /** @type {import('node:stream').Readable} */ (child.stdio[4]);
  /** @type {Map<number, (message: Message) => void>} */
  const waiting = new Map();
  /** @type {Message[]} */
  const seen = [];
  /** @type {Set<(message: Message) => void>} */
  const listeners = new Set();
  let last = 0;
  let rest = '';
  to.on('error', () => undefined);
  from.on('data', (/** @type {Buffer} */ chunk) => {
    const parts = (rest + chunk.toString()).split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) take(JSON.parse(part));
  });

  /** @param {Message} message */
  function take(message) {
    if (message.id !== undefined) return waiting.get(message.id)?.(message);
    seen.push(message);
    for (const listener of listeners) listener(message);
  }

  /** @param {string} method @param {object} params @param {string} [sessionId] @returns {Promise<any>} */
  function send(method, params, sessionId) {
    const id = ++last;
    return bounded(method, (resolve, reject) => {
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error) reject(new Error(error.message));
        else resolve(result);
      });
      to.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
    });
  }

  /** The first message that fits, also one that came before. @param {(message: Message) => boolean} fits @returns {Promise<any>} */
  function waitFor(fits) {
    const found = seen.find(fits);
    return found ? Promise.resolve(found) : waitForNext(fits);
  }

  /** The first message from now on that fits. @param {(message: Message) => boolean} fits @returns {Promise<any>} */
  function waitForNext(fits) {
    return bounded('an event', (resolve) => {
      /** @param {Message} message */
      const listener = (message) => {
        if (!fits(message)) return;
        listeners.delete(listener);
        resolve(message);
      };
      listeners.add(listener);
    });
  }
  return { send, waitFor, waitForNext };
}

/** @param {string} what @param {(resolve: (value: any) => void, reject: (error: Error) => void) => void} begin */
function bounded(what, begin) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what}: no answer in ${ANSWER_MS} ms`)), ANSWER_MS);
    begin(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

import { Session } from 'node:inspector';

/**
 * Has V8 collect all garbage of this process now, and give its pages back. A string cannot be wiped: what was let go of stays
 * readable until V8 uses its place again, and in an app that mostly waits that takes hours.
 */
export function collectGarbage(): Promise<void> {
  return new Promise((resolve, reject) => {
    // Of V8's ways to a whole collection this one alone moves what is left together; a session of our own opens no port.
    const inspector = new Session();
    inspector.connect();
    inspector.post('HeapProfiler.collectGarbage', (error) => {
      // Not within the answer: V8 is still in it, and would hang.
      setImmediate(() => {
        inspector.disconnect();
        if (error === null) resolve();
        else reject(error);
      });
    });
  });
}

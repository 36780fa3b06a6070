/**
 * Writes what a vitest run came to, with the reason of each skip (vitest's own JSON leaves that out), to the file named by
 * DXKEY_RESULTS. A reporter rather than a parser of output: a run that dies leaves no file, and that is a failure.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A whole `describe.skipIf` cannot carry a note; its name says `(skipped: reason)`. @param {string} name */
const reasonInName = (name) => /\(skipped: (.+?)\)/.exec(name)?.[1] ?? null;

/** @param {import('./counts.mjs').Counts} counts @param {string} name */
function fail(counts, name) {
  counts.failed += 1;
  counts.failures.push(name);
}

/** A vitest `Reporter`. */
export default class ResultsReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env.DXKEY_RESULTS;
    if (!file) return;
    /** @type {import('./counts.mjs').Counts} */
    const counts = {
      passed: 0,
      failed: unhandledErrors.length,
      failures: unhandledErrors.map(() => 'an error outside of any test'),
      skips: [],
    };
    for (const module of modules) {
      // A file that cannot be loaded has no tests and must still count.
      if (module.errors().length > 0) fail(counts, module.relativeModuleId);
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') counts.passed += 1;
        else if (result.state === 'failed') fail(counts, `${module.relativeModuleId} > ${test.fullName}`);
        else
          counts.skips.push({
            name: test.fullName,
            reason: result.state === 'skipped' ? (result.note ?? reasonInName(test.fullName)) : null,
          });
      }
    }
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(counts));
  }
}

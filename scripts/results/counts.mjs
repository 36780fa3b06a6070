/** Adds up what the stages of `npm test` came to. Pure: what is counted as a failure is decided here and tested. */

/** `failures` names what `failed` counts, so that the end of a long run says it. @typedef {{ passed: number, failed: number, failures: string[], skips: { name: string, reason: string | null }[] }} Counts */
/** @typedef {{ name: string, code: number, counts: Counts | null, mayBeEmpty?: boolean }} Stage one part of a run: how it ended, and what it reported */

/** @type {Counts} */
export const NOTHING = { passed: 0, failed: 0, failures: [], skips: [] };

/**
 * What a stage adds. A stage that reported nothing has crashed; one that found no tests has lost them; one that failed with
 * no failed test broke outside of any; a skip that gives no reason hides something. Each of these is one failure more.
 * @param {Stage} stage
 * @returns {Counts}
 */
export function judge({ name, code, counts, mayBeEmpty = false }) {
  /** @type {string[]} */
  const complaints = [];
  const got = counts ?? NOTHING;
  const ran = got.passed + got.failed;
  if (counts === null) complaints.push(`${name}: ended with ${code} and reported nothing`);
  else if (ran + got.skips.length === 0 && !mayBeEmpty) complaints.push(`${name}: found no tests`);
  else if (code !== 0 && got.failed === 0) complaints.push(`${name}: ended with ${code} though no test failed`);
  for (const skip of got.skips) if (!skip.reason) complaints.push(`${name}: skipped without a reason: ${skip.name}`);
  const failures = [...got.failures.map((each) => `${name}: ${each}`), ...complaints];
  return { ...got, failed: got.failed + complaints.length, failures };
}

/**
 * @param {Counts[]} all
 * @returns {Counts}
 */
export function total(all) {
  return all.reduce(
    (sum, each) => ({
      passed: sum.passed + each.passed,
      failed: sum.failed + each.failed,
      failures: [...sum.failures, ...each.failures],
      skips: [...sum.skips, ...each.skips],
    }),
    NOTHING,
  );
}

/** The last line of `npm test`. @param {Counts} counts */
export const lastLine = ({ passed, failed, skips }) => `${passed} passed, ${failed} failed, ${skips.length} skipped`;

/**
 * Reads Playwright's JSON report.
 * @param {PlaywrightReport} report
 * @returns {Counts}
 */
export function countPlaywright(report) {
  const errors = report.errors ?? [];
  /** @type {Counts} */
  const sum = {
    ...NOTHING,
    failed: errors.length,
    failures: errors.map(({ message }) => message?.split('\n')[0] ?? 'an error outside of any test'),
    skips: [],
  };
  /** @param {PlaywrightSuite} suite @param {string[]} above */
  const walk = (suite, above) => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        const note = test.annotations?.find(({ type }) => type === 'skip' || type === 'fixme');
        const name = [...above, spec.title].join(' > ');
        if (test.status === 'expected') sum.passed += 1;
        else if (test.status === 'skipped') sum.skips.push({ name, reason: note?.description ?? null });
        else {
          // A test that passed only on a second try is a failure here: retries are off, and stay off.
          sum.failed += 1;
          sum.failures.push(name);
        }
      }
    }
    for (const inner of suite.suites ?? []) walk(inner, [...above, inner.title]);
  };
  for (const suite of report.suites ?? []) walk(suite, [suite.title]);
  return sum;
}

/**
 * @typedef {{ title: string, specs?: { title: string, tests: { status: string, annotations?: { type: string, description?: string }[] }[] }[], suites?: PlaywrightSuite[] }} PlaywrightSuite
 * @typedef {{ suites?: PlaywrightSuite[], errors?: { message?: string }[] }} PlaywrightReport
 */

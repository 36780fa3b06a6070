import { describe, expect, test } from 'vitest';
import { countPlaywright, judge, lastLine, total } from '../../../scripts/results/counts.mjs';

const counts = (passed: number, failures: string[] = [], skips: { name: string; reason: string | null }[] = []) => ({
  passed,
  failed: failures.length,
  failures,
  skips,
});

describe('what a stage of npm test comes to', () => {
  test('tests that ran and passed are the stage', () => {
    expect(judge({ name: 'unit', code: 0, counts: counts(3) })).toEqual(counts(3));
  });

  test('a stage that reported nothing has crashed, whatever its exit code', () => {
    expect(judge({ name: 'electron', code: 0, counts: null }).failed).toBe(1);
  });

  test('a stage that found no tests fails, unless it may be empty', () => {
    expect(judge({ name: 'security', code: 0, counts: counts(0) }).failures).toEqual(['security: found no tests']);
    expect(judge({ name: 'proofs', code: 0, counts: counts(0), mayBeEmpty: true }).failures).toEqual([]);
  });

  test('a non-zero exit without a failed test is a failure', () => {
    expect(judge({ name: 'unit', code: 1, counts: counts(3) })).toMatchObject({ passed: 3, failed: 1 });
  });

  test('failed tests are not counted twice for the exit code they cause', () => {
    expect(judge({ name: 'unit', code: 1, counts: counts(3, ['a', 'b']) }).failed).toBe(2);
  });

  test('a failed test is named with its stage', () => {
    expect(judge({ name: 'unit', code: 1, counts: counts(3, ['queue.test.ts > waits']) }).failures).toEqual([
      'unit: queue.test.ts > waits',
    ]);
  });

  test('a skip must give its reason', () => {
    const skips = [
      { name: 'a', reason: 'needs Wayland' },
      { name: 'b', reason: null },
    ];
    const judged = judge({ name: 'unit', code: 0, counts: counts(1, [], skips) });
    expect(judged.failures).toEqual(['unit: skipped without a reason: b']);
    expect(judged.failed).toBe(1);
  });
});

describe('the last line', () => {
  test('adds up all stages', () => {
    const all = total([counts(2, ['bad']), counts(3, [], [{ name: 'x', reason: 'why' }])]);
    expect(lastLine(all)).toBe('5 passed, 1 failed, 1 skipped');
  });
});

describe('a Playwright report', () => {
  const report = {
    suites: [
      {
        title: 'signIn.spec.ts',
        specs: [{ title: 'top', tests: [{ status: 'expected' }] }],
        suites: [
          {
            title: 'inner',
            specs: [
              { title: 'bad', tests: [{ status: 'unexpected' }] },
              { title: 'shaky', tests: [{ status: 'flaky' }] },
              {
                title: 'not here',
                tests: [{ status: 'skipped', annotations: [{ type: 'skip', description: 'no tray on this desktop' }] }],
              },
            ],
          },
        ],
      },
    ],
  };

  test('is counted through its nested suites, flaky counting as failed', () => {
    expect(countPlaywright(report)).toEqual(
      counts(
        1,
        ['signIn.spec.ts > inner > bad', 'signIn.spec.ts > inner > shaky'],
        [{ name: 'signIn.spec.ts > inner > not here', reason: 'no tray on this desktop' }],
      ),
    );
  });

  test('errors outside of tests are failures', () => {
    expect(countPlaywright({ suites: [], errors: [{ message: 'cannot load' }] })).toEqual(counts(0, ['cannot load']));
  });
});

/** `npm run check`: format, lint, types, import rules, dead code, unit. `--only NAME,NAME` runs some of it. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Stop, run, runMain, say, isMain } from './commands.mjs';
import { NOTHING, judge } from './results/counts.mjs';
import { nodeOf } from './setup/nodeRuntime.mjs';
import { inTree } from './tree.mjs';

/** @typedef {{ name: string, node?: string, args: string[], results?: string }} Step */
/** @typedef {{ name: string, code: number, counts: import('./results/counts.mjs').Counts | null }} Outcome */

/** @param {string[]} parts */
const tool = (...parts) => inTree('node_modules', ...parts);

/** @param {string} config */
const types = (config) => ({
  name: `types ${config}`,
  args: [tool('typescript', 'bin', 'tsc'), '-p', `tsconfig.${config}.json`, '--pretty', 'false'],
});

/** @param {string} config @param {string[]} folders */
const cruise = (config, folders) => [tool('dependency-cruiser', 'bin', 'dependency-cruise.mjs'), '--config', config, ...folders];

/** @param {20 | 24} major @returns {Step[]} */
function unitOn(major) {
  const node = nodeOf(major);
  const results = inTree('test-results', `unit-node${major}.json`);
  return node === null ? [] : [{ name: `unit on Node ${major}`, node, args: vitestArgs('unit'), results }];
}

/** @param {string} project */
export const vitestArgs = (project) => [
  tool('vitest', 'vitest.mjs'),
  'run',
  '--project',
  project,
  '--reporter=default',
  `--reporter=${inTree('scripts', 'results', 'vitestReporter.mjs')}`,
];

/** Long ones first, so that two cores end together. @returns {Step[]} */
function steps() {
  return [
    { name: 'lint', args: [tool('eslint', 'bin', 'eslint.js'), '--max-warnings', '0', '.'] },
    ...unitOn(20),
    ...unitOn(24),
    types('main'),
    types('electron25'),
    types('renderer'),
    types('tests'),
    types('pageTests'),
    types('scripts'),
    { name: 'import rules', args: cruise('.dependency-cruiser.cjs', ['main', 'preload', 'renderer', 'scripts', 'tests']) },
    { name: 'bundle rules', args: cruise('.dependency-cruiser.bundles.cjs', ['main', 'preload', 'renderer']) },
    { name: 'dead code', args: [tool('knip', 'bin', 'knip.js'), '--no-progress'] },
    { name: 'format', args: [tool('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  ];
}

/** @param {Step} step @returns {Promise<Outcome>} */
async function runStep(step) {
  if (step.results) rmSync(step.results, { force: true });
  const started = Date.now();
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, DXKEY_RESULTS: step.results };
  const { code, output } = await run(step.node ?? process.execPath, step.args, { env, collect: true, timeoutMs: 600_000 });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  say(`check: ${step.name}: ${code === 0 ? 'ok' : 'FAILED'} (${seconds} s)`);
  if (code !== 0) say(output.trimEnd());
  return { name: step.name, code, counts: step.results ? readCounts(step.results) : NOTHING };
}

/** @param {string} file @returns {Outcome['counts']} */
export const readCounts = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null);

/**
 * Runs every step, whatever fails before it: a person wants to see all that is wrong.
 * @param {string[]} [only]
 * @returns {Promise<Outcome[]>}
 */
export async function check(only = []) {
  const waiting = steps().filter(({ name }) => only.length === 0 || only.some((each) => name.startsWith(each)));
  if (waiting.length === 0)
    throw new Stop(
      `No such step; there are: ${steps()
        .map(({ name }) => name)
        .join(', ')}`,
      2,
    );
  if (nodeOf(20) === null && nodeOf(24) === null)
    throw new Stop(`The unit tests need Node 20 or 24; on ${process.platform} set-up fetches neither.`, 2);
  /** @type {Outcome[]} */
  const outcomes = [];
  const lanes = Array.from({ length: Math.min(2, availableParallelism()) }, async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) outcomes.push(await runStep(step));
  });
  await Promise.all(lanes);
  return outcomes;
}

if (isMain(import.meta.url)) {
  await runMain(async () => {
    const at = process.argv.indexOf('--only');
    const outcomes = await check(at < 0 ? [] : (process.argv[at + 1] ?? '').split(','));
    const bad = outcomes.filter((outcome) => {
      const isUnit = outcome.name.startsWith('unit');
      const failures = isUnit ? judge(outcome).failures : [];
      for (const failure of failures) say(`check: ${failure}`);
      return outcome.code !== 0 || failures.length > 0;
    });
    say(bad.length === 0 ? `check: all ${outcomes.length} steps hold` : `check: FAILED: ${bad.map(({ name }) => name).join(', ')}`);
    return bad.length === 0 ? 0 : 1;
  });
}

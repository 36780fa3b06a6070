/**
 * `npm test`: set-up, check, then the whole suite, on a desktop session of its own. The last line is the sum of all stages.
 * `--only STAGE,STAGE` runs some (after set-up and check: `--only security`); a run by hand, not a passed suite.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { check, readCounts, vitestArgs } from './check.mjs';
import { Stop, isMain, run, runMain, say } from './commands.mjs';
import { BY_HAND, proofNames, runProof } from './proof/proofs.mjs';
import { makeBuilds } from './proof/prepare.mjs';
import { NOTHING, countPlaywright, judge, lastLine, total } from './results/counts.mjs';
import { runInSession } from './session/session.mjs';
import { setUp } from './setup/setup.mjs';
import { ROOT, inTree } from './tree.mjs';

/** @typedef {import('./results/counts.mjs').Stage} Stage */
/** @typedef {import('./results/counts.mjs').Counts} Counts */

/** A stage that hangs must not take the whole run with it. */
const STAGE_LIMIT_MS = 15 * 60 * 1000;
const RESULTS = inTree('test-results');

/** @param {string} name */
const resultsFile = (name) => `${RESULTS}/${name}.json`;

/** One that either holds or does not: a step of check, a build, a proof. @param {string} name @param {number} code @returns {Stage} */
const asOneTest = (name, code) => ({
  name,
  code,
  counts: code === 0 ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1, failures: [`ended with ${code}`] },
});

/** @returns {Promise<Stage[]>} */
async function runCheck() {
  return (await check()).map(({ name, code, counts }) => (name.startsWith('unit') ? { name, code, counts } : asOneTest(name, code)));
}

/**
 * A vitest project; `isInSession: false` for what must stay root, as installing a package.
 * @param {string} project
 * @param {{ isInSession: boolean }} where
 * @returns {Promise<Stage[]>}
 */
async function runVitest(project, { isInSession }) {
  const file = resultsFile(project);
  const env = { ...process.env, DXKEY_RESULTS: file };
  const args = vitestArgs(project);
  const code = isInSession
    ? await runInSession(process.execPath, args, { env, cwd: ROOT, limitMs: STAGE_LIMIT_MS })
    : (await run(process.execPath, args, { env, timeoutMs: STAGE_LIMIT_MS })).code;
  return [{ name: project, code, counts: readCounts(file) }];
}

/** @param {'browser' | 'electron'} suite @returns {Promise<Stage[]>} */
export async function runPlaywright(suite) {
  const file = resultsFile(suite);
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: file };
  const args = [
    inTree('node_modules', '@playwright', 'test', 'cli.js'),
    'test',
    '-c',
    `tests/${suite}/playwright.config.ts`,
    '--reporter=list,json',
  ];
  const code = await runInSession(process.execPath, args, { env, cwd: ROOT, limitMs: STAGE_LIMIT_MS });
  return [{ name: suite, code, counts: existsSync(file) ? countPlaywright(JSON.parse(readFileSync(file, 'utf8'))) : null }];
}

/** A failed build must not hide what the stages without it have to say. @returns {Promise<Stage[]>} */
async function runBuilds() {
  try {
    await makeBuilds();
    return [asOneTest('packages', 0)];
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    say(error instanceof Stop ? error.message : String(error.stack));
    return [asOneTest('packages', 1)];
  }
}

/** @returns {Promise<Stage[]>} */
async function runSmallProofs() {
  /** @type {Stage[]} */
  const stages = [];
  for (const name of proofNames()) {
    const byHand = BY_HAND[name];
    if (byHand) stages.push({ name, code: 0, counts: { ...NOTHING, skips: [{ name: `proof ${name}`, reason: byHand }] } });
    else stages.push(asOneTest(`proof ${name}`, await runProof(name, 'small')));
  }
  return stages;
}

/** In this order: what fails fast first, and what needs the packages after them. @type {Record<string, () => Promise<Stage[]>>} */
const STAGES = {
  check: runCheck,
  security: () => runVitest('security', { isInSession: true }),
  standin: () => runVitest('standin', { isInSession: true }),
  shells: () => runVitest('shells', { isInSession: true }),
  keychain: () => runVitest('keychain', { isInSession: true }),
  browser: () => runPlaywright('browser'),
  packages: runBuilds,
  packaged: () => runVitest('packaged', { isInSession: false }),
  electron: () => runPlaywright('electron'),
  proofs: runSmallProofs,
};

/**
 * Runs stages one after the other, whatever fails, and prints the sum; answers the exit code.
 * @param {string[]} names
 */
export async function runStages(names) {
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
  /** @type {Counts[]} */
  const sums = [];
  for (const name of names) {
    say(`\n== ${name}`);
    const started = Date.now();
    const judged = ((await STAGES[name]?.()) ?? []).map(judge);
    sums.push(...judged);
    say(`== ${name}: ${lastLine(total(judged))} (${Math.round((Date.now() - started) / 1000)} s)`);
  }
  const all = total(sums);
  say('');
  for (const { name, reason } of all.skips) say(`skipped: ${name}: ${reason ?? 'no reason given'}`);
  for (const failure of all.failures) say(`failed: ${failure}`);
  say(lastLine(all));
  return all.failed === 0 ? 0 : 1;
}

/** @param {string[]} args */
function chosenStages(args) {
  const at = args.indexOf('--only');
  const names = at < 0 ? Object.keys(STAGES) : (args[at + 1] ?? '').split(',');
  const strange = names.filter((name) => !(name in STAGES));
  if (strange.length > 0) throw new Stop(`--only takes ${Object.keys(STAGES).join(', ')}, not ${strange.join(', ')}.`, 2);
  return names;
}

if (isMain(import.meta.url)) {
  await runMain(async () => {
    const names = chosenStages(process.argv.slice(2));
    if (process.platform !== 'linux') {
      throw new Stop(
        `npm test brings its own display, D-Bus and keyring, which is done on Linux only; on ${process.platform} run npm run check.`,
        2,
      );
    }
    await setUp('test');
    return runStages(names);
  });
}

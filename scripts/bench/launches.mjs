/** `cold-start` and `memory`: dxkey against a bare window of the same runtime, from the same launches. */
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { appEnv, packageBare, pssOfTree, scratch, startProbed, testBuild } from './app.mjs';
import { alternate, figure, median } from './measure.mjs';

/** A start leaves garbage and caches that the first idle seconds clear. */
const SETTLE_MS = 4_000;

const TYPED = 'amy at once';
const BARE_READY = "document.readyState === 'complete' && document.querySelector('input') !== null";
/** The form can be typed into; `typesAtOnce` does. */
const SIGN_IN_READY = "document.querySelector('input[type=password]:not(:disabled)') !== null";

/** @typedef {Awaited<ReturnType<typeof startProbed>>} App */

/** What is typed the moment the form stands is there when main has answered; else the form was a picture. @param {App} app */
async function typesAtOnce(app) {
  await app.page('Input.insertText', { text: TYPED });
  await app.drawnAt("document.documentElement.dataset.ready === 'true'");
  const typed = await app.evaluate("document.querySelector('input[autocomplete=username]').value");
  if (typed !== TYPED) throw new Error(`What was typed at once was not kept: ${JSON.stringify(typed)}`);
}

/**
 * One launch: until the screen can be used, then what all its processes hold.
 * @param {string} executable @param {NodeJS.ProcessEnv} env @param {string} claim @param {(app: App) => Promise<void>} [use]
 */
async function launch(executable, env, claim, use) {
  const app = await startProbed(executable, [], env);
  try {
    const readyMs = (await app.drawnAt(claim)) - app.startedMs;
    await use?.(app);
    await wait(SETTLE_MS);
    return { readyMs, pssKb: pssOfTree(app.pid) };
  } finally {
    await app.end();
  }
}

export async function launches() {
  const bare = await packageBare();
  const folder = scratch();
  const bareEnv = { ...process.env, BARE_DATA_DIR: path.join(folder, 'bare') };
  const taken = await alternate({
    ours: () => launch(testBuild, appEnv(path.join(folder, 'ours')), SIGN_IN_READY, typesAtOnce),
    baseline: () => launch(bare, bareEnv, BARE_READY),
  });
  /** @param {'readyMs' | 'pssKb'} what @param {string} side */
  const middle = (what, side) => median((taken[side] ?? []).map((each) => each[what]));
  return [
    figure('cold-start', 1.15, middle('readyMs', 'ours'), middle('readyMs', 'baseline')),
    figure('memory', 1.15, middle('pssKb', 'ours'), middle('pssKb', 'baseline')),
  ];
}

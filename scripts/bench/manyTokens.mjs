/**
 * What a thousand tokens cost the Tokens screen. `tokens-1000`: to show them, and to filter them by what is typed, against ten.
 * `tokens-1000-scroll`: that, and to scroll them to their end, against a hundred; `tokens-1000-memory`: what all processes hold after it.
 */
import { pssOfTree } from './app.mjs';
import { alternate, figure, median } from './measure.mjs';
import { NEEDLE, NEEDLES, startSignedIn } from './signedIn.mjs';

const MANY = 1000;
const FEW = 100;
const FEWEST = 10;
/** Stops on the way from the first row to the last. */
const STOPS = 10;

const ROWS = "document.querySelectorAll('[role=grid] [data-index]').length";
/** More rows than the filter leaves, whatever the window has room for. */
const SHOWN = `document.documentElement.dataset.ready === 'true' && ${ROWS} > ${NEEDLES}`;
const FILTERED = `${ROWS} === ${NEEDLES}`;
const GRID = "document.querySelector('[role=grid]')";
const NOW = 'performance.timeOrigin + performance.now()';

/** @typedef {Awaited<ReturnType<typeof startSignedIn>>} App */

/** @param {App} app */
async function show(app) {
  // A window that another one covers draws no frames.
  await app.page('Page.bringToFront');
  const reloadedMs = Date.now();
  await app.reload();
  return (await app.drawnAt(SHOWN)) - reloadedMs;
}

/** @param {App} app */
async function filter(app) {
  await app.evaluate("document.querySelector('input[type=search]').focus()");
  const typedMs = /** @type {number} */ (await app.evaluate(NOW));
  await app.page('Input.insertText', { text: NEEDLE });
  return (await app.drawnAt(FILTERED)) - typedMs;
}

/** To the last row, with stops between, each drawn before the next. @param {App} app @param {number} count */
async function scroll(app, count) {
  const began = /** @type {number} */ (await app.evaluate(NOW));
  let ended = began;
  for (let stop = 1; stop <= STOPS; stop++) {
    await app.evaluate(`${GRID}.scrollTop = (${GRID}.scrollHeight - ${GRID}.clientHeight) * ${stop / STOPS}`);
    const row = Math.floor((count * stop) / STOPS) - 1;
    ended = await app.drawnAt(`[...${GRID}.querySelectorAll('[data-index]')].some((each) => Number(each.dataset.index) >= ${row})`);
  }
  return ended - began;
}

export async function manyTokens() {
  const many = await startSignedIn(MANY);
  const fewest = await startSignedIn(FEWEST);
  /** @param {App} app */
  const showAndFilter = async (app) => (await show(app)) + (await filter(app));
  try {
    const taken = await alternate({ ours: () => showAndFilter(many), baseline: () => showAndFilter(fewest) });
    return [figure('tokens-1000', 2.0, median(taken.ours ?? []), median(taken.baseline ?? []))];
  } finally {
    await many.end();
    await fewest.end();
  }
}

export async function manyTokensScrolled() {
  const many = await startSignedIn(MANY);
  const few = await startSignedIn(FEW);
  /** @param {App} app @param {number} count */
  const all = async (app, count) => (await show(app)) + (await scroll(app, count)) + (await filter(app));
  try {
    const taken = await alternate({ ours: () => all(many, MANY), baseline: () => all(few, FEW) });
    return [
      figure('tokens-1000-scroll', 2.0, median(taken.ours ?? []), median(taken.baseline ?? [])),
      figure('tokens-1000-memory', 2.0, pssOfTree(many.pid), pssOfTree(few.pid)),
    ];
  } finally {
    await many.end();
    await few.end();
  }
}

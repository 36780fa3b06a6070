/** `tokens-1000`: what a thousand tokens cost the Tokens screen against ten: to show them, and to filter them by what is typed. */
import { alternate, figure, median } from './measure.mjs';
import { NEEDLE, NEEDLES, startSignedIn } from './signedIn.mjs';

const MANY = 1000;
const FEW = 10;

const ROWS = "document.querySelectorAll('[role=grid] [data-index]').length";
/** More rows than the filter leaves, whatever the window has room for. */
const SHOWN = `document.documentElement.dataset.ready === 'true' && ${ROWS} > ${NEEDLES}`;
const FILTERED = `${ROWS} === ${NEEDLES}`;

/** @param {Awaited<ReturnType<typeof startSignedIn>>} app */
async function showAndFilter(app) {
  // A window that another one covers draws no frames.
  await app.page('Page.bringToFront');
  const reloadedMs = Date.now();
  await app.reload();
  const shownMs = await app.drawnAt(SHOWN);
  await app.evaluate("document.querySelector('input[type=search]').focus()");
  const typedMs = /** @type {number} */ (await app.evaluate('performance.timeOrigin + performance.now()'));
  await app.page('Input.insertText', { text: NEEDLE });
  const filteredMs = await app.drawnAt(FILTERED);
  return shownMs - reloadedMs + (filteredMs - typedMs);
}

export async function manyTokens() {
  const many = await startSignedIn(MANY);
  const few = await startSignedIn(FEW);
  try {
    const taken = await alternate({ ours: () => showAndFilter(many), baseline: () => showAndFilter(few) });
    return [figure('tokens-1000', 2.0, median(taken.ours ?? []), median(taken.baseline ?? []))];
  } finally {
    await many.end();
    await few.end();
  }
}

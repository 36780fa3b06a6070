/**
 * `projects-10000`: what ten thousand projects cost the New token dialog against a hundred: to show them, to scroll to their end, and to find
 * one by what is typed. `projects-10000-memory`: what all processes hold after that.
 */
import { pssOfTree } from './app.mjs';
import { alternate, figure, median } from './measure.mjs';
import { startSignedIn } from './signedIn.mjs';

const MANY = 10_000;
const FEW = 100;
/** In the name of exactly one. */
const NEEDLE = 'project 00042';

const OPTIONS = "[...document.querySelectorAll('[role=dialog] [role=option]')]";
/** @param {number} count */
const shown = (count) => `${OPTIONS}.some((each) => each.ariaSetSize === '${count}' && each.getAttribute('aria-busy') === 'false')`;
/** @param {number} count */
const atEnd = (count) => `${OPTIONS}.some((each) => each.ariaPosInSet === '${count}' && each.getAttribute('aria-busy') === 'false')`;
const FOUND = `${OPTIONS}.length === 1`;
const BUTTON = "[...document.querySelectorAll('button')].find((each) => each.textContent === 'New token')";
const CLOSED = "document.querySelector('[role=dialog]') === null";
const NOW = 'performance.timeOrigin + performance.now()';

/** @param {Awaited<ReturnType<typeof startSignedIn>>} app @param {number} count */
async function showScrollAndFind(app, count) {
  // A window that another one covers draws no frames.
  await app.page('Page.bringToFront');
  await app.drawnAt(`${BUTTON} !== undefined`);
  /** @param {string} act @returns {Promise<number>} when it began */
  const begin = (act) => app.evaluate(`(() => { const began = ${NOW}; ${act}; return began; })()`);
  const pressed = await begin(`${BUTTON}.click()`);
  const shownMs = (await app.drawnAt(shown(count))) - pressed;
  const scrolled = await begin("document.querySelector('[role=dialog] [role=listbox]').scrollTop = 1e9");
  const scrolledMs = (await app.drawnAt(atEnd(count))) - scrolled;
  const typed = await begin("document.querySelector('[role=dialog] [role=combobox]').focus()");
  await app.page('Input.insertText', { text: NEEDLE });
  const foundMs = (await app.drawnAt(FOUND)) - typed;
  for (const type of ['keyDown', 'keyUp'])
    await app.page('Input.dispatchKeyEvent', { type, key: 'Escape', code: 'Escape', windowsVirtualKeyCode: 27 });
  await app.drawnAt(CLOSED);
  return shownMs + scrolledMs + foundMs;
}

export async function manyProjects() {
  const many = await startSignedIn(1, 'token', MANY);
  const few = await startSignedIn(1, 'token', FEW);
  try {
    const taken = await alternate({ ours: () => showScrollAndFind(many, MANY), baseline: () => showScrollAndFind(few, FEW) });
    return [
      figure('projects-10000', 2.0, median(taken.ours ?? []), median(taken.baseline ?? [])),
      figure('projects-10000-memory', 2.0, pssOfTree(many.pid), pssOfTree(few.pid)),
    ];
  } finally {
    await many.end();
    await few.end();
  }
}

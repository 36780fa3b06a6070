/** The sign-in form as markup in the page: drawn here once, by the page's own components, for each kind of runtime. */
import { runnerImport } from 'vite';
import { inTree } from './tree.mjs';

const PLACE = '<div id="root"></div>';
/** What the page asks main through is not there while it is built, and a form that only stands asks nothing. */
const noVault = {
  name: 'no-vault',
  enforce: /** @type {const} */ ('pre'),
  /** @param {string} id */
  resolveId: (id) => (id.endsWith('/vault') ? '\0no-vault' : null),
  /** @param {string} id */
  load: (id) => (id === '\0no-vault' ? 'export const vault = {};' : null),
};

/** @param {string} path @returns {Promise<any>} */
async function load(path) {
  const { module } = await runnerImport(inTree(path), { configFile: false, root: inTree('.'), logLevel: 'error', plugins: [noVault] });
  return module;
}

/**
 * The form as a computer without an account sees it first.
 * @param {'pinned' | 'fallback'} runtime
 */
async function formOf(runtime) {
  const { firstForm } = await load('renderer/first/firstForm.tsx');
  const { createPlatforms } = await load('main/core/accounts/platforms.ts');
  const platforms = createPlatforms({ loopbackOnly: runtime === 'fallback', standinUrl: null }, 'release').offers();
  /** @type {string} */
  const drawn = firstForm({ runtime, platforms, keychain: 'ready' });
  // SECURITY: the CSP refuses a style in the markup; each that React Aria writes means "not to be seen".
  const plain = drawn.replace(/ style="[^"]*clip-path:inset\(50%\)[^"]*"/g, ' class="unseen"');
  if (/\sstyle=|<script|\son\w+=/i.test(plain)) throw new Error('The form has markup that the CSP refuses.');
  return plain;
}

/** Puts `first-pinned.html` and `first-fallback.html` beside `index.html`. @returns {import('vite').Plugin} */
export function firstForms() {
  return {
    name: 'first-forms',
    apply: 'build',
    enforce: 'post',
    async generateBundle(_options, bundle) {
      const page = bundle['index.html'];
      if (page?.type !== 'asset' || !String(page.source).includes(PLACE)) throw new Error('index.html has no place for the form.');
      for (const runtime of /** @type {const} */ (['pinned', 'fallback'])) {
        const source = String(page.source).replace(PLACE, `<div id="root">${await formOf(runtime)}</div>`);
        this.emitFile({ type: 'asset', fileName: `first-${runtime}.html`, source });
      }
    },
  };
}

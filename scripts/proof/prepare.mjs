import { build } from '../build.mjs';
import { makePackages } from '../package.mjs';
import { electronRuntime } from '../setup/electronRuntime.mjs';
import { setUp } from '../setup/setup.mjs';

/** Everything that a proof, the tour or the suite may drive: the command of the tree, and both packaged builds. */
export async function prepare() {
  await setUp('test');
  await makeBuilds();
}

export async function makeBuilds() {
  await build({ mode: 'dev' });
  await makePackages({ allowFallback: electronRuntime()?.source === 'fallback', targets: [], isFast: true });
}

/** Makes a fresh clone ready, and a ready one in a blink: `npm start`, `npm test` and `npm run setup` all come through here. */
import { runMain, say, isMain } from '../commands.mjs';
import { provideElectron } from './electronRuntime.mjs';
import { provideLinuxPackages } from './linuxPackages.mjs';
import { checkNode } from './nodeVersion.mjs';
import { provideNodes } from './nodeRuntime.mjs';
import { installPackages } from './npmPackages.mjs';

/**
 * Each step says what it did in one line. `run` is what `npm start` needs, `test` everything.
 * @param {'run' | 'test'} purpose
 */
export async function setUp(purpose) {
  say(`set-up: ${checkNode()}`);
  const hasDisplay = Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
  /** @type {import('./linuxPackages.mjs').Tier[]} */
  const tiers = purpose === 'test' ? ['run', 'headless', 'test', 'package'] : hasDisplay ? ['run'] : ['run', 'headless'];
  say(`set-up: ${await provideLinuxPackages(tiers)}`);
  say(`set-up: ${await installPackages()}`);
  say(`set-up: ${await provideElectron()}`);
  if (purpose === 'test') say(`set-up: ${provideNodes()}`);
}

if (isMain(import.meta.url)) {
  await runMain(async () => {
    await setUp(process.argv.includes('--run') ? 'run' : 'test');
    return 0;
  });
}

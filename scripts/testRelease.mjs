/** `npm run test:release`: the e2e suite on the pinned Electron. Stops with exit 2 where that cannot be downloaded: no fallback here. */
import { runMain } from './commands.mjs';
import { setUp } from './setup/setup.mjs';
import { runStages } from './test.mjs';

await runMain(async () => {
  process.env.DXKEY_ELECTRON = 'pinned';
  await setUp('test');
  return runStages(['packages', 'packaged', 'electron']);
});

/** `npm run tour`: the main job in the real app, unattended; leaves a transcript and screenshots in tour/. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { runMain, say } from './commands.mjs';
import { prepare } from './proof/prepare.mjs';
import { runTour } from './proof/proofs.mjs';
import { inTree } from './tree.mjs';

await runMain(async () => {
  await prepare();
  const folder = inTree('tour');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const code = await runTour(process.argv.slice(2));
  say(`tour: ${readdirSync(folder).length} files in tour/`);
  return code;
});

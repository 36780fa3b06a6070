/** `npm run manual`: makes docs/commands.md and docs/dxkey.1 of what the command says of itself. */
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from './build.mjs';
import { Stop, run, runMain, say } from './commands.mjs';
import { manOf, markdownOf } from './manual/pages.mjs';
import { inTree } from './tree.mjs';

await runMain(async () => {
  await build({ mode: 'test', parts: ['cli'] });
  const { code, output } = await run(process.execPath, [inTree('dist', 'cli', 'dxkey.cjs'), 'help', '--json'], { collect: true });
  if (code !== 0) throw new Stop(`dxkey help --json ended with ${code}.`);
  // A fresh clone reads this file before set-up has installed it.
  const { format, resolveConfig } = await import('prettier');
  const manual = JSON.parse(output);
  const commands = inTree('docs', 'commands.md');
  const { version } = JSON.parse(readFileSync(inTree('package.json'), 'utf8'));
  writeFileSync(commands, await format(markdownOf(manual), { ...(await resolveConfig(commands)), filepath: commands }));
  writeFileSync(inTree('docs', 'dxkey.1'), manOf(manual, { version }));
  say('docs/commands.md and docs/dxkey.1 say what dxkey help says.');
  return 0;
});

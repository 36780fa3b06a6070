/** `npm run bench [-- NAME...]`: each figure as one JSON line on stdout; everything else is said on stderr. */
import { spawnSync } from 'node:child_process';
import { auditVerify } from './bench/auditVerify.mjs';
import { commandFigures } from './bench/command.mjs';
import { hookPrompt } from './bench/hookPrompt.mjs';
import { idleFigures } from './bench/idle.mjs';
import { installedSize } from './bench/installedSize.mjs';
import { launches } from './bench/launches.mjs';
import { manyProjects } from './bench/manyProjects.mjs';
import { manyTokens, manyTokensScrolled } from './bench/manyTokens.mjs';
import { isMissed } from './bench/measure.mjs';
import { Stop, runMain } from './commands.mjs';
import { runInSession } from './session/session.mjs';
import { inTree } from './tree.mjs';

/** What takes which figures; the quick ones first. */
const FIGURES = [
  { names: ['installed-size'], take: installedSize },
  { names: ['env-vs-secret-tool', 'env-vs-node'], take: commandFigures },
  { names: ['audit-verify'], take: auditVerify },
  { names: ['hook-prompt-bash', 'hook-prompt-zsh', 'hook-prompt-fish'], take: hookPrompt },
  { names: ['tokens-1000'], take: manyTokens },
  { names: ['tokens-1000-scroll', 'tokens-1000-memory'], take: manyTokensScrolled },
  { names: ['projects-10000', 'projects-10000-memory'], take: manyProjects },
  { names: ['idle-cpu', 'idle-wakeups'], take: idleFigures },
  { names: ['cold-start', 'memory'], take: launches },
];

const INSIDE = '--inside-session';

/** Builds what is missing, then comes back as the inside of a session of its own. @param {string[]} names */
async function outside(names) {
  const known = FIGURES.flatMap((each) => each.names);
  const strange = names.filter((name) => !known.includes(name));
  if (strange.length > 0) throw new Stop(`${strange.join(', ')}: the figures are ${known.join(', ')}.`, 2);
  const { status } = spawnSync(process.execPath, [inTree('scripts', 'package.mjs'), '--test-runtime'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Stop('What the bench measures could not be packaged.');
  return runInSession(process.execPath, [inTree('scripts', 'bench.mjs'), INSIDE, ...names]);
}

/** @param {string[]} names */
async function inside(names) {
  let missed = 0;
  for (const { names: taken, take } of FIGURES) {
    if (names.length > 0 && !taken.some((name) => names.includes(name))) continue;
    for (const figure of await take()) {
      process.stdout.write(`${JSON.stringify(figure)}\n`);
      if (isMissed(figure)) missed++;
    }
  }
  return missed === 0 ? 0 : 1;
}

await runMain(() => {
  const [first, ...rest] = process.argv.slice(2);
  return first === INSIDE ? inside(rest) : outside(process.argv.slice(2));
});

/** `npm start`: set-up, build, the stand-in platform with its demo accounts, the app on it. `--fresh` forgets the last demo. */
import { rmSync } from 'node:fs';
import { build } from './build.mjs';
import { Stop, runMain, say } from './commands.mjs';
import { missingParts, runInSession } from './session/session.mjs';
import { setUp } from './setup/setup.mjs';
import { inTree } from './tree.mjs';

const DEMO = inTree('.demo');

await runMain(async () => {
  const args = process.argv.slice(2);
  const strange = args.filter((arg) => !['--fresh', '--watch'].includes(arg));
  if (strange.length > 0) throw new Stop(`npm start takes --fresh, not ${strange.join(' ')}.`, 2);
  await setUp('run');
  const built = await build({ mode: 'dev' });
  say(`build: ${built.length > 0 ? `made ${built.join(' and ')}` : 'nothing had changed'}`);
  if (args.includes('--fresh')) rmSync(DEMO, { recursive: true, force: true });
  if (process.platform !== 'linux')
    return (await import('./start/demo.mjs')).runDemo({ isOwnDisplay: false, isWatching: args.includes('--watch') });
  const brought = missingParts(process.env, false);
  if (brought.bus) {
    const display = brought.display ? 'an X display (Xvfb), ' : '';
    say(`session: this terminal has no desktop, so dxkey brings its own: ${display}a D-Bus session and an unlocked gnome-keyring`);
  }
  const inside = [inTree('scripts', 'start', 'demo.mjs'), ...(brought.display ? ['--own-display'] : []), ...args];
  // The keyring is kept with the demo, so that the next start finds what this one stored.
  return runInSession(process.execPath, inside, { own: false, home: inTree('.demo', 'home') });
});

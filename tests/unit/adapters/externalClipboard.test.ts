import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findExternalClipboard } from '../../../main/adapters/externalClipboard';
import { scratchFolder } from './scratch';

const SECRET = 'Canary0123456789Canary0123456789';
const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const missing = ['Xvfb', 'xclip'].find((program) => !has(program));

function present(found: ReturnType<typeof findExternalClipboard>): NonNullable<typeof found> {
  if (found === null) throw new Error('not found');
  return found;
}

/** A wl-copy and a wl-paste that keep the text in a file, and what they were called with in another. */
function waylandPrograms(): { folder: string; env: Record<string, string> } {
  const folder = scratchFolder();
  const program = (name: string, lines: string[]): void => {
    writeFileSync(join(folder, name), ['#!/bin/sh', `echo "${name} $*" >> ${folder}/called`, ...lines, ''].join('\n'), { mode: 0o755 });
  };
  // The real one leaves a child behind that serves the clipboard, with our pipes still open.
  program('wl-copy', [
    '[ "$1" = --help ] && exit 0',
    `if [ "$1" = --clear ]; then rm -f ${folder}/kept; exit; fi`,
    `cat > ${folder}/kept`,
    'sleep 5 &',
  ]);
  program('wl-paste', [`[ -f ${folder}/kept ] || exit 1`, `exec cat ${folder}/kept`]);
  return { folder, env: { PATH: `${folder}:/usr/bin:/bin`, WAYLAND_DISPLAY: 'wayland-0' } };
}

describe('the clipboard of a Wayland session', () => {
  it('is written by stdin, never by an argument, read back and cleared', async () => {
    const { folder, env } = waylandPrograms();
    const clipboard = present(findExternalClipboard(env));
    expect(await clipboard.read()).toBe('');
    await clipboard.write(SECRET, false);
    expect(await clipboard.read()).toBe(SECRET);
    await clipboard.clear();
    expect(await clipboard.read()).toBe('');
    expect(readFileSync(join(folder, 'called'), 'utf8')).not.toContain(SECRET);
  });

  it('is not there without the programs, and a program that fails is told', async () => {
    expect(findExternalClipboard({ PATH: '/nowhere', WAYLAND_DISPLAY: 'wayland-0' })).toBeNull();
    const { folder, env } = waylandPrograms();
    writeFileSync(join(folder, 'wl-copy'), '#!/bin/sh\nexit 1\n');
    writeFileSync(join(folder, 'wl-paste'), '#!/bin/sh\nexit 7\n');
    const clipboard = present(findExternalClipboard(env));
    await expect(clipboard.write(SECRET, false)).rejects.toMatchObject({ code: 'CLIPBOARD_FAILED' });
    expect(await clipboard.read()).toBeNull();
  });

  it('is served for one paste where that is asked for, and marked where the program knows how', async () => {
    const { folder, env } = waylandPrograms();
    const called = () => readFileSync(join(folder, 'called'), 'utf8');
    expect(await present(findExternalClipboard(env)).write(SECRET, true)).toEqual({ isMarked: false });
    expect(called()).toMatch(/^wl-copy --type text\/plain --paste-once$/m);
    writeFileSync(join(folder, 'wl-copy'), `#!/bin/sh\necho "wl-copy $*" >> ${folder}/called\necho "--sensitive"\n`);
    expect(await present(findExternalClipboard(env)).write(SECRET, false)).toEqual({ isMarked: true });
    expect(called()).toMatch(/^wl-copy --type text\/plain --sensitive$/m);
    expect(called()).not.toContain('primary');
  });

  it('is served by a program that holds none of our files, which it outlives', async () => {
    const { folder, env } = waylandPrograms();
    const ours = openSync(join(folder, 'ours'), 'w');
    try {
      writeFileSync(join(folder, 'wl-copy'), `#!/bin/sh\nreadlink /proc/self/fd/${String(ours)} > ${folder}/seen\ncat > ${folder}/kept\n`);
      await present(findExternalClipboard(env)).write(SECRET, false);
    } finally {
      closeSync(ours);
    }
    expect(readFileSync(join(folder, 'seen'), 'utf8')).toBe('/dev/null\n');
    expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe(SECRET);
  });

  it('that is larger than any of ours is not read in whole', async () => {
    const { folder, env } = waylandPrograms();
    mkdirSync(join(folder, 'x'));
    writeFileSync(join(folder, 'kept'), 'x'.repeat(3_000_000));
    expect(await present(findExternalClipboard(env)).read()).toBeNull();
  });
});

describe.skipIf(missing !== undefined)(
  `the clipboard of X11${missing === undefined ? '' : ` (skipped: ${missing} is not installed)`}`,
  () => {
    it('holds for other programs what was written, until it is cleared', async () => {
      const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '320x200x8', '-noreset', '-nolisten', 'tcp'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const display = await new Promise<string>((resolve) =>
        server.stdout.once('data', (chunk: Buffer) => resolve(`:${chunk.toString().trim()}`)),
      );
      const clipboard = present(findExternalClipboard({ PATH: process.env.PATH, DISPLAY: display }));
      await clipboard.write(SECRET, false);
      expect(await clipboard.read()).toBe(SECRET);
      await clipboard.clear();
      expect(await clipboard.read()).toBe('');
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill();
      await gone;
    }, 20_000);
  },
);

/** A real session (Xvfb, D-Bus, gnome-keyring): what it gives, and that nothing of it is left however it ends. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const session = path.resolve(import.meta.dirname, '../../../scripts/session/session.mjs');
const tools = ['Xvfb', 'dbus-daemon', 'gnome-keyring-daemon', 'secret-tool', 'setpriv'];
const absent = tools.filter((tool) => spawnSync('which', [tool]).status !== 0);

interface Told {
  mark: string;
  runtime: string;
}
/** Prints where the session is, then does what it is told; `first` stands before anybody can know of it. */
const program = (what: string, first: string) =>
  `${first}; printf '{"mark":"%s","runtime":"%s"}\\n' "$DXKEY_SESSION" "$XDG_RUNTIME_DIR"; ${what}`;

function start(what: string, first = ':') {
  const child = spawn(process.execPath, [session, '--', 'bash', '-c', program(what, first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const told = new Promise<Told>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(JSON.parse(text.split('\n')[0] ?? '') as Told);
    });
    child.once('error', reject);
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, told, ended };
}

function leftOvers({ mark }: Told): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const isOurs = readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`DXKEY_SESSION=${mark}`);
        return isOurs ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : [];
      } catch {
        return [];
      }
    });
}

const name = absent.length === 0 ? 'a session' : `a session (skipped: ${absent.join(', ')} not installed)`;

describe.skipIf(absent.length > 0)(name, { timeout: 30_000 }, () => {
  test('gives a display, a bus, an unlocked keyring, and the exit code of what it ran', async () => {
    const { told, ended } = start(
      '[ -n "$DISPLAY" ] && printf canary | secret-tool store --label=x a b && [ "$(secret-tool lookup a b)" = canary ] && exit 7',
    );
    const where = await told;
    expect(await ended).toBe(7);
    expect(leftOvers(where)).toEqual([]);
    expect(existsSync(where.runtime)).toBe(false);
  });

  test('never runs as root, so that Chromium keeps its sandbox', async () => {
    const { told, ended } = start('[ "$(id -u)" -ne 0 ]');
    await told;
    expect(await ended).toBe(0);
  });

  test('ends what a command left running', async () => {
    const { told, ended } = start('setsid sleep 1000 & disown; exit 0');
    const where = await told;
    expect(await ended).toBe(0);
    expect(leftOvers(where)).toEqual([]);
  });

  test('told to end, lets the command end first and passes its code on', async () => {
    const { child, told, ended } = start('sleep 1000 & wait', 'trap "exit 5" TERM');
    const where = await told;
    child.kill('SIGTERM');
    expect(await ended).toBe(5);
    expect(leftOvers(where)).toEqual([]);
    expect(existsSync(where.runtime)).toBe(false);
  });

  test('a command that is not there is exit 127', async () => {
    const child = spawn(process.execPath, [session, '--', '/no/such/program'], { stdio: 'ignore' });
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(127);
  });
});

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { release, test } from './builds';
import { openDesktop, until, type Desktop } from './desktop';

/** A start that is refused ends by itself; this long on a machine that is busy with something else. */
const REFUSED_WITHIN_MS = 30_000;

let desktop: Desktop;
let folder: string;

beforeAll(async () => {
  desktop = await openDesktop();
  folder = mkdtempSync(join(tmpdir(), 'dxkey-refusals-'));
});
afterAll(async () => {
  await desktop.close();
  rmSync(folder, { recursive: true, force: true });
});

const dataDir = (name: string): Record<string, string> => ({ DXKEY_DATA_DIR: join(folder, name) });

/** Runs the release to its end, which has to come by itself. */
async function refusal(args: string[], env: Record<string, string> = {}): Promise<{ code: number | null; output: string }> {
  const program = desktop.start(release.executable, args, { ...dataDir('release'), ...env });
  const timer = setTimeout(() => void program.stop(), REFUSED_WITHIN_MS);
  const code = await program.exited;
  clearTimeout(timer);
  return { code, output: program.output() };
}

describe('the release (row 23)', () => {
  it.each([['--remote-debugging-port=0'], ['--remote-debugging-pipe'], ['--no-sandbox'], ['--inspect=0']])(
    'refuses %s by name, with a code, and opens no port',
    async (argument) => {
      const { code, output } = await refusal([argument]);
      expect(code).toBe(2);
      expect(output).toContain(argument.split('=')[0]);
      expect(output).not.toMatch(/DevTools listening|Debugger listening/);
    },
  );

  it('names all that it refuses, when it is many', async () => {
    const switches = [
      '--remote-debugging-port=9222',
      '--remote-allow-origins=*',
      '--disable-setuid-sandbox',
      '--ignore-certificate-errors',
      '--host-resolver-rules=MAP * 127.0.0.1',
      '--load-extension=/tmp/x',
      '--js-flags=--expose-gc',
      '--proxy-server=127.0.0.1:1',
      '--user-data-dir=/tmp/x',
    ];
    const { code, output } = await refusal([...switches, '/tmp/somewhere'], { ELECTRON_ENABLE_LOGGING: '1', ELECTRON_RUN_AS_NODE: '1' });
    expect(code).toBe(2);
    for (const each of switches) expect(output).toContain(each.split('=')[0]);
    for (const each of ['/tmp/somewhere', 'ELECTRON_ENABLE_LOGGING', 'ELECTRON_RUN_AS_NODE']) expect(output).toContain(each);
    expect(output).not.toMatch(/DevTools listening|Debugger listening/);
  });

  it('says the name of what it refuses and not its value', async () => {
    const { output } = await refusal(['--host-resolver-rules=MAP secret.example 127.0.0.1']);
    expect(output).not.toContain('secret.example');
  });

  it.each([['--log-net-log'], ['--ssl-key-log-file']])(
    'refuses %s, which writes secrets in clear, and leaves nothing in its file',
    async (name) => {
      const file = join(folder, 'net.log');
      const { code, output } = await refusal([`${name}=${file}`]);
      expect(code).toBe(2);
      expect(output).toContain(name);
      // Chromium may open the file before our first line runs; no request was made by then.
      const { stdout } = existsSync(file) ? await desktop.run('cat', [file]) : { stdout: '' };
      expect(stdout).not.toMatch(/URL_REQUEST|CLIENT_RANDOM|authorization/i);
      rmSync(file, { force: true });
    },
  );

  it.each([['SSLKEYLOGFILE'], ['NODE_OPTIONS']])('refuses the variable %s', async (name) => {
    const file = join(folder, 'keys.log');
    const { code, output } = await refusal([], { [name]: name === 'NODE_OPTIONS' ? '--inspect=0' : file });
    expect(code).toBe(2);
    expect(output).toContain(name);
    expect(output).not.toContain('Debugger listening');
    expect(existsSync(file)).toBe(false);
  });

  it('leaves no data folder behind when it refuses', async () => {
    await refusal(['--no-sandbox'], dataDir('never'));
    expect(existsSync(join(folder, 'never', 'index.json'))).toBe(false);
  });
});

describe('the test build', () => {
  it('opens a debugging port when told to, so the refusals above are not the silence of a broken start', async () => {
    const program = desktop.start(test.executable, ['--hidden', '--remote-debugging-port=0'], dataDir('test'));
    await until(program, 'DevTools listening on ws://127.0.0.1:');
    await program.stop();
  });
});

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { release, test } from './builds';
import { openDesktop, until, type Desktop } from './desktop';

/** What a start that is refused may take before it has said so and ended. */
const REFUSED_WITHIN_MS = 5_000;

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
  it.each([
    ['--remote-debugging-port=0'],
    ['--remote-debugging-port=9222'],
    ['--remote-debugging-pipe'],
    ['--remote-allow-origins=*'],
    ['--no-sandbox'],
    ['--disable-setuid-sandbox'],
    ['--ignore-certificate-errors'],
    ['--host-resolver-rules=MAP * 127.0.0.1'],
    ['--load-extension=/tmp/x'],
    ['--js-flags=--expose-gc'],
    ['--proxy-server=127.0.0.1:1'],
    ['--user-data-dir=/tmp/x'],
    ['--inspect=0'],
    ['/tmp/somewhere'],
  ])('refuses %s by name, with a code, and opens no port', async (argument) => {
    const { code, output } = await refusal([argument]);
    expect(code).toBe(2);
    expect(output).toContain(argument.split('=')[0]);
    expect(output).not.toContain('DevTools listening');
    expect(output).not.toContain('Debugger listening');
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

  it.each([['SSLKEYLOGFILE'], ['ELECTRON_ENABLE_LOGGING'], ['ELECTRON_RUN_AS_NODE'], ['NODE_OPTIONS']])(
    'refuses the variable %s',
    async (name) => {
      const file = join(folder, 'keys.log');
      const { code, output } = await refusal([], { [name]: name === 'NODE_OPTIONS' ? '--inspect=0' : file });
      expect(code).toBe(2);
      expect(output).toContain(name);
      expect(output).not.toContain('Debugger listening');
      expect(existsSync(file)).toBe(false);
    },
  );

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

/** The app in a home of its own, signed out, with what the scan asks of it; no secret goes through the debugger. */
import type { Page } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keychainService } from '../../../main/agent/location';
import { commandWords, launchApp } from '../../electron/app';
import { readKeychain, run } from '../../electron/desktop';
import { signOut } from '../../electron/person';
import { startStandin } from '../../fakes/standinProcess';

const USER = 'cam';

export interface Computer {
  page: Page;
  /** The app's living processes of one of Electron's kinds. */
  pids(kind: string): Promise<number[]>;
  sessionSecret(): Promise<string>;
  tokenSecret(label: string): Promise<string>;
  signOutByHand(): Promise<void>;
  signOutByCommand(): Promise<void>;
  remove(): Promise<void>;
}

export async function startComputer({ password, project }: { password: string; project: string }): Promise<Computer> {
  const root = mkdtempSync(join(tmpdir(), 'dxkey-memory-'));
  mkdirSync(join(root, '.config'));
  const user = `user-${USER}`;
  const standin = await startStandin({
    seed: {
      accounts: [{ username: USER, password, first: 'Cam', last: 'Canary' }],
      projects: [{ name: project, region: 'aws:us-east-1', billTo: user, members: { [user]: 'ADMINISTER' } }],
    },
  });
  const own = {
    HOME: root,
    XDG_CONFIG_HOME: join(root, '.config'),
    XDG_DATA_HOME: join(root, '.local', 'share'),
    DXKEY_DATA_DIR: join(root, 'data'),
    DXKEY_STANDIN_URL: standin.url,
  };
  const service = keychainService(own, process.platform, '/');
  const app = await launchApp({}, own);
  const page = await app.page();
  const kept = async (key: string): Promise<string> => {
    const secret = await readKeychain(service, key);
    if (secret === null) throw new Error(`The keychain has no ${key.split('/')[0] ?? ''}: nothing would be proved.`);
    return secret;
  };
  return {
    page,
    pids: (kind) =>
      app.electron.evaluate(
        ({ app: electron }, wanted) =>
          electron
            .getAppMetrics()
            .filter((one) => one.type === wanted)
            .map((one) => one.pid),
        kind,
      ),
    sessionSecret: () => kept(`session/standin/${user}`),
    async tokenSecret(label) {
      const made = (await standin.control.liveTokens(USER)).find((one) => one.label === label);
      return kept(`token/standin/${user}/${made?.signature ?? ''}`);
    },
    signOutByHand: () => signOut(page, USER),
    async signOutByCommand() {
      const [file = '', ...first] = commandWords();
      const { code, err } = await run(file, [...first, 'logout', '--yes'], { env: { ...process.env, ...own } });
      if (code !== 0) throw new Error(`dxkey logout ended with ${String(code)}: ${err}`);
      await page.getByRole('textbox', { name: 'Password' }).waitFor();
    },
    async remove() {
      await app.close();
      await standin.stop();
      rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

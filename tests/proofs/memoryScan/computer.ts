/** The app in a home of its own, signed out, with what the scan asks of it; no secret goes through the debugger. */
import type { Page } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keychainService } from '../../../main/agent/location';
import { commandWords, launchApp } from '../../electron/app';
import { readKeychain, run } from '../../electron/desktop';
import { startStandin } from '../../fakes/standinProcess';
import type { SeedInput } from '../../standin/seed';

/** Short, so that it really passes; long enough to make a token in. */
const IDLE_LIMIT_MS = 10_000;
/** On a machine that does much else; the idle limit has to pass within. */
const STEP_MS = 60_000;

export type Who = keyof typeof PEOPLE;
const PEOPLE = { cam: 'Cam', ida: 'Ida' };

export interface Computer {
  page: Page;
  /** The app's living processes of one of Electron's kinds. */
  pids(kind: string): Promise<number[]>;
  sessionSecret(who: Who): Promise<string>;
  tokenSecret(who: Who, label: string): Promise<string>;
  signOutByCommand(): Promise<void>;
  remove(): Promise<void>;
}

/** Two people with one password; the sessions of Ida, whose org says so, end after seconds without a hand. */
export async function startComputer({ password, project }: { password: string; project: string }): Promise<Computer> {
  const root = mkdtempSync(join(tmpdir(), 'dxkey-memory-'));
  mkdirSync(join(root, '.config'));
  const standin = await startStandin({ seed: seedOf(password, project) });
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
  // An action without a bound would wait for ever for what never comes.
  page.setDefaultTimeout(STEP_MS);
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
    sessionSecret: (who) => kept(`session/standin/user-${who}`),
    async tokenSecret(who, label) {
      const made = (await standin.control.liveTokens(who)).find((one) => one.label === label);
      return kept(`token/standin/user-${who}/${made?.signature ?? ''}`);
    },
    async signOutByCommand() {
      const [file = '', ...first] = commandWords();
      const { code, err } = await run(file, [...first, 'logout', '--yes'], { env: { ...process.env, ...own } });
      if (code !== 0) throw new Error(`dxkey logout ended with ${String(code)}: ${err}`);
    },
    async remove() {
      await app.close();
      await standin.stop();
      rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

function seedOf(password: string, project: string): SeedInput {
  const accounts = Object.entries(PEOPLE).map(([username, first]) => ({ username, password, first, last: 'Canary' }));
  const members = { 'user-cam': 'ADMINISTER', 'user-ida': 'ADMINISTER' } as const;
  return {
    accounts,
    projects: [{ name: project, region: 'aws:us-east-1', billTo: 'user-cam', members }],
    orgs: [{ handle: 'short', name: 'Short Breaks', members: { 'user-ida': 'MEMBER' }, policies: { autoLogoutAfter: IDLE_LIMIT_MS } }],
  };
}

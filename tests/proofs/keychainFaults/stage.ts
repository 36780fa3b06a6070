/** The real app and the real command on a private bus with the faulty service, amy signed in and two tokens kept. */
import type { Page } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { commandWords, launchApp, type RunningApp } from '../../electron/app';
import { filesHolding, run, type Outcome } from '../../electron/desktop';
import * as person from '../../electron/person';
import { startSecretService, type FaultySecretService } from '../../fakes/secretService';
import { startStandin, type StandinProcess } from '../../fakes/standinProcess';
import { startPrivateBus } from '../../keychain/privateBus';
import { tally } from './tally';

/** Far beyond what is awaited here on a busy machine. */
const LONGEST_WAIT_MS = 60_000;
export const KEPT = ['work', 'other'] as const;

export interface Stage {
  service: FaultySecretService;
  standin: StandinProcess;
  app: RunningApp;
  page: Page;
  scratch: string;
  /** By label. */
  secrets: Record<string, string>;
  signatures: Record<string, string>;
  dxkey(args: readonly string[], input?: string): Promise<Outcome>;
  /** As `dxkey`, and what it took counts. */
  timed(args: readonly string[], input?: string): Promise<Outcome>;
  restart(meanwhile: () => Promise<void>): Promise<void>;
  /** Files with one of these secrets, anywhere that dxkey or the bus may write. */
  written(secrets: readonly string[]): Promise<string[]>;
  close(): Promise<void>;
}

export async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const startedMs = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - startedMs > LONGEST_WAIT_MS) throw new Error(`waited in vain until ${what}`);
    await wait(20);
  }
}

/** What it takes until somebody is told. */
export async function told<T>(work: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  const value = await work();
  tally.answers += 1;
  tally.toldMs = Math.max(tally.toldMs, Math.round(performance.now() - startedMs));
  return value;
}

export async function isSignedIn(page: Page): Promise<boolean> {
  const answer = await page.evaluate(() => window.dxkey.session.load());
  return answer.ok && answer.value.status === 'signedIn';
}

async function mint(page: Page, label: string): Promise<{ secret: string; signature: string }> {
  const accountId = await person.shownAccount(page);
  const input = { accountId, label, scope: { kind: 'full' as const }, expiresMs: null, isKept: true, worksWhileAway: false };
  const made = await page.evaluate((asked) => window.dxkey.tokens.mint(asked), input);
  if (!made.ok || !made.value.isKept) throw new Error(`mint ${label}: ${made.ok ? 'not kept' : made.error.code}`);
  await page.evaluate(() => window.dxkey.tokens.dismissFresh());
  return { secret: made.value.secret, signature: made.value.row.signature };
}

export async function setStage(): Promise<Stage> {
  const bus = await startPrivateBus();
  const address = bus.env.DBUS_SESSION_BUS_ADDRESS ?? '';
  const service = await startSecretService(address);
  const standin = await startStandin();
  const scratch = mkdtempSync(join(tmpdir(), 'dxkey-faults-'));
  const [home, data] = [join(scratch, 'home'), join(scratch, 'data')];
  for (const folder of [home, join(home, '.config'), data]) mkdirSync(folder, { mode: 0o700 });
  const own = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_STATE_HOME: join(home, '.local', 'state'),
    XDG_CACHE_HOME: join(home, '.cache'),
    DXKEY_DATA_DIR: data,
    DXKEY_STANDIN_URL: standin.url,
    DBUS_SESSION_BUS_ADDRESS: address,
  };
  const launch = async (): Promise<Pick<Stage, 'app' | 'page'>> => {
    tally.starts += 1;
    const app = await launchApp({}, own);
    return { app, page: await app.page() };
  };
  const [file = '', ...first] = commandWords();
  const dxkey = (args: readonly string[], input = ''): Promise<Outcome> =>
    run(file, [...first, ...args], { env: { ...process.env, ...own }, input });

  const stage: Stage = {
    service,
    standin,
    ...(await launch()),
    scratch,
    secrets: {},
    signatures: {},
    dxkey,
    timed: (args, input) => told(() => dxkey(args, input)),
    async restart(meanwhile) {
      await stage.app.close();
      await meanwhile();
      Object.assign(stage, await launch());
    },
    written: async (secrets) => (await Promise.all(secrets.map((secret) => filesHolding(secret, [home, data, bus.folder])))).flat(),
    async close() {
      await stage.app.close().catch(() => stage.app.electron.process().kill('SIGKILL'));
      await standin.stop();
      await service.stop();
      await bus.remove();
      rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
  await signIn(stage);
  for (const label of KEPT) {
    const { secret, signature } = await mint(stage.page, label);
    stage.secrets[label] = secret;
    stage.signatures[label] = signature;
  }
  return stage;
}

export async function signIn({ page, standin }: Pick<Stage, 'page' | 'standin'>): Promise<void> {
  const { username, password } = standin.account('amy');
  const signedIn = await page.evaluate((input) => window.dxkey.session.signIn(input), {
    platform: { kind: 'standin' as const },
    username,
    password,
  });
  if (!signedIn.ok) throw new Error(`sign-in: ${signedIn.error.code}`);
}

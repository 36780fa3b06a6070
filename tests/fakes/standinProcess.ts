/**
 * The stand-in platform as a process of its own, for any test: a free port, a temporary data folder, and typed helpers over
 * its control route. It ends with `stop()`, and by itself when the test process dies.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FaultInput } from '../standin/faults';
import type { RouteCounts } from '../standin/ledger';
import type { JobRecord, Scope, Settings } from '../standin/model';
import type { SeedInput } from '../standin/seed';
import type { AccountLine } from '../standin/standin';

export type { FaultInput, SeedInput, AccountLine, RouteCounts };

// A bound for a machine that does much else; alone it is ready within half a second.
const READY_WITHIN_MS = 60_000;

export interface LiveToken {
  signature: string;
  userId: string;
  label: string | null;
  parentSignature: string | null;
  isSession: boolean;
  expiresMs: number;
}

/** Needs a stand-in that was started with faults (the default). */
export interface StandinControl {
  /** Sets one fault; see tests/standin/faults.ts. */
  fault(fault: FaultInput): Promise<void>;
  clearFaults(): Promise<void>;
  /** How many set faults have not (or not fully) happened yet. */
  faultsLeft(): Promise<number>;
  /** What arrived, by route template (`/system/newAuthToken`, `/project-xxxx/describe`). */
  counts(): Promise<Record<string, RouteCounts>>;
  clearCounts(): Promise<void>;
  /** Moves the server's clock; answers its time. */
  advanceClock(byMs: number): Promise<number>;
  /** Back to the seed: tokens, faults, counts, clock, switches. */
  reset(): Promise<void>;
  settings(changes: Partial<Settings>): Promise<Settings>;
  /** Every token that would be accepted now. */
  liveTokens(username?: string): Promise<LiveToken[]>;
  /** A one-time code that the next sign-in will take, however many were used just now. */
  code(username: string): Promise<string>;
  /** A token made past the platform's own rules, with a text of your choice if you need to search for it. */
  mint(input: {
    username: string;
    label?: string | null;
    scope?: Scope;
    expiresInMs?: number;
    parentSignature?: string | null;
    secret?: string;
  }): Promise<{ secret: string; signature: string }>;
  /** A running job bound to a live token; answers its id. */
  launchJob(input: { tokenSignature: string; project?: string; name?: string }): Promise<string>;
  endJob(id: string): Promise<void>;
  jobs(): Promise<JobRecord[]>;
}

export interface StandinProcess {
  url: string;
  port: number;
  pid: number;
  dataDir: string;
  accounts: AccountLine[];
  /** By username; throws where the seed has none. */
  account(username: string): AccountLine;
  control: StandinControl;
  /** One POST, as a client would; for tests that check the platform's state from outside. */
  post(path: string, body: unknown, bearer?: string): Promise<{ status: number; body: unknown }>;
  /** SIGTERM, and the data folder goes unless it was given. */
  stop(): Promise<void>;
  /** SIGKILL; the data folder stays, so that another can be started on it. */
  kill(): Promise<void>;
}

export async function startStandin(
  options: { seed?: SeedInput | string; faults?: boolean; cascade?: boolean; dataDir?: string; port?: number } = {},
): Promise<StandinProcess> {
  const scratch = await mkdtemp(join(tmpdir(), 'dxkey-standin-'));
  const dataDir = options.dataDir ?? join(scratch, 'data');
  const seedFile = await seedPath(options.seed, scratch);
  const args = [join(projectRoot(), 'scripts/standin.mjs'), '--port', String(options.port ?? 0), '--data', dataDir, '--until-stdin-ends'];
  if (seedFile !== null) args.push('--seed', seedFile);
  if (options.faults !== false) args.push('--faults');
  if (options.cascade === true) args.push('--cascade');
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const ready = await readyLine(child);
  const end = async (signal: NodeJS.Signals, folder: string): Promise<void> => {
    child.kill(signal);
    await gone;
    await rm(folder, { recursive: true, force: true });
  };
  return {
    url: ready.url,
    port: Number(new URL(ready.url).port),
    pid: child.pid ?? 0,
    dataDir,
    accounts: ready.accounts,
    account: (username) => {
      const found = ready.accounts.find((each) => each.username === username);
      if (!found) throw new Error(`the seed has no account ${username}`);
      return found;
    },
    control: controlOver(ready.url),
    post: (path, body, bearer) => post(ready.url, path, body, bearer),
    stop: () => end('SIGTERM', scratch),
    kill: () => end('SIGKILL', options.dataDir === undefined ? join(scratch, 'seed.json') : scratch),
  };
}

/** The checkout, from wherever the test runner stands in it. */
function projectRoot(): string {
  let folder = process.cwd();
  while (!existsSync(join(folder, 'scripts/standin.mjs'))) {
    if (dirname(folder) === folder) throw new Error('run the tests inside the project');
    folder = dirname(folder);
  }
  return folder;
}

async function seedPath(seed: SeedInput | string | undefined, scratch: string): Promise<string | null> {
  if (seed === undefined) return null;
  if (typeof seed === 'string') return seed;
  const file = join(scratch, 'seed.json');
  await writeFile(file, JSON.stringify(seed));
  return file;
}

function readyLine(child: ChildProcess): Promise<{ url: string; accounts: AccountLine[] }> {
  return new Promise((resolve, reject) => {
    let out = '';
    let complaints = '';
    const fail = (why: string): void => {
      child.kill('SIGKILL');
      reject(new Error(`the stand-in ${why}: ${complaints}`));
    };
    const timer = setTimeout(() => {
      fail('was not ready in time');
    }, READY_WITHIN_MS);
    child.stderr?.on('data', (chunk: Buffer) => {
      complaints = (complaints + chunk.toString()).slice(-2_000);
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (!out.includes('\n')) return;
      clearTimeout(timer);
      resolve(JSON.parse(out.slice(0, out.indexOf('\n'))) as { url: string; accounts: AccountLine[] });
    });
    child.once('exit', () => {
      clearTimeout(timer);
      reject(new Error(`the stand-in ended before it was ready: ${complaints}`));
    });
  });
}

/** Over node:http without a kept connection: neither a fake fetch nor a dropped socket of a test gets in the way. */
function post(url: string, path: string, body: unknown, bearer?: string): Promise<{ status: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }) };
    const sent = request(new URL(path, url), { method: 'POST', agent: false, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as unknown });
      });
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

function controlOver(url: string): StandinControl {
  const tell = async <T>(verb: string, body: unknown = {}): Promise<T> => {
    const answer = await post(url, `/control/${verb}`, body);
    if (answer.status !== 200) throw new Error(`control ${verb} was refused: ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  };
  return {
    fault: async (fault) => {
      await tell('fault', fault);
    },
    clearFaults: async () => {
      await tell('clearFaults');
    },
    faultsLeft: async () => (await tell<{ left: number }>('faultsLeft')).left,
    counts: async () => (await tell<{ counts: Record<string, RouteCounts> }>('counts')).counts,
    clearCounts: async () => {
      await tell('clearCounts');
    },
    advanceClock: async (advanceMs) => (await tell<{ nowMs: number }>('clock', { advanceMs })).nowMs,
    reset: async () => {
      await tell('reset');
    },
    settings: async (changes) => (await tell<{ settings: Settings }>('settings', changes)).settings,
    liveTokens: async (username) => (await tell<{ tokens: LiveToken[] }>('tokens', username === undefined ? {} : { username })).tokens,
    code: async (username) => (await tell<{ code: string }>('code', { username })).code,
    mint: (input) => tell<{ secret: string; signature: string }>('mint', input),
    launchJob: async (input) => (await tell<{ id: string }>('launchJob', input)).id,
    endJob: async (id) => {
      await tell('endJob', { id });
    },
    jobs: async () => (await tell<{ jobs: JobRecord[] }>('jobs')).jobs,
  };
}

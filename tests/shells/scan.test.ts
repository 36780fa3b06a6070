/** `dxkey scan` from end to end: the built command, the agent on the real core, files of a real home, and the stand-in platform. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ScanState } from '../../preload/contract/contract';
import { nodeDigest } from '../../main/adapters/nodeDigest';
import { createPlatform } from '../../main/adapters/platform/platform';
import { createScanFiles } from '../../main/adapters/scanFiles';
import { systemClock } from '../../main/adapters/systemClock';
import { startStandin, type StandinProcess } from '../fakes/standinProcess';
import { memoryLog } from '../fakes/memoryLog';
import { startAgentOnCore, type AgentOnCore } from '../unit/cli/agentOnCore';
import { buildCommand, type BuiltCommand, type Outcome } from '../unit/cli/builtCommand';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let command: BuiltCommand;
let standin: StandinProcess;
let agent: AgentOnCore;
let home: string;

beforeAll(async () => {
  [command, standin] = await Promise.all([buildCommand(), startStandin()]);
});
afterAll(async () => {
  await standin.stop();
  command.remove();
});
beforeEach(async () => {
  await standin.control.reset();
  home = mkdtempSync(join(tmpdir(), 'dxkey-home-'));
  const send = (url: string, init: RequestInit): Promise<Response> => fetch(url, init);
  const now = (): number => Date.now();
  agent = await startAgentOnCore(() => ({
    ports: {
      ...{ clock: systemClock, digest: nodeDigest, scanFiles: createScanFiles({ home, uid: process.getuid?.() ?? null }) },
      clocks: { bootId: 'boot', uptimeMs: now, awakeMs: now, minuteOfDay: () => 720 },
      platform: createPlatform({ fetchKept: send, fetchOnce: send, clock: systemClock, log: memoryLog() }),
    },
    platformPolicy: { loopbackOnly: true, standinUrl: standin.url },
  }));
  const { password } = standin.account('amy');
  await agent.core.services.session.signIn({ platform: { kind: 'standin' }, username: 'amy', password });
});
afterEach(async () => {
  await agent.stop();
  rmSync(home, { recursive: true, force: true });
});

const scan = (...args: string[]): Promise<Outcome> => command.run(['scan', ...args], { env: { DXKEY_DATA_DIR: agent.folder, HOME: home } });
const host = (): string => standin.url.replace('http://', '');
function put(name: string, text: string): string {
  const path = join(home, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}
/** A token of another computer, which the platform lists. */
async function listed(): Promise<string> {
  const { secret } = await standin.control.mint({ username: 'amy', label: 'laptop' });
  await agent.core.services.tokens.refresh({});
  return secret;
}
const isAlive = async (secret: string): Promise<boolean> => {
  const signature = createHash('sha256').update(secret).digest('hex');
  return (await standin.control.liveTokens('amy')).some((one) => one.signature === signature);
};

describe('dxkey scan', () => {
  it('finds what was left, asks on a yes that names the host, keeps, takes out, and leaves the rest byte for byte', async () => {
    const { secret } = await standin.control.mint({ username: 'amy', label: 'laptop' });
    const history = put('.bash_history', `ls\ndx login --token ${secret}\nexit\n`);
    const config = put(
      '.dnanexus_config/environment.json',
      JSON.stringify({ DX_SECURITY_CONTEXT: JSON.stringify({ auth_token: secret }) }),
    );
    const before = [history, config].map((path) => readFileSync(path, 'utf8'));

    const found = await scan();
    expect(found.code).toBe(1);
    expect(found.out).toContain(`${history}:2  dx login --token`);
    expect(found.out).toContain(`…${secret.slice(-4)}`);
    expect(found.out + found.err).not.toContain(secret);

    expect(await scan('--check', '--yes', '--host', 'api.dnanexus.com')).toMatchObject({ code: 2 });
    const kept = await scan('--check', '--host', host(), '--import', '--scrub', '--yes');
    expect(kept.code).toBe(0);
    expect(kept.err).toContain('2 places cleaned.\nA shell that is open may write its history back');
    expect(kept.out + kept.err).not.toContain(secret);
    for (const [at, path] of [history, config].entries())
      expect(readFileSync(path, 'utf8')).toBe(before[at]?.replace(secret, 'removed-by-dxkey-'.padEnd(secret.length, 'x')));
    expect([...agent.core.secrets.entries.values()]).toContain(secret);
    expect(await isAlive(secret)).toBe(true);
    expect((await scan()).out).toMatch(/no token found\.\n$/);
  });

  it('--json prints what was found, what was cleaned and what is left, and no token', async () => {
    const secret = await listed();
    const path = put('.env', `DX_API_TOKEN=${secret}\n`);
    const look = await scan('--json');
    const state = JSON.parse(look.out) as ScanState & { scrubbed: unknown; left: number };
    expect(look.code).toBe(1);
    expect(state).toMatchObject({ status: 'done', filesRead: 1, scrubbed: null, left: 1, skippedCount: 0, isCut: false });
    expect(state.tokens).toMatchObject([{ last4: secret.slice(-4), mayAsk: false, label: 'laptop', state: 'live' }]);
    expect(state.tokens[0]?.places).toMatchObject([{ path, line: 1, kind: 'env', context: 'variable', isScrubbed: false }]);
    const clean = await scan('--json', '--scrub', '--yes');
    expect({ code: clean.code, ...(JSON.parse(clean.out) as object) }).toMatchObject({
      code: 0,
      scrubbed: { scrubbedCount: 1, failed: [] },
      left: 0,
    });
    expect(look.out + clean.out).not.toContain(secret);
  });

  it('--import --rotate puts a new token in its place, and the found one dies', async () => {
    const secret = await listed();
    for (const { id } of await standin.control.jobs()) await standin.control.endJob(id);
    put('.netrc', `machine api.dnanexus.com login amy password ${secret}\n`);
    const done = await scan('--import', '--rotate', '--yes');
    expect(done.err).toContain('Rotated: laptop');
    await vi.waitFor(async () => {
      expect(await isAlive(secret)).toBe(false);
    }, 20_000);
    const labels = (await standin.control.liveTokens('amy')).map(({ label }) => label);
    expect(labels).toContain('laptop');
  });

  it('--revoke ends it on the platform, after saying what would stop', async () => {
    const secret = await listed();
    put('.Renviron', `DX_API_TOKEN=${secret}\n`);
    const done = await scan('--revoke', '--yes');
    expect(done.err).toMatch(/To revoke: laptop[^]*1 execution of this account run[^]*Revoked: laptop/);
    expect(await isAlive(secret)).toBe(false);
  });

  it('of PATHS looks through these alone, and says what it could not look into', async () => {
    const secret = await listed();
    put('.env', `DX_API_TOKEN=${secret}\n`);
    put('work/notes.txt', `nothing here\n`);
    const missing = join(home, 'nowhere');
    const done = await scan(join(home, 'work'), missing);
    expect(done).toMatchObject({ code: 0, out: '1 file looked at, no token found.\n' });
    expect(done.err).toBe(`Not looked into: ${missing} (could not be read).\n`);
  });

  it('nothing is done without a yes where nobody can be asked', async () => {
    const secret = await listed();
    const path = put('.env', `DX_API_TOKEN=${secret}\n`);
    expect(await scan('--scrub')).toMatchObject({ code: 5 });
    expect(readFileSync(path, 'utf8')).toContain(secret);
    expect(await scan('--rotate', '--revoke')).toMatchObject({ code: 2 });
  });
});

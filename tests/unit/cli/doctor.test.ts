import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CHECKS, FINDING_CODES, type FindingCode } from '../../../preload/contract/doctor';
import { findingText, fixedText } from '../../../main/cli/doctorText';
import { found, unchecked } from '../../../main/core/doctor/findings';
import { runAgent, type RunningAgent } from '../agent/runningAgent';
import { SECRET } from '../agent/scriptedServices';
import { buildCommand, type BuiltCommand } from './builtCommand';

// Each test starts the command itself.
vi.setConfig({ testTimeout: 60_000 });

const every = FINDING_CODES.map((what) => (what === 'unchecked' ? unchecked('tray') : found(what, { names: ['~/x'], count: -90_000 })));

describe('the words of the doctor', () => {
  it('every finding has its own check, and every check a finding', () => {
    expect(new Set(every.map(({ id }) => id))).toEqual(new Set(CHECKS));
  });

  it.each(every.filter(({ level }) => level !== 'ok').map((finding) => [finding.what, finding] as const))(
    '%s says what was found, why it matters and what mends it',
    (_what, finding) => {
      const [what = '', why = '', mend = '', ...rest] = findingText(finding).trimEnd().split('\n');
      expect(what).toMatch(/^(warning|fault) +[A-Z]/i);
      expect(what).not.toMatch(/[{}#]/);
      expect(why.trim()).toMatch(/\.$/);
      expect(mend.trim().length).toBeGreaterThan(10);
      expect(rest).toEqual([]);
    },
  );

  it('an escape sequence in a name reaches no terminal', () => {
    expect(findingText(found('permissionsOpen', { names: ['~/a\u001b[2Kb'] }))).not.toContain('\u001b');
  });

  it('says of each that may be mended that it was, or that it could not be', () => {
    const codes = every.flatMap<FindingCode>(({ what, mayFix }) => (mayFix ? [what] : []));
    for (const text of [fixedText({ fixed: codes, failed: [] }), fixedText({ fixed: [], failed: codes })])
      expect(
        text
          .trimEnd()
          .split('\n')
          .filter((line) => / (removed|yours alone)/.test(line)),
      ).toHaveLength(codes.length);
  });
});

describe('dxkey doctor', () => {
  let command: BuiltCommand;
  beforeAll(async () => {
    command = await buildCommand();
  });
  afterAll(() => {
    command.remove();
  });

  describe('with the app', () => {
    let agent: RunningAgent;
    beforeEach(async () => {
      agent = await runAgent();
    });
    afterEach(() => agent.stop());
    const doctor = (...args: string[]) => command.run(['doctor', ...args], { env: { DXKEY_DATA_DIR: agent.dataDir } });

    it('ends with 0 only when all is well, and takes from the app what only that knows', async () => {
      agent.world.findings = [found('keychainReady'), found('reachAnswers', { names: ['api.dnanexus.com'] }), found('trayPresent')];
      const well = await doctor();
      expect(well).toMatchObject({ code: 0, err: '' });
      expect(well.out).toContain('ok       Keychain     unlocked\n');
      expect(well.out).toContain('All is well.');
      agent.world.findings = [found('keychainLocked')];
      const locked = await doctor();
      expect(locked.code).toBe(1);
      expect(locked.out).toContain('0 faults, 1 warning.');
    });

    it('speaks of its own shell, not of the app’s, where the two may differ', async () => {
      agent.world.findings = [found('proxyNone'), found('dxFilesNone')];
      const env = { DXKEY_DATA_DIR: agent.dataDir, HTTPS_PROXY: 'http://amy:CANARY@proxy:1', NO_PROXY: 'x' };
      const { out } = await command.run(['doctor', '--json'], { env });
      expect(JSON.parse(out)).toMatchObject({ isWell: false });
      expect(out.match(/"id": "proxy"/g)).toHaveLength(1);
      expect(out).toContain('proxyBypassIgnored');
      expect(out).not.toContain('CANARY');
    });

    it('goes on with what it sees itself while the app is locked', async () => {
      agent.world.isLocked = true;
      const { code, out } = await doctor();
      expect(code).toBe(1);
      expect(out).toContain('warning  App          locked\n');
      expect(out).toContain('Keychain     there is none');
      expect(out).not.toContain(SECRET);
    });

    it('--fix closes what others could read, says so, and looks again', async () => {
      chmodSync(agent.dataDir, 0o755);
      expect((await doctor()).out).toMatch(/fault {4}Permissions {2}others may read .* \[fix]/);
      const { code, out } = await doctor('--fix');
      expect(code).toBe(0);
      expect(out).toContain('fixed    files and folders of dxkey are yours alone again\n');
      expect(statSync(agent.dataDir).mode & 0o777).toBe(0o700);
    });
  });

  describe('without the app', () => {
    it('says so, goes on, and starts nothing', async () => {
      const { code, out, err } = await command.run(['doctor']);
      expect({ code, err }).toEqual({ code: 1, err: '' });
      expect(out).toContain('warning  App          no desktop session here');
      expect(out).toContain('ok       Left over    nothing of killed shells');
    });

    it('--fix removes what killed shells left', async () => {
      const { XDG_RUNTIME_DIR = '' } = command.environment();
      chmodSync(XDG_RUNTIME_DIR, 0o700);
      const root = join(XDG_RUNTIME_DIR, 'dxkey-shells');
      mkdirSync(join(root, `${String(process.pid)}-1-0123456789abcdef`), { recursive: true, mode: 0o700 });
      chmodSync(root, 0o700);
      expect((await command.run(['doctor'])).out).toContain('1 folder of shells that are gone [fix]');
      const { out } = await command.run(['doctor', '--fix', '--json']);
      expect(JSON.parse(out)).toMatchObject({ fixed: ['leftoversFound'], failed: [] });
      expect(readdirSync(XDG_RUNTIME_DIR)).not.toContain('dxkey-shells');
    });

    it('asks no platform past a proxy, and none that no account is on', async () => {
      const { DXKEY_DATA_DIR: data = '' } = command.environment();
      mkdirSync(data, { recursive: true, mode: 0o700 });
      expect((await command.run(['doctor'])).out).toContain('no account yet');
      writeFileSync(join(data, 'index.json'), JSON.stringify({ version: 1, value: { accounts: [{ id: 'standin/user-amy' }] } }), {
        mode: 0o600,
      });
      const env = { DXKEY_STANDIN_URL: 'http://127.0.0.1:9' };
      const asked = await command.run(['doctor'], { env });
      expect(asked.out).toContain('127.0.0.1:9: cannot be reached');
      const proxied = await command.run(['doctor'], { env: { ...env, https_proxy: 'http://127.0.0.1:9' } });
      expect(proxied.out).toContain('not asked: the way goes by a proxy');
    });
  });

  describe('where something else listens in the app’s place', () => {
    let silent: Server;
    const data = (): string => join(command.environment().HOME ?? '', 'silent');
    beforeEach(async () => {
      const path = join(data(), 'run', 'agent.sock');
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      silent = createServer((socket) => socket.on('error', () => undefined).resume());
      await new Promise<void>((resolve) => silent.listen(path, resolve));
      chmodSync(path, 0o600);
    });
    afterEach(() => new Promise((resolve) => silent.close(resolve)));

    it('goes on with the rest, and says that the app does not answer', async () => {
      const { out } = await command.run(['doctor'], { env: { DXKEY_DATA_DIR: data() } });
      expect(out).toContain('fault    App          it does not answer');
      expect(out).toContain('Keychain     there is none');
    });
  });
});

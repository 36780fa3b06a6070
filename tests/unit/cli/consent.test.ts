import { realpathSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TestServices } from '../../fakes/createTestServices';
import { startAgentOnCore } from './agentOnCore';
import { buildCommand } from './builtCommand';
import type { BuiltCommand, Outcome } from './builtCommand';

vi.setConfig({ testTimeout: 60_000 });

/** This very process starts the command: it is the program that asks. */
const US = realpathSync(process.execPath);
const PASSPHRASE = 'correct horse battery staple';

let command: BuiltCommand;
let core: TestServices;
let folder: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  command = await buildCommand();
  ({ core, folder, stop } = await startAgentOnCore(undefined, command.file));
  await core.services.session.signIn({ platform: { kind: 'dnanexus' }, username: 'amy', password: 'CANARY-password-amy' });
  await dxkey('create', 'study', '--all-projects', 'VIEW', '--expires', 'month');
});
afterAll(async () => {
  await stop();
  command.remove();
});

const dxkey = (...args: string[]): Promise<Outcome> => command.run(args, { env: { DXKEY_DATA_DIR: folder } });
const converse = (args: string[], answers: [string, string][]): Promise<Outcome> =>
  command.converse(args, answers, { env: { DXKEY_DATA_DIR: folder } });

async function question() {
  await vi.waitFor(() => {
    expect(core.services.consent.state()).not.toBeNull();
  }, 20_000);
  const now = core.services.consent.state();
  if (now === null) throw new Error('nothing is asked');
  return now;
}

describe('dxkey policy', () => {
  it('shows and sets who may have a token; more only with a yes', async () => {
    expect((await dxkey('policy', 'study')).out).toMatch(/^study \(….{4}\): allow, any program may have it/);
    expect((await dxkey('policy', 'study', 'never')).out).toContain('never, no program may have it.');
    const refused = await dxkey('policy', 'study', 'listed');
    expect(refused).toMatchObject({ code: 5, out: '' });
    expect(refused.err).toContain('Say --yes to set it.');
    const set = await dxkey('policy', 'study', 'listed', '--program', '/bin/sh', '--not', process.execPath, '--yes', '--json');
    expect(JSON.parse(set.out)).toMatchObject({
      policy: {
        kind: 'listed',
        programs: [
          { path: realpathSync('/bin/sh'), isAllowed: true },
          { path: US, isAllowed: false },
        ],
      },
    });
    expect(set.err).toContain('runs scripts');
    expect((await dxkey('policy', 'study', 'sometimes')).code).toBe(2);
    expect((await dxkey('policy', 'study', '--program', '/no/such/program')).code).toBe(2);
    expect((await dxkey('policy', 'study', '--forget', process.execPath, '--forget', realpathSync('/bin/sh'), '--yes')).out).not.toContain(
      'may not',
    );
  });

  it('refuses with exit 5, the program by the system’s word, and the rule that would let it in', async () => {
    await dxkey('policy', 'study', 'listed', '--yes');
    for (const args of [
      ['env', 'study', '--shell', 'json'],
      ['exec', 'study', '--', 'true'],
      ['copy', 'study'],
    ]) {
      const refused = await dxkey(...args);
      expect(refused).toMatchObject({ code: 5 });
      expect(refused.err).toBe(
        'dxkey: Its policy gives that token to listed programs only, and this is none of them.\n`dxkey policy NAME` shows who may.\n' +
          `The program, as the system names it: ${US}\nTo let it in: dxkey policy NAME --program ${US}\n`,
      );
    }
    expect((await dxkey('policy', 'study', '--program', US, '--yes')).code).toBe(0);
    expect((await dxkey('exec', 'study', '--', 'true')).code).toBe(0);
    await dxkey('policy', 'study', '--forget', US);
  });
});

describe('a token whose policy is to ask', () => {
  it('is waited for, which is said, and served or refused by the answer', async () => {
    await dxkey('policy', 'study', 'ask', '--yes');
    for (const [answer, code] of [
      ['once', 0],
      ['deny', 5],
    ] as const) {
      const running = dxkey('exec', 'study', '--', 'true');
      const { id, asker } = await question();
      expect(asker).toMatchObject({ path: US, isByCommand: true });
      await core.services.consent.answer({ id, answer });
      const outcome = await running;
      expect(outcome.code).toBe(code);
      expect(outcome.err).toContain('dxkey asks in a window of its own whether this may be: waits up to 60 seconds for the answer.\n');
    }
    const unwaiting = await dxkey('copy', 'study', '--wait', '0');
    expect(unwaiting).toMatchObject({ code: 5, out: '' });
    expect((await dxkey('copy', 'study', '--wait', 'soon')).code).toBe(2);
  });

  it('is asked for on the terminal where there is no window, and without either refused with the rule', async () => {
    core.window.canAsk = false;
    const refused = await dxkey('exec', 'study', '--', 'true');
    expect(refused).toMatchObject({ code: 5, out: '' });
    expect(refused.err).toContain('there was neither a window nor a terminal to ask on');
    const yes = await converse(['exec', 'study', '--', 'echo', 'given'], [['Choose [q]:', '1\r']]);
    expect(yes).toMatchObject({ code: 0 });
    expect(yes.out).toContain('given');
    expect(yes.out.replace(/\s+/gu, ' ')).toContain('What it reaches: Reaches all your projects');
    const no = await converse(['exec', 'study', '--', 'echo', 'given'], [['Choose [q]:', '\r']]);
    expect(no.code).toBe(5);
    expect(no.out).not.toContain('\ngiven');
    core.window.canAsk = true;
  });
});

describe('a request behind the lock', () => {
  it('waits, says so, and is served once the app is unlocked', async () => {
    await dxkey('policy', 'study', 'allow', '--yes');
    await core.services.lock.setUp({ passphrase: PASSPHRASE });
    core.services.lock.lock('person');
    const unwaiting = await dxkey('exec', 'study', '--wait', '0', '--', 'true');
    expect(unwaiting).toMatchObject({ code: 5, out: '' });
    const child = command.start(['exec', 'study', '--', 'echo', 'given'], { env: { DXKEY_DATA_DIR: folder } });
    let [out, err] = ['', ''];
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const ended = new Promise((resolve) => child.once('close', resolve));
    await vi.waitFor(() => {
      expect(err).toBe('dxkey is locked: waits up to 60 seconds for it to be unlocked in its window.\n');
    }, 20_000);
    await core.services.lock.unlock({ passphrase: PASSPHRASE });
    expect(await ended).toBe(0);
    expect(out).toBe('given\n');
  });
});

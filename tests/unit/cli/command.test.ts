import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runAgent } from '../agent/runningAgent';
import type { RunningAgent } from '../agent/runningAgent';
import { PROJECT, SECRET, signedIn, signedOut, tokenRow } from '../agent/scriptedServices';
import { buildCommand } from './builtCommand';
import type { BuiltCommand } from './builtCommand';

const PASTED = 'PASTEDtokenABCDEFGHIJKLMNOPQRSTU';

// Each test starts the command itself, several times: slow where the processors are shared.
vi.setConfig({ testTimeout: 60_000 });

let command: BuiltCommand;
let agent: RunningAgent;

beforeAll(async () => {
  command = await buildCommand();
});
afterAll(() => {
  command.remove();
});
beforeEach(async () => {
  agent = await runAgent();
});
afterEach(async () => {
  await agent.stop();
});

const here = () => ({ env: { DXKEY_DATA_DIR: agent.dataDir } });
const dxkey = (...args: string[]) => command.run(args, here());
const piped = (input: string, ...args: string[]) => command.run(args, { ...here(), input });
const talk = (args: string[], answers: [string, string][]) => command.converse(args, answers, here());

describe('what is printed', () => {
  it.each(['status', 'whoami', 'login', 'logout', 'tokens', 'create', 'env', 'exec', 'copy', 'revoke', 'panic', 'import', 'select'])(
    '%s --help says how it is used',
    async (name) => {
      const { code, out } = await dxkey(name, '--help');
      expect(code).toBe(0);
      expect(out).toContain(`dxkey ${name}`);
      expect((await dxkey('--help')).out).toContain(`  ${name}`);
    },
  );

  it('status tells who is signed in and what is kept', async () => {
    const { code, out } = await dxkey('status');
    expect(code).toBe(0);
    expect(out).toContain('signed in as amy on Stand-in');
    expect(out).toContain('1 kept on this computer');
    agent.world.session = signedOut;
    expect((await dxkey('status')).code).toBe(3);
  });

  it('status tells how long is left without activity, and who says so', async () => {
    const idle = {
      limitMs: 900_000,
      from: 'org',
      orgName: 'Riverside Lab',
      isPolicyRead: true,
      isWarning: false,
      activity: 'computer',
      sensor: 'working',
    } as const;
    const open = signedIn as Extract<typeof signedIn, { status: 'signedIn' }>;
    agent.world.session = { ...open, idle: { ...idle, deadlineMs: Date.now() + 10_000_000 } };
    expect((await dxkey('status')).out).toContain('Idle       15 min left of 15 min without activity, as Riverside Lab sets\n');
    const poor = { ...idle, from: 'unreadable', isPolicyRead: false, sensor: 'dead', activity: 'app', deadlineMs: 0 } as const;
    agent.world.session = { ...open, idle: poor };
    const { out } = await dxkey('status');
    expect(out).toContain('the sign-out policy of Riverside Lab could not be read: ask its administrators');
    expect(out).toContain('only use of the window counts');
  });

  it.each([
    ['status', { keychain: 'ready', heldCount: 1 }],
    ['whoami', { openedBy: 'password' }],
    ['tokens', { source: 'platform' }],
  ])('%s --json is data', async (name, expected) => {
    expect(JSON.parse((await dxkey(name, '--json')).out)).toMatchObject(expected);
  });

  it('tokens shows no secret, no colour and no escape sequence of a label', async () => {
    agent.world.rows = [tokenRow({ label: 'evil\u001b[2Jname' })];
    const { out } = await dxkey('tokens');
    expect(out).toContain('evil?[2Jname');
    expect(out).not.toContain('\u001b');
    expect(out).not.toContain(SECRET);
  });

  it('whoami asks the platform', async () => {
    expect((await dxkey('whoami')).out).toBe('user-amy on Stand-in\n');
    agent.world.session = signedOut;
    expect(await dxkey('whoami')).toMatchObject({ code: 3, out: '' });
  });
});

describe('secrets on argv', () => {
  it.each([
    ['login', ['login', '--token-stdin', PASTED]],
    ['an option', ['login', `--token=${PASTED}`]],
    ['env', ['env', PASTED]],
  ])('are refused, not repeated and called exposed (%s)', async (_, args) => {
    const { code, out, err } = await dxkey(...args);
    expect(code).toBe(2);
    expect(err).toContain('exposed');
    expect(out + err).not.toContain(PASTED);
    expect(agent.world.calls).toEqual([]);
  });

  it('--password is refused with its reason', async () => {
    const { code, err } = await dxkey('login', '--password', 'hunter2');
    expect(code).toBe(2);
    expect(err).toContain('--password is not taken');
    expect(err).not.toContain('hunter2');
  });

  it("an argument of exec's own command is nobody's business", async () => {
    expect(await dxkey('exec', '--', 'echo', PASTED)).toMatchObject({ code: 0, out: `${PASTED}\n` });
  });
});

describe('usage', () => {
  it.each([
    [['nonesuch']],
    [['status', 'extra']],
    [['tokens', '--bogus']],
    [['copy']],
    [['create', 'x']],
    [['create', 'x', '--full', '--no-keep']],
    [['exec']],
    [['import']],
    [['login']],
    [[]],
  ])('%j ends with 2', async (args) => {
    expect((await dxkey(...args)).code).toBe(2);
  });
});

describe('signing in', () => {
  beforeEach(() => {
    agent.world.session = signedOut;
  });

  it('takes a token from stdin and shows whose it is', async () => {
    const { code, err, out } = await piped(`${PASTED}\n`, 'login', '--token-stdin', '--label', 'ci');
    expect(code).toBe(0);
    expect(err).toContain("This token (…RSTU) is amy's on Stand-in");
    expect(out).toContain('Signed in as amy');
    expect(agent.world.typed).toEqual([PASTED]);
    expect(agent.world.calls).toContain('keepToken ci');
    expect(out + err).not.toContain(PASTED);
  });

  it('leaves nothing standing in the window where the keychain refuses the token', async () => {
    const { code, err } = await piped(`${PASTED}\n`, 'login', '--token-stdin', '--label', 'too much');
    expect(code).toBe(6);
    expect(err).toContain('The keychain is locked. What it holds stays in it, and nothing was written elsewhere.');
    expect(agent.world.calls.at(-1)).toBe('cancel');
  });

  it('refuses what is no token before anybody is asked', async () => {
    expect(await piped('two words\n', 'login', '--token-stdin')).toMatchObject({ code: 2 });
    expect(agent.world.calls).toEqual([]);
  });

  it('never asks without a terminal', async () => {
    const { code, err } = await dxkey('login');
    expect(code).toBe(2);
    expect(err).toContain('--token-stdin');
  });

  it('asks for username (the last one offered), password unseen, and code; then offers a project', async () => {
    agent.world.beginFails = null;
    const { code, out } = await talk(
      ['login'],
      [
        ['Username [amy]: ', '\r'],
        ['Password: ', 'wrong\r'],
        ['Password: ', 'righx\u007ft\r'],
        ['Code (or a back-up code): ', '123456\r'],
        ['Default project', '1\r'],
      ],
    );
    expect(code).toBe(0);
    expect(agent.world.typed).toEqual(['wrong', 'right', '123456']);
    expect(out).not.toContain('right');
    expect(out).toContain('did not accept this username and password');
    expect(out).toContain('Signed in as amy');
    expect(agent.world.calls).toContain(`setProject ${PROJECT}`);
  });

  it('makes the shell token where the project needs one', async () => {
    agent.world.rows = [];
    const { code } = await talk(
      ['login', '--username', 'amy', '--project', PROJECT],
      [
        ['Password: ', 'right\r'],
        ['Code', '123456\r'],
        ['Choose [1]', '\r'],
        ['At which level', 'view\r'],
        ['For how long', '7d\r'],
      ],
    );
    expect(code).toBe(0);
    const minted = agent.world.calls.find((call) => call.startsWith('mint'));
    expect(minted).toContain(`"scope":{"kind":"projects","projects":{"${PROJECT}":"VIEW"}}`);
    expect(minted).toContain('"isShellToken":true');
  });

  it('beside an open account adds another one; the same one again is said, and nothing is asked or changed', async () => {
    agent.world.session = signedIn;
    const again = await talk(['login', '--username', 'Amy'], []);
    expect(again.code).toBe(0);
    expect(again.out).toContain('Signed in as amy on Stand-in already; nothing was changed.');
    expect(agent.world.typed).toEqual([]);
    const other = await talk(
      ['login', '--username', 'ben', '--noprojects'],
      [
        ['Password: ', 'right\r'],
        ['Code', '123456\r'],
      ],
    );
    expect(other.code).toBe(0);
    expect(agent.world.typed).toEqual(['right', '123456']);
    agent.world.typed.length = 0;
    const elsewhere = await talk(['login', '--username', 'amy', '--platform', 'https://other.example'], [['Password: ', '\u0003']]);
    expect(elsewhere.code).toBe(130);
  });

  it('is cancelled by Ctrl-C, and the sign-in is not left standing', async () => {
    const { code } = await talk(
      ['login', '--username', 'amy', '--noprojects'],
      [
        ['Password: ', 'right\r'],
        ['Code', '\u0003'],
      ],
    );
    expect(code).toBe(130);
    expect(agent.world.calls).toContain('cancel');
  });
});

describe('signing out', () => {
  const byToken = () => {
    agent.world.session = {
      ...(signedIn as Extract<typeof signedIn, { status: 'signedIn' }>),
      openedBy: 'token',
      tokenSignature: 'ab'.repeat(32),
    };
  };

  it('destroys a session opened by password', async () => {
    expect(await dxkey('logout')).toMatchObject({ code: 0, out: 'Signed out.\n' });
    expect(agent.world.calls).toEqual(['signOut destroy']);
  });

  it('does not decide over a token that opened the session where nobody can be asked', async () => {
    byToken();
    expect((await dxkey('logout')).code).toBe(2);
    expect(agent.world.calls).toEqual([]);
    expect((await dxkey('logout', '--forget')).code).toBe(0);
    expect(agent.world.calls).toEqual(['signOut forget']);
  });

  it('asks on a terminal, and forgets by default', async () => {
    byToken();
    expect((await talk(['logout'], [['[F/d]', '\r']])).code).toBe(0);
    expect(agent.world.calls).toEqual(['signOut forget']);
  });

  it('says what would stop, and does not stop it unasked', async () => {
    byToken();
    agent.world.running = { isKnown: true, count: 2 };
    const { code, err } = await dxkey('logout', '--destroy');
    expect(code).toBe(5);
    expect(err).toContain('2 executions');
    expect((await dxkey('logout', '--when-done')).code).toBe(0);
    expect(agent.world.calls).toEqual(['signOut destroyWhenDone']);
  });

  const held = {
    id: 'l',
    signature: 'ab'.repeat(32),
    kind: 'exec',
    pid: 41,
    program: 'nextflow',
    folder: null,
    terminal: null,
    sinceMs: 1,
  } as const;

  it('asks what becomes of commands that hold a token, and lets them finish by default', async () => {
    agent.world.leases = [held];
    const asked = await talk(['logout'], [['End it?', '\r']]);
    expect(asked.out).toContain('nextflow (41), by exec');
    agent.world.session = signedIn;
    expect((await talk(['logout'], [['End it?', 'y\r']])).code).toBe(0);
    expect(agent.world.calls).toEqual(['signOut destroy', 'signOut destroy, commands too']);
  });

  it('takes the answer as an option, and where nobody can be asked ends nothing', async () => {
    agent.world.leases = [held];
    expect((await dxkey('logout')).code).toBe(0);
    agent.world.session = signedIn;
    expect((await dxkey('logout', '--end-commands')).code).toBe(0);
    expect((await dxkey('logout', '--end-commands', '--let-finish')).code).toBe(2);
    expect(agent.world.calls).toEqual(['signOut destroy', 'signOut destroy, commands too']);
  });

  it('ends with 3 where nobody is signed in', async () => {
    agent.world.session = signedOut;
    expect((await dxkey('logout')).code).toBe(3);
  });
});

describe('tokens', () => {
  it('are made with the access that was said, and not printed', async () => {
    const { code, out, err } = await dxkey('create', 'laptop', '--project', `${PROJECT}:VIEW`, '--expires', '7d', '--away');
    expect(code).toBe(0);
    expect(out + err).not.toContain(SECRET);
    expect(agent.world.calls[0]).toContain(`"projects":{"${PROJECT}":"VIEW"}`);
    expect(agent.world.calls[0]).toContain('"worksWhileAway":true');
  });

  it('start at the least: a project by its name, VIEW, a week', async () => {
    const { code, err } = await dxkey('create', 'laptop', '--project', 'A project');
    expect(code).toBe(0);
    const asked = JSON.parse(agent.world.calls[0]?.slice('mint '.length) ?? '') as { scope: unknown; expiresMs: number };
    expect(asked.scope).toEqual({ kind: 'projects', projects: { [PROJECT]: 'VIEW' } });
    expect(Math.round((asked.expiresMs - Date.now()) / 3_600_000)).toBe(7 * 24);
    expect(err).toContain('Reaches 1 project at VIEW; who pays is unknown; whether it reaches PHI is unknown.');
  });

  it('ask the platform to leave PHI out where that was said, and say of PHI what they said without', async () => {
    const said = (await dxkey('create', 'laptop', '--project', 'A project')).err.split('\n')[0];
    const asking = await dxkey('create', 'laptop', '--project', 'A project', '--leave-phi-out');
    expect(agent.world.calls.filter((call) => call.includes('"leavesPhiOut":true'))).toHaveLength(1);
    expect(asking.err.split('\n')[0]).toBe(said);
    expect((await dxkey('create', 'laptop', '--full', '--leave-phi-out')).code).toBe(2);
  });

  it('take the default project of this computer where nothing was said, and else name the line to run', async () => {
    expect((await dxkey('create', 'laptop')).err).toContain('dxkey create LABEL --project NAME:VIEW');
    expect(agent.world.calls).toEqual([]);
    agent.world.rows = [tokenRow({ defaultProject: { id: PROJECT, name: 'A project' } })];
    const { code, err } = await dxkey('create', 'laptop');
    expect([code, err]).toEqual([0, expect.stringContaining('the default project A project, VIEW')]);
    expect(agent.world.calls[0]).toContain(`"projects":{"${PROJECT}":"VIEW"}`);
  });

  it('leave their end to the platform only where that was said', async () => {
    await dxkey('create', 'laptop', '--full', '--expires', 'month');
    expect(agent.world.calls[0]).toContain('"expiresMs":null');
  });

  it('are made of no project that does not exist by that name', async () => {
    expect((await dxkey('create', 'laptop', '--project', 'proj')).code).toBe(2);
    expect((await dxkey('create', 'laptop', '--project', 'nonesuch')).code).toBe(8);
    expect(agent.world.calls).toEqual([]);
  });

  it('are asked about on a terminal, once what they reach has been said; --yes does not ask', async () => {
    const args = ['create', 'laptop', '--project', `${PROJECT}:UPLOAD`, '--print'];
    const refused = await talk(args, [['Make it? [Y/n]', 'n\r']]);
    expect(refused.code).toBe(5);
    expect(refused.out).toContain('Reaches 1 project at UPLOAD');
    expect(agent.world.calls).toEqual([]);
    expect(await talk([...args, '--yes'], [])).toMatchObject({ code: 0, out: expect.stringContaining(SECRET) as string });
  });

  it('are printed with --print, alone on stdout', async () => {
    expect(await dxkey('create', 'laptop', '--full', '--print')).toMatchObject({ code: 0, out: `${SECRET}\n` });
    expect(JSON.parse((await dxkey('create', 'laptop', '--full', '--json')).out)).toMatchObject({ secret: null, row: { label: 'laptop' } });
  });

  it('are imported from stdin', async () => {
    expect((await piped(PASTED, 'import', '--stdin', '--label', 'ci')).out).toBe('Kept ci (…RSTU).\n');
    expect(agent.world.typed).toEqual([PASTED]);
  });

  it('are copied by the app', async () => {
    const { out } = await dxkey('copy', 'QRST');
    expect(out).toMatch(/^Copied dxkey laptop \(…QRST\)\. Cleared in (29|30) s\.\n$/);
  });

  it('of one name are told apart, by number 4', async () => {
    agent.world.rows = [tokenRow(), tokenRow({ signature: 'ef'.repeat(32), last4: 'WXYZ' })];
    const { code, err } = await dxkey('copy', 'dxkey laptop');
    expect(code).toBe(4);
    expect(err).toContain('…WXYZ  efefefefefef');
    expect((await dxkey('copy', 'nonesuch')).code).toBe(4);
  });

  it('that made others are revoked, and a session is ended, with that said', async () => {
    agent.world.childCount = 2;
    expect((await dxkey('revoke', 'QRST')).err).toContain('2 tokens were made by it; DNAnexus does not say whether they end with it.');
    const left = await dxkey('logout');
    expect(left).toMatchObject({ code: 0, out: 'Signed out.\n' });
    expect(left.err).toContain('2 tokens were made by it');
  });

  it('are revoked only after asking', async () => {
    const refused = await dxkey('revoke', 'QRST');
    expect(refused.code).toBe(5);
    expect(refused.err).toContain('No execution');
    expect((await talk(['revoke', 'QRST'], [['Revoke it?', 'n\r']])).code).toBe(5);
    expect(agent.world.calls).toEqual([]);
    expect(await dxkey('revoke', 'QRST', '--yes')).toMatchObject({ code: 0, out: 'Revoked dxkey laptop (…QRST).\n' });
    agent.world.running = { isKnown: true, count: 1 };
    expect((await talk(['revoke', 'QRST'], [['Revoke it now', 'done\r']])).code).toBe(0);
    expect(agent.world.calls).toEqual(['revoke abab now', 'revoke abab whenJobsDone']);
  });

  it('are paused, at once where nobody has them, else only after asking, and resumed', async () => {
    const paused = await dxkey('pause', 'QRST');
    expect(paused).toMatchObject({ code: 0, err: '' });
    expect(paused.out).toMatch(/^Paused dxkey laptop \(…QRST\): it is given to nobody until `dxkey resume`\.\n/);
    const lease = { id: 'l1', signature: 'ab'.repeat(32), program: 'make', folder: null, terminal: null, sinceMs: 1 };
    agent.world.leases = [
      { ...lease, kind: 'exec', pid: 77 },
      { ...lease, id: 'l2', kind: 'env', program: 'bash', pid: 78 },
    ];
    const refused = await dxkey('pause', 'QRST');
    expect(refused.code).toBe(5);
    expect(refused.err).toContain('make (77) is stopped.\nbash (78) keeps running; its private folder is emptied.\n');
    expect(refused.err).toContain('What a process has already read only a revoke takes back.');
    expect((await talk(['pause', 'QRST'], [['Pause it?', 'n\r']])).code).toBe(5);
    expect(agent.world.calls).toEqual(['pause abab']);
    expect((await dxkey('pause', 'QRST', '--yes')).out).toContain('2 processes that had it ended or lost its private folder.');
    expect(await dxkey('resume', 'QRST')).toMatchObject({ code: 0, out: 'dxkey laptop (…QRST) can be used again.\n' });
    expect(agent.world.calls).toEqual(['pause abab', 'pause abab', 'resume abab']);
  });

  it('have a default project, by id or exact name', async () => {
    expect((await dxkey('select')).out).toContain(PROJECT);
    expect((await dxkey('select', 'A project')).out).toBe(`Default project of dxkey laptop (…QRST): ${PROJECT} A project\n`);
    expect((await dxkey('select', '--none')).code).toBe(0);
    expect((await dxkey('select', 'project')).code).toBe(2);
    expect(agent.world.calls).toEqual([`setProject ${PROJECT}`, 'setProject none']);
  });
});

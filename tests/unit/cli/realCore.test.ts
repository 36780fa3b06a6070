import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { TestServices } from '../../fakes/createTestServices';
import { startAgentOnCore } from './agentOnCore';
import { buildCommand } from './builtCommand';
import type { BuiltCommand, Outcome } from './builtCommand';

vi.setConfig({ testTimeout: 60_000 });

let command: BuiltCommand;
let core: TestServices;
let folder: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  command = await buildCommand();
  ({ core, folder, stop } = await startAgentOnCore());
});
afterAll(async () => {
  await stop();
  command.remove();
});

const dxkey = (...args: string[]): Promise<Outcome> => command.run(args, { env: { DXKEY_DATA_DIR: folder } });

it('does the main job on the real core: sign in, make a token, lend it, revoke it, sign out', async () => {
  expect((await dxkey('status')).code).toBe(3);
  expect((await dxkey('env')).code).toBe(3);
  await core.services.session.signIn({ platform: { kind: 'dnanexus' }, username: 'amy', password: 'CANARY-password-amy' });
  expect((await dxkey('whoami')).out).toBe('user-amy on DNAnexus\n');

  expect(await dxkey('create', '--shell-token', '--all-projects', 'VIEW', '--expires', 'month')).toMatchObject({ code: 0, out: '' });
  const { rows } = JSON.parse((await dxkey('tokens', '--json')).out) as {
    rows: { label: string; isShellToken: boolean; signature: string; last4: string }[];
  };
  const shell = rows.find((row) => row.isShellToken);
  expect(shell?.label).toMatch(/^dxkey /);

  const lent = await dxkey('exec', '--', 'sh', '-c', 'echo "$DXKEY_SIGNATURE $DX_USERNAME"; test -d "$DX_USER_CONF_DIR"');
  expect(lent).toMatchObject({ code: 0, out: `${shell?.signature ?? ''} amy\n` });
  expect(core.services.grants.leases()).toEqual([]);

  const { set } = JSON.parse((await dxkey('env', '--shell', 'json')).out) as { set: Record<string, string> };
  expect(set.DX_SECURITY_CONTEXT).toContain('auth_token');
  expect(core.services.grants.leases().map((lease) => lease.pid)).toEqual([process.pid]);

  expect((await dxkey('revoke', shell?.last4 ?? '', '--yes')).out).toMatch(/^Revoked dxkey /);
  expect(core.services.grants.leases()).toEqual([]);
  expect((await dxkey('env')).code).toBe(5);
  expect(await dxkey('logout')).toMatchObject({ code: 0, out: 'Signed out.\n' });
  expect((await dxkey('whoami')).code).toBe(3);
});

it('pauses a token: a command that runs with it is stopped, the next gets none, with words and a number of its own', async () => {
  await core.services.session.signIn({ platform: { kind: 'dnanexus' }, username: 'amy', password: 'CANARY-password-amy' });
  await dxkey('create', 'paused', '--all-projects', 'VIEW', '--expires', 'month');
  const running = dxkey('exec', 'paused', '--', 'sleep', '60');
  await vi.waitFor(() => {
    expect(core.services.grants.leases()).toHaveLength(1);
  }, 20_000);
  expect(await dxkey('pause', 'paused')).toMatchObject({ code: 5, out: '' });
  expect(core.services.grants.leases()).toHaveLength(1);
  expect((await dxkey('pause', 'paused', '--yes')).code).toBe(0);
  expect((await running).code).toBe(143);
  expect((await dxkey('tokens')).out).toMatch(/paused .* paused /);
  const refused = await dxkey('exec', 'paused', '--', 'true');
  expect(refused).toMatchObject({ code: 11, out: '' });
  expect(refused.err).toBe('dxkey: That token is paused: it is given to nobody.\nRun `dxkey resume NAME` when it may be used again.\n');
  expect((await dxkey('copy', 'paused')).code).toBe(11);
  expect((await dxkey('resume', 'paused')).code).toBe(0);
  expect((await dxkey('exec', 'paused', '--', 'true')).code).toBe(0);
  expect((await dxkey('logout')).code).toBe(0);
});

it('means another account than the shown one only where it is named, and guesses at none', async () => {
  await core.services.session.signIn({ platform: { kind: 'dnanexus' }, username: 'amy', password: 'CANARY-password-amy' });
  await dxkey('create', 'here', '--all-projects', 'VIEW', '--expires', 'month');
  core.services.accounts.add();
  await core.services.session.signIn({ platform: { kind: 'staging' }, username: 'amy', password: 'CANARY-password-amy' });
  await dxkey('create', 'there', '--all-projects', 'VIEW', '--expires', 'month');

  expect((await dxkey('accounts')).out).toMatch(/^ACCOUNT +PLATFORM +STATE[^\n]*\namy +DNAnexus +signed in[^\n]*\namy \* +\S.*signed in/);
  expect((await dxkey('tokens')).out).toContain('there');
  const named = (await dxkey('tokens', '--account', 'dnanexus/user-amy')).out;
  expect([named.includes('here'), named.includes('there')]).toEqual([true, false]);
  expect((await dxkey('tokens', '--account', 'AMY@dnanexus')).out).toBe(named);

  const signature = (token: string | undefined) => core.platform.issued.find((one) => one.secret === token?.trim())?.label;
  const print = ['--', 'sh', '-c', 'echo "$DX_SECURITY_CONTEXT" | sed "s/.*auth_token\\": *\\"//; s/\\".*//"'];
  expect(signature((await dxkey('exec', 'here', '--account', 'amy@DNAnexus', ...print)).out)).toBe('here');
  expect((await dxkey('exec', 'here', ...print)).code).toBe(4);
  expect(await dxkey('exec', 'there', '--account', 'dnanexus/user-amy', ...print)).toMatchObject({ code: 4, out: '' });

  expect(await dxkey('tokens', '--account', 'amy')).toMatchObject({ code: 2, out: '' });
  expect(await dxkey('tokens', '--account', 'nobody')).toMatchObject({ code: 3, out: '' });
  expect((await dxkey('status', '--account', 'amy')).code).toBe(2);
});

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../main/core/errors';
import { buildCommand } from '../unit/cli/builtCommand';
import type { BuiltCommand } from '../unit/cli/builtCommand';
import { startHookWorld } from './hookWorld';
import type { HookWorld } from './hookWorld';
import { ALL_SHELLS, unlessInstalled } from './shells';

vi.setConfig({ testTimeout: 20_000 });

const HOUR_MS = 3_600_000;
const PROJECT = 'project-0123456789BFGJKPQVXYZbfg';
const DAY_MS = 24 * HOUR_MS;
let command: BuiltCommand;
let world: HookWorld;

beforeAll(async () => {
  command = await buildCommand();
});
afterAll(() => {
  command.remove();
});
beforeEach(async () => {
  world = await startHookWorld(command);
});
afterEach(async () => {
  await world.stop();
});

const HOOKED = ALL_SHELLS.filter(({ name }) => name === 'bash' || name === 'zsh' || name === 'fish');

const STATE = '$DXKEY_PROMPT$DX_SECURITY_CONTEXT$DXKEY_SIGNATURE$DX_USER_CONF_DIR';

/** How a token ends is the app's part, which is the same for all shells. */
const ENDS: readonly [string, (signature: string) => Promise<unknown>][] = [
  ['revoked', (signature) => world.core.services.tokens.revoke({ signature, when: 'now' })],
  ['ended by its time', () => world.core.clock.advance(2 * HOUR_MS)],
  ['signed out of', () => world.core.services.session.signOut({ kind: 'destroy', commands: 'end' })],
];

describe.each(HOOKED)('the hook in a real shell at a terminal: $name', (shell) => {
  const on = (args = ''): string => shell.evaluate(`dxkey env ${args}`);

  describe.skipIf(!shell.isInstalled)(unlessInstalled(shell), () => {
    it('shows whose token and for how long, follows a rotation, and starts nothing while nothing changed', async () => {
      const old = await world.mint('laptop', { expiresMs: Date.now() + 5 * DAY_MS + HOUR_MS });
      const session = world.open(shell);
      expect(await session.ask([on('laptop')], '$DXKEY_PROMPT$DXKEY_SIGNATURE')).toBe(`(amy 5d) ${old}`);
      const folder = await session.ask([], '$DX_USER_CONF_DIR');
      expect(session.shown()).toContain('(amy 5d) ');
      world.calls();
      await session.ask(['true', 'cd /', 'cd /tmp', 'true'], 'x');
      expect(world.calls()).toBe(0);

      const wish = { scope: null, lengthMs: 9 * DAY_MS + HOUR_MS, old: 'revoke', mayRevokeExposed: false } as const;
      const { row } = await world.core.services.rotations.rotate({ signature: old, ...wish });
      await vi.waitFor(() => {
        expect(readFileSync(join(folder, 'dxkey-stamp'), 'utf8')).toBe('changed\n');
      });
      expect(world.core.platform.isAlive(old)).toBe(true);
      expect(await session.ask(['true'], '$DXKEY_PROMPT$DXKEY_SIGNATURE')).toBe(`(amy 9d) ${row?.signature ?? ''}`);
      expect(world.calls()).toBe(1);
      await vi.waitFor(() => {
        expect(world.core.platform.isAlive(old)).toBe(false);
      });
      await session.ask(['true'], 'x');
      expect(world.calls()).toBe(0);
    });

    it('loses what is paused, says so, and has it again when it is resumed', async () => {
      const signature = await world.mint('laptop');
      const session = world.open(shell);
      await session.ask([on('laptop')], 'x');
      await world.andWake(() => world.core.services.tokens.pause({ signature }));
      expect(await session.ask(['true'], STATE)).toBe('(no token) ');
      expect(session.shown()).toContain('paused');
      world.calls();
      await session.ask(['true', 'true'], 'x');
      expect(world.calls()).toBe(0);
      await world.andWake(() => world.core.services.tokens.resume({ signature }));
      expect(await session.ask(['true'], '$DXKEY_SIGNATURE')).toBe(signature);
    });

    it.each(ENDS.slice(0, shell.name === 'bash' ? ENDS.length : 1))('unsets all that belongs to a token that is %s', async (_, end) => {
      const signature = await world.mint('laptop', { expiresMs: world.core.clock.now() + HOUR_MS });
      const session = world.open(shell);
      await session.ask([on('laptop')], 'x');
      await end(signature);
      await vi.waitFor(() => {
        expect(world.core.services.grants.leases()).toEqual([]);
      });
      expect(await session.ask(['true'], STATE)).toBe('(no token) ');
    });

    it('warns once, an hour before the end, and asks again when its own clock says that the time is over', async () => {
      const signature = await world.mint('laptop', { expiresMs: Date.now() + HOUR_MS / 2 });
      const session = world.open(shell);
      const folder = await session.ask([on('laptop'), 'true', 'true'], '$DX_USER_CONF_DIR');
      expect(await session.ask([], '$DXKEY_PROMPT')).toMatch(/^\(amy (29|30)m\) $/);
      expect(session.shown().split('the token of this shell ends in').length - 1).toBe(1);
      world.calls();
      writeFileSync(join(folder, 'dxkey-stamp'), 'live 1000 amy\n');
      expect(await session.ask(['true'], '$DXKEY_SIGNATURE')).toBe(signature);
      expect(world.calls()).toBe(1);
    });

    it('never breaks the prompt where dxkey or the app is gone, and keeps no dead token', async () => {
      const signature = await world.mint('laptop');
      const session = world.open(shell);
      const path = shell.name === 'fish' ? 'set -gx PATH /usr/bin /bin' : 'PATH=/usr/bin:/bin';
      await session.ask([on('laptop'), path], 'x');
      await world.core.services.tokens.pause({ signature });
      expect(await session.ask(['true', 'true'], STATE)).toBe('(no token) ');
      expect(session.shown()).not.toMatch(/not found|Unknown command/i);

      const other = world.open(shell);
      await world.core.services.tokens.resume({ signature });
      const folder = await other.ask([on('laptop')], '$DX_USER_CONF_DIR');
      await world.quit();
      expect(await other.ask(['true'], '$DXKEY_SIGNATURE')).toBe(signature);
      writeFileSync(join(folder, 'dxkey-stamp'), 'changed\n');
      expect(await other.ask(['true', 'true'], STATE)).toBe('(no token) ');
      expect(other.shown()).toContain('is not running');
    });

    it('keeps what stands in a stamp out of the prompt and out of arithmetic', async () => {
      await world.mint('laptop');
      const session = world.open(shell);
      const folder = await session.ask([on('laptop')], '$DX_USER_CONF_DIR');
      const canary = join(world.home, 'canary');
      writeFileSync(join(folder, 'dxkey-stamp'), `live a[$(touch ${canary})] $(touch\${IFS}${canary})%n\n`);
      expect(await session.ask(['true'], '$DXKEY_PROMPT')).toBe('(dxkey) ');
      expect(existsSync(canary)).toBe(false);
    });

    it('gives a directory the token of its rule once that was allowed, and goes back to what was chosen before', async () => {
      await world.mint('laptop');
      await world.signInBen();
      const bens = await world.mint('theirs', { accountId: 'dnanexus/user-ben', expiresMs: Date.now() + 8 * DAY_MS + HOUR_MS });
      const project = join(world.home, 'project');
      mkdirSync(join(project, 'below'), { recursive: true });
      writeFileSync(join(project, '.dxkey'), 'account = ben\ntoken = theirs\n');
      const session = world.open(shell);
      const mine = await session.ask([on('laptop --account amy')], '$DXKEY_SIGNATURE');
      expect(await session.ask([`cd ${project}`], '$DX_USERNAME$DXKEY_RULE')).toBe('amy');
      expect(session.shown()).toContain('is not allowed');
      expect(await session.ask(['dxkey allow'], '$DXKEY_PROMPT$DXKEY_SIGNATURE $DXKEY_RULE')).toBe(`(ben 8d) ${bens} ${project}`);
      world.calls();
      await session.ask(['cd below', 'true'], 'x');
      expect(world.calls()).toBe(0);
      expect(await session.ask(['cd /'], '$DXKEY_SIGNATURE$DXKEY_RULE')).toBe(mine);
      expect(await session.ask([`cd ${project}`], '$DXKEY_SIGNATURE')).toBe(bens);
      writeFileSync(join(project, '.dxkey'), 'account = ben\ntoken = other\n');
      expect(await session.ask(['true'], '$DXKEY_SIGNATURE$DXKEY_RULE')).toBe(mine);
    });

    it('gives a mapped folder its token, follows a change of the map, and lets an allowed file in it go before', async () => {
      await world.mint('laptop');
      await world.signInBen();
      const bens = await world.mint('theirs', { accountId: 'dnanexus/user-ben' });
      const folder = join(world.home, 'mapped');
      mkdirSync(join(folder, 'below'), { recursive: true });
      const rule = { folder, accountId: 'dnanexus/user-ben', label: 'theirs', project: null, needs: null };
      const session = world.open(shell);
      const mine = await session.ask([on('laptop --account amy')], '$DXKEY_SIGNATURE');
      world.map([rule]);
      expect(await session.ask([`cd ${folder}/below`], '$DXKEY_SIGNATURE$DXKEY_RULE')).toBe(`${bens}${folder}`);
      world.calls();
      await session.ask(['cd ..', 'true', 'cd below'], 'x');
      expect(world.calls()).toBe(0);
      world.map([{ ...rule, accountId: 'dnanexus/user-amy', label: 'laptop' }]);
      expect(await session.ask(['true'], '$DX_USERNAME$DXKEY_RULE')).toBe(`amy${folder}`);
      writeFileSync(join(folder, '.dxkey'), 'account = ben\ntoken = theirs\n');
      expect(await session.ask(['cd ..', 'dxkey allow'], '$DXKEY_SIGNATURE$DXKEY_RULE')).toBe(`${bens}${folder}`);
      world.map([]);
      expect(await session.ask(['cd /'], '$DXKEY_SIGNATURE$DXKEY_RULE')).toBe(mine);
    });

    it('refuses a project that the account does not have, and says whose it is', async () => {
      await world.mint('laptop');
      await world.signInBen();
      await world.mint('theirs', { accountId: 'dnanexus/user-ben' });
      world.core.platform.projects = [{ id: PROJECT, name: 'Theirs', level: 'ADMINISTER', region: null, billTo: null, containsPhi: null }];
      const describe = world.core.platform.describeProject.bind(world.core.platform);
      world.core.platform.describeProject = (platform, bearer, id) => {
        const { userId } = world.core.platform.issued.find((one) => one.secret === bearer) ?? {};
        return userId === 'user-ben' ? describe(platform, bearer, id) : Promise.reject(new AppError('NOT_FOUND'));
      };
      const session = world.open(shell);
      await session.ask([on('laptop --account amy')], 'x');
      const choose = shell.name === 'fish' ? `set -gx DX_PROJECT_CONTEXT_ID ${PROJECT}` : `export DX_PROJECT_CONTEXT_ID=${PROJECT}`;
      expect(await session.ask([choose], STATE)).toBe('(no token) ');
      expect(session.shown()).toContain('ben@DNAnexus');
    });
  });
});

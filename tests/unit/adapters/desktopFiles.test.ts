import { existsSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCommand, installCommand, removeCommand } from '../../../main/adapters/commandLink';
import { nodeDigest } from '../../../main/adapters/nodeDigest';
import { setXdgAutostart } from '../../../main/adapters/xdgAutostart';
import { scratchFolder } from './scratch';

describe('start at login', () => {
  it('is an autostart entry that names the program with --hidden, and is gone when off', async () => {
    const home = scratchFolder();
    const argv = ['/opt/my $app "x"/100%/dxkey-desktop', '--hidden'];
    await setXdgAutostart({ isOn: true, argv, env: {}, home });
    const file = join(home, '.config/autostart/dxkey.desktop');
    expect(readFileSync(file, 'utf8')).toContain('\nExec="/opt/my \\\\$app \\\\"x\\\\"/100%%/dxkey-desktop" "--hidden"\n');
    await setXdgAutostart({ isOn: false, argv, env: {}, home });
    expect(existsSync(file)).toBe(false);
    await setXdgAutostart({ isOn: false, argv, env: {}, home });
  });

  it('heeds XDG_CONFIG_HOME, and refuses a program whose name would add a line', async () => {
    const home = scratchFolder();
    const env = { XDG_CONFIG_HOME: join(home, 'config') };
    await setXdgAutostart({ isOn: true, argv: ['/opt/dxkey'], env, home });
    expect(existsSync(join(home, 'config/autostart/dxkey.desktop'))).toBe(true);
    await expect(setXdgAutostart({ isOn: true, argv: ['/opt/a\nExec=b'], env, home })).rejects.toMatchObject({ code: 'FILE_FAULT' });
  });
});

describe('the command on the PATH', () => {
  function build(): { home: string; target: string; bin: string } {
    const home = scratchFolder();
    const target = join(home, 'app/resources/bin/dxkey');
    mkdirSync(join(home, 'app/resources/bin'), { recursive: true });
    writeFileSync(target, '#!/bin/sh\n', { mode: 0o755 });
    return { home, target, bin: join(home, '.local/bin') };
  }

  it('is linked into ~/.local/bin, says whether the PATH has that, and then is found', async () => {
    const { home, target, bin } = build();
    expect(await findCommand({ home, target, path: bin })).toEqual({ path: null, canInstall: true });
    expect(await installCommand({ home, target, path: '/usr/bin' })).toEqual({ path: join(bin, 'dxkey'), isOnPath: false });
    expect(await installCommand({ home, target, path: `/nowhere:${bin}` })).toEqual({ path: join(bin, 'dxkey'), isOnPath: true });
    // SECURITY: only the link that leads to us is taken away again.
    await removeCommand({ home, target: join(home, 'another') });
    expect((await findCommand({ home, target, path: bin })).path).toBe(join(bin, 'dxkey'));
    await removeCommand({ home, target });
    await removeCommand({ home, target });
    expect((await findCommand({ home, target, path: bin })).path).toBeNull();
    await installCommand({ home, target, path: bin });
    expect(readlinkSync(join(bin, 'dxkey'))).toBe(target);
    expect(await findCommand({ home, target, path: bin })).toEqual({ path: join(bin, 'dxkey'), canInstall: false });
  });

  it('replaces the link of an older dxkey, but no other program of that name', async () => {
    const { home, target, bin } = build();
    mkdirSync(bin, { recursive: true });
    symlinkSync('/opt/dxkey-0.1/resources/bin/dxkey', join(bin, 'dxkey'));
    await installCommand({ home, target, path: bin });
    expect(readlinkSync(join(bin, 'dxkey'))).toBe(target);
    const other = build();
    mkdirSync(other.bin, { recursive: true });
    writeFileSync(join(other.bin, 'dxkey'), 'somebody else', { mode: 0o755 });
    expect(await findCommand({ ...other, path: other.bin })).toEqual({ path: null, canInstall: true });
    await expect(installCommand({ ...other, path: other.bin })).rejects.toMatchObject({ code: 'FILE_FAULT' });
    expect(readFileSync(join(other.bin, 'dxkey'), 'utf8')).toBe('somebody else');
  });

  it('cannot be installed from a build that carries none', async () => {
    expect(await findCommand({ home: '/', target: null, path: '/usr/bin' })).toEqual({ path: null, canInstall: false });
    await expect(installCommand({ home: '/', target: null, path: '/usr/bin' })).rejects.toMatchObject({ code: 'FILE_FAULT' });
  });
});

describe('the digest', () => {
  it('gives a token its signature, and ids that differ', () => {
    expect(nodeDigest.sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(nodeDigest.randomId()).toMatch(/^[0-9a-f]{32}$/);
    expect(nodeDigest.randomId()).not.toBe(nodeDigest.randomId());
  });
});

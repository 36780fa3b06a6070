import { describe, expect, it } from 'vitest';
import { dataFolder, keychainService, socketLocation } from '../../../main/agent/location';

const HOME = '/home/amy';

describe('the data folder', () => {
  it.each([
    ['linux', {}, '/home/amy/.config/dxkey'],
    ['linux', { XDG_CONFIG_HOME: '/cfg' }, '/cfg/dxkey'],
    ['linux', { XDG_CONFIG_HOME: 'relative' }, '/home/amy/.config/dxkey'],
    ['linux', { XDG_CONFIG_HOME: '' }, '/home/amy/.config/dxkey'],
    ['darwin', {}, '/home/amy/Library/Application Support/dxkey'],
    ['linux', { DXKEY_DATA_DIR: '/moved/../here' }, '/here'],
  ] as const)('on %s with %j', (platform, env, expected) => {
    expect(dataFolder(env, platform, HOME)).toBe(expected);
  });

  it('stands in the roaming profile on Windows', () => {
    expect(dataFolder({ APPDATA: 'C:\\Users\\amy\\AppData\\Roaming' }, 'win32', 'C:\\Users\\amy')).toBe(
      'C:\\Users\\amy\\AppData\\Roaming\\dxkey',
    );
  });
});

describe("the keychain's service name", () => {
  it('is dxkey for the usual folder, and one of its own for each moved one', () => {
    expect(keychainService({}, 'linux', HOME)).toBe('dxkey');
    const first = keychainService({ DXKEY_DATA_DIR: '/a' }, 'linux', HOME);
    expect(first).toMatch(/^dxkey-[0-9a-f]{12}$/);
    expect(keychainService({ DXKEY_DATA_DIR: '/b' }, 'linux', HOME)).not.toBe(first);
    expect(keychainService({ DXKEY_DATA_DIR: '/x/../a' }, 'linux', HOME)).toBe(first);
  });
});

describe('the socket', () => {
  const long = `/tmp/${'a'.repeat(100)}`;

  it('stands in run/ of the data folder', () => {
    expect(socketLocation({}, 'linux', HOME, 1000)).toEqual({
      folder: '/home/amy/.config/dxkey/run',
      path: '/home/amy/.config/dxkey/run/agent.sock',
    });
  });

  it('moves to a short folder of the runtime directory where the path is too long for a socket', () => {
    const { folder, path } = socketLocation({ DXKEY_DATA_DIR: long, XDG_RUNTIME_DIR: '/run/user/1000' }, 'linux', HOME, 1000);
    expect(folder).toBe('/run/user/1000/dxkey');
    expect(path).toMatch(/^\/run\/user\/1000\/dxkey\/[0-9a-f]{12}\.sock$/);
  });

  it('moves to a folder of this user in the temporary folder where there is no runtime directory', () => {
    expect(socketLocation({ DXKEY_DATA_DIR: long }, 'linux', HOME, 1000).folder).toBe('/tmp/dxkey-1000');
  });

  it('fits whatever the environment says', () => {
    const env = { DXKEY_DATA_DIR: long, XDG_RUNTIME_DIR: long, TMPDIR: long };
    expect(Buffer.byteLength(socketLocation(env, 'linux', HOME, 1000).path)).toBeLessThanOrEqual(100);
    expect(Buffer.byteLength(socketLocation({ DXKEY_DATA_DIR: `/tmp/${'é'.repeat(45)}` }, 'linux', HOME, 1).path)).toBeLessThanOrEqual(100);
  });

  it('tells data folders apart wherever it falls back to', () => {
    expect(socketLocation({ DXKEY_DATA_DIR: `${long}1` }, 'linux', HOME, 1).path).not.toBe(
      socketLocation({ DXKEY_DATA_DIR: `${long}2` }, 'linux', HOME, 1).path,
    );
  });

  it('is a named pipe without a folder on Windows', () => {
    const { folder, path } = socketLocation({}, 'win32', 'C:\\Users\\amy', 0);
    expect(folder).toBeNull();
    expect(path).toMatch(/^\\\\\.\\pipe\\dxkey-[0-9a-f]{12}$/);
  });
});

import { describe, expect, it } from 'vitest';
import { appendSwitches, refusedStart } from '../../../main/shell/switches';

const release = (args: string[], env: Record<string, string | undefined> = {}) => refusedStart({ build: 'release', args, env });

describe('what a release may be started with', () => {
  it.each([
    '--remote-debugging-port=9222',
    '--remote-debugging-port=0',
    '--remote-debugging-pipe',
    '--remote-debugging-address=0.0.0.0',
    '--log-net-log=/tmp/net.json',
    '--ssl-key-log-file=/tmp/keys',
    '--no-sandbox',
    '--disable-setuid-sandbox',
    '--disable-gpu-sandbox',
    '--ignore-certificate-errors',
    '--ignore-certificate-errors-spki-list=x',
    '--host-resolver-rules=MAP * 127.0.0.1',
    '--host-rules=MAP * 127.0.0.1',
    '--proxy-server=evil.example:8080',
    '--load-extension=/tmp/x',
    '--js-flags=--expose-gc',
    '--inspect',
    '--inspect-brk=0',
    '--disable-web-security',
    '--user-data-dir=/tmp/x',
    '--password-store=basic',
    '--disable-gpu=--no-sandbox',
    '-r',
    '/remote-debugging-port=1',
    'https://evil.example/',
  ])('refuses %s', (arg) => {
    expect(release([arg])).toHaveLength(1);
  });

  it.each(['--hidden', '--disable-gpu', '--ozone-platform=wayland', '--ozone-platform-hint=auto', '--force-device-scale-factor=2'])(
    'allows %s',
    (arg) => {
      expect(release([arg])).toEqual([]);
    },
  );

  it.each([
    'SSLKEYLOGFILE',
    'sslkeylogfile',
    'ELECTRON_RUN_AS_NODE',
    'ELECTRON_ENABLE_LOGGING',
    'ELECTRON_LOG_FILE',
    'NODE_OPTIONS',
    'CHROME_LOG_FILE',
  ])('refuses the variable %s', (name) => {
    expect(release([], { [name]: '1' })).toEqual([name]);
  });

  it('allows the variables of an ordinary desktop', () => {
    const env = {
      PATH: '/usr/bin',
      HOME: '/home/amy',
      DISPLAY: ':0',
      CHROME_DESKTOP: 'dxkey.desktop',
      ELECTRON_OZONE_PLATFORM_HINT: 'auto',
      DXKEY_DATA_DIR: '/tmp/x',
    };
    expect(release(['--hidden'], env)).toEqual([]);
  });

  it('names what it refuses without its value', () => {
    expect(release(['--host-rules=MAP secret.example 127.0.0.1'], { SSLKEYLOGFILE: '/home/amy/keys' })).toEqual([
      '--host-rules',
      'SSLKEYLOGFILE',
    ]);
  });

  it.each(['dev', 'test'] as const)('refuses nothing in a %s build', (build) => {
    expect(refusedStart({ build, args: ['--remote-debugging-port=0'], env: { SSLKEYLOGFILE: 'x' } })).toEqual([]);
  });
});

describe('what Chromium is told', () => {
  it('keeps it from the Secret Service and from calling home', () => {
    const told: string[] = [];
    appendSwitches({ appendSwitch: (name, value) => told.push(value === undefined ? name : `${name}=${value}`) });
    expect(told).toEqual(
      expect.arrayContaining([
        'password-store=basic',
        'disable-background-networking',
        'disable-component-update',
        'disable-domain-reliability',
        'disable-breakpad',
        'no-pings',
        'js-flags=--optimize-for-size',
      ]),
    );
  });
});

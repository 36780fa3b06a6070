import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../preload/contract/contract';
import {
  readClipboard,
  readDxFiles,
  readHooks,
  readLeftovers,
  readPlaces,
  readProxies,
  readSocket,
} from '../../../main/core/doctor/computer';
import { readDamage, readIdle, readKeychain, readRuntime, readTray } from '../../../main/core/doctor/doctor';
import { examine } from '../../../main/core/doctor/examine';
import { found, inOrder } from '../../../main/core/doctor/findings';
import type { PlatformSight } from '../../../main/core/doctor/port';
import { readClock, readReach } from '../../../main/core/doctor/platforms';
import { createTestServices } from '../../fakes/createTestServices';
import { fakeClock } from '../../fakes/fakeClock';
import { signedIn } from './signedIn';

const said = (findings: readonly Finding[]): string[] => findings.map(({ level, what }) => `${level} ${what}`);
const host = (name: string, problem: PlatformSight['hosts'][number]['problem'] = null, isAtProxy = false) => ({
  host: name,
  problem,
  isAtProxy,
});

describe('what each check makes of what was seen', () => {
  it('the hook of a shell: none and one are well; twice, or that of another shell, is felt at each prompt', () => {
    const file = { path: '~/.bashrc', shell: 'bash', isTwice: false, isOfAnother: false } as const;
    expect(said(readHooks([]))).toEqual(['ok hookNone']);
    expect(readHooks([file])).toMatchObject([{ what: 'hookThere', names: ['~/.bashrc'] }]);
    expect(said(readHooks([file, { ...file, isTwice: true }]))).toEqual(['warning hookTwice']);
    expect(said(readHooks([{ ...file, isTwice: true, isOfAnother: true }]))).toEqual(['warning hookOfAnother']);
  });

  it.each([
    ['answers', 'ok socketAnswers'],
    ['absent', 'ok socketAbsent'],
    ['stale', 'warning socketStale'],
    ['foreign', 'fault socketForeign'],
    ['strange', 'fault socketStrange'],
    ['silent', 'fault socketSilent'],
  ] as const)('a socket that is %s', (state, expected) => {
    expect(said(readSocket({ state, path: '~/agent.sock' }))).toEqual([expected]);
  });

  it('tells every state of the keychain apart, and that somebody pressed Cancel', () => {
    expect(readKeychain('ready', 'locked').what).toBe('keychainReady');
    expect(readKeychain('locked', 'locked').what).toBe('keychainLocked');
    expect(readKeychain('locked', 'denied').what).toBe('keychainDenied');
    expect(readKeychain('missing', 'ready').what).toBe('keychainMissing');
    expect(readKeychain('hung', 'ready').what).toBe('keychainHung');
    expect(readKeychain('fault', 'ready').what).toBe('keychainFault');
  });

  it('says of each platform what stands in the way, and names the host', () => {
    const sights = [{ hosts: [host('api.a'), host('auth.a', 'TLS_FAILED')], aheadMs: 0 }];
    expect(readReach(sights)).toEqual([found('reachTls', { names: ['auth.a'] })]);
    expect(said(readReach([{ hosts: [host('a'), host('b')], aheadMs: 0 }]))).toEqual(['ok reachAnswers']);
    expect(said(readReach([]))).toEqual(['ok reachNoAccount']);
  });

  it.each([
    ['OFFLINE', false, 'fault reachOffline'],
    ['OFFLINE', true, 'fault reachProxy'],
    ['TIMED_OUT', false, 'fault reachSlow'],
    ['PROXY_AUTH_REQUIRED', true, 'fault reachProxyLogin'],
    ['REDIRECT_REFUSED', false, 'fault reachRedirect'],
    ['MALFORMED_ANSWER', false, 'fault reachStrange'],
    ['PLATFORM_FAULT', false, 'warning reachFault'],
  ] as const)('a host that ends with %s (at the proxy: %s)', (problem, isAtProxy, expected) => {
    expect(said(readReach([{ hosts: [host('a', problem, isAtProxy)], aheadMs: null }]))).toEqual([expected]);
  });

  it('takes a clock for right up to half a minute, by the platform that is furthest off', () => {
    const at = (aheadMs: number | null): PlatformSight => ({ hosts: [], aheadMs });
    expect(said(readClock([at(29_999)]))).toEqual(['ok clockRight']);
    expect(readClock([at(10), at(-90_000), at(null)])).toEqual([found('clockOff', { count: -90_000 })]);
    expect(said(readClock([at(null)]))).toEqual(['ok clockUnknown']);
  });

  it('says where dx ignores NO_PROXY, and where a shell goes another way than dxkey', () => {
    const variables = ['HTTPS_PROXY'];
    expect(said(readProxies({ variables: [], hasBypass: true }, 'system'))).toEqual(['ok proxyNone']);
    expect(said(readProxies({ variables, hasBypass: false }, 'system'))).toEqual(['ok proxyUsed']);
    expect(said(readProxies({ variables, hasBypass: true }, 'system'))).toEqual(['warning proxyBypassIgnored']);
    expect(said(readProxies({ variables, hasBypass: false }, 'none'))).toEqual(['warning proxyDiffers']);
    expect(said(readProxies({ variables: [], hasBypass: false }, 'fixed'))).toEqual(['warning proxyDiffers']);
  });

  it('names files that would win, places that are open or foreign, and folders that were left', () => {
    expect(readDxFiles(['~/x'])).toEqual([found('dxFilesWin', { names: ['~/x'], count: 1 })]);
    expect(said(readPlaces({ open: ['~/a'], foreign: ['~/b'] }))).toEqual(['fault permissionsOpen', 'fault permissionsForeign']);
    expect(said(readPlaces({ open: [], foreign: [] }))).toEqual(['ok permissionsPrivate']);
    expect(said(readLeftovers(2))).toEqual(['warning leftoversFound']);
    expect(said(readDamage(['index.json']))).toEqual(['warning filesDamaged']);
  });

  it('says what a copy needs on this desktop', () => {
    expect(said(readClipboard({ desktop: 'wayland', program: null }))).toEqual(['warning clipboardNeedsPress']);
    expect(said(readClipboard({ desktop: 'x11', program: null }))).toEqual(['warning clipboardUnseen']);
    expect(said(readClipboard({ desktop: 'x11', program: 'xclip' }))).toEqual(['ok clipboardWell']);
    expect(said(readClipboard({ desktop: 'system', program: null }))).toEqual(['ok clipboardWell']);
    expect(said(readClipboard({ desktop: 'none', program: null }))).toEqual(['ok clipboardNone']);
  });

  it('says where nobody tells of a person, of sleep, or of a tray', () => {
    expect(said(readIdle([], null, 'told'))).toEqual(['warning idleDead']);
    expect(said(readIdle([], 5, 'untold'))).toEqual(['ok idleUnused', 'warning deskUntold']);
    expect(['present', 'absent', 'unknown'].map((tray) => readTray(tray as 'present').level)).toEqual(['ok', 'warning', 'warning']);
  });

  it('says that the runtime is past its end of life', () => {
    const { services } = createTestServices({ facts: { runtime: 'fallback', electronVersion: '25.9.8' } });
    expect(readRuntime(services.facts.state())).toEqual(found('runtimeFallback', { names: ['0.1.0', '25.9.8'] }));
  });

  it('gives away at most twenty names, none of them without an end', () => {
    const { names } = found('permissionsOpen', { names: Array.from({ length: 40 }, () => 'x'.repeat(5_000)) });
    expect(names).toHaveLength(20);
    expect(names[0]).toHaveLength(600);
  });
});

describe('looking', () => {
  it('takes a check that fails, and one that never ends, for unchecked, and waits for no longer than its bound', async () => {
    const clock = fakeClock();
    const done = examine(
      [
        { id: 'tray', look: () => [found('trayPresent')] },
        { id: 'socket', look: () => Promise.reject(new Error('no')) },
        { id: 'keychain', look: () => new Promise<never>(() => undefined) },
        {
          id: 'clock',
          look: () => {
            throw new Error('at once');
          },
        },
      ],
      clock,
      6_000,
    );
    await clock.advance(6_000);
    expect((await done).map(({ id, what }) => `${id} ${what}`)).toEqual([
      'tray trayPresent',
      'socket unchecked',
      'keychain unchecked',
      'clock unchecked',
    ]);
  });

  it('tells checks in one order', () => {
    expect(inOrder([found('trayPresent'), found('appRunning'), found('keychainReady')]).map(({ id }) => id)).toEqual([
      'app',
      'keychain',
      'tray',
    ]);
  });
});

describe('the doctor of the app', () => {
  it('finds a computer well on which all is well', async () => {
    const { services } = createTestServices();
    await services.start();
    services.facts.patch({ tray: 'present', agent: 'listening', command: { path: '/usr/bin/dxkey', canInstall: false } });
    const { findings } = await services.doctor.run();
    expect(findings.filter(({ level }) => level !== 'ok')).toEqual([]);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(16);
  });

  it('asks each platform of an account once, and none that this runtime may not', async () => {
    const test = await signedIn();
    await test.services.doctor.run();
    expect(test.platformLook.asked).toEqual(['dnanexus']);
    const fallback = createTestServices({ platformPolicy: { loopbackOnly: true, standinUrl: null }, ports: { documents: test.documents } });
    await fallback.services.start();
    await fallback.services.doctor.run();
    expect(fallback.platformLook.asked).toEqual([]);
  });

  it('says who else holds its socket', async () => {
    const { services, senses } = createTestServices();
    await services.start();
    services.facts.patch({ agent: 'refused' });
    expect(said((await services.doctor.run()).findings)).toContain('fault socketRefused');
    senses.world.socket = { ...senses.world.socket, state: 'strange' };
    expect(said((await services.doctor.run()).findings)).toContain('fault socketStrange');
  });

  it('mends what loses nothing by it and nothing else, and says what it could not', async () => {
    const { services, senses } = createTestServices();
    await services.start();
    Object.assign(senses.world, {
      socket: { state: 'stale', path: '~/s' },
      places: { open: ['~/a'], foreign: [] },
      leftovers: 3,
      dxFiles: ['~/.dnanexus_config/environment.json'],
    });
    senses.world.stuck = true;
    expect(await services.doctor.fix()).toMatchObject({ fixed: [], failed: ['socketStale', 'permissionsOpen', 'leftoversFound'] });
    senses.world.stuck = false;
    const { fixed, failed, findings } = await services.doctor.fix();
    expect({ fixed, failed }).toEqual({ fixed: ['socketStale', 'permissionsOpen', 'leftoversFound'], failed: [] });
    expect(said(findings)).toContain('warning dxFilesWin');
    expect(findings.filter(({ mayFix }) => mayFix)).toEqual([]);
  });

  it('puts the list on the clipboard as the page says it, and leaves it there', async () => {
    const { services, clipboard, clock } = createTestServices();
    await services.start();
    expect(await services.doctor.copy({ text: 'ok Keychain' })).toEqual({ outcome: 'copied' });
    await clock.advance(300_000);
    expect(clipboard.text).toBe('ok Keychain');
    clipboard.isBroken = true;
    await expect(services.doctor.copy({ text: 'x' })).rejects.toMatchObject({ code: 'CLIPBOARD_FAILED' });
  });
});

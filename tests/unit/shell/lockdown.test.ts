import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { lockApp, lockContents, lockRequests, lockSession } from '../../../main/shell/lockdown';
import { memoryLog } from '../../fakes/memoryLog';

type Handler = (...args: unknown[]) => unknown;

/** Takes every setter that is called on it, so that a test can play Electron. */
class FakeElectron extends EventEmitter {
  readonly set: Record<string, Handler> = {};
  readonly spellChecker: boolean[] = [];
  readonly languages: string[] = [];
  setPermissionRequestHandler = (handler: Handler) => void (this.set.permissionRequest = handler);
  setPermissionCheckHandler = (handler: Handler) => void (this.set.permissionCheck = handler);
  setDevicePermissionHandler = (handler: Handler) => void (this.set.devicePermission = handler);
  setDisplayMediaRequestHandler = (handler: Handler) => void (this.set.displayMedia = handler);
  setBluetoothPairingHandler = (handler: Handler) => void (this.set.bluetoothPairing = handler);
  setWindowOpenHandler = (handler: Handler) => void (this.set.windowOpen = handler);
  setSpellCheckerLanguages = (languages: string[]) => void this.languages.push(...languages, 'none');
  setSpellCheckerEnabled = (isOn: boolean) => void this.spellChecker.push(isOn);
}

function cancellable() {
  const event = { isPrevented: false, preventDefault: () => void (event.isPrevented = true) };
  return event;
}

function answers() {
  const given: unknown[][] = [];
  return { given, answer: (...args: unknown[]) => void given.push(args) };
}

const PERMISSIONS = [
  'clipboard-read',
  'clipboard-sanitized-write',
  'media',
  'geolocation',
  'notifications',
  'midi',
  'midiSysex',
  'pointerLock',
  'fullscreen',
  'openExternal',
  'window-management',
  'hid',
  'serial',
  'usb',
  'idle-detection',
  'storage-access',
  'unknown',
  'one of tomorrow',
];

describe('a session', () => {
  const locked = () => {
    const session = new FakeElectron();
    lockSession(session as never);
    return session;
  };

  it.each(PERMISSIONS)('is refused the permission %s, asked either way', (permission) => {
    const { set } = locked();
    const { given, answer } = answers();
    set.permissionRequest?.({}, permission, answer, {});
    expect(given).toEqual([[false]]);
    expect(set.permissionCheck?.(null, permission, 'dxkey://app', {})).toBe(false);
  });

  it.each(['hid', 'serial', 'usb'])('is refused a %s device', (deviceType) => {
    expect(locked().set.devicePermission?.({ deviceType, origin: 'dxkey://app' })).toBe(false);
  });

  it.each(['select-hid-device', 'select-serial-port', 'select-usb-device'])('chooses nothing on %s', async (name) => {
    const session = locked();
    const event = cancellable();
    const { given, answer } = answers();
    session.emit(name, event, {}, answer);
    await new Promise((resolve) => setImmediate(resolve));
    expect([event.isPrevented, given]).toEqual([true, [[]]]);
  });

  it('is refused a screen to capture, and survives an Electron that throws at the refusal', () => {
    const { set } = locked();
    const { given, answer } = answers();
    set.displayMedia?.({}, answer);
    expect(given).toEqual([[{}]]);
    expect(() =>
      set.displayMedia?.({}, () => {
        throw new TypeError('Video was requested, but no video stream was provided');
      }),
    ).not.toThrow();
  });

  it('pairs no Bluetooth device', () => {
    const { given, answer } = answers();
    locked().set.bluetoothPairing?.({}, answer);
    expect(given).toEqual([[{ confirmed: false }]]);
  });

  it('downloads nothing, checks no spelling and fetches no dictionary', () => {
    const session = locked();
    const event = cancellable();
    session.emit('will-download', event);
    expect([event.isPrevented, session.spellChecker, session.languages]).toEqual([true, [false], ['none']]);
  });
});

describe('requests of the page', () => {
  it('go out only where they are ours', () => {
    let handler: Handler = () => undefined;
    lockRequests({ webRequest: { onBeforeRequest: (given: Handler) => void (handler = given) } } as never, (url) =>
      url.startsWith('dxkey://app/'),
    );
    const { given, answer } = answers();
    handler({ url: 'dxkey://app/index.html' }, answer);
    handler({ url: 'https://evil.example/' }, answer);
    expect(given).toEqual([[{ cancel: false }], [{ cancel: true }]]);
  });
});

describe('web contents', () => {
  const locked = () => {
    const contents = new FakeElectron();
    lockContents(contents as never, memoryLog());
    return contents;
  };

  it.each(['will-navigate', 'will-redirect', 'will-frame-navigate', 'will-attach-webview'])('refuse %s', (name) => {
    const event = cancellable();
    locked().emit(name, event, 'https://evil.example/');
    expect(event.isPrevented).toBe(true);
  });

  it('open no window', () => {
    expect(locked().set.windowOpen?.({ url: 'https://evil.example/' })).toEqual({ action: 'deny' });
  });

  it('choose no Bluetooth device', () => {
    const event = cancellable();
    const { given, answer } = answers();
    locked().emit('select-bluetooth-device', event, [], answer);
    expect([event.isPrevented, given]).toEqual([true, [['']]]);
  });
});

describe('the app', () => {
  it('locks every session and every web contents that will be made', () => {
    const app = new FakeElectron();
    lockApp(app as never, memoryLog());
    const session = new FakeElectron();
    const contents = new FakeElectron();
    app.emit('session-created', session);
    app.emit('web-contents-created', {}, contents);
    expect(Object.keys(session.set)).toHaveLength(5);
    expect(Object.keys(contents.set)).toEqual(['windowOpen']);
  });

  it('trusts no certificate that the system does not, and offers none', () => {
    const app = new FakeElectron();
    lockApp(app as never, memoryLog());
    const [bad, client] = [cancellable(), cancellable()];
    const { given, answer } = answers();
    app.emit('certificate-error', bad, {}, 'https://x/', 'ERR', {}, answer);
    app.emit('select-client-certificate', client, {}, 'https://x/', [{}], answer);
    expect([bad.isPrevented, client.isPrevented, given]).toEqual([true, true, [[false], []]]);
  });
});

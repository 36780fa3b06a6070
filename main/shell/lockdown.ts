/**
 * Refuses what a page of ours never needs: each permission, each device, each way to another page. It takes the parts of
 * Electron as arguments, so that a test sees every refusal with small fakes.
 */
import type { App, Session, WebContents } from 'electron';
import type { Log } from '../core/ports';

/** Which request of a page may go out at all: our own scheme, and in a build with developer tools theirs. */
export type IsOwnAddress = (url: string) => boolean;

type SessionParts = Pick<
  Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setBluetoothPairingHandler'
  | 'setSpellCheckerEnabled'
  | 'setSpellCheckerLanguages'
  | 'on'
>;

/** For every session, as it is made. */
export function lockSession(session: SessionParts): void {
  // SECURITY: no permission is ever given; our page needs none, not even the clipboard (main copies).
  session.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  // SECURITY: some features ask this handler alone.
  session.setPermissionCheckHandler(() => false);
  // SECURITY: no HID, serial or USB device.
  session.setDevicePermissionHandler(() => false);
  // SECURITY: nobody captures a screen or a window through us.
  session.setDisplayMediaRequestHandler((_request, answer) => {
    refuseCapture(answer);
  });
  // SECURITY: no Bluetooth device is paired.
  session.setBluetoothPairingHandler((_details, answer) => {
    answer({ confirmed: false });
  });
  // A spelling dictionary would be fetched from a vendor, and typed text is nobody's business.
  session.setSpellCheckerLanguages([]);
  session.setSpellCheckerEnabled(false);
  // SECURITY: nothing is written to the disk by a page.
  session.on('will-download', (event) => {
    event.preventDefault();
  });
  for (const device of ['select-hid-device', 'select-serial-port', 'select-usb-device'] as const) {
    // SECURITY: the chooser is answered with nothing. The three events differ in their types only.
    (session.on as (event: string, listener: (event: { preventDefault(): void }, ...rest: unknown[]) => void) => unknown)(
      device,
      refuseDevice,
    );
  }
}

/** Electron refuses a capture when it is answered without a video stream; some versions say so by throwing into the handler. */
function refuseCapture(answer: (streams: object) => void): void {
  try {
    answer({});
  } catch {
    // The refusal stands: the page's promise is rejected before this is thrown.
  }
}

function refuseDevice(event: { preventDefault(): void }, ...rest: unknown[]): void {
  event.preventDefault();
  const answer: unknown = rest.at(-1);
  // Later: Electron 25 crashes where its USB chooser is answered before it has opened. Without a device means none.
  if (typeof answer === 'function') setImmediate(answer as () => void);
}

/** Lets only our own addresses load in a page's session: the second wall behind the content security policy. */
export function lockRequests(session: Pick<Session, 'webRequest'>, isOwn: IsOwnAddress): void {
  session.webRequest.onBeforeRequest((details, answer) => {
    // SECURITY: what is not ours is not fetched, whatever asked for it.
    answer({ cancel: !isOwn(details.url) });
  });
}

type ContentsParts = Pick<WebContents, 'on' | 'setWindowOpenHandler'>;

/** For every web contents, as it is made: it stays on the page that main loaded. */
export function lockContents(contents: ContentsParts, log: Log): void {
  for (const way of ['will-navigate', 'will-redirect', 'will-frame-navigate'] as const) {
    // SECURITY: a page never leads elsewhere. The three events differ in their details only.
    (contents.on as (event: string, listener: (event: { preventDefault(): void }) => void) => unknown)(way, (event) => {
      event.preventDefault();
      log.warn('lockdown.navigationRefused', { way });
    });
  }
  contents.on('will-attach-webview', (event) => {
    // SECURITY: a guest page would bring its own preferences.
    event.preventDefault();
  });
  // SECURITY: no window but those that main makes.
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('select-bluetooth-device', (event, _devices, answer) => {
    // SECURITY: no Bluetooth device is chosen.
    event.preventDefault();
    answer('');
  });
}

/** For the whole app: every session and every web contents that will ever be made, certificates and logins. */
export function lockApp(app: Pick<App, 'on'>, log: Log): void {
  app.on('session-created', (session) => {
    lockSession(session);
  });
  app.on('web-contents-created', (_event, contents) => {
    lockContents(contents, log);
  });
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    // SECURITY: a certificate that the system does not trust is never accepted.
    event.preventDefault();
    answer(false);
  });
  app.on('select-client-certificate', (event, _contents, _url, _list, answer) => {
    // SECURITY: no client certificate is offered without being asked for.
    event.preventDefault();
    answer();
  });
}

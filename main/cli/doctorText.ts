/** The words of `dxkey doctor`: what was found, why it matters, what mends it. */
import type { CheckId, Finding, FindingCode } from '../../preload/contract/contract';
import { visible } from './errorText';
import { counted } from './text';

const TITLES: Readonly<Record<CheckId, string>> = {
  app: 'App',
  socket: 'Socket',
  keychain: 'Keychain',
  reach: 'Platform',
  clock: 'Clock',
  proxy: 'Proxy',
  dxFiles: 'dx files',
  files: 'Own files',
  permissions: 'Permissions',
  leftovers: 'Left over',
  command: 'Command',
  hook: 'Shell hook',
  clipboard: 'Clipboard',
  idle: 'Activity',
  tray: 'Tray',
  runtime: 'Runtime',
};

/** `{}` stands for the names that it is about, `#` for how many. */
type Words = readonly [what: string, why?: string, mend?: string];

const NOBODY_IN = 'Without it no token can be read from the keychain or kept in it.';
const SEND_NONE = 'Nothing was sent that a stranger may not see. Tokens cannot be checked, made or revoked meanwhile.';

const WORDS: Readonly<Record<FindingCode, Words>> = {
  appRunning: ['running'],
  appAbsent: ['not running', 'What only the app knows is not checked below.', 'Run `dxkey status`, which starts it, then this again.'],
  appNoDesktop: [
    'no desktop session here',
    'The app needs a display and a session bus; without it there is no keychain.',
    'Use `dxkey exec --token-stdin` or `dxkey env --token-stdin` here.',
  ],
  appLocked: ['locked', 'A locked app tells nothing of itself.', 'Unlock it in the dxkey window, then run this again.'],
  appSilent: ['it does not answer', 'No command gets a token from it.', 'Quit it and run `dxkey status`; its log says more.'],
  appOther: ['of another version than this command', 'They cannot talk to each other.', 'Quit the app and start it again.'],
  socketAnswers: ['{}, yours alone'],
  socketAbsent: ['none, as the app is not running'],
  socketStale: [
    '{}: nobody listens',
    'An app that was killed left it.',
    'Run `dxkey doctor --fix`; the app clears it at its next start, too.',
  ],
  socketForeign: [
    "{}: another user's",
    'What commands say would go to somebody else, so they say nothing.',
    'Have it removed by its owner or root, or set DXKEY_DATA_DIR to a folder of yours.',
  ],
  socketStrange: ['{}: not a socket', 'The app cannot listen there.', 'Look at what it is and move it away.'],
  socketSilent: ['{}: a program listens and does not answer', 'No command reaches the app.', 'Quit dxkey and start it again.'],
  socketRefused: [
    '{}: the app may not listen there',
    'No command reaches the app.',
    'Look who holds it (`ss -xlp`), end that, and start dxkey again.',
  ],
  keychainReady: ['unlocked'],
  keychainLocked: ['locked', NOBODY_IN, 'Unlock it: open the dxkey window, or log in to the desktop with your password.'],
  keychainDenied: ['its prompt was cancelled, or access was refused', NOBODY_IN, 'Try again and allow it.'],
  keychainMissing: [
    'there is none',
    'dxkey keeps nothing anywhere weaker.',
    'Install and start one, for example gnome-keyring, and log in to the desktop again.',
  ],
  keychainHung: ['it does not answer', NOBODY_IN, 'Restart it, or log out of the desktop and in again.'],
  keychainFault: ['it answers with an error', NOBODY_IN, 'Look at its own app; restart it.'],
  reachAnswers: ['{} answer, certificates accepted'],
  reachNoAccount: ['no account yet, so none was asked'],
  reachOffline: ['{}: cannot be reached', SEND_NONE, 'Check the network, a VPN and the firewall.'],
  reachSlow: ['{}: no answer in 5 seconds', SEND_NONE, 'Check the network; try again in a moment.'],
  reachTls: [
    '{}: the certificate could not be verified',
    SEND_NONE,
    'Check the date of this computer. A proxy that reads TLS needs its certificate in the system: ask your administrator.',
  ],
  reachProxyLogin: ['{}: the proxy asks for a login', SEND_NONE, 'Open the dxkey window and give it there.'],
  reachProxy: ['{}: the proxy does not let dxkey through', SEND_NONE, 'Check the proxy in Settings, Network.'],
  reachRedirect: [
    '{}: points somewhere else',
    'dxkey follows no redirect, so that no token goes to another host.',
    'Log in to the network you are on, if it has a log-in page.',
  ],
  reachStrange: [
    '{}: what answers does not speak as the platform does',
    SEND_NONE,
    'Log in to the network you are on, or check the proxy.',
  ],
  reachFault: ['{}: the platform is busy or has a fault', 'It is on its own side.', 'Try again later.'],
  reachNeedsApp: [
    'not asked: the way goes by a proxy, which only the app can take',
    'Whether the platform answers is not known.',
    'Run `dxkey status`, which starts the app, then this again.',
  ],
  clockRight: ['agrees with the platform’s'],
  clockOff: [
    '# off',
    'Codes of an authenticator are wrong, and ends of tokens are told wrongly.',
    'Turn on automatic time: `timedatectl set-ntp true`.',
  ],
  clockUnknown: ['not compared: no platform told its time'],
  proxyNone: ['none'],
  proxyUsed: ['in use'],
  proxyBypassIgnored: [
    '{} and NO_PROXY are set',
    '`dx` ignores NO_PROXY: what you exempt goes through the proxy all the same.',
    'Run `dx` with the variables unset where it must go straight.',
  ],
  proxyDiffers: [
    'the shell goes another way than dxkey: {}',
    '`dx` goes by its shell’s variables, dxkey by Settings, Network; one of them may not get through.',
    'Set HTTPS_PROXY in the shell, or change the setting, so that both agree.',
  ],
  dxFilesNone: ['no file of dx wins over the environment'],
  dxFilesWin: [
    '{} holds a token',
    'dxda and dxfuse take it rather than the token of `dxkey env` and `exec`; and it lies there in plain text.',
    'Keep or revoke it with `dxkey scan`, then take it out: `dxkey scan ~/.dnanexus_config --scrub`.',
  ],
  filesWell: ['none damaged'],
  filesDamaged: [
    'set aside at this start: {}',
    'What stood only there is forgotten.',
    'Look at the files beside them (.damaged); sign in again where an account is missing.',
  ],
  permissionsPrivate: ['files and folders of dxkey are yours alone'],
  permissionsOpen: ['others may read {}', 'They name your accounts, labels and programs.', 'Run `dxkey doctor --fix`.'],
  permissionsForeign: [
    "{}: another user's, or a link",
    'dxkey does not write where somebody else decides.',
    'Have it removed by its owner or root, then start dxkey again.',
  ],
  leftoversNone: ['nothing of killed shells'],
  leftoversFound: [
    '# of shells that are gone',
    '`dx` may have left a token in them.',
    'Run `dxkey doctor --fix`; the next start removes them, too.',
  ],
  commandOnPath: ['on the PATH'],
  commandAbsent: ['not on the PATH', 'Shells do not find `dxkey`.', 'Open Settings, This computer, and press Install.'],
  hookThere: ['in {}'],
  hookNone: ['in no start file of a shell; `dxkey help hook` has the line for it'],
  hookTwice: ['more than once in {}', 'Each of them looks at every prompt.', 'Leave one of its lines there.'],
  hookOfAnother: ['of another shell in {}', 'The shell that reads the file cannot use it.', 'Name its own shell there: `dxkey help hook`.'],
  clipboardWell: ['works'],
  clipboardNeedsPress: ['no wl-copy and wl-paste', 'On Wayland each copy needs a press in a small window.', 'Install wl-clipboard.'],
  clipboardUnseen: ['no xclip', 'dxkey cannot see whether other programs get what it copies.', 'Install xclip.'],
  clipboardNone: ['no display here, so nothing is copied'],
  idleWorking: ['the desktop tells when you are here'],
  idleUnused: ['nobody is signed in whose session ends without activity'],
  idleDead: [
    'the desktop does not say when you are here',
    'Only use of the dxkey window counts, so a session may end while you work elsewhere.',
    'Install and start the idle part of your desktop (on X11 the MIT-SCREEN-SAVER extension), or use an API token.',
  ],
  deskUntold: [
    'nobody tells of sleep, screen locks and other users',
    'What is set for them does not happen.',
    'Run a session under logind (systemd or elogind).',
  ],
  trayPresent: ['there is one'],
  trayAbsent: [
    'this desktop shows no tray icons',
    'Closing the window does what is set for desktops without a tray.',
    'On GNOME, install the AppIndicator extension.',
  ],
  trayUnknown: [
    'nobody could say whether there is one',
    'dxkey behaves as if there were none.',
    'Check the session bus (DBUS_SESSION_BUS_ADDRESS).',
  ],
  runtimePinned: ['dxkey and Electron {}'],
  runtimeFallback: [
    'dxkey and Electron {}: a test runtime past its end of life',
    'It gets no security fixes, so it talks to platforms on this computer alone.',
    'Install a release of dxkey.',
  ],
  unchecked: ['could not be checked', 'Not to know is no good news.', 'Run it again; the app’s log may say more.'],
};

const LABEL_WIDTH = 9;
const TITLE_WIDTH = Math.max(...Object.values(TITLES).map((title) => title.length)) + 2;

export function findingText(finding: Finding): string {
  const { id, level, mayFix } = finding;
  const [what, why, mend] = WORDS[finding.what];
  const margin = ' '.repeat(LABEL_WIDTH + TITLE_WIDTH);
  const lines = [
    `${level.padEnd(LABEL_WIDTH)}${TITLES[id].padEnd(TITLE_WIDTH)}${filled(what, finding)}${mayFix ? ' [fix]' : ''}`,
    ...(level === 'ok' ? [] : [why, mend].flatMap((text) => (text === undefined ? [] : [`${margin}${text}`]))),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function filled(text: string, { what, names, count }: Finding): string {
  const listed = names.map(visible).join(what === 'runtimePinned' || what === 'runtimeFallback' ? ' and ' : ', ');
  const shownCount = count === null ? '' : what === 'clockOff' ? spanText(count) : counted(count, 'folder');
  return text.replace('{}', () => listed).replace('#', () => shownCount);
}

/** Ahead is the platform: this computer is slow. */
function spanText(aheadMs: number): string {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const span = seconds < 120 ? counted(seconds, 'second') : counted(Math.round(seconds / 60), 'minute');
  return `${span} ${aheadMs > 0 ? 'slow' : 'fast'}`;
}

const FIXED: Partial<Record<FindingCode, readonly [done: string, failed: string]>> = {
  socketStale: ['the socket that nobody listened on is removed', 'the socket that nobody listens on could not be removed'],
  permissionsOpen: ['files and folders of dxkey are yours alone again', 'not every file and folder of dxkey could be made yours alone'],
  leftoversFound: ['folders of shells that are gone are removed', 'not every folder of a shell that is gone could be removed'],
};

/** A line for each thing that was mended or could not be. */
export function fixedText({ fixed, failed }: { fixed: readonly FindingCode[]; failed: readonly FindingCode[] }): string {
  const lines = [
    ...fixed.map((what) => `${'fixed'.padEnd(LABEL_WIDTH)}${FIXED[what]?.[0] ?? what}`),
    ...failed.map((what) => `${'failed'.padEnd(LABEL_WIDTH)}${FIXED[what]?.[1] ?? what}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

import type { ErrorCode, ErrorDetails } from '../../preload/contract/errors';

/** What happened, and what to do about it; each a full sentence for a terminal. */
type Words = readonly [what: string, todo: string];

const UNLOCK = 'Unlock it, for example by opening the dxkey window, then try again.';
const KEPT = 'What it holds stays in it, and nothing was written elsewhere.';
const RULE = '`dxkey policy NAME` shows who may.';
const LOOK = 'Run `dxkey tokens` to see what there is.';

const WORDS: Readonly<Record<ErrorCode, Words>> = {
  WRONG_PASSWORD: ['The platform did not accept this username and password.', 'Check both and try again.'],
  WRONG_CODE: [
    'The platform did not accept this code.',
    'Wait for the next code; a wrong clock on this computer or the phone is the usual cause.',
  ],
  ACCOUNT_LOCKED: ['The account is locked after too many failed sign-ins.', 'Wait a while before you try again, or ask DNAnexus Support.'],
  SSO_REQUIRED: [
    'This account signs in through its organisation (SSO), so a password is of no use here.',
    'Make an API token in the browser and run `dxkey login --token-stdin`.',
  ],
  NOT_SIGNED_IN: ['Nobody is signed in.', 'Run `dxkey login`.'],
  SIGN_IN_BUSY: ['Another sign-in is under way.', 'Finish or cancel it in the dxkey window, then try again.'],
  SESSION_ENDED: ['The session has ended on the platform.', 'Run `dxkey login`.'],
  TOKEN_NOT_ACCEPTED: ['The platform does not accept this token: it was mistyped, revoked or has expired.', 'Use another token.'],
  WRONG_ACCOUNT: ['This token belongs to another account than the one signed in.', 'Sign in to its account, or use another token.'],
  NO_SUCH_ACCOUNT: ['This computer does not know that account.', 'Run `dxkey accounts` to see those that it knows, or `dxkey login`.'],
  OFFLINE: ['The platform could not be reached.', 'Check the network and try again.'],
  TIMED_OUT: ['The platform did not answer in time.', 'Try again in a moment.'],
  TLS_FAILED: [
    "The platform's certificate could not be verified, so nothing was sent.",
    'A proxy that reads TLS traffic is the usual cause; ask your administrator.',
  ],
  PROXY_AUTH_REQUIRED: ['The proxy asks for a login.', 'Open the dxkey window, give the proxy its login there, then try again.'],
  REDIRECT_REFUSED: [
    'The platform’s address pointed somewhere else, so nothing was sent there.',
    'Check `--platform`, and the network you are on.',
  ],
  PLATFORM_BUSY: ['The platform is busy and asks to wait.', 'Try again later.'],
  PLATFORM_FAULT: ['The platform failed on its own side.', 'Try again; if it stays, tell DNAnexus Support the request id.'],
  PLATFORM_REFUSED: ['The platform refused this request.', 'If you expected it to work, tell DNAnexus Support the request id.'],
  MALFORMED_ANSWER: [
    'What answered does not speak as the platform does.',
    'Check `--platform`, and whether a proxy or a log-in page stands between.',
  ],
  PERMISSION_DENIED: ['The token may not do this.', 'Use a token with more access, or ask the project’s administrator.'],
  NOT_FOUND: ['The platform knows no such thing.', 'Check the name or id.'],
  SPENDING_LIMIT: ['The spending limit of the billing account is reached.', 'Ask its administrator.'],
  ORG_EXPIRED: ['The organisation has expired.', 'Ask its administrator.'],
  PLATFORM_NOT_ALLOWED: ['This build of dxkey may not use that platform.', 'A test runtime talks to platforms on this computer alone.'],
  PLATFORM_IN_USE: ['An account is known on that platform, so it was not changed.', 'Look at the accounts in the dxkey window.'],
  NO_SUCH_TOKEN: ['No token has that name.', LOOK],
  AMBIGUOUS_TOKEN: ['More than one token has that name.', 'Use the label, or more characters of the signature.'],
  TOKEN_NOT_HELD: ['That token is not kept on this computer, so it cannot be given to anybody.', LOOK],
  TOKEN_EXPIRED: ['That token has expired.', 'Make a new one: `dxkey create`.'],
  TOKEN_PAUSED: ['That token is paused: it is given to nobody.', 'Run `dxkey resume NAME` when it may be used again.'],
  TOKEN_GONE: ['That token is gone from the platform.', 'Make a new one: `dxkey create`.'],
  TOKEN_ENDS_FIRST: [
    'That token ends before the job would, and no kept token that reaches as much lasts long enough. Nothing was started.',
    'Make one that lasts: `dxkey create LABEL ACCESS --expires ...`.',
  ],
  MINT_UNCERTAIN: [
    'The answer was lost on the way: a token may have been made that nobody holds.',
    'Run `dxkey tokens`; if it stands there, revoke it and make another.',
  ],
  CANNOT_MINT: ['A session opened by this token cannot make tokens.', 'Sign in with a password or a token with full access.'],
  SCOPE_UNKNOWN: [
    'What this token may reach is not known here, and dxkey does not guess it.',
    'Say it to `dxkey rotate`: --project NAME|ID[:LEVEL], --all-projects LEVEL or --full.',
  ],
  NEEDS_SHELL_TOKEN: [
    'This computer has no token for shells yet, and there was nobody to ask.',
    'Run, with the access you want: dxkey create --shell-token --project NAME:CONTRIBUTE --expires 30d\n(or --all-projects VIEW, or --full)',
  ],
  NO_SUCH_PROCESS: ['No such process, or not one that this command was started from.', 'Leave out --for-pid, or name the shell itself.'],
  NEEDS_CONSENT: ['A person has to allow this first, and was not to be waited for.', 'Leave out `--wait 0`.'],
  USE_REFUSED: ['This program may not have that token.', RULE],
  PROJECT_ELSEWHERE: [
    'This token does not reach that project, so nothing was started.',
    'Choose the account or the project that you mean.',
  ],
  REFUSED: ['Refused.', 'Nothing was changed.'],
  CODES_NOT_SAVED: ['The back-up codes are not saved yet.', 'Copy, save or print them in the window first.'],
  CODE_REPLAYED: ['This code was used already; each works once.', 'Wait for the next code.'],
  BACKUP_CODE_MISMATCH: ['That is not one of the new back-up codes.', 'Do it in the dxkey window; nothing was changed.'],
  ENROLMENT_GONE: ['This step of two-factor authentication has expired.', 'Begin it again in the dxkey window; nothing was changed.'],
  NOT_A_SETUP_KEY: ['That is not a setup key.', 'Copy it anew from the page.'],
  NO_QR_CODE: ['No QR code was found there.', 'Take a sharper picture that shows the whole code.'],
  NOT_KEPT: ['dxkey does not keep that.', 'Type the code from the app that has it, or a back-up code.'],
  KEYCHAIN_LOCKED: [`The keychain is locked. ${KEPT}`, UNLOCK],
  KEYCHAIN_DENIED: [
    `The keychain refused dxkey. ${KEPT}`,
    'Allow it when the system asks; where nothing asks, let it out of the sandbox that keeps it from the keychain. Then try again.',
  ],
  KEYCHAIN_MISSING: [
    'There is no keychain here, and dxkey keeps a secret nowhere else.',
    'Install and start one (gnome-keyring or KWallet), then try again.',
  ],
  KEYCHAIN_HUNG: [`The keychain does not answer. ${KEPT}`, 'Look for a prompt of the system; if there is none, restart the keychain.'],
  KEYCHAIN_FAULT: [`The keychain failed. ${KEPT}`, 'Try again; the app’s log says more.'],
  SECRET_LOST: [
    'The keychain no longer has this token, though dxkey kept it there: something else removed it. Nothing else was changed.',
    'It may still live on the platform: end it with `dxkey revoke NAME` and make a new one with `dxkey create`.',
  ],
  APP_LOCKED: [
    'dxkey is locked.',
    'Unlock it in its window, then try again. Only tokens that work while you are away are given out meanwhile.',
  ],
  WRONG_PASSPHRASE: ['That is not the passphrase of the app lock.', 'Try again in the dxkey window.'],
  PASSPHRASE_WAIT: ['The app lock looks at no passphrase yet.', 'Wait, then try again in the dxkey window.'],
  LOCK_LOST: [
    'The keychain no longer has what the app lock checks a passphrase against.',
    'Open the dxkey window; it says what can be done.',
  ],
  FROZEN: [
    'dxkey is frozen: a panic is under way, and no token is handed out or made.',
    'The dxkey window, or `dxkey panic --status`, says how far it is.',
  ],
  CLIPBOARD_FAILED: ['The clipboard could not be written.', 'On Wayland, installing wl-clipboard helps.'],
  FILE_FAULT: ['A file of dxkey could not be written.', 'Check free space and permissions of its data folder.'],
  FILE_CHANGED: ['The file changed since it was read, so it was left as it is.', 'Run `dxkey scan` again.'],
  SCAN_GONE: [
    'What was found has been forgotten: a while has passed, or the app was locked, signed out, or asked to look again.',
    'Run `dxkey scan` again.',
  ],
  UNTRUSTED_SENDER: ['Refused.', 'Nothing was changed.'],
  INVALID_INPUT: ['Something given is not valid.', 'Run the command with --help.'],
  INTERNAL: ['dxkey failed.', 'Please report it; the app’s log says more and holds no secret.'],
  APP_CANNOT_START: ['The dxkey app could not be started.', 'Start it by hand to see why, then try again.'],
  NO_DESKTOP: [
    'There is no desktop session here (no display or no D-Bus), so the app and its keychain cannot run.',
    'Give a token by pipe instead: dxkey exec --token-stdin -- COMMAND, or dxkey env --token-stdin.',
  ],
  USAGE: ['That is not how it is used.', 'Run the command with --help.'],
};

/** Where the same code means something narrower for one field. */
const FIELD_WORDS: Readonly<Record<string, Words>> = {
  'REFUSED socket': [
    'The place of dxkey’s socket belongs to another user or process.',
    'Remove it, or set XDG_RUNTIME_DIR or DXKEY_DATA_DIR to a folder of your own.',
  ],
  'APP_CANNOT_START protocol': ['The running app and this command are of different versions.', 'Quit the app, then try again.'],
  'APP_CANNOT_START notRunning': ['The dxkey app is not running, so this shell has no token now.', 'Start it; the next prompt asks again.'],
  'APP_CANNOT_START absent': ['The dxkey app was not found next to this command.', 'Reinstall dxkey, or start the app by hand.'],
  'APP_CANNOT_START root': ['The dxkey app does not run as root.', 'Use your own account.'],
  'APP_CANNOT_START ended': ['The dxkey app was started and ended at once.', 'Start it by hand to see why, then try again.'],
  'APP_CANNOT_START slow': ['The dxkey app was started but does not answer yet.', 'Try again in a moment.'],
  'TOKEN_ENDS_FIRST others': [
    'That token ends before the job would, so nothing was started. These last long enough:',
    'Name one of them instead.',
  ],
  'USE_REFUSED never': ['Its policy gives that token to no program.', RULE],
  'USE_REFUSED notListed': ['Its policy gives that token to listed programs only, and this is none of them.', RULE],
  'USE_REFUSED programNever': ['Its policy never gives that token to this program.', RULE],
  'USE_REFUSED denied': ['You said no.', 'Nothing was given.'],
  'USE_REFUSED unanswered': [
    'Nobody answered the question in time, so nothing was given.',
    'Try again, and answer it in the small window.',
  ],
  'USE_REFUSED nobody': ['Its policy is to ask you first, and there was neither a window nor a terminal to ask on.', RULE],
  'REFUSED exposed': [
    'Copies of the old token may be in use elsewhere: it was copied, shown, printed or pasted.',
    'Nothing was changed. Say --yes with --revoke-old, or --keep-old.',
  ],
  'REFUSED rotation': [
    'A rotation of this token is not over yet.',
    'Nothing was changed. The dxkey window shows it, with Finish and Undo.',
  ],
  'TIMED_OUT app': ['The dxkey app does not answer.', 'Quit it and try again.'],
  'INTERNAL app': ['The dxkey app went away in the middle.', 'Try again; the app’s log says why it ended.'],
  'INVALID_INPUT platform': ['No such platform.', 'Use dnanexus, staging, china, or a URL (https, or http on this computer).'],
  'INVALID_INPUT token': ['What was given is not a token.', 'Copy the whole token, without spaces.'],
  'INVALID_INPUT account': [
    'Two accounts of this computer have that name.',
    'Say --account USER@PLATFORM, or the id that `dxkey accounts --json` shows.',
  ],
  'REFUSED unchecked': ['Nobody knows whose token this is.', 'Run `dxkey scan --check` first: it asks the platform.'],
  'INVALID_INPUT folder': ['That is no folder that is there.', 'Give its path, which may hold no line break.'],
  'INVALID_INPUT folderUnknown': ['That folder is not in the map.', 'See the map: dxkey rules'],
  'INVALID_INPUT folderCount': ['The map is full: 200 folders.', 'Take one out: dxkey rules remove FOLDER'],
  'INVALID_INPUT project': ['That is no project.', 'Use its id: project-xxxx, with 24 characters.'],
  'INVALID_INPUT needs': ['That is no span.', 'Use 30m, 12h or 7d.'],
  'INVALID_INPUT label': ['This label cannot be used.', 'Use 1 to 200 visible characters.'],
};

/** Refused by a rule that another rule would change. */
const WITH_RULE: readonly string[] = ['notListed', 'programNever', 'nobody'];

/** One word for a shell, whatever is in it. */
function quoted(path: string): string {
  const shown = visible(path);
  return /^[\w./+-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}

/** The words for a code, as lines for stderr. */
export function errorText(code: ErrorCode, details: ErrorDetails | undefined): string {
  const [what, todo] = (details?.field === undefined ? undefined : FIELD_WORDS[`${code} ${details.field}`]) ?? WORDS[code];
  const lines = [`dxkey: ${what}`];
  for (const one of details?.candidates ?? []) {
    lines.push(
      `  ${visible(one.label ?? '(no label)')}  …${one.last4 === null ? '????' : visible(one.last4)}  ${visible(one.signaturePrefix)}`,
    );
  }
  if (details?.retryAfterMs !== undefined) lines.push(`It asks to wait ${String(Math.ceil(details.retryAfterMs / 1000))} seconds.`);
  lines.push(todo);
  if (details?.program !== undefined) {
    const { program, field = '' } = details;
    lines.push(`The program, as the system names it: ${visible(program)}`);
    if (WITH_RULE.includes(field)) lines.push(`To let it in: dxkey policy NAME --program ${quoted(program)}`);
  }
  if (code === 'PROJECT_ELSEWHERE') lines.push(whoReaches(details?.accounts ?? []));
  if (details?.triesLeft !== undefined) lines.push(`Tries left before the platform locks the account: ${String(details.triesLeft)}.`);
  if (details?.sessionMayExist === true)
    lines.push('A session may have been opened before the answer was lost; nobody holds it, and it ends by itself.');
  if (details?.atProxy === true) lines.push('The proxy did not answer or did not let dxkey through: look at the proxy in Settings.');
  if (details?.queued === true) lines.push('dxkey keeps trying.');
  if (details?.requestId !== undefined) lines.push(`Request id: ${visible(details.requestId)}`);
  return `${lines.join('\n')}\n`;
}

function whoReaches(accounts: readonly string[]): string {
  if (accounts.length === 0) return 'None of the accounts of this computer that could be asked reaches it.';
  return `It can be reached by: ${accounts.map(visible).join(', ')} (--account NAME).`;
}

/** Text of the platform's or another person's making, made harmless for a terminal. */
export function visible(text: string): string {
  // SECURITY: an escape sequence in a label could move the cursor, hide a line or answer for the person; a direction mark could reorder what is read.
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu, '?');
}

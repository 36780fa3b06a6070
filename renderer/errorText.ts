/** Every error code in words: what happened, then what was kept and what to do next. */
import type { ErrorAnswer, ErrorCode } from '../preload/contract/errors';

export interface ErrorText {
  title: string;
  next: string;
}

const TEXTS: Record<ErrorCode, ErrorText> = {
  WRONG_PASSWORD: { title: 'That username and password do not match.', next: 'Repeated wrong tries can lock the account.' },
  WRONG_CODE: {
    title: 'That code was not accepted.',
    next: 'Codes change every 30 seconds and work once. Wait for the next one, check this computer’s clock, or use a back-up code.',
  },
  ACCOUNT_LOCKED: {
    title: 'This account is locked.',
    next: 'It was tried too often with a wrong password or code. Wait before trying again, or ask DNAnexus Support.',
  },
  SSO_REQUIRED: {
    title: 'This account signs in through your organisation.',
    next: 'A password cannot be used here. Make an API token in the browser and paste it under “API token”.',
  },
  NOT_SIGNED_IN: { title: 'You are signed out.', next: 'Sign in, then do it again. Tokens in the keychain are still there.' },
  SIGN_IN_BUSY: { title: 'A sign-in is under way.', next: 'Wait for it to end, or cancel it.' },
  SESSION_ENDED: { title: 'The session has ended.', next: 'Sign in again. Tokens in the keychain are still there.' },
  TOKEN_NOT_ACCEPTED: {
    title: 'That token was not accepted.',
    next: 'It may be revoked, expired, cut short in copying, or from another platform. Nothing was stored.',
  },
  WRONG_ACCOUNT: { title: 'That token belongs to another account.', next: 'Add its account with it instead. Nothing was stored.' },
  NO_SUCH_ACCOUNT: { title: 'This computer does not know that account any more.', next: 'Sign in to it again.' },
  OFFLINE: { title: 'The platform could not be reached.', next: 'Check the network and try again. Nothing was lost.' },
  TIMED_OUT: { title: 'The platform did not answer in time.', next: 'Try again in a moment. What you typed is kept.' },
  TLS_FAILED: {
    title: 'The connection is not safe.',
    next: 'The server’s certificate could not be verified, so nothing was sent. A company proxy or a wrong clock can cause this: ask whoever looks after the network.',
  },
  PROXY_AUTH_REQUIRED: {
    title: 'The proxy wants a login.',
    next: 'Give it in the box that asks for it, then try again. Nothing reached the platform.',
  },
  REDIRECT_REFUSED: {
    title: 'The server sent us elsewhere.',
    next: 'dxkey does not follow, since a secret could go to the wrong place. Check the platform’s address, or the network’s sign-in page.',
  },
  PLATFORM_BUSY: { title: 'The platform is busy.', next: 'Try again when it says it is ready.' },
  PLATFORM_FAULT: { title: 'The platform has a fault.', next: 'Try again later. If it stays, give Support the request below.' },
  PLATFORM_REFUSED: { title: 'The platform refused this.', next: 'Change what was asked and try again. Nothing was changed.' },
  MALFORMED_ANSWER: {
    title: 'The answer could not be understood.',
    next: 'It did not look like the platform’s. Check the address, and whether the network shows a sign-in page of its own.',
  },
  PERMISSION_DENIED: {
    title: 'You may not do this.',
    next: 'The account or token lacks the permission. An administrator of the project or org can give it.',
  },
  NOT_FOUND: { title: 'The platform does not have it.', next: 'It may have been removed. Refresh and look again.' },
  SPENDING_LIMIT: { title: 'The spending limit is reached.', next: 'Whoever pays for the account or org can raise it.' },
  ORG_EXPIRED: { title: 'The org has expired.', next: 'Ask its administrator, or DNAnexus Support.' },
  PLATFORM_NOT_ALLOWED: {
    title: 'This platform cannot be used here.',
    next: 'This runtime talks to platforms on this computer only. Install the released app for the others.',
  },
  PLATFORM_IN_USE: { title: 'An account is known on this platform.', next: 'Nothing was changed: its tokens go by these addresses.' },
  NO_SUCH_TOKEN: { title: 'There is no such token any more.', next: 'Refresh the list.' },
  AMBIGUOUS_TOKEN: { title: 'More than one token has that name.', next: 'Choose by its last 4 characters.' },
  TOKEN_NOT_HELD: { title: 'This computer does not hold that token.', next: 'It can be revoked from here, but not copied or exported.' },
  TOKEN_EXPIRED: { title: 'That token has expired.', next: 'Make a new one; this one cannot be brought back.' },
  TOKEN_ENDS_FIRST: { title: 'That token ends before the job would.', next: 'Take one that lasts longer. Nothing was started.' },
  TOKEN_PAUSED: { title: 'That token is paused.', next: 'It is given to nobody. Resume it when it may be used again.' },
  TOKEN_GONE: { title: 'That token no longer works.', next: 'It was revoked, or it ended. Make a new one.' },
  MINT_UNCERTAIN: {
    title: 'The reply was lost on the way.',
    next: 'A token with that label may exist, and nobody holds it. Look for it in the list and revoke it before making another.',
  },
  CANNOT_MINT: {
    title: 'This session cannot make tokens.',
    next: 'A token with limited access may not make others. Sign in with the password or with a full-access token.',
  },
  SCOPE_UNKNOWN: {
    title: 'What this token may reach is not known.',
    next: 'dxkey does not guess it: choose what the new token may reach.',
  },
  NEEDS_SHELL_TOKEN: { title: 'This computer has no shell token yet.', next: 'Make one, and the command will use it.' },
  NO_SUCH_PROCESS: { title: 'That command has ended.', next: 'Nothing was handed out.' },
  NEEDS_CONSENT: { title: 'A person has to allow this first.', next: 'dxkey asks in a small window when a program wants the token.' },
  USE_REFUSED: { title: 'This program may not have that token.', next: 'dxkey policy in a terminal shows and changes that.' },
  PROJECT_ELSEWHERE: { title: 'This token does not reach that project.', next: 'Nothing was handed out.' },
  REFUSED: { title: 'That was refused.', next: 'Nothing was handed out.' },
  CODE_REPLAYED: {
    title: 'That code was used already.',
    next: 'Each code works once. Wait for the next one, which comes within 30 seconds.',
  },
  CODES_NOT_SAVED: {
    title: 'The back-up codes are not saved yet.',
    next: 'Copy them, save them as a file or print them, then type one back. Nothing was changed.',
  },
  BACKUP_CODE_MISMATCH: {
    title: 'That is not one of the new back-up codes.',
    next: 'Type one from the list that you have just saved. Nothing was changed.',
  },
  ENROLMENT_GONE: {
    title: 'That took too long.',
    next: 'A setup waits for 15 minutes, and for one window at a time. Nothing was changed: begin again, and remove the entry that you added to the app.',
  },
  NOT_A_SETUP_KEY: {
    title: 'That is not a setup key.',
    next: 'It is letters A to Z and digits 2 to 7, or a link that begins with otpauth://totp. Copy it anew from the page.',
  },
  NO_QR_CODE: {
    title: 'No QR code was found there.',
    next: 'Take a picture that shows the whole code, sharp and upright, and copy it or save it as a file.',
  },
  NOT_KEPT: { title: 'dxkey does not keep that.', next: 'Type the code from the app that has it, or a back-up code.' },
  KEYCHAIN_LOCKED: {
    title: 'The keychain is locked.',
    next: 'Unlock it in the system’s keychain app, then try again. Nothing was written elsewhere.',
  },
  KEYCHAIN_DENIED: {
    title: 'The keychain said no.',
    next: 'Allow dxkey in the system’s prompt, then try again. Nothing was written elsewhere.',
  },
  KEYCHAIN_MISSING: {
    title: 'There is no keychain.',
    next: 'Start a Secret Service (GNOME Keyring or KWallet), then try again. dxkey never falls back on a file.',
  },
  KEYCHAIN_HUNG: {
    title: 'The keychain does not answer.',
    next: 'It may be waiting behind a prompt. Answer it, or restart the keychain, then try again. Nothing was written elsewhere.',
  },
  KEYCHAIN_FAULT: {
    title: 'The keychain reported a fault.',
    next: 'Try again; if it stays, sign out of the desktop and in again. Nothing was written elsewhere.',
  },
  SECRET_LOST: {
    title: 'The keychain no longer has this secret.',
    next: 'It was removed outside dxkey. The token may still live on the platform: revoke it, and make a new one.',
  },
  APP_LOCKED: { title: 'dxkey is locked.', next: 'Unlock it, then do it again.' },
  WRONG_PASSPHRASE: { title: 'That is not the passphrase.', next: 'Nothing was changed. Each wrong one makes the next wait longer.' },
  PASSPHRASE_WAIT: { title: 'Too early for another try.', next: 'No passphrase is looked at before the wait is over.' },
  LOCK_LOST: {
    title: 'The lock cannot be checked any more.',
    next: 'The keychain no longer has what the passphrase is checked against: it was removed outside dxkey.',
  },
  FROZEN: {
    title: 'dxkey is frozen.',
    next: 'A panic is under way: nothing is handed out, made or signed in until it is over.',
  },
  CLIPBOARD_FAILED: { title: 'The clipboard could not be written.', next: 'Nothing was copied. Try again, or use Export.' },
  FILE_FAULT: {
    title: 'A file of dxkey could not be written.',
    next: 'Check that the disk has room and the folder is yours, then try again.',
  },
  FILE_CHANGED: { title: 'The file changed since it was read.', next: 'It was left as it is. Look again.' },
  SCAN_GONE: {
    title: 'What was found has been forgotten.',
    next: 'It is kept for 15 minutes, and not over a lock or a sign-out. Look again.',
  },
  UNTRUSTED_SENDER: { title: 'This window may not ask that.', next: 'Close it and open dxkey again.' },
  INVALID_INPUT: { title: 'Something typed cannot be used.', next: 'Check the marked field. What you typed is kept.' },
  INTERNAL: { title: 'dxkey made a mistake.', next: 'Nothing more is known here; the log has it, without secrets. Try again.' },
  APP_CANNOT_START: { title: 'The app could not be started.', next: 'Open it by hand and try again.' },
  NO_DESKTOP: { title: 'There is no desktop here.', next: 'Use the command with a token from its standard input.' },
  USAGE: { title: 'That is not how it is used.', next: 'See the command’s help.' },
};

const AT_PROXY: ErrorText = {
  title: 'The proxy could not be reached.',
  next: 'It did not answer, or did not let dxkey through; nothing went round it. Look at the network, or at the proxy in Settings.',
};

/** Here it is the lock that waits, which says for how long by itself. */
const IS_OURS_TO_WAIT: readonly ErrorCode[] = ['WRONG_PASSPHRASE', 'PASSPHRASE_WAIT'];

function waitText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 120 ? `The platform asks to wait ${seconds} s.` : `The platform asks to wait ${Math.ceil(seconds / 60)} minutes.`;
}

/** Said only where the platform gave the number. */
function triesText(left: number): string {
  if (left === 0) return 'The platform has now locked the account for a while.';
  return left === 1 ? 'One more wrong try locks the account.' : `${left} more wrong tries lock the account.`;
}

/** The words for an answer; the request's name goes last, since only Support needs it. */
export function errorText(error: ErrorAnswer): ErrorText & { requestId: string | null } {
  const text = error.details?.atProxy === true ? AT_PROXY : TEXTS[error.code];
  const parts = [text.next];
  if (error.details?.retryAfterMs !== undefined && !IS_OURS_TO_WAIT.includes(error.code)) parts.push(waitText(error.details.retryAfterMs));
  if (error.details?.queued === true) parts.push('It is queued and will be tried again by itself.');
  if (error.details?.sessionMayExist === true)
    parts.push(
      'It may have opened a session before its answer was lost; nobody holds that session, and it ends by itself. Once you are signed in, dxkey looks for it.',
    );
  if (error.details?.accounts !== undefined) parts.push(`Known there: ${error.details.accounts.join(', ')}.`);
  if (error.details?.triesLeft !== undefined) parts.push(triesText(error.details.triesLeft));
  return { title: text.title, next: parts.join(' '), requestId: error.details?.requestId ?? null };
}

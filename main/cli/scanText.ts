import type { FoundToken, ScanScrubbed, ScanState } from '../../preload/contract/contract';
import { visible } from './errorText';
import { counted } from './text';

/** Label and last 4, or that nobody knows it. */
export function foundName({ label, last4, account }: FoundToken): string {
  return `${label === null ? (account === null ? 'unknown string' : '(no label)') : visible(label)} (…${visible(last4)})`;
}

const STATES = { live: 'live', expired: 'expired or revoked', unknown: 'nobody has asked whose it is' } as const;
const CONTEXTS = {
  securityContext: 'dx security context',
  variable: 'variable',
  dxLogin: 'dx login --token',
  uaToken: 'ua --auth-token',
  netrc: 'netrc entry of DNAnexus',
  bearer: 'request to DNAnexus',
  elsewhere: 'recognised by its signature',
} as const;

export function foundText({ tokens, filesRead }: ScanState): string {
  const looked = `${counted(filesRead, 'file')} looked at`;
  if (tokens.length === 0) return `${looked}, no token found.\n`;
  const lines = tokens.flatMap((token) => {
    const { account, isHeld, state, places } = token;
    const whose = account === null ? '' : `, ${visible(account.username)} on ${visible(account.platformName)}`;
    return [
      `${foundName(token)}${whose}, ${STATES[state]}${isHeld ? ', in the keychain' : ''}`,
      ...places.map(({ path, line, context }) => `  ${visible(path)}:${String(line)}  ${CONTEXTS[context]}`),
    ];
  });
  return `${lines.join('\n')}\n${looked}, ${counted(tokens.length, 'token')} found.\n`;
}

const REASONS = {
  link: 'a link, not followed',
  foreign: "another user's",
  unreadable: 'could not be read',
  tooLarge: 'too large',
  special: 'no plain file',
} as const;

export function skippedText({ skipped, skippedCount, isCut }: ScanState): string {
  const lines = skipped.map(({ path, why }) => `Not looked into: ${visible(path)} (${REASONS[why]}).`);
  if (skippedCount > skipped.length) lines.push(`And ${String(skippedCount - skipped.length)} more.`);
  if (isCut) lines.push('There was more than one look takes: name the folders that matter, or look again after cleaning.');
  return lines.map((line) => `${line}\n`).join('');
}

const FAILURES = {
  FILE_CHANGED: 'it changed since it was read, so it was left as it is. Scan again.',
  FILE_FAULT: 'it could not be written, and is as it was. Check its permissions and the disk.',
  REFUSED: 'it has another name as well (a hard link), under which the token would stay. It was left as it is; clean it by hand.',
} as const;
export const scrubFailure = (code: ScanScrubbed['failed'][number]['code']): string => FAILURES[code];

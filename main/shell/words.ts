import type { Deed } from '../core/audit/entries';

const spanOf = (ms: number) => (ms < 120_000 ? `${String(Math.round(ms / 1000))} s` : `${String(Math.round(ms / 60_000))} min`);

/** Of a time that is left: minutes, hours, then days. */
export function leftText(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 120) return `${String(minutes)} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${String(hours)} h` : `${String(Math.round(hours / 24))} days`;
}

/** Day and time of day. */
function clockText(ms: number): string {
  const at = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(at.getDate())}.${two(at.getMonth() + 1)}. ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Every word that main itself shows: tray, native dialogs, notifications, the press window. A second language is a second such object. */
export const words = {
  appName: 'dxkey',
  saveFile: { backupCodes: 'Save back-up codes', activity: 'Save the activity record' },
  pickFolders: { scan: 'Folders to look through for tokens', rule: 'Folder that gets a token of its own' },
  pickQr: 'A picture of the QR code',
  pictures: 'Pictures',
  tray: {
    signedOut: 'dxkey: signed out',
    signedIn: (names: string) => `dxkey: signed in as ${names}`,
    lockedTip: 'dxkey: locked',
    locked: 'Locked',
    unlock: 'Unlock…',
    lock: 'Lock',
    status: {
      signedOut: 'Signed out',
      working: 'One moment…',
      needsCode: 'Waiting for a code',
      confirmToken: 'Waiting for you to keep a token',
    },
    signedInAs: (username: string, platform: string) => `${username} on ${platform}`,
    noTokens: 'No tokens on this computer',
    moreTokens: (count: number) => `${String(count)} more in the window`,
    copy: 'Copy',
    pause: 'Pause…',
    resume: 'Resume',
    rotate: 'Rotate…',
    revoke: 'Revoke…',
    paused: 'paused',
    endsIn: (span: string) => `Ends in ${span}`,
    sessionEnds: (span: string) => `The session ends in ${span}`,
    underAnHour: 'less than 1 hour',
    hours: (count: number) => (count === 1 ? '1 hour' : `${String(count)} hours`),
    days: (count: number) => `${String(count)} days`,
    clipboard: {
      secret: 'a secret',
      clears: (name: string, seconds: number) => `Clipboard: ${name}, clears within ${String(seconds)} s`,
      stays: (name: string) => `Clipboard: ${name}, until it is cleared`,
      clearNow: 'Clear now',
    },
    lastDeeds: 'Last actions',
    deed: (what: string, atMs: number) => `${clockText(atMs)}  ${what}`,
    open: 'Open dxkey',
    signOut: 'Sign Out…',
    signIn: 'Sign In…',
    show: 'Show in the window',
    shown: 'Shown in the window',
    withStatus: (name: string, status: string) => `${name}: ${status.toLowerCase()}`,
    panic: 'Panic…',
    quit: 'Quit',
    expired: 'expired',
  },
  deeds: {
    'token.made': 'Made',
    'token.imported': 'Imported',
    'token.copied': 'Copied',
    'token.shown': 'Printed',
    'token.given': 'Given to a process:',
    'token.leaseEnded': 'Taken back from a process:',
    'token.revoked': 'Revoked',
    'token.revokeQueued': 'To be revoked:',
    'token.forgotten': 'Forgotten',
    'token.scrubbed': 'Taken out of a file',
    'token.rotated': 'Rotated',
    'token.rotationUndone': 'Rotation undone:',
    'token.paused': 'Paused',
    'token.resumed': 'Resumed',
    'consent.allowed': 'Use allowed:',
    'consent.refused': 'Use refused:',
    'consent.policySet': 'Who may use it, set:',
    'consent.withdrawn': 'Allowed uses taken back:',
    'session.opened': 'Signed in',
    'session.ended': 'Signed out',
    'account.removed': 'Account removed',
    'folder.set': "Folder's token set",
    'folder.removed': "Folder's token unset",
    'lock.setUp': 'App lock set up',
    'lock.changed': 'App lock changed',
    'lock.removed': 'App lock removed',
    'twoFactor.on': 'Two-factor authentication on',
    'twoFactor.off': 'Two-factor authentication off',
    'twoFactor.codesRenewed': 'New back-up codes',
    'twoFactor.secretShown': 'Kept secret shown',
    'twoFactor.secretCopied': 'Kept secret copied',
    'twoFactor.codesSaved': 'Back-up codes saved',
    'twoFactor.forgotten': 'Kept secret forgotten',
    'panic.begun': 'Panic',
    'panic.undone': 'Panic taken back',
    'activity.lost': 'Some entries were lost',
  } satisfies Record<Deed, string>,
  pause: {
    title: 'Pause a token',
    ask: (name: string) => `Pause ${name}?`,
    ends: (program: string, pid: number, kind: 'env' | 'exec') =>
      kind === 'exec'
        ? `${program} (${String(pid)}) is stopped.`
        : `${program} (${String(pid)}) keeps running; its private folder is emptied.`,
    more: (count: number) => `and ${String(count)} more.`,
    read: 'What a process has already read only a revoke takes back.',
    now: 'Yes, pause it',
    done: (name: string) => `Paused ${name}`,
    doneBody: 'It is given to nobody until you resume it.',
    resumed: (name: string) => `${name} can be used again`,
  },
  idle: {
    left: (minutes: number) => `Signs out in ${String(minutes)} min if nobody is here`,
    leftSoon: 'Signs out in less than a minute',
    stay: 'Stay signed in',
    soonTitle: (name: string) => `${name} is about to be signed out`,
    soon: (limitMs: number) => `Nobody has been here for almost ${spanOf(limitMs)}. Click to stay signed in.`,
    endedTitle: (name: string) => `${name} is signed out`,
    ended: 'Nobody was here for too long. What runs with your tokens goes on.',
    deadTitle: 'This desktop does not say when you are here',
    dead: 'Only what you do in the window of dxkey counts as activity now.',
  },
  notices: {
    tokenExpiring: (token: string, account: string, span: string) => [
      `${token} ends in ${span}`,
      `A token of ${account}. Click to see to it.`,
    ],
    firstUse: (token: string, account: string, program: string) => [
      `${program} uses ${token} for the first time`,
      `A token of ${account}. Click to see it, or to revoke it.`,
    ],
    revokedElsewhere: (token: string, account: string) => [
      `${token} was revoked elsewhere`,
      `A token of ${account}. What runs on it fails from now on. Click to see the list.`,
    ],
    sessionEnding: (account: string, span: string) => [
      `The session of ${account} ends in ${span}`,
      'Your tokens stay in the keychain. Click to see it.',
    ],
    several: (count: number) => [`${String(count)} notices`, 'They wait in the window. Click to see them.'],
    unknownProgram: 'A program',
  },
  rotate: {
    title: 'Rotate a token',
    ask: (name: string) => `Rotate ${name}?`,
    lead: 'A new token of the same label, access and length takes its place, and new commands get it.',
    leases: (count: number) =>
      `${count === 1 ? '1 program here has' : `${String(count)} programs here have`} the old one, which lives until ${count === 1 ? 'it has' : 'they have'} ended.`,
    exposed: 'The old one was copied, shown, printed or pasted: copies may be in use elsewhere.',
    scopeUnknown: 'What it may reach is not known here. In the window you choose it: “Rotate…” in the menu of its row.',
    buttons: { keep: 'Rotate, leave the old one', revoke: 'Rotate, then revoke the old one' },
    done: (name: string) => `Rotated ${name}`,
    oldEnds: {
      kept: 'The old one is left until it expires.',
      waits: 'The old one lives until every process here that has it has ended, and is revoked then.',
      asks: 'The old one lives until you say in the window that it may be revoked.',
      revoking: 'The old one is being revoked, once no execution of the account runs.',
      gone: 'The old one is revoked.',
    },
    unproven: (name: string) => `A new token for ${name} is kept`,
    unprovenBody: 'It could not be proved yet: the old one goes on, and dxkey tries again.',
  },
  unlock: { touchReason: 'unlock dxkey' },
  unnamedToken: 'Token without a label',
  unnamedAccount: 'An account that this computer no longer knows',
  revoke: {
    title: 'Revoke Tokens Confirmation',
    ask: (name: string) => `Revoke ${name}?`,
    of: (name: string) => `A token of ${name}.`,
    now: 'Yes, revoke it',
    whenDone: 'When they are done',
    cancel: 'Cancel',
    forGood: 'This cannot be undone.',
    running: (count: number, isAtLeast: boolean) =>
      `${isAtLeast ? 'At least ' : ''}${String(count)} running ${count === 1 ? 'execution' : 'executions'} of this account: those launched with this token will fail.`,
    runningUnknown: 'The platform could not say what is running. Jobs launched with this token will fail.',
    nothingRuns: 'Nothing is running on this account now.',
    children: (count: number) =>
      `${count === 1 ? '1 token was' : `${String(count)} tokens were`} made by it; DNAnexus does not say whether ${count === 1 ? 'it ends' : 'they end'} with it.`,
    leases: (count: number) => `${String(count)} ${count === 1 ? 'program here uses' : 'programs here use'} it and will be refused.`,
  },
  clipboard: {
    cleared: ['The clipboard is cleared', ''],
    unproven: ['The clipboard is cleared', 'No other program could check it: with xclip (X11) or wl-clipboard (Wayland) one can.'],
    replaced: ['The clipboard no longer held it', ''],
    unverified: ['The clipboard may still hold a token', 'Copy something else over it.'],
    failed: ['The clipboard still holds it', 'Copy something else, and remove it from any history tool.'],
  },
  signOut: {
    title: 'Sign Out',
    ask: (name: string) => `Sign out ${name}?`,
    signOut: 'Sign Out',
    forget: 'Forget on this computer',
    destroy: 'Destroy the token',
    andEnd: (label: string, count: number) => `${label} and end ${count === 1 ? '1 command' : `${String(count)} commands`}`,
    commands: (count: number) =>
      `${count === 1 ? '1 command here holds' : `${String(count)} commands here hold`} a token of this account. ${count === 1 ? 'It goes' : 'They go'} on unless you end ${count === 1 ? 'it' : 'them'}.`,
    byToken: 'You signed in with an API token. Forgetting leaves it alive on the platform; destroying it stops what runs on it.',
    tokensStay: (count: number) =>
      count === 0
        ? 'The session ends on the platform, too.'
        : `The session ends on the platform, too. ${String(count)} API ${count === 1 ? 'token stays' : 'tokens stay'} in the keychain until you sign in again.`,
  },
  outcome: {
    copied: (name: string) => `Copied ${name}`,
    copiedUnverified: (name: string) => `Copied ${name}; this desktop does not let us check it`,
    clears: (seconds: number) => `The clipboard is cleared after ${String(seconds)} s.`,
    staysInClipboard: 'It stays in the clipboard until you copy something else.',
    needsPress: 'Press the button in the small window to copy.',
    revoked: (name: string) => `Revoked ${name}`,
    queued: (name: string) => `${name} will be revoked as soon as possible`,
    failed: 'That did not work',
    failedCode: (code: string) => `Open dxkey to see what happened (${code}).`,
  },
  noTray: {
    title: 'No tray on this desktop',
    quits: 'Closing the window quits dxkey. You can change this in its settings.',
    minimises: 'Closing the window minimises it. You can change this in its settings.',
  },
  faults: {
    title: 'The window stopped',
    message: 'The window of dxkey has stopped three times within a minute.',
    detail: 'Nothing is lost: your tokens are in the keychain, and the tray and the command go on working.',
    again: 'Open it again',
    close: 'Close the window',
  },
  consent: {
    window: 'May a program have a token?',
    title: (program: string) => `${program} asks for a token`,
    aProgram: 'A program',
    program: 'Program',
    folder: 'Folder',
    terminal: 'Terminal',
    account: 'Account',
    token: 'Token',
    reach: 'Reach',
    use: 'By',
    uses: { env: 'dxkey env, for a shell', exec: 'dxkey exec, for one command', copy: 'dxkey copy, to the clipboard' },
    unknown: 'not known',
    none: 'none',
    noLabel: '(no label)',
    calledItself: (name: string) => `not known; it calls itself ${name}`,
    unproven: 'The system does not prove which program this is. Say yes only to what you have just started yourself.',
    what: 'A yes is for this program, in this terminal, and this token. This is consent and a record, not a wall against programs that run as you.',
    choose: 'Your answer',
    answers: {
      once: () => 'Allow once',
      tenMinutes: () => 'Allow for 10 minutes, longer while used',
      terminal: () => 'Allow in this terminal',
      always: (program: string) => `Always allow ${program}`,
      deny: () => 'No',
      never: (program: string) => `Never allow ${program}`,
    },
    until: (time: string) => `Without an answer by ${time} it is refused.`,
  },
  press: { title: 'Copy a token', text: 'Wayland lets a window copy only after a press in it.', button: 'Copy' },
  start: {
    refused: (names: readonly string[]) =>
      `dxkey does not start with: ${names.join(', ')}. These can read or leak what it keeps. Start it without them.`,
    fallback: (version: string) =>
      `dxkey runs on Electron ${version}, which is past its end of life and meant for development and tests only: only platforms on this computer can be chosen.`,
  },
} as const;

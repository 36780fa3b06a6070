/* eslint-disable max-lines -- what core needs from outside is one list, read from top to bottom */
/**
 * What core needs from outside, as capabilities. An adapter implements one port (main/adapters), a fake another
 * (tests/fakes). Every promise may reject with an AppError and with nothing else on purpose.
 */
import type {
  EndNote,
  EndReason,
  FolderRule,
  KeychainState,
  MintScope,
  PlatformInfo,
  Project,
  RunningExecutions,
  Settings,
  TokenPolicy,
  TokenScope,
  Uncopied,
} from '../../preload/contract/contract';
import type { Clipboard, ClipboardDocument } from './clipboard/port';
import type { ComputerSenses, LookAtPlatform } from './doctor/port';
import { NOTICE_DEFAULTS, type NoticeDocument } from './notices/document';

/** What starts something returns its stop. */
export type Stop = () => void;

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once after `delayMs`, unless stopped. Delays beyond 24 days must work. */
  after(delayMs: number, run: () => void): Stop;
}

/**
 * The computer's own counters. `uptimeMs` counts sleep and knows nothing of the clock on the wall; `awakeMs` stands still in
 * sleep where the system can say so, and both begin anew with a boot.
 */
export interface SystemClocks {
  /** Opaque; the same from the start of the computer to its end. */
  bootId: string;
  uptimeMs(): number;
  awakeMs(): number;
  /** 0 to 1439, by this computer's time zone. */
  minuteOfDay(atMs: number): number;
}

/** How long nobody has touched the computer, in milliseconds; null where the desktop does not say. */
export interface IdleSensor {
  idleMs(): number | null;
}

/** What the desktop tells of the person's going and coming. Each may be told twice. */
export const DESK_EVENTS = ['locked', 'unlocked', 'suspending', 'resumed', 'switchedAway', 'switchedBack'] as const;
export type DeskEvent = (typeof DESK_EVENTS)[number];
export interface DeskEvents {
  watch(listener: (event: DeskEvent) => void): Stop;
}

/** Events by name with plain fields; the adapter redacts and writes. Never pass a secret, a password or a code. */
export interface Log {
  info(event: string, fields?: Record<string, string | number | boolean | null>): void;
  warn(event: string, fields?: Record<string, string | number | boolean | null>, error?: unknown): void;
}

export interface Digest {
  /** Lower-case hex; a token's signature is the sha256 of the token (PROTOCOL.md). */
  sha256Hex(text: string): string;
  /** 128 random bits, hex. */
  randomId(): string;
  /** 256 random bits, hex. */
  randomKey(): string;
  /** Lower-case hex; `keyHex` as `randomKey` gives it. */
  hmacSha256Hex(keyHex: string, text: string): string;
}

/**
 * The operating system's keychain. `get` answers null only when the store is reachable, unlocked and has no such entry;
 * otherwise it throws KEYCHAIN_LOCKED, _DENIED, _MISSING, _HUNG or _FAULT. Each call is bounded (3 s, longer only while the
 * system shows its own unlock prompt). Never a weaker store in silence.
 */
export interface SecretStore {
  probe(): Promise<KeychainState>;
  get(key: string): Promise<string | null>;
  set(key: string, secret: string): Promise<void>;
  /** False where there was nothing to remove. */
  remove(key: string): Promise<boolean>;
}

/** A versioned file of ours without secrets: 0600, written atomically, checked on read. */
export interface DocumentStore<T> {
  /** `damaged`: the file could not be read, was set aside under another name, and `value` is the empty document. */
  load(): Promise<{ value: T; state: 'read' | 'absent' | 'damaged' }>;
  /** Throws FILE_FAULT; the former file then stands untouched. */
  save(value: T): Promise<void>;
}

// ---- The DNAnexus platform

export interface NewToken {
  secret: string;
  signature: string;
  userId: string;
}

/** `autoLogoutAfterMs`: null where the org sets none; `unreadable` where what it says is no time. */
export interface OrgPolicy {
  name: string;
  autoLogoutAfterMs: number | null | 'unreadable';
}

export interface ServerToken {
  signature: string;
  label: string | null;
  parentSignature: string | null;
  /** Null where the platform does not say (PROTOCOL.md marks these `?`). */
  madeMs: number | null;
  expiresMs: number | null;
  scope: TokenScope;
  /** A sign-in's own token rather than an API token, where the platform says so. */
  isSession: boolean;
}

/** Two-factor authentication as the platform tells it. A set's name says which enrolment made it, so that ours can be compared. */
export interface FactorTruth {
  isOn: boolean;
  /** The org, or the account itself, that demands it; null where it may be turned off. */
  mandatoryFor: string | null;
  keySet: string | null;
  codeSet: string | null;
  enabledMs: number | null;
  codesMadeMs: number | null;
  codesLeft: number | null;
}

/**
 * Two-factor authentication over the API. INVENTED: DNAnexus has no such routes, and answers NOT_FOUND to each of them; then it is
 * done in the browser. Nothing counts before `finishTwoFactor`. What carries a password or a code reaches the server once.
 */
export interface TwoFactorRoutes {
  /** NOT_FOUND where the platform does not offer it; SSO_REQUIRED for an account of an identity provider. */
  describeTwoFactor(platform: PlatformInfo, bearer: string): Promise<FactorTruth>;
  /** `otp` (a back-up code, too) where it is on already: the authenticator is moved. */
  beginTwoFactor(
    platform: PlatformInfo,
    bearer: string,
    input: { password: string; otp: string | null },
  ): Promise<{ enrolment: string; secret: string; otpauth: string }>;
  /** WRONG_CODE, CODE_REPLAYED, ENROLMENT_GONE. Asked again it gives other back-up codes. */
  confirmTwoFactor(platform: PlatformInfo, bearer: string, input: { enrolment: string; otp: string }): Promise<{ backupCodes: string[] }>;
  renewBackupCodes(
    platform: PlatformInfo,
    bearer: string,
    input: { password: string; otp: string },
  ): Promise<{ enrolment: string; backupCodes: string[] }>;
  /** May be asked again after a lost answer. BACKUP_CODE_MISMATCH, ENROLMENT_GONE. */
  finishTwoFactor(platform: PlatformInfo, bearer: string, input: { enrolment: string; backupCode: string }): Promise<FactorTruth>;
  cancelTwoFactor(platform: PlatformInfo, bearer: string, input: { enrolment: string }): Promise<void>;
  disableTwoFactor(platform: PlatformInfo, bearer: string, input: { password: string; otp: string }): Promise<FactorTruth>;
}

/**
 * The wire, one method a route, over exactly one platform a call; a bearer goes only to the origins of its own platform.
 * Failures are AppErrors that carry `details.requestId` and `reached`. OTPRequiredError is not a failure of `signIn`.
 */
export interface Platform extends TwoFactorRoutes {
  /** How far the platform's clock is ahead of this computer's, by the last answer that told; null before one did. */
  clockOffsetMs(platform: PlatformInfo): number | null;
  /** `POST /system/newAuthToken`, password form. Reaches the server once. `expiresMs` is when the session should end at the latest. */
  signIn(
    platform: PlatformInfo,
    input: { username: string; password: string; otp: string | null; expiresMs: number },
  ): Promise<{ kind: 'token'; token: NewToken } | { kind: 'needsCode' }>;
  /** Mints an API token. Reaches the server once; a failure with `reached: 'maybe'` means a token may exist. */
  mint(platform: PlatformInfo, bearer: string, input: { label: string; scope: MintScope; expiresMs: number | null }): Promise<NewToken>;
  /** Revokes by signature. TOKEN_NOT_ACCEPTED means the bearer is dead; NOT_FOUND that the token is already gone. */
  destroy(platform: PlatformInfo, bearer: string, signature: string): Promise<void>;
  /** All rows, pages followed. NOT_FOUND or PERMISSION_DENIED where the route is refused. */
  listTokens(platform: PlatformInfo, bearer: string): Promise<ServerToken[]>;
  whoami(platform: PlatformInfo, bearer: string): Promise<{ userId: string }>;
  describeUser(platform: PlatformInfo, bearer: string, userId: string): Promise<{ username: string; fullName: string | null }>;
  /** Up to `limit` projects whose name or id contains `query`. */
  findProjects(
    platform: PlatformInfo,
    bearer: string,
    input: { query: string; limit: number },
  ): Promise<{ projects: Project[]; hasMore: boolean }>;
  /** One page of all projects that the bearer reaches; `next`, opaque, is where the following one starts, null after the last. */
  listProjects(platform: PlatformInfo, bearer: string, starting: unknown): Promise<{ projects: Project[]; next: unknown }>;
  describeProject(platform: PlatformInfo, bearer: string, projectId: string): Promise<Project>;
  /** Ids of the orgs that the person is a member of. */
  findOrgs(platform: PlatformInfo, bearer: string): Promise<string[]>;
  describeOrg(platform: PlatformInfo, bearer: string, orgId: string): Promise<OrgPolicy>;
  /** Executions of this user that are not in a final state. */
  findRunning(platform: PlatformInfo, bearer: string, userId: string): Promise<RunningExecutions>;
}

// ---- Processes and private folders

/** A process told apart from a later one of the same pid by its start time. */
export interface ProcessIdentity {
  pid: number;
  /** Opaque; equal for the same process only. */
  startMark: string;
  program: string;
  folder: string | null;
  terminal: string | null;
}

export interface Processes {
  /** Null where no such process of this user lives. */
  identify(pid: number): Promise<ProcessIdentity | null>;
  /** Calls `run` once when that process has ended; at once where it has already. */
  whenGone(process: { pid: number; startMark: string }, run: () => void): Stop;
}

/** Who asks for a token, as the system tells it: nothing here is the caller's own word. */
export interface Asker {
  pid: number | null;
  /** File name of the program, for people; null where the system does not say. */
  program: string | null;
  /** The program's file; null where the system does not prove it. */
  path: string | null;
  folder: string | null;
  terminal: string | null;
  /** One for all that runs in a terminal, and never again for another; null where the system cannot tell one from another. */
  place: string | null;
  /** The process that the place ends with; null where the system does not say. */
  holder: { pid: number; startMark: string } | null;
  /** It asks by our own command, which can put a question on its terminal. */
  isByCommand: boolean;
}

/** Who asks, found from the process at the other end of the socket. */
export interface Askers {
  /** As of `ProcessIdentity`; null where no such process lives. */
  startMark(pid: number): Promise<string | null>;
  /** Null where that very process is gone. `pid` null: the system names no process, so the asker is proven by nothing. */
  find(peer: { pid: number | null; startMark: string | null }): Promise<Asker | null>;
}

/** What is left for the hooks of shells to read, without a process of their own, and never a secret. In a lease's folder: */
export const HOOK_STAMP = 'dxkey-stamp';
/**
 * Under the data folder. `wake` and `rules` hold a word that is another one after each change; `allowed.json` is what `dxkey allow` trusts;
 * `folders` is the map of the settings: a folder a line, and what it has on the next one.
 */
export const HOOK_FOLDER = 'hook';
export const HOOK_FILES = { wake: 'wake', rules: 'rules', allowed: 'allowed.json', folders: 'folders' } as const;

/** Private `DX_USER_CONF_DIR`s: 0700, in the runtime folder, named by their owner so that a later start can sweep. */
export interface ShellFolders {
  create(owner: { pid: number; startMark: string }): Promise<string>;
  remove(folder: string): Promise<void>;
  /** Leaves one line in a folder for the shell's hook, which reads it at each prompt; never a secret. A folder that is gone is left so. */
  mark(folder: string, line: string): Promise<void>;
  /** Tells the hooks of shells that have no token that it may be worth asking again. */
  wake(): Promise<void>;
  /** Removes what dead owners left; answers how many. */
  sweep(): Promise<number>;
}

/** Pictures of QR codes that the person points at. Null where there is no picture or no code in it. */
export interface QrPictures {
  fromClipboard(): Promise<string | null>;
  fromFile(): Promise<{ kind: 'picked'; text: string | null } | { kind: 'cancelled' }>;
}

/** A file by the person's own act (back-up codes, the activity): they choose where, it is theirs alone (0600). */
export interface CodeFiles {
  /** The path; null where the person cancelled. FILE_FAULT. */
  save(what: 'backupCodes' | 'activity', suggestedName: string, text: string): Promise<string | null>;
}

/**
 * The files of the activity record, 0600, named so that their order is that of their names. Text is read a character a byte, so
 * that no byte is taken for another. All throw FILE_FAULT.
 */
export interface AuditFiles {
  list(): Promise<string[]>;
  read(name: string): Promise<string>;
  /** ASCII; makes the file where there is none. */
  append(name: string, text: string): Promise<void>;
  /** Leaves the first `length` bytes. */
  cut(name: string, length: number): Promise<void>;
  remove(name: string): Promise<void>;
}

/** What of dxkey stands on this computer outside the keychain. Each removes one kind and answers the names of what it had to leave. */
export interface Traces {
  /** The name under which the keychain shows our entries. */
  keychainService: string;
  /** Files that were damaged and set aside: entries of the keychain that only they named nobody knows any more. */
  setAside(): Promise<string[]>;
  /** Where the command reaches this app; whoever is connected is let go. */
  socket(): Promise<string[]>;
  /** The entry that starts dxkey at login. */
  autostart(): Promise<string[]>;
  /** The link to our command on the PATH; another program of that name is left alone. */
  command(): Promise<string[]>;
  /** What Chromium can clear while it runs; the rest of its folder goes when dxkey quits. */
  browser(): Promise<string[]>;
  /** Documents, what was set aside of them, and the activity record; not the erasure's own document, and nothing that is not ours. */
  files(): Promise<string[]>;
}

/** Why a file was not looked into: links are not followed, other people's files not opened; special: a pipe, a device. */
export const SKIP_REASONS = ['link', 'foreign', 'unreadable', 'tooLarge', 'special'] as const;
export interface SkippedFile {
  path: string;
  why: (typeof SKIP_REASONS)[number];
}

/** Other programs' files of this person, which may hold a token. Text is a character a byte, so that no byte is taken for another. */
export interface ScanFiles {
  /**
   * Where tokens are found in a home folder, or what `paths` (absolute) name and hold. `isCut`: there was more than is looked at. `goOn` is
   * called between two folders, and throws where it is to end.
   */
  find(paths: readonly string[] | null, goOn: () => void): Promise<{ paths: string[]; skipped: SkippedFile[]; isCut: boolean }>;
  /** `mark` tells this content of this file from any other. Null where it is gone. */
  read(path: string): Promise<{ bytes: string; mark: string } | SkippedFile | null>;
  /**
   * Puts `bytes` in the place of what was read, at once and with its mode and owner; answers the new mark. FILE_CHANGED where it is no
   * longer what was read, REFUSED (field `links`) where the file has another name, too; FILE_FAULT. In each case nothing was changed.
   */
  replace(path: string, mark: string, bytes: string): Promise<string>;
}

/** Folders that the person points at, in a dialog of the system. */
export interface FolderPicker {
  /** Absolute; null where the person cancelled. */
  pick(): Promise<string[] | null>;
}

/** Folders of the map in the settings. */
export interface MappedFolders {
  /** As the system names it, without links; null where that is no absolute path of a folder that is there. `~/` is the home folder. */
  realPath(path: string): Promise<string | null>;
  /** By the system's dialog; null where the person cancelled. */
  pick(): Promise<string | null>;
  /** For hooks, shims and the command to read. FILE_FAULT. */
  publish(rules: readonly FolderRule[]): void;
}

/** Slow on purpose; what it makes can check a passphrase and not show it. */
export interface PassphraseHash {
  /** With a new salt and this version's cost, both written into what it answers. */
  make(passphrase: string): Promise<string>;
  /** Throws LOCK_LOST where `verifier` is not one of ours. */
  check(passphrase: string, verifier: string): Promise<boolean>;
}

/** The computer's own fingerprint sensor, where the system offers one to apps. */
export interface TouchId {
  isAvailable(): boolean;
  /** Shows the system's prompt; false where it was cancelled or did not recognise the person. */
  ask(): Promise<boolean>;
}

// ---- What core keeps in files

/** An account as the index keeps it; `id` is `<platform key>/<user id>`. */
export interface AccountRecord {
  id: string;
  platform: PlatformInfo;
  userId: string;
  username: string;
  fullName: string | null;
}

export interface TokenRecord {
  signature: string;
  accountId: string;
  label: string | null;
  last4: string | null;
  scope: TokenScope;
  origin: 'minted' | 'imported' | 'server';
  isHeld: boolean;
  worksWhileAway: boolean;
  isShellToken: boolean;
  madeMs: number | null;
  expiresMs: number | null;
  lastUsedMs: number | null;
  parentSignature: string | null;
  defaultProject: { id: string; name: string | null } | null;
  /** The platform's list no longer had it at this time. */
  goneMs: number | null;
  /** Its mint's reply was lost; seen in the list afterwards. */
  isLost: boolean;
  /** Copied, shown, printed or pasted: a copy may live outside dxkey. */
  wasExposed: boolean;
  isPaused: boolean;
  /** The token that it was made in place of, written with the token itself. */
  replaces: string | null;
  /** The proven token that new leases get in place of this one. */
  replacedBy: string | null;
  /** Whether dxkey rotates it before it ends, and what then becomes of it. */
  selfRotation: SelfRotation;
  /** Who may be given it. */
  policy: TokenPolicy;
}

/** What becomes of a token once another took its place and nothing here uses it any more. */
export type OldTokenEnd = 'keep' | 'revoke';
export type SelfRotation = 'off' | OldTokenEnd;

/**
 * A rotation that is not over. Each step is written before it is done: mint (the new token is made and kept), prove (whoami), switch (new
 * leases get it), wait (until no process here has the old one), end (its revocation goes into the queue).
 */
export interface RotationRecord {
  id: string;
  accountId: string;
  oldSignature: string;
  /** Null until its mint's answer was kept; the index may know it before (`replaces`). */
  newSignature: string | null;
  label: string;
  last4: string | null;
  scope: MintScope;
  /** Null: as long as the platform makes it. */
  lengthMs: number | null;
  by: 'person' | 'itself';
  old: OldTokenEnd;
  /** The person said yes to revoking an old token of which copies may be in use. */
  mayRevokeExposed: boolean;
  step: 'mint' | 'prove' | 'switch' | 'wait' | 'end';
  sinceMs: number;
}

/** That a token's end is near has been said. */
export interface ExpiryNotice {
  accountId: string;
  signature: string;
  which: 'first' | 'last';
}

export interface RotationDocument {
  open: RotationRecord[];
  said: ExpiryNotice[];
}

export interface SessionRecord {
  accountId: string;
  openedBy: 'password' | 'token';
  /** The session token's own signature, or that of the API token that opened it. */
  signature: string;
  sinceMs: number;
  expiresMs: number | null;
  /** The person chose so: its bearer is in memory alone, in no keychain, and goes with this run of the app. */
  isInMemory?: true | undefined;
}

/** A mint whose reply was lost and that the list could not settle. */
export interface UncertainMint {
  accountId: string;
  label: string;
  askedMs: number;
  untilMs: number;
  /** Signatures with that label that stood in the list before; null where it could not be read. */
  before: string[] | null;
}

/** A password or a code that was sent, or was about to be, and whose answer never came here: a session may be open. */
export interface UnansweredSignIn {
  id: string;
  platform: PlatformInfo;
  username: string;
  /** Known once that name has signed in. */
  accountId: string | null;
  askedMs: number;
  /** The end that was asked for. */
  untilMs: number;
}

/** How an account's last session ended, until it signs in again. */
export interface EndingRecord {
  accountId: string;
  reason: EndReason;
  atMs: number;
  username: string;
  notes: EndNote[];
  openedBy: 'password' | 'token';
  /** Tokens made in it that nobody had copied when it ended by itself. */
  uncopied: Uncopied[];
}

export interface IndexDocument {
  accounts: AccountRecord[];
  tokens: TokenRecord[];
  /** One an account at most. */
  sessions: SessionRecord[];
  /** The account that the window shows and that an unnamed command means, signed in or not. */
  activeAccountId: string | null;
  uncertain: UncertainMint[];
  unanswered: UnansweredSignIn[];
  endings: EndingRecord[];
  /** Keychain entries that nothing needs any more and that are still to be removed. */
  leftovers: string[];
}

/** One revocation that is still to be done. No secret: a held one waits in the keychain under `condemned/<signature>`. */
export interface QueueRecord {
  accountId: string;
  platform: PlatformInfo;
  username: string;
  userId: string;
  signature: string;
  label: string | null;
  last4: string | null;
  reason: 'revoke' | 'signOut';
  when: 'now' | 'whenJobsDone';
  /** The secret is in the keychain under `condemned/<signature>`. */
  hasSecret: boolean;
  sinceMs: number;
  expiresMs: number | null;
  /** The platform answered PermissionDenied; kept for the person to see, tried again with another bearer. */
  isRefused: boolean;
}

export interface QueueDocument {
  entries: QueueRecord[];
}

/** What a person finds on a first start; what an older file does not name is read as this. */
export const DEFAULT_SETTINGS: Settings = {
  clipboardClearMs: 30_000,
  pasteOnce: false,
  closeToTray: true,
  closeWithoutTray: 'quit',
  startAtLogin: false,
  appearance: 'system',
  idleLimitMs: null,
  activity: 'computer',
  whenScreenLocks: 'auto',
  whenSuspended: 'auto',
  whenUserSwitches: 'auto',
  notices: true,
  ...NOTICE_DEFAULTS,
  proxy: { kind: 'system' },
  customPlatforms: [],
};

export interface SettingsDocument {
  settings: Settings;
  /** The map of folders, in the order of the folders. */
  folders: FolderRule[];
  /** "No tray on this desktop" has been said. */
  wasTrayAbsenceSaid: boolean;
  /** The search for tokens that were left in files has been offered, and was begun or declined. */
  wasScanOffered: boolean;
}

/** When a session's person was last seen, on both clocks, so that neither a restart nor a clock that is set makes it longer. */
export interface IdleRecord {
  accountId: string;
  /** The session's own signature. */
  signature: string;
  bootId: string;
  activityUptimeMs: number;
  activityDateMs: number;
  /** The latest date that was seen: an earlier one after a boot is a clock that was set back. */
  seenDateMs: number;
}

/** What the orgs of an account say of automatic logout, as read last. */
export interface IdlePolicyRecord {
  accountId: string;
  /** The shortest that is set; null where none is. */
  limitMs: number | null;
  /** Whose that is, or who could not be asked. */
  orgName: string | null;
  isReadable: boolean;
  readMs: number;
}

export interface IdleDocument {
  sessions: IdleRecord[];
  policies: IdlePolicyRecord[];
}

/** A secret of two-factor authentication that is kept by choice; the secret itself is in the keychain. */
export interface KeptFactor {
  id: string;
  accountId: string;
  kind: 'key' | 'codes';
  /** The platform's name for it; null for what was taken in by hand. */
  set: string | null;
  /** pending: kept before the platform's last step, and not yet counting; dead: the platform has another one, or none. */
  standing: 'pending' | 'live' | 'dead';
  keptMs: number;
  /** Of back-up codes, how many; 0 for a key. */
  total: number;
  /** Of back-up codes, by position. maybe: sent, and its answer lost or a refusal. */
  spent: { at: number; how: 'used' | 'maybe'; atMs: number }[];
}

export interface TwoFactorDocument {
  kept: KeptFactor[];
  /** Accounts whose two-factor authentication may have changed since the platform was last asked. */
  unsettled: string[];
}

/** That there is an app lock, and how often it was tried in vain; what the passphrase is checked against is in the keychain. */
export interface LockDocument {
  isSetUp: boolean;
  usesTouchId: boolean;
  failedCount: number;
  lastFailedMs: number;
}

/** One token that a panic is to end; `former`: whether it stood in the queue before, so that taking the panic back restores just that. */
export interface PanicTarget {
  accountId: string;
  signature: string;
  former: 'free' | 'queued' | 'whenJobsDone';
}

/** A panic that is not over: it freezes dxkey, and it outlives the app. No secret: those stand with the queue. */
export interface PanicRecord {
  scope: 'held' | 'listed';
  sinceMs: number;
  /** A platform has answered: nothing can be taken back any more. */
  wasContacted: boolean;
  isUndoing: boolean;
  /** Each account that this computer knows. `list`: the platform's own list, where all that it names is to go. */
  accounts: { accountId: string; list: 'notNeeded' | 'toRead' | 'read' | 'refused' }[];
  targets: PanicTarget[];
}

/** What the last panic came to, until a person has read it. */
export interface PanicReport {
  scope: 'held' | 'listed';
  atMs: number;
  wasUndone: boolean;
  revoked: number;
  waiting: number;
  needsSignIn: number;
  refused: number;
  /** A list was refused or a reply was lost: tokens may live that nobody here knows of. */
  othersMayExist: boolean;
}

export interface PanicDocument {
  current: PanicRecord | null;
  last: PanicReport | null;
}

export interface LeaseRecord {
  id: string;
  accountId: string;
  signature: string;
  kind: 'env' | 'exec';
  pid: number;
  startMark: string;
  program: string;
  folder: string | null;
  terminal: string | null;
  confFolder: string;
  sinceMs: number;
}

export interface LeaseDocument {
  leases: LeaseRecord[];
}

/** A token or a session of ours that lives on at the platform after an erasure. */
export interface SurvivorRecord {
  kind: 'token' | 'session';
  label: string | null;
  last4: string | null;
  username: string;
  platformName: string;
  expiresMs: number | null;
}

/** An erasure that a person began, until it is done: a start that finds one goes on with it. */
export interface EraseDocument {
  begun: {
    tokens: 'revoke' | 'forget';
    /** An app lock was set up: who starts dxkey again is told counts alone. */
    isNameless: boolean;
    /** What lives on; null while that is not settled. */
    alive: SurvivorRecord[] | null;
    /** The keychain's entries that are still to be removed; null while more may come. */
    keys: string[] | null;
  } | null;
}

/** What each file holds before anything was written: nothing, and the settings that a person finds on a first start. */
export const FIRST_START: {
  readonly [D in keyof CorePorts['documents']]: CorePorts['documents'][D] extends DocumentStore<infer T> ? T : never;
} = {
  index: { accounts: [], tokens: [], sessions: [], activeAccountId: null, uncertain: [], unanswered: [], endings: [], leftovers: [] },
  queue: { entries: [] },
  settings: { settings: DEFAULT_SETTINGS, folders: [], wasTrayAbsenceSaid: false, wasScanOffered: false },
  leases: { leases: [] },
  idle: { sessions: [], policies: [] },
  twoFactor: { kept: [], unsettled: [] },
  lock: { isSetUp: false, usesTouchId: false, failedCount: 0, lastFailedMs: 0 },
  erase: { begun: null },
  notices: { told: [], open: [], programs: [] },
  rotation: { open: [], said: [] },
  clipboard: { kept: [] },
  panic: { current: null, last: null },
};

export type { Clipboard, ClipboardDocument, NoticeDocument };
export type { ComputerSenses, LookAtPlatform };
export type { HookSight, HostSight, PlacesSight, SocketSight } from './doctor/port';
/** A project level, re-exported so that adapters need nothing of the treaty. */
export type { MintScope, PlatformInfo, Project, RunningExecutions, TokenScope };

// ---- Everything together

/** Facts of this build and computer that never change while it runs. */
export interface BuildFacts {
  version: string;
  electronVersion: string;
  runtime: 'pinned' | 'fallback';
  build: 'dev' | 'test' | 'release';
  os: 'linux' | 'mac' | 'windows';
  hostname: string;
}

/** What createServices (main/core/createServices.ts) is given by a composition root or a test. */
export interface CorePorts {
  clock: Clock;
  log: Log;
  digest: Digest;
  secrets: SecretStore;
  platform: Platform;
  clipboard: Clipboard;
  passphrases: PassphraseHash;
  touchId: TouchId;
  processes: Processes;
  shellFolders: ShellFolders;
  qrPictures: QrPictures;
  codeFiles: CodeFiles;
  auditFiles: AuditFiles;
  scanFiles: ScanFiles;
  folderPicker: FolderPicker;
  mappedFolders: MappedFolders;
  senses: ComputerSenses;
  lookAtPlatform: LookAtPlatform;
  documents: {
    index: DocumentStore<IndexDocument>;
    queue: DocumentStore<QueueDocument>;
    settings: DocumentStore<SettingsDocument>;
    leases: DocumentStore<LeaseDocument>;
    idle: DocumentStore<IdleDocument>;
    twoFactor: DocumentStore<TwoFactorDocument>;
    lock: DocumentStore<LockDocument>;
    erase: DocumentStore<EraseDocument>;
    notices: DocumentStore<NoticeDocument>;
    rotation: DocumentStore<RotationDocument>;
    clipboard: DocumentStore<ClipboardDocument>;
    panic: DocumentStore<PanicDocument>;
  };
  traces: Traces;
  clocks: SystemClocks;
  idleSensor: IdleSensor;
  desk: DeskEvents;
  facts: BuildFacts;
  /** `loopbackOnly` on the fallback runtime (SECURITY.md row 25); the stand-in is offered only where its URL is given. */
  platformPolicy: { loopbackOnly: boolean; standinUrl: string | null };
  isWindowShowing(): boolean;
  /** A small window can be opened on a display, whether or not the main one shows. */
  canAskInWindow(): boolean;
  /** Makes a changed setting true outside of core (start at login, theme). Throws FILE_FAULT. */
  applySettings(settings: Settings): Promise<void>;
}

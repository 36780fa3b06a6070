/**
 * What core offers to the window (ipc), the command (agent) and the tray (shell). Every method may reject with an AppError;
 * `state()` and `onChange` mirror one whole state. Built by main/core/createServices.ts from the ports.
 */
import type {
  AccountRemoval,
  AccountsState,
  AppState,
  ClipboardState,
  CopyOutcome,
  DoctorFixed,
  EndNote,
  ErasePreview,
  EraseState,
  Finding,
  FolderChoices,
  FolderRule,
  KeychainState,
  Lease,
  LeasesState,
  LockReason,
  LockState,
  MintScope,
  Notice,
  NoticeKind,
  NoticesState,
  Output,
  OwnerProof,
  PanicPreview,
  PanicScope,
  PanicState,
  PlatformChoice,
  PlatformInfo,
  PlatformOffer,
  Project,
  ProjectPage,
  Reach,
  ProxyQuestion,
  QueueState,
  RevokedOne,
  RotationState,
  RunningExecutions,
  ScanScrubbed,
  ScanState,
  SessionState,
  Settings,
  ShellTokenQuestion,
  TokenList,
  TokenRow,
  TwoFactorState,
  UnansweredState,
} from '../../preload/contract/contract';
import type { ErrorAnswer, ErrorCode } from '../../preload/contract/errors';
import type { ChainReport } from './audit/chain';
import type { DeedDone, Entry, SourceNow } from './audit/entries';
import type { Consent, Consenting } from './consent/service';
import type { Lasting } from './grants/jobLength';
import type { OldTokenEnd, RotationRecord, SelfRotation, Stop, TokenRecord } from './ports';

export interface Watched<T> {
  state(): T;
  onChange(listener: (state: T) => void): Stop;
}

/** Which platforms may be chosen, and what a choice means. */
export interface Platforms {
  offers(): PlatformOffer[];
  /** Throws PLATFORM_NOT_ALLOWED (not loopback on the fallback runtime, stand-in in a release) or INVALID_INPUT (field apiUrl or authUrl). */
  resolve(choice: PlatformChoice): PlatformInfo;
  /** By the command's `--platform NAME|URL`, known or the person's own; a bare URL serves both API and auth, `API,AUTH` names two. */
  parse(text: string): PlatformChoice;
}

/** Which account an act is for; without one, the active account at that moment. */
export interface OfAccount {
  accountId?: string | undefined;
}

/** The accounts of this computer. Which one is shown only a person changes, by a switch or a sign-in; an end never does. */
export interface Accounts extends Watched<AccountsState> {
  /** Leaves a sign-in that is under way. NO_SUCH_ACCOUNT; SIGN_IN_BUSY while one keeps what it made. */
  switchTo(input: { accountId: string }): SessionState;
  /** To the form for one more account, beside those that are open. SIGN_IN_BUSY. */
  add(): SessionState;
  /** What goes with it. NO_SUCH_ACCOUNT. */
  previewRemove(input: { accountId: string }): AccountRemoval;
  /**
   * From this computer, with all that is kept of it; revoke: what is held dies on the platform, too, or waits in the queue. Steps that failed
   * are told in `notes`. NO_SUCH_ACCOUNT, SIGN_IN_BUSY; KEYCHAIN_* or FILE_FAULT where something would be lost: then it stays.
   */
  remove(input: { accountId: string; tokens: 'revoke' | 'forget' }): Promise<{ queuedCount: number; notes: EndNote[] }>;
}

export interface Session extends Watched<SessionState> {
  /** Brings back the session of the last run, if its secret is still in the keychain; needs no network. Called once at start. */
  restore(): Promise<void>;
  /** Tries the sessions again that the keychain kept from us, and answers whether there was one; rejects with the keychain's trouble. */
  wake(): Promise<boolean>;
  /** `isInMemory`: the person wants the session kept nowhere; the keychain is not asked. */
  signIn(input: { platform: PlatformChoice; username: string; password: string; isInMemory?: boolean | undefined }): Promise<SessionState>;
  submitCode(input: { code: string }): Promise<SessionState>;
  cancel(): SessionState;
  inspectToken(input: { platform: PlatformChoice; token: string; isInMemory?: boolean | undefined }): Promise<SessionState>;
  keepToken(input: { label: string; worksWhileAway: boolean; isInMemory?: boolean | undefined }): Promise<SessionState>;
  /** As `state`, of one account alone. */
  stateOf(accountId: string): SessionState;
  previewSignOut(input?: OfAccount): Promise<{
    openedBy: 'password' | 'token';
    running: RunningExecutions;
    leases: Lease[];
    heldCount: number;
    /** Of the session's own token. */
    childCount: number | null;
  }>;
  /** Never rejects for a step that failed: each is told in `ended.notes`. NOT_SIGNED_IN where there is nothing to end. */
  signOut(
    input: OfAccount & { kind: 'destroy' | 'forget' | 'destroyWhenDone'; commands?: 'end' | 'letFinish' | undefined },
  ): Promise<SessionState>;
  /** Asks the platform who the session is; a dead session ends here, with its reason. */
  verify(input?: OfAccount): Promise<{ userId: string; username: string }>;
}

/** Sign-ins whose answer never came, so that a session may be open that nobody holds. NO_SUCH_TOKEN where it is told no longer. */
export interface Unanswered extends Watched<UnansweredState> {
  /** Ends one of the sessions that it may have made; a platform that is out of reach leaves it to the queue. */
  end(input: { id: string; signature: string }): Promise<UnansweredState>;
  /** The person knows of it, or does not mind: it is told no longer. */
  leave(input: { id: string }): Promise<UnansweredState>;
}

/** Idle logout: who is there, and what happens when nobody is. */
export interface IdleService {
  /** The person touched this app. The command's calls are no such thing. */
  input(): void;
  /** The person said so: the time without activity begins anew. */
  stay(): SessionState;
  /** Looks at the clocks and the sensor now. */
  look(): void;
  stop(): void;
}

export interface TokenOf extends OfAccount {
  signature: string;
}

export interface MintInput extends OfAccount {
  label: string;
  scope: MintScope;
  expiresMs: number | null;
  isKept: boolean;
  worksWhileAway: boolean;
  /** Makes it this computer's shell token. */
  isShellToken?: boolean;
  /** A command makes it: whether its secret goes to the output. */
  isPrinted?: boolean;
  /** A rotation makes it: what is written with the token, and the held token that is to make it; without one the session does. */
  inPlaceOf?: Pick<TokenRecord, 'replaces' | 'defaultProject' | 'selfRotation' | 'policy'>;
  madeBy?: string;
}
export interface Minted {
  row: TokenRow;
  secret: string;
  isKept: boolean;
  keepProblem: ErrorAnswer | null;
}

/** `state` and `onChange` tell the active account's list. A signature goes with its account: another account's is NO_SUCH_TOKEN. */
export interface Tokens extends Watched<TokenList> {
  stateOf(accountId: string): TokenList;
  /** Asks the platform's list again. Never rejects for the platform's sake: the problem is part of the list. */
  refresh(input?: OfAccount): Promise<TokenList>;
  mint(input: MintInput): Promise<Minted>;
  /** By the account's projects alone; NOT_SIGNED_IN. */
  reach(input: OfAccount & { scope: MintScope }): Promise<Reach>;
  import(input: OfAccount & { token: string; label: string; worksWhileAway: boolean }): Promise<TokenRow>;
  previewRevoke(input: TokenOf): Promise<{
    row: TokenRow;
    running: RunningExecutions;
    leases: Lease[];
    childCount: number | null;
  }>;
  revoke(input: TokenOf & { when: 'now' | 'whenJobsDone' }): Promise<{ outcome: 'revoked' | 'alreadyGone' | 'queued' }>;
  /** What breaks when several go at once; `childCount` counts the tokens that they made and that stay. */
  previewRevokeMany(input: OfAccount & { signatures: readonly string[] }): Promise<{
    rows: TokenRow[];
    running: RunningExecutions;
    leases: Lease[];
    childCount: number | null;
  }>;
  revokeMany(input: OfAccount & { signatures: readonly string[]; when: 'now' | 'whenJobsDone' }): Promise<{ results: RevokedOne[] }>;
  /** What a pause would end. TOKEN_NOT_HELD, TOKEN_EXPIRED, TOKEN_GONE. */
  previewPause(input: TokenOf): Promise<{ row: TokenRow; leases: Lease[] }>;
  /** From now on it is given to nobody (TOKEN_PAUSED), and its living leases end. */
  pause(input: TokenOf): Promise<{ row: TokenRow; endedCount: number }>;
  resume(input: TokenOf): Promise<TokenRow>;
  copy(input: TokenOf): Promise<CopyOutcome>;
  dismissFresh(): void;
  setProject(input: TokenOf & { projectId: string | null }): Promise<TokenRow>;
  forget(input: TokenOf): Promise<void>;
  /** By label, first characters of the signature, or last 4. NO_SUCH_TOKEN, AMBIGUOUS_TOKEN with candidates; NOT_SIGNED_IN where it may not be told of. */
  find(name: string, accountId?: string): TokenRow;
  /** What a request without a name means: the token that opened the session, else this computer's shell token. NEEDS_SHELL_TOKEN, NOT_SIGNED_IN. */
  unnamed(accountId?: string): TokenRow;
  /** By name, as far as they are read; see `projects.page`. NOT_SIGNED_IN. */
  pageProjects(input: OfAccount & { query: string; offset: number; limit: number }): Promise<ProjectPage>;
  findProjects(input: OfAccount & { query: string; limit: number }): Promise<{ projects: Project[]; hasMore: boolean }>;
}

export interface RotateInput extends TokenOf {
  /** For a token whose scope is not known, else null. */
  scope: MintScope | null;
  /** Null: as long as the old one. */
  lengthMs: number | null;
  old: OldTokenEnd;
  mayRevokeExposed: boolean;
}
/** `isSwitched`: new leases get the new token, `row`; false: it is kept, and why it could not be proved yet is `problem`. */
export type Rotated = Output<'rotation.start'>;

/** A held token whose end is near. */
export interface ExpiringToken {
  accountId: string;
  signature: string;
  label: string | null;
  last4: string | null;
  expiresMs: number;
  /** A day, or 5 % of its life, is left. */
  isLast: boolean;
}

/** A new token in an old one's place. Whatever happens on the way, one of the two can be used and neither is unknown. */
export interface Rotations extends Watched<RotationState> {
  preview(input: TokenOf): Promise<Output<'rotation.preview'>>;
  /** SCOPE_UNKNOWN, CANNOT_MINT, MINT_UNCERTAIN, KEYCHAIN_*; REFUSED (field `exposed`, `rotation`). A failure leaves the old token as it was. */
  rotate(input: RotateInput): Promise<Rotated>;
  finish(input: { id: string; mayRevokeExposed: boolean }): Promise<Rotated>;
  undo(input: { id: string }): Promise<RotationState>;
  setSelf(input: TokenOf & { choice: SelfRotation }): Promise<TokenRow>;
  /** The end of a token is near: told at most twice, ever. */
  onNotice(listener: (token: ExpiringToken) => void): Stop;
  /** New leases get the new token from now on: here what can take it live is told. */
  onSwitched(listener: (entry: RotationRecord) => void): Stop;
}

export interface LeaseRequest extends OfAccount {
  /** Null: this computer's shell token, or the token that opened the session. */
  name: string | null;
  kind: 'env' | 'exec';
  pid: number;
  /** Overrides the token's default project. */
  projectId: string | null;
  /** How long the job runs: a token that is known to end before gives no lease. */
  needsMs?: number | undefined;
  /** Its secret is shown to a person, not only taken by a program. */
  isShown?: boolean | undefined;
  /** Who asks for it; without one nobody is proven. */
  consent?: Consenting | undefined;
  /** The private folder of the same process's former lease, which ends once this one stands. */
  insteadOf?: string | undefined;
}
/** What a shell or a child is given; main/core/shellExport turns it into variables. */
export interface Grant {
  lease: Lease;
  accountId: string;
  secret: string;
  platform: PlatformInfo;
  username: string;
  label: string | null;
  signature: string;
  expiresMs: number | null;
  project: { id: string; name: string | null } | null;
  confFolder: string;
}
export interface Grants {
  /** Drops leases of dead processes and sweeps their folders. Called once at start. */
  restore(): Promise<void>;
  /** TOKEN_EXPIRED, TOKEN_ENDS_FIRST (with candidates that last), as `Consent.check`, TOKEN_NOT_HELD, TOKEN_PAUSED, PROJECT_ELSEWHERE (with the accounts that have it), NOT_SIGNED_IN, NEEDS_SHELL_TOKEN, NO_SUCH_PROCESS, KEYCHAIN_*. */
  begin(request: LeaseRequest): Promise<Grant>;
  /** Ends a lease and removes its private folder. */
  end(leaseId: string): Promise<void>;
  /** Whether a token outlives a job, and held ones that do and reach as much: the least reach first. NO_SUCH_TOKEN. */
  jobOn(input: TokenOf & { needsMs: number }): { lasting: Lasting; expiresMs: number | null; others: TokenRow[] };
  leases(): Lease[];
  onChange(listener: (leases: Lease[]) => void): Stop;
}

/** What is given out now, of all accounts; and what a person takes back. */
export interface Leases extends Watched<LeasesState> {
  /** By the program of process `pid`, which does the work of the one that has the lease. Nothing happens where that has ended. FILE_FAULT. */
  name(input: { id: string; pid: number }): Promise<void>;
  /** Counts those that still were there. FILE_FAULT. */
  end(input: { ids: readonly string[] }): Promise<{ endedCount: number }>;
}

/** The one question that a command without a terminal may have answered in the window. */
export interface ShellTokenDesk extends Watched<ShellTokenQuestion> {
  /** Resolves once the window answered; REFUSED on no or on time-out, NEEDS_SHELL_TOKEN where no window can show it. */
  ask(who: OfAccount & { program: string; folder: string | null }): Promise<void>;
  answer(input: {
    id: string;
    answer: { kind: 'mint'; scope: MintScope; expiresMs: number | null } | { kind: 'refuse' };
  }): Promise<ShellTokenQuestion>;
}

/** What an authenticator scans or types; and its link. */
export interface FreshKey {
  secret: string;
  otpauth: string;
}

/**
 * Two-factor authentication of the account at hand: the one that is shown and signed in, or whose code is asked for. An input that names
 * another account is SESSION_ENDED. What is begun lives in
 * memory until it is finished or dismissed, for 15 minutes at the most; nothing of it counts before `finish`.
 */
export interface TwoFactor extends Watched<TwoFactorState> {
  /** Asks the platform again. Never rejects for its sake: the problem is part of the state. */
  refresh(): Promise<TwoFactorState>;
  begin(input: OfAccount & { password: string; code: string | null }): Promise<FreshKey>;
  /** A setup key of the platform's own page, or the picture of its QR code; nothing is kept yet. */
  takeKey(input: { text: string }): Promise<{ issuer: string | null; account: string | null }>;
  takeQr(input: { from: 'clipboard' | 'file' }): Promise<{ outcome: 'taken' | 'cancelled'; issuer: string | null; account: string | null }>;
  confirm(input: { code: string }): Promise<{ backupCodes: string[] }>;
  takeCodes(input: { text: string }): Promise<{ backupCodes: string[] }>;
  /** CODES_NOT_SAVED before the codes were copied, filed or told to be saved; BACKUP_CODE_MISMATCH. */
  finish(input: { backupCode: string | null; keepCodes: boolean; keepKey: boolean }): Promise<TwoFactorState>;
  renewCodes(input: OfAccount & { password: string; code: string }): Promise<{ backupCodes: string[] }>;
  turnOff(input: OfAccount & { password: string; code: string }): Promise<TwoFactorState>;
  /** Of the key that is being taken in, else of the kept one. NOT_KEPT. */
  codes(): Promise<{ currentCode: string; nextCode: string; untilMs: number; periodMs: number }>;
  /** Kept secrets, to whoever knows the lock's passphrase where one is set up, else the password. REFUSED for the other one. */
  showKey(input: OfAccount & { proof: OwnerProof }): Promise<FreshKey>;
  showCodes(input: OfAccount & { proof: OwnerProof }): Promise<{ list: { code: string; use: 'unused' | 'used' | 'maybe' }[] }>;
  copy(input: { what: 'setupKey' | 'backupCodes' | 'oneTimeCode' }): Promise<CopyOutcome>;
  /** Null where the person cancelled. */
  saveCodes(): Promise<{ path: string | null }>;
  /** The person says so where it cannot be seen from here: printed, or copied by a press in the small window. ENROLMENT_GONE. */
  tellSaved(): void;
  /** What is begun or shown is dropped; the account is as it was. */
  dismiss(): void;
  forget(input: { what: 'authenticator' | 'backupCodes' | 'deadCodes' }): Promise<TwoFactorState>;
  /** All that is kept of an account that is being removed from this computer. */
  forgetAccount(accountId: string): Promise<void>;
}

/** A proxy between this computer and the platform, as it presents itself. */
export interface ProxyServer {
  host: string;
  port: number;
  realm: string | null;
}
export interface ProxyLogin {
  username: string;
  password: string;
}
/** The login of a proxy that asks for one: asked of the person in the window, kept in memory only. */
export interface ProxyDesk extends Watched<ProxyQuestion> {
  /** What a person gave for this proxy; else null, and the window asks. `refused`: what this answered for the same request before. */
  loginFor(proxy: ProxyServer, refused: ProxyLogin | null): ProxyLogin | null;
  answer(input: { id: string; answer: { kind: 'login'; username: string; password: string } | { kind: 'refuse' } }): ProxyQuestion;
}

/**
 * Hides the app and keeps secrets in until the passphrase or a touch. It stops a person at this desk, not a program that runs
 * as the same user. What needs a passphrase throws WRONG_PASSPHRASE or PASSPHRASE_WAIT (both with retryAfterMs), LOCK_LOST
 * where the keychain no longer has what it is checked against, KEYCHAIN_*, FILE_FAULT where a try cannot be counted.
 */
export interface Lock extends Watched<LockState> {
  isLocked(): boolean;
  /** Nothing where no lock is set up; what locked it first is what is told. */
  lock(reason: LockReason): LockState;
  unlock(input: { passphrase: string }): Promise<LockState>;
  /** Whoever asks to read a kept secret knows the passphrase; opens nothing. REFUSED where no lock is set up. */
  check(input: { passphrase: string }): Promise<void>;
  /** REFUSED (field `touchId`) where it is not on or was not given. */
  unlockByTouchId(): Promise<LockState>;
  /** REFUSED where one is set up already. */
  setUp(input: { passphrase: string }): Promise<LockState>;
  change(input: { passphrase: string; newPassphrase: string }): Promise<LockState>;
  remove(input: { passphrase: string }): Promise<LockState>;
  useTouchId(input: { isOn: boolean }): Promise<LockState>;
}

/** Erases dxkey from this computer. Behind the app lock it tells counts alone. */
export interface Erase extends Watched<EraseState> {
  preview(): ErasePreview;
  /** Resolves once it is begun. SIGN_IN_BUSY; FILE_FAULT where it could not be written down: then nothing has gone. */
  run(input: { tokens: 'revoke' | 'forget' }): Promise<EraseState>;
}

/**
 * Ends what this computer holds, or all that the platform lists, of every account of this computer, and signs them out. While it is under
 * way dxkey is frozen: nothing is handed out or made (FROZEN). It goes on after a restart. Out of reach of the platforms it waits, and can
 * be taken back until the first of them answers.
 */
export interface Panic extends Watched<PanicState> {
  /** Shows the choice in the window. */
  ask(): PanicState;
  dismiss(): Promise<PanicState>;
  /** APP_LOCKED. */
  preview(): Promise<PanicPreview>;
  /** Never rejects for a step that failed. Also while the app is locked or signed out. */
  begin(input: { scope: PanicScope }): Promise<PanicState>;
  retry(): Promise<PanicState>;
  /** REFUSED once a platform answered, or where none is under way; KEYCHAIN_* where secrets cannot be put back: it can be tried again. */
  undo(): Promise<PanicState>;
  /** REFUSED while it can still be taken back. */
  leave(): Promise<PanicState>;
}

export interface RevocationQueue extends Watched<QueueState> {
  /** Tries every entry that can be tried now. */
  run(): Promise<QueueState>;
  stop(): void;
}

export interface ClipboardCare extends Watched<ClipboardState> {
  copy(secret: string, what: { label: string | null; last4: string }): Promise<CopyOutcome>;
  /** Clears what is ours now; leaves what another program put there. */
  clear(): Promise<ClipboardState>;
  /** Clears what a run that ended badly left there, if it still is. Called once at start. */
  recover(): Promise<void>;
}

export interface NoticeWhat extends Pick<Notice, 'accountId'>, Partial<Pick<Notice, 'token' | 'program' | 'untilMs'>> {
  /** Told once; what was told under it is not told again, also after a restart. */
  key: string;
}
/** What a person should hear of. Core's parts call `notify`; the shell shows what is due, the window what is open. */
export interface Notices extends Watched<NoticesState> {
  /** Not waited for. A kind that is off is neither told nor remembered as told. */
  notify(kind: NoticeKind, what: NoticeWhat): void;
  isOn(kind: NoticeKind): boolean;
  /** To be shown on the desktop now: none while it is quiet, all of them afterwards. */
  onDue(listener: (notices: Notice[]) => void): Stop;
  /** It was pressed on the desktop: the window shows its action. */
  press(input: { id: string }): void;
  dismiss(input: { id: string }): Promise<NoticesState>;
  /** What has become pointless. */
  putAside(isGone: (notice: Notice) => boolean): void;
}

export interface SettingsService extends Watched<Settings> {
  change(patch: Partial<Settings>): Promise<Settings>;
  /** True the first time only: "no tray on this desktop" is said once, ever. */
  claimTrayNotice(): Promise<boolean>;
}

/** The map of folders: which account and token a shell, a command or a script gets there. */
export interface FoldersService {
  load(): FolderRule[];
  /** `former` null: one more. INVALID_INPUT (field `folder`, `folderTaken`, `folderCount`, `label`, `project`, `needs`), NO_SUCH_ACCOUNT. */
  keep(input: { former: string | null; rule: FolderRule }): Promise<FolderRule[]>;
  /** INVALID_INPUT (field `folderUnknown`). */
  remove(input: { folder: string }): Promise<FolderRule[]>;
  /** What a rule can name: accounts of this computer, and the labels of the tokens that it keeps of each. */
  choices(): FolderChoices;
  pick(): Promise<{ folder: string | null }>;
}

/** Facts of this computer and this build, kept by the shell, told as one state. */
export interface AppFacts extends Watched<AppState> {
  probeKeychain(): Promise<KeychainState>;
  patch(facts: Partial<Pick<AppState, 'keychain' | 'tray' | 'desk' | 'command' | 'agent' | 'damagedFiles'>>): void;
}

export interface AuditState {
  /** The number of the last entry; null before the record was opened. */
  lastN: number | null;
  /** What is still to be written, and why it is not. */
  waiting: number;
  problem: ErrorCode | null;
}

/** What the chain of the activity record proves. `older`: entries whose key is gone or that stand before a new beginning. */
export interface AuditReport extends ChainReport {
  older: number;
}

/** The activity record: what was done with which token, when, from where; never a secret. */
export interface Audit extends Watched<AuditState> {
  /** Never rejects and is not waited for: what cannot be written now waits, and the state says so. */
  record(done: DeedDone, source: SourceNow): void;
  /** Newest first; a line without `containing` is not even parsed. KEYCHAIN_* do not matter here; FILE_FAULT. */
  read(input: { wanted: (entry: Entry) => boolean; limit: number; containing?: string }): Promise<{ entries: Entry[]; hasMore: boolean }>;
  /** KEYCHAIN_*, FILE_FAULT. */
  verify(): Promise<AuditReport>;
  /** Writes what waits and the anchor. */
  flush(): Promise<void>;
}

export interface ActivityFilter {
  accountId: string;
  /** Part of a label, of the last 4, of a program, folder or terminal. */
  text: string;
  kind: 'all' | 'tokens' | 'sessions' | 'security';
}
/** The record as a person looks at it: of the account at hand, and of the app as a whole. FILE_FAULT; verify: KEYCHAIN_*, too. */
export interface ActivityService extends Watched<AuditState> {
  load(input: ActivityFilter & { limit: number }): Promise<{ entries: Entry[]; hasMore: boolean; state: AuditState }>;
  /** What was done with one token, the newest first. */
  ofToken(input: { accountId: string; signature: string }): Promise<{ entries: Entry[]; hasMore: boolean }>;
  verify(): Promise<AuditReport>;
  /** Null where the person cancelled. */
  exportAs(input: ActivityFilter & { format: 'csv' | 'json' }): Promise<{ path: string | null; count: number }>;
}

/**
 * Tokens that were left in files of this person. A look's secrets stay in main's memory for 15 minutes, and go with the lock and with a
 * sign-out; what is told has none. SCAN_GONE where what is named is no longer there.
 */
export interface ScanService extends Watched<ScanState> {
  /** `paths` (absolute) in place of the home's known places. Asks no platform. */
  run(input: OfAccount & { paths: readonly string[] | null }): Promise<ScanState>;
  /** Sends strings of a DNAnexus context to that host, which must be the one of the look's account. */
  ask(input: { tokenIds: readonly string[]; host: string }): Promise<ScanState>;
  /** As `tokens.import`; REFUSED (field `unchecked`) while nobody knows whose it is. */
  import(input: { tokenId: string }): Promise<TokenRow>;
  scrub(input: { placeIds: readonly string[] }): Promise<ScanScrubbed>;
  previewRevoke(input: { tokenId: string }): Promise<{ running: RunningExecutions; leases: Lease[]; childCount: number | null }>;
  revoke(input: { tokenId: string; when: 'now' | 'whenJobsDone' }): Promise<{ outcome: 'revoked' | 'alreadyGone' | 'queued' }>;
  /** TOKEN_NOT_HELD for one that is not kept yet. */
  previewRotate(input: { tokenId: string }): Promise<Output<'scan.previewRotate'>>;
  /** A new token in its place; the found one is revoked once nothing here has it, copies or not. */
  rotate(input: { tokenId: string; scope: MintScope | null }): Promise<Rotated>;
  /** What the window's next look goes through. */
  chooseFolders(input: { where: 'home' | 'picked' }): Promise<ScanState>;
  /** The search is not offered again. */
  dismissOffer(): Promise<ScanState>;
  /** For the activity record. */
  factsOf(tokenId: string): Pick<DeedDone, 'accountId' | 'token'>;
  /** Ends a look, or forgets what it found. */
  drop(): ScanState;
}

/** How well dxkey stands on this computer, by codes and facts without a secret; within 6 s. */
export interface DoctorService {
  run(): Promise<{ findings: Finding[] }>;
  /** Mends what loses nothing by it, then looks again. */
  fix(): Promise<DoctorFixed>;
  /** CLIPBOARD_FAILED. */
  copy(input: { text: string }): Promise<{ outcome: 'copied' | 'unverified' | 'needsPress' }>;
}

export interface Services {
  platforms: Platforms;
  accounts: Accounts;
  session: Session;
  unanswered: Unanswered;
  idle: IdleService;
  tokens: Tokens;
  rotations: Rotations;
  grants: Grants;
  leases: Leases;
  shellTokenDesk: ShellTokenDesk;
  consent: Consent;
  proxyDesk: ProxyDesk;
  twoFactor: TwoFactor;
  lock: Lock;
  erase: Erase;
  queue: RevocationQueue;
  panic: Panic;
  clipboard: ClipboardCare;
  notices: Notices;
  settings: SettingsService;
  folders: FoldersService;
  facts: AppFacts;
  audit: Audit;
  activity: ActivityService;
  scan: ScanService;
  doctor: DoctorService;
  /** Loads the files, restores session, leases and queue. */
  start(): Promise<void>;
  /** Clears our clipboard, stops timers, saves. Destroys no token. */
  stop(): Promise<void>;
}

export interface CoreServices extends Services {
  /** The services as one edge of the app uses them: what is done through them is recorded as coming from there. */
  from(source: SourceNow): Services;
}

/** The state that a fake main starts from; plain data, so that it can cross into the page. */
import { DEFAULT_SETTINGS } from '../../main/core/ports';
import type {
  ActivityEntry,
  ActivityReport,
  ActivityState,
  AccountCard,
  AccountsState,
  AppState,
  ClipboardState,
  ConsentOfToken,
  Contract,
  EraseState,
  Finding,
  FolderRule,
  Lease,
  LockState,
  NoticesState,
  PlatformInfo,
  Project,
  ProxyQuestion,
  QueueState,
  RunningExecutions,
  IdleState,
  ScanScrubbed,
  ScanState,
  SessionState,
  RotationState,
  ShellTokenQuestion,
  TokenList,
  TokenRow,
  TwoFactorState,
  UnansweredState,
} from '../../preload/contract/contract';
import { DAY, HOUR, NOW, queue, signatureOf } from './queueScene';
import { noPanic, type PanicScenario } from './panicScenario';
import { twoFactorOf } from './twoFactorScenario';
import type { ErrorAnswer } from '../../preload/contract/errors';

export { DAY, HOUR, NOW, queue, signatureOf };

export interface Scenario extends PanicScenario {
  app: AppState;
  session: SessionState;
  /** Accounts beside the one of the session. */
  others: AccountCard[];
  removed: AccountsState['removed'];
  tokens: TokenList;
  /** Another account's list, where it differs. */
  tokensOf: Record<string, TokenList>;
  rotation: RotationState;
  rotationPreview: { isExposed: boolean; madeBy: 'session' | 'token' | null };
  queue: QueueState;
  unanswered: UnansweredState;
  clipboard: ClipboardState;
  notices: NoticesState;
  shellToken: ShellTokenQuestion;
  proxy: ProxyQuestion;
  twoFactor: TwoFactorState;
  lock: LockState;
  erase: EraseState;
  scan: ScanState;
  /** What the doctor finds. */
  findings: Finding[];
  /** What the next look finds. */
  scanFinds: Pick<ScanState, 'filesRead' | 'tokens' | 'skipped' | 'skippedCount' | 'isCut'>;
  scanFailures: ScanScrubbed['failed'];
  /** Folders that the person picks. */
  scanPicks: string[];
  /** The map of folders. */
  folders: FolderRule[];
  activity: { entries: ActivityEntry[]; report: ActivityReport };
  activityState: ActivityState;
  projects: Project[];
  /** Why the list of projects could not be read to its end. */
  projectsProblem: ErrorAnswer | null;
  running: RunningExecutions;
  leases: Lease[];
  /** Who may use any of the tokens. */
  consent: ConsentOfToken;
  childCount: number | null;
  /** Channels that refuse, with what. */
  refusals: Partial<Record<keyof Contract, ErrorAnswer>>;
  /** Channels that never answer. */
  silent: (keyof Contract)[];
  /** What `tokens.mint` says of keeping. */
  keepProblem: ErrorAnswer | null;
  copyOutcome: 'copied' | 'copiedUnverified' | 'needsPress';
}

const projectOf = (n: number) => `project-${String(n).padStart(24, 'B')}`;

export const platform: PlatformInfo = {
  key: 'dnanexus',
  kind: 'dnanexus',
  name: 'DNAnexus',
  apiUrl: 'https://api.dnanexus.com',
  authUrl: 'https://auth.dnanexus.com',
  webUrl: 'https://platform.dnanexus.com',
};
export const account = { id: 'dnanexus/user-amy', platform, userId: 'user-amy', username: 'amy', fullName: 'Amy Adeyemi' };
export const none: RunningExecutions = { isKnown: true, count: 0, isAtLeast: false, named: [] };

export const app: AppState = {
  version: '0.1.0',
  electronVersion: '45.4.1',
  runtime: 'pinned',
  build: 'test',
  os: 'linux',
  hostname: 'workstation-14',
  keychain: 'ready',
  tray: 'present',
  desk: 'told',
  platforms: [
    { key: 'dnanexus', kind: 'dnanexus', name: 'DNAnexus', authHost: 'auth.dnanexus.com', isChoosable: true, own: null },
    { key: 'staging', kind: 'staging', name: 'Staging', authHost: 'stagingauth.dnanexus.com', isChoosable: true, own: null },
    { key: 'china', kind: 'china', name: 'China', authHost: 'auth.cn.dnanexus.com', isChoosable: true, own: null },
    { key: 'custom', kind: 'custom', name: 'Custom host', authHost: null, isChoosable: true, own: null },
  ],
  settings: DEFAULT_SETTINGS,
  command: { path: '/usr/bin/dxkey', canInstall: false },
  agent: 'listening',
  damagedFiles: [],
};

export const fallbackApp: AppState = {
  ...app,
  runtime: 'fallback',
  electronVersion: '25.1.1',
  platforms: [
    { key: 'standin', kind: 'standin', name: 'Stand-in', authHost: '127.0.0.1:4317', isChoosable: true, own: null },
    ...app.platforms.map((offer) => (offer.kind === 'custom' ? offer : { ...offer, isChoosable: false })),
  ],
};

export const signedOut: Extract<SessionState, { status: 'signedOut' }> = {
  status: 'signedOut',
  accountId: account.id,
  last: { platform, username: 'amy' },
  ended: null,
};
export const firstStart: SessionState = { status: 'signedOut', accountId: null, last: null, ended: null };
export const idle: IdleState = {
  limitMs: 15 * 60_000,
  from: 'platform',
  orgName: null,
  isPolicyRead: true,
  deadlineMs: NOW + 15 * 60_000,
  isWarning: false,
  activity: 'computer',
  sensor: 'working',
};
export const byPassword = {
  status: 'signedIn',
  account,
  openedBy: 'password',
  tokenSignature: null,
  sinceMs: NOW - 3 * HOUR,
  expiresMs: NOW + 15 * HOUR,
  verified: 'yes',
  canMint: 'yes',
  idle,
} satisfies SessionState;
export const byToken = {
  ...byPassword,
  idle: null,
  openedBy: 'token' as const,
  tokenSignature: signatureOf(1),
  expiresMs: NOW + 21 * DAY,
} satisfies SessionState;

export function row(n: number, patch: Partial<TokenRow> = {}): TokenRow {
  return {
    signature: signatureOf(n),
    label: `token ${String(n)}`,
    last4: `a${String(n).padStart(3, '0').slice(-3)}`,
    scope: { kind: 'projects', projects: { [projectOf(1)]: 'VIEW' } },
    state: 'live',
    held: 'here',
    origin: 'minted',
    madeMs: NOW - 9 * DAY,
    expiresMs: NOW + 21 * DAY,
    lastUsedMs: NOW - HOUR,
    parentSignature: null,
    worksWhileAway: false,
    defaultProject: null,
    isShellToken: false,
    isPaused: false,
    leaseCount: 0,
    reachesPhi: 0,
    replacedBy: null,
    selfRotation: 'off',
    ...patch,
  };
}

const three = { [projectOf(1)]: 'CONTRIBUTE', [projectOf(2)]: 'CONTRIBUTE', [projectOf(3)]: 'CONTRIBUTE' } as const;
export const rows: TokenRow[] = [
  row(1, {
    label: 'nextflow-runs',
    last4: 'x9Qz',
    scope: { kind: 'projects', projects: three },
    madeMs: NOW - 13 * DAY,
    expiresMs: NOW + 21.2 * DAY,
    lastUsedMs: NOW - 120_000,
    leaseCount: 2,
    worksWhileAway: true,
  }),
  row(2, {
    label: 'dxkey workstation-14',
    last4: 'k2Lm',
    madeMs: NOW - 4 * DAY,
    expiresMs: NOW + 6.3 * DAY,
    lastUsedMs: NOW - 2.2 * DAY,
    isShellToken: true,
    defaultProject: { id: projectOf(1), name: 'rnaseq-2026' },
  }),
  row(3, {
    label: 'ci-upload',
    last4: 'Tt0a',
    scope: { kind: 'projects', projects: { [projectOf(1)]: 'UPLOAD' } },
    madeMs: NOW - 16 * DAY,
    expiresMs: NOW + 18.4 * HOUR,
    lastUsedMs: NOW - 3.5 * HOUR,
  }),
  row(4, {
    label: 'collab-jonas',
    last4: null,
    scope: { kind: 'projects', projects: { '*': 'VIEW' } },
    held: 'elsewhere',
    origin: 'server',
    madeMs: NOW - 7 * DAY,
    expiresMs: NOW + 12.5 * DAY,
    lastUsedMs: null,
  }),
  row(5, {
    label: 'old laptop',
    last4: 'Gh7w',
    scope: { kind: 'full' },
    reachesPhi: 3,
    madeMs: NOW - 15 * DAY,
    expiresMs: NOW + 90 * DAY,
    lastUsedMs: NOW - 41 * DAY,
  }),
  row(6, {
    label: 'rap-export-2025',
    last4: 'p0Ne',
    state: 'expired',
    scope: { kind: 'projects', projects: { [projectOf(1)]: 'VIEW', [projectOf(2)]: 'UPLOAD' } },
    madeMs: NOW - 17 * DAY,
    expiresMs: NOW - 4.2 * DAY,
    lastUsedMs: NOW - 5 * DAY,
  }),
  row(7, {
    label: 'pasted from the browser',
    last4: 'Zr41',
    scope: { kind: 'unknown' },
    reachesPhi: null,
    origin: 'imported',
    madeMs: null,
    expiresMs: null,
    lastUsedMs: null,
  }),
  row(8, { label: 'qc-sweep', last4: null, state: 'lost', held: 'elsewhere', origin: 'server', lastUsedMs: null }),
];

export const list = (all: TokenRow[], patch: Partial<TokenList> = {}): TokenList => ({
  accountId: account.id,
  rows: all,
  source: 'platform',
  problem: null,
  checkedMs: NOW - 12_000,
  isRefreshing: false,
  mayExist: [],
  ...patch,
});

export const projects: Project[] = [
  { id: projectOf(1), name: 'rnaseq-2026', level: 'CONTRIBUTE', region: 'aws:us-east-1', billTo: 'org-genomics', containsPhi: false },
  { id: projectOf(2), name: 'exome-cohort-b', level: 'ADMINISTER', region: 'aws:eu-west-2', billTo: 'org-genomics', containsPhi: true },
  { id: projectOf(3), name: 'shared references', level: 'VIEW', region: 'aws:us-east-1', billTo: 'org-public', containsPhi: false },
];

export const running: RunningExecutions = {
  isKnown: true,
  count: 2,
  isAtLeast: false,
  named: [
    { id: 'job-1', name: 'nextflow rnaseq', startedMs: NOW - 3 * HOUR },
    { id: 'job-2', name: 'fastqc-batch', startedMs: NOW - 20 * 60_000 },
  ],
};
export const leases: Lease[] = [
  {
    id: 'lease-1',
    signature: signatureOf(1),
    kind: 'exec',
    pid: 4411,
    program: 'nextflow',
    folder: '~/runs/rnaseq',
    terminal: 'pts/4',
    sinceMs: NOW - HOUR,
  },
];
const signIn = (id: number, patch: Partial<UnansweredState['signIns'][number]>): UnansweredState['signIns'][number] => ({
  id: `sign-in-${String(id)}`,
  platformName: 'DNAnexus',
  username: 'amy',
  askedMs: NOW - HOUR,
  untilMs: NOW + 17 * HOUR,
  look: 'signIn',
  sessions: [],
  ...patch,
});
const session = (id: number) => ({ signature: signatureOf(id), madeMs: NOW - HOUR, expiresMs: NOW + 17 * HOUR });
/** Sign-ins whose answer never came, in each way in which they can be told. */
export const unanswered: UnansweredState = {
  signIns: [
    signIn(1, { look: 'found', sessions: [session(61), session(62)] }),
    signIn(2, { look: 'looking', askedMs: NOW - 60_000 }),
    signIn(3, { look: 'notListed', username: 'amy.van-der-extremely-long-name@department.example' }),
    signIn(4, { username: 'bea', platformName: 'Staging' }),
  ],
};

export const twoFactor = twoFactorOf(account.id, NOW);

export const clipboard: ClipboardState = {
  holding: null,
  lastOutcome: null,
  history: null,
  readBackBy: 'otherProgram',
  canPasteOnce: false,
};

export function scenario(patch: Partial<Scenario> = {}): Scenario {
  return {
    app,
    session: byPassword,
    others: [],
    removed: null,
    tokens: list(rows),
    tokensOf: {},
    rotation: { accountId: account.id, open: [] },
    rotationPreview: { isExposed: false, madeBy: 'session' },
    queue: { entries: [] },
    unanswered: { signIns: [] },
    clipboard,
    ...noPanic,
    notices: { open: [], pressedId: null },
    shellToken: { asking: null },
    proxy: { asking: null },
    twoFactor,
    activity: { entries: [], report: { older: 0, lines: 0, proven: 0, unproven: 0, findings: [] } },
    activityState: { lastN: null, waiting: 0, problem: null },
    lock: { isSetUp: false, isLocked: false, lockedBy: null, touchId: 'absent', waitUntilMs: null },
    erase: { phase: 'none' },
    scan: {
      status: 'none',
      isOffered: false,
      accountId: null,
      askHost: null,
      folders: null,
      lookedIn: null,
      atMs: null,
      filesRead: 0,
      filesTotal: null,
      tokens: [],
      skipped: [],
      skippedCount: 0,
      isCut: false,
    },
    scanFinds: { filesRead: 128, tokens: [], skipped: [], skippedCount: 0, isCut: false },
    scanFailures: [],
    scanPicks: ['/data/runs'],
    folders: [],
    findings: [],
    projects,
    projectsProblem: null,
    running: none,
    leases: [],
    consent: { policy: { kind: 'allow', programs: [] }, approvals: [], asked: [], scripted: [] },
    childCount: 0,
    refusals: {},
    silent: [],
    keepProblem: null,
    copyOutcome: 'copied',
    ...patch,
  };
}

/** States that specs send as events. */
export const emitted = {
  expired: {
    status: 'signedOut',
    accountId: account.id,
    last: { platform, username: 'amy' },
    ended: { reason: 'expired', atMs: NOW, username: 'amy', notes: [], uncopied: [] },
  },
} as const satisfies Record<string, SessionState>;

/* eslint-disable max-lines -- the treaty is one map, read from top to bottom */
/**
 * The treaty between renderer and main: one map, channel -> { input, output }, strict both ways. Types are inferred from it,
 * so a handler or a caller that disagrees does not compile. All times are integer milliseconds since the epoch unless the
 * name says otherwise.
 */
import { z } from 'zod';
import { panicPreview, panicScope, panicState } from './panic';
import type { ChannelName, EventName } from './channels';
import { consentChanges, consentOfToken, policyChange } from './consent';
import { doctorFixed, findings } from './doctor';
import { ERROR_CODES } from './errors';
import { folderChoices, folderPath, folderRule, folderRules } from './folders';
import { noticeSettings, noticesState } from './notices';
import { level, project, projectId, reach, type LEVELS } from './reach';
import { scanAskInput, scanScrubInput, scanScrubOutput, scanState, scanTokenInput } from './scan';

const ms = z.number().int().nonnegative();
const nothing = z.strictObject({});
const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    // Control characters (a newline, an escape sequence) have no business in a name that a terminal will print.
    .regex(/^[^\p{Cc}]*$/u);

export const signature = z.string().regex(/^[0-9a-f]{64}$/);
export const tokenLabel = line(200).refine((text) => text.trim().length > 0);
/** A token is opaque: its length is warned about, never refused; what cannot go into an HTTP header is refused. */
export const tokenSecret = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[\x21-\x7e]+$/);
export const errorCode = z.enum(ERROR_CODES);

export const errorDetails = z.strictObject({
  requestId: z.string().max(200).optional(),
  retryAfterMs: ms.optional(),
  field: z.string().max(60).optional(),
  candidates: z
    .array(z.strictObject({ label: z.string().nullable(), last4: z.string().max(4).nullable(), signaturePrefix: z.string().max(12) }))
    .max(50)
    .optional(),
  queued: z.boolean().optional(),
  sessionMayExist: z.boolean().optional(),
  triesLeft: z.number().int().nonnegative().max(1_000).optional(),
  accounts: z.array(z.string().max(200)).max(20).optional(),
  atProxy: z.boolean().optional(),
  program: z.string().max(4096).optional(),
  reach: reach.optional(),
});
export const errorAnswer = z.strictObject({ code: errorCode, details: errorDetails.optional() });

// ---- Platforms and accounts

export const PLATFORM_KINDS = ['dnanexus', 'staging', 'china', 'custom', 'standin'] as const;

/** Which platform a person picked. A custom one names both its URLs; the others are known by name. */
export const platformChoice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['dnanexus', 'staging', 'china', 'standin']) }),
  z.strictObject({ kind: z.literal('custom'), apiUrl: z.string().min(1).max(300), authUrl: z.string().min(1).max(300) }),
]);

/** `key` identifies the platform everywhere: kind for a known one, `custom <api origin> <auth origin>` for another. */
export const platformInfo = z.strictObject({
  key: z.string(),
  kind: z.enum(PLATFORM_KINDS),
  name: z.string(),
  apiUrl: z.string(),
  authUrl: z.string(),
  /** Where a person manages the account in a browser; null where unknown. */
  webUrl: z.string().nullable(),
});

/** A row of the platform picker. `isChoosable` is false on the fallback runtime for what is not loopback (SECURITY.md row 25). */
export const platformOffer = z.strictObject({
  /** The platform's key; `custom` for the one whose addresses are typed. */
  key: z.string(),
  kind: z.enum(PLATFORM_KINDS),
  name: z.string(),
  authHost: z.string().nullable(),
  isChoosable: z.boolean(),
  /** The addresses of a platform of the person's own, kept in the settings; null for the others. */
  own: z.strictObject({ apiUrl: z.string(), authUrl: z.string() }).nullable(),
});

/** `<platform key>/<user id>`, in every call that is for one account: what the window shows by then decides nothing. */
export const accountId = z.string().min(1).max(900);
export const account = z.strictObject({
  id: accountId,
  platform: platformInfo,
  userId: z.string(),
  username: z.string(),
  fullName: z.string().nullable(),
});

// ---- Session

/** memoryGone: it was held in memory alone, and dxkey ended; idle: nobody was there for too long; away: the screen locked, the computer slept or another person took over, as set. */
export const END_REASONS = ['signedOut', 'expired', 'notAccepted', 'secretLost', 'memoryGone', 'idle', 'away'] as const;

const workKind = z.enum(['signIn', 'submitCode', 'inspectToken', 'signOut', 'restore']);
/** What part of a sign-out could not be done, and what that means for the person. */
const endNote = z.strictObject({ step: z.enum(['destroy', 'keychain', 'clipboard', 'index']), code: errorCode, isQueued: z.boolean() });
/** A new token that nobody had copied when the session ended by itself. */
const uncopied = z.strictObject({ label: z.string(), isKept: z.boolean() });

/** When a session ends if nobody is there, and why then. */
export const idleState = z.strictObject({
  limitMs: ms,
  /** Who sets that: the platform's own 15 minutes, an org, the person, or 15 minutes because an org's policy could not be read. */
  from: z.enum(['platform', 'org', 'person', 'unreadable']),
  /** The org that sets it, or the one whose policy could not be read, where that is known. */
  orgName: z.string().nullable(),
  /** False where not every org's policy could be read: said, with whom to ask, whatever the limit comes from. */
  isPolicyRead: z.boolean(),
  deadlineMs: ms,
  /** The last minute: it is said loudly, and can be put off. */
  isWarning: z.boolean(),
  /** Whose input counts now. */
  activity: z.enum(['computer', 'app']),
  /** dead: the computer's idle time does not move, so this app's own input counts in its place. */
  sensor: z.enum(['working', 'dead', 'unused']),
});

export const sessionState = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('signedOut'),
    /** The remembered account that is shown; null for the form of one more account, or of the first. */
    accountId: accountId.nullable(),
    /** Offered again in the form; null on a first start. */
    last: z.strictObject({ platform: platformInfo, username: z.string(), openedBy: z.enum(['password', 'token']).optional() }).nullable(),
    ended: z
      .strictObject({ reason: z.enum(END_REASONS), atMs: ms, username: z.string(), notes: z.array(endNote), uncopied: z.array(uncopied) })
      .nullable(),
  }),
  /** `accountId`: of the shown account; null for a sign-in, of which nobody knows yet whose it is. */
  z.strictObject({
    status: z.literal('working'),
    accountId: accountId.nullable(),
    work: workKind,
    platformName: z.string(),
    username: z.string().nullable(),
  }),
  z.strictObject({ status: z.literal('needsCode'), platform: platformInfo, username: z.string() }),
  /** A pasted token answered whoami; nothing is stored until the person has seen whose it is. `isUsualLength`: 32 characters. */
  z.strictObject({
    status: z.literal('confirmToken'),
    account,
    last4: z.string(),
    isUsualLength: z.boolean(),
    /** It opens a session that is kept nowhere. */
    isInMemory: z.literal(true).optional(),
  }),
  z.strictObject({
    status: z.literal('signedIn'),
    account,
    openedBy: z.enum(['password', 'token']),
    /** The signature of the API token that opened the session; null for a password session. */
    tokenSignature: signature.nullable(),
    sinceMs: ms,
    expiresMs: ms.nullable(),
    /** By the person's choice no keychain has it: it goes with this run of dxkey. */
    isInMemory: z.literal(true).optional(),
    /** `yes` once the platform accepted the session since this start; `offline` when it could not be asked. */
    verified: z.enum(['yes', 'notYet', 'offline']),
    canMint: z.enum(['yes', 'unknown', 'no']),
    /** Null for a session by API token, which does not idle out. */
    idle: idleState.nullable(),
  }),
]);

/**
 * Sign-ins whose answer never came (a lost connection, dxkey or the computer gone at that moment): a session may be open on the platform
 * that nobody holds, until `untilMs` at the latest.
 */
export const unansweredState = z.strictObject({
  signIns: z.array(
    z.strictObject({
      id: z.string().max(100),
      platformName: z.string(),
      username: z.string(),
      askedMs: ms,
      untilMs: ms,
      /**
       * signIn: nobody of that account is signed in, so nobody can look; looking: not in the list so far; none: not in it; found: it may be
       * one of `sessions`; notListed: the list cannot be read, or does not tell sessions or when they were made.
       */
      look: z.enum(['signIn', 'looking', 'none', 'found', 'notListed']),
      sessions: z.array(z.strictObject({ signature, madeMs: ms.nullable(), expiresMs: ms.nullable() })),
    }),
  ),
});

/** An account of this computer, open or remembered. */
export const accountCard = z.strictObject({
  account,
  status: z.enum(['signedIn', 'signedOut', 'working']),
  /** Null while it is not signed in. */
  openedBy: z.enum(['password', 'token']).nullable(),
  /** Its session is held in memory alone. */
  isInMemory: z.literal(true).optional(),
  idle: idleState.nullable(),
  /** How its last session ended; null where it is signed in, or was not yet. */
  ended: z.enum(END_REASONS).nullable(),
});
/** Every account of this computer that this runtime may use; which one is shown only a person, or a sign-in, changes. */
export const accountsState = z.strictObject({
  shownId: accountId.nullable(),
  /** The form or a step of a sign-in stands before the shown account. */
  isAdding: z.boolean(),
  list: z.array(accountCard),
  /** The account that was just removed, and what of it could not be done: until the person goes on. */
  removed: z
    .strictObject({
      username: z.string(),
      platformName: z.string(),
      queuedCount: z.number().int().nonnegative(),
      notes: z.array(endNote),
    })
    .nullable(),
});

// ---- Tokens

const fullScope = z.strictObject({ kind: z.literal('full') });
const projectsScope = z.strictObject({
  kind: z.literal('projects'),
  /** Project id, or `*` for all projects, to level. */
  projects: z.record(z.union([projectId, z.literal('*')]), level).refine((map) => Object.keys(map).length > 0),
  /** Asks the platform to leave PHI out (`phiAccess`, undocumented): nobody knows what it does, so nothing that is said of PHI follows from it. */
  leavesPhiOut: z.literal(true).optional(),
});
/** What can be asked for when minting. */
export const mintScope = z.discriminatedUnion('kind', [fullScope, projectsScope]);
/** What is known of an existing token. */
export const tokenScope = z.discriminatedUnion('kind', [fullScope, projectsScope, z.strictObject({ kind: z.literal('unknown') })]);

/**
 * live: usable as far as we know; expired: past its end; gone: the platform's list no longer has it; lost: made, but its
 * reply was lost, so nobody holds the secret; revoking: in the revocation queue.
 */
export const TOKEN_STATES = ['live', 'expired', 'gone', 'lost', 'revoking'] as const;

/** What becomes of a rotated token once nothing here uses it; and whether dxkey rotates it by itself before it ends. */
const oldTokenEnd = z.enum(['keep', 'revoke']);
const selfRotation = z.enum(['off', 'keep', 'revoke']);

export const tokenRow = z.strictObject({
  signature,
  label: z.string().nullable(),
  last4: z.string().nullable(),
  scope: tokenScope,
  state: z.enum(TOKEN_STATES),
  held: z.enum(['here', 'elsewhere']),
  /** Where we learned of it. */
  origin: z.enum(['minted', 'imported', 'server']),
  madeMs: ms.nullable(),
  expiresMs: ms.nullable(),
  /** When dxkey last copied or handed it out. */
  lastUsedMs: ms.nullable(),
  parentSignature: signature.nullable(),
  /** "Works while I am away": handed out while signed out, too. False is "needs me". */
  worksWhileAway: z.boolean(),
  defaultProject: z.strictObject({ id: projectId, name: z.string().nullable() }).nullable(),
  /** This computer's shell token: what an unnamed `dxkey env` gives. */
  isShellToken: z.boolean(),
  /** Held, and given to nobody until a person resumes it. */
  isPaused: z.boolean(),
  /** Living processes that were given it. */
  leaseCount: z.number().int().nonnegative(),
  /**
   * Projects with PHI that it reaches, by what the platform told of the account's projects: n above 0 may be more where not all is known, 0
   * only where all is known; null where none is known to and not all is known.
   */
  reachesPhi: z.number().int().nonnegative().nullable(),
  /** What new leases get in its place: it was rotated, and lives on for those who have it. */
  replacedBy: signature.nullable(),
  selfRotation,
});

export const tokenList = z.strictObject({
  /** Whose list it is; null where no account is known. */
  accountId: accountId.nullable(),
  rows: z.array(tokenRow),
  /** `thisComputer` where the platform's list is refused, not yet asked for, or out of reach: then rows are only what is held here. */
  source: z.enum(['platform', 'thisComputer']),
  /** Why the platform's list is not shown. */
  problem: errorAnswer.nullable(),
  checkedMs: ms.nullable(),
  isRefreshing: z.boolean(),
  /** Tokens that may exist: their mint's reply was lost and the list cannot be read. */
  mayExist: z.array(z.strictObject({ label: z.string(), untilMs: ms })),
});

/** Executions of the account that are running now. `isKnown` false: the platform could not say; the text must not claim zero. */
export const runningExecutions = z.strictObject({
  isKnown: z.boolean(),
  count: z.number().int().nonnegative(),
  /** At least `count` may be running: the platform had more pages than we read. */
  isAtLeast: z.boolean(),
  named: z.array(z.strictObject({ id: z.string(), name: z.string(), startedMs: ms.nullable() })).max(20),
});

export const lease = z.strictObject({
  id: z.string(),
  signature,
  kind: z.enum(['env', 'exec']),
  pid: z.number().int().positive(),
  program: z.string(),
  folder: z.string().nullable(),
  terminal: z.string().nullable(),
  sinceMs: ms,
});

/** Every process of this computer that has a token, of all accounts, the newest first. Names are null where they are not known any more. */
export const leasesState = z.strictObject({
  leases: z.array(
    lease.extend({
      accountId,
      username: z.string().nullable(),
      platformName: z.string().nullable(),
      label: z.string().nullable(),
      last4: z.string().nullable(),
    }),
  ),
});
export const endLeasesInput = z.strictObject({ ids: z.array(z.string().min(1).max(64)).min(1).max(1000) });
export const endedLeases = z.strictObject({ endedCount: z.number().int().nonnegative() });

/** Rotations that are not over, of the shown account while it is signed in. */
export const rotationState = z.strictObject({
  accountId: accountId.nullable(),
  open: z.array(
    z.strictObject({
      id: z.string().max(100),
      /** Of the old token. */
      signature,
      newSignature: signature.nullable(),
      label: z.string(),
      last4: z.string().nullable(),
      /** unfinished: stopped on its way; waits: for processes here that have the old token; asks: for a yes to revoke it. */
      stage: z.enum(['unfinished', 'waits', 'asks']),
      /** New leases get the new token. */
      isSwitched: z.boolean(),
      problem: errorAnswer.nullable(),
      leaseCount: z.number().int().nonnegative(),
    }),
  ),
});
export const rotated = z.strictObject({
  /** New leases get the new token; false: it is kept, and could not be proved yet. */
  isSwitched: z.boolean(),
  row: tokenRow.nullable(),
  old: z.enum(['kept', 'waits', 'asks', 'revoking', 'gone']),
  problem: errorAnswer.nullable(),
});

/** Tokens that the platform lists as made by this one; null where that is not known. Whether they end with it DNAnexus does not say. */
const childCount = z.number().int().nonnegative().nullable();
export const revokePreview = z.strictObject({ row: tokenRow, running: runningExecutions, leases: z.array(lease), childCount });
/** What came of one of several; `failed`: nothing was arranged, `error` says why. */
const revokedOne = z.strictObject({
  signature,
  outcome: z.enum(['revoked', 'alreadyGone', 'queued', 'failed']),
  error: errorAnswer.nullable(),
});
const chosenTokens = z.array(signature).min(1).max(2000);
export const revokeManyPreview = revokePreview.omit({ row: true }).extend({ rows: z.array(tokenRow) });
export const revokeManyInput = z.strictObject({ signatures: chosenTokens, when: z.enum(['now', 'whenJobsDone']) });
export const revokeManyResult = z.strictObject({ results: z.array(revokedOne) });
export const pausePreview = z.strictObject({ row: tokenRow, leases: z.array(lease) });
export const paused = z.strictObject({ row: tokenRow, endedCount: z.number().int().nonnegative() });
export const rotationPreview = revokePreview.extend({
  /** How long the new one will live; null: the platform decides, one month. */
  lengthMs: ms.nullable(),
  isExposed: z.boolean(),
  /** Whose token makes the new one; null: nobody's can. */
  madeBy: z.enum(['session', 'token']).nullable(),
});
/** A found token may stand in no list: then it is no row. */
export const scanRevokePreview = revokePreview.omit({ row: true });
export const signOutPreview = z.strictObject({
  openedBy: z.enum(['password', 'token']),
  running: runningExecutions,
  leases: z.array(lease),
  /** API tokens of this account that stay in the keychain. */
  heldCount: z.number().int().nonnegative(),
  childCount,
});

/** Whether a token outlives a job; `others`: held tokens that do and reach as much, the least reach first. */
const jobOnToken = z.strictObject({
  lasting: z.enum(['lasts', 'endsFirst', 'unknown']),
  expiresMs: ms.nullable(),
  others: z.array(tokenRow).max(5),
});

/** What goes with an account that is removed from this computer. */
const accountRemoval = z.strictObject({
  heldCount: z.number().int().nonnegative(),
  leases: z.array(lease),
  isSignedIn: z.boolean(),
  openedBy: z.enum(['password', 'token']).nullable(),
  keepsTwoFactor: z.boolean(),
});

/** How a session ends, and what becomes of commands on this computer that hold the account's tokens; not said: they finish. */
export const signOutInput = z.strictObject({
  kind: z.enum(['destroy', 'forget', 'destroyWhenDone']),
  commands: z.enum(['end', 'letFinish']).optional(),
});

/** Some of the projects that a search found, by name. `isWhole`: every project was looked through; `isLoading`: more of them are on their way. */
export const projectPage = z.strictObject({
  projects: z.array(project).max(200),
  count: z.number().int().nonnegative(),
  isWhole: z.boolean(),
  isLoading: z.boolean(),
  problem: errorAnswer.nullable(),
});

// ---- Queue, clipboard, shell token, app

export const queueEntry = z.strictObject({
  signature,
  label: z.string().nullable(),
  last4: z.string().nullable(),
  username: z.string(),
  platformName: z.string(),
  reason: z.enum(['revoke', 'signOut']),
  when: z.enum(['now', 'whenJobsDone']),
  /** waiting: next try at nextTryMs; jobsRunning: waits for executions to end; needsSignIn: nobody can bear it; refused: the platform said PermissionDenied. */
  state: z.enum(['waiting', 'jobsRunning', 'needsSignIn', 'refused']),
  problem: errorAnswer.nullable(),
  sinceMs: ms,
  nextTryMs: ms.nullable(),
  /** The token ends by itself then. */
  expiresMs: ms.nullable(),
  /** Only this run's memory has its secret: once dxkey quits, a sign-in has to finish it. */
  isInMemory: z.literal(true).optional(),
});
export const queueState = z.strictObject({ entries: z.array(queueEntry) });

export const clipboardState = z.strictObject({
  /** What of ours the clipboard holds, and when it is cleared (null: never, as set). */
  holding: z.strictObject({ label: z.string().nullable(), last4: z.string(), clearsAtMs: ms.nullable() }).nullable(),
  /** How the last one ended. `unproven`: gone as far as dxkey alone sees; `unverified`: we could not read the clipboard back. */
  lastOutcome: z.enum(['cleared', 'unproven', 'replaced', 'unverified', 'failed']).nullable(),
  /** Whether history tools were asked to leave it out; null before the first copy. */
  history: z.enum(['asked', 'mayKeep']).nullable(),
  /** Who sees whether it is gone; `itself`: nobody but dxkey. */
  readBackBy: z.enum(['otherProgram', 'system', 'itself']),
  canPasteOnce: z.boolean(),
});
/** needsPress: Wayland without wl-copy; a small window waits for a press before the clipboard can be written. */
export const copyOutcome = z.strictObject({ outcome: z.enum(['copied', 'copiedUnverified', 'needsPress']), clearsAtMs: ms.nullable() });

/** A command without a terminal wants this computer's shell token, which does not exist yet: the window asks once. */
export const shellTokenQuestion = z.strictObject({
  asking: z
    .strictObject({
      id: z.string(),
      account,
      label: z.string(),
      program: z.string(),
      folder: z.string().nullable(),
      untilMs: ms,
    })
    .nullable(),
});

/** A proxy on the way to the platform wants a login. `isRefused`: it did not take the one it was given. Asked until answered. */
export const proxyQuestion = z.strictObject({
  asking: z
    .strictObject({
      id: z.string(),
      host: z.string().max(300),
      port: z.number().int().min(0).max(65_535),
      /** What the proxy calls itself: its own words, not to be believed. */
      realm: z.string().max(200).nullable(),
      isRefused: z.boolean(),
    })
    .nullable(),
});

// ---- Two-factor authentication

const setNote = { keptMs: ms, standing: z.enum(['live', 'unsure']) };

/** Of the account at hand: signed in, or at the code step of its sign-in. */
export const twoFactorState = z.strictObject({
  /** Null where nobody is at hand, or nobody knows yet whose code is asked for. */
  accountId: accountId.nullable(),
  /** api: over this app; browser: on the platform's own page; sso: by the organisation's identity provider; unknown: not asked yet. */
  offer: z.enum(['unknown', 'api', 'browser', 'sso']),
  isChecking: z.boolean(),
  problem: errorAnswer.nullable(),
  checkedMs: ms.nullable(),
  /** What the platform says; null where it does not. */
  status: z
    .strictObject({
      isOn: z.boolean(),
      /** The org, or the account itself, that demands it. */
      mandatoryFor: z.string().max(200).nullable(),
      enabledMs: ms.nullable(),
      codesLeft: z.number().int().nonnegative().nullable(),
    })
    .nullable(),
  /** The key that dxkey keeps by choice. unsure: it may have been replaced since the platform was last asked. */
  authenticator: z.strictObject(setNote).nullable(),
  /** `unsure`: sent, and what became of it is not known. */
  backupCodes: z.strictObject({ ...setNote, total: z.number().int(), used: z.number().int(), unsure: z.number().int() }).nullable(),
  /** Kept codes that no longer count. */
  deadCodes: z.strictObject({ total: z.number().int(), keptMs: ms }).nullable(),
  isKeyDead: z.boolean(),
  /** How far the platform's clock is ahead of this computer's; negative: behind. */
  clockOffsetMs: z.number().int().nullable(),
});

/** What fits into any code field; a back-up code may hold spaces. */
const typedCode = line(64);
const setupSecret = z.string().regex(/^[A-Z2-7]{8,256}$/);
const backupCode = z.string().min(1).max(64);
const backupCodes = z.array(backupCode).min(1).max(50);
const typedPassword = z.string().min(1).max(1024);
const freshKey = z.strictObject({ secret: setupSecret, otpauth: z.string().max(1_000).startsWith('otpauth://totp/') });
const oneTimeCode = z.string().regex(/^\d{6,8}$/);
/** Who asks to read what is kept: by the app lock's passphrase where one is set up, else by the account's password. */
const ownerProof = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('password'), password: typedPassword }),
  z.strictObject({ by: z.literal('passphrase'), passphrase: z.string().min(1).max(1024) }),
]);
const keyNames = { issuer: z.string().max(100).nullable(), account: z.string().max(100).nullable() };
// ---- App lock

/** What locked the app: the person, a start with a lock set up, or the desktop, as set. */
export const LOCK_REASONS = ['person', 'start', 'screenLocked', 'suspended', 'userSwitched'] as const;

/** Nothing here tells whose tokens are behind the lock. */
export const lockState = z.strictObject({
  isSetUp: z.boolean(),
  isLocked: z.boolean(),
  /** Null while it is not locked. */
  lockedBy: z.enum(LOCK_REASONS).nullable(),
  /** absent: this computer has none, or this system no way to ask for it. */
  touchId: z.enum(['absent', 'off', 'on']),
  /** After a wrong passphrase the next one is looked at only from then on. */
  waitUntilMs: ms.nullable(),
});

// ---- Erasing dxkey from this computer

const count = z.number().int().nonnegative();
/** What it takes. `accounts` is empty while the app is locked: then counts are all that is told. */
export const erasePreview = z.strictObject({
  accountCount: count,
  sessionCount: count,
  heldCount: count,
  leaseCount: count,
  queueCount: count,
  keyCount: count,
  codeSetCount: count,
  accounts: z.array(z.strictObject({ id: accountId, username: z.string(), platformName: z.string(), heldCount: count })).max(200),
});
export const ERASE_STEPS = ['socket', 'platforms', 'keychain', 'shells', 'autostart', 'command', 'browser', 'files'] as const;
const eraseStep = z.enum(ERASE_STEPS);
const eraseLeft = z.strictObject({ what: eraseStep, code: errorCode, count, names: z.array(z.string().max(300)).max(20) });
export const eraseState = z.discriminatedUnion('phase', [
  z.strictObject({ phase: z.literal('none') }),
  z.strictObject({ phase: z.literal('running'), step: eraseStep }),
  z.strictObject({
    phase: z.literal('done'),
    /** Tokens and sessions of ours that live on at the platform; named as far as they may be. */
    aliveCount: count,
    alive: z
      .array(
        z.strictObject({
          kind: z.enum(['token', 'session']),
          label: z.string().nullable(),
          last4: z.string().max(4).nullable(),
          username: z.string(),
          platformName: z.string(),
          expiresMs: ms.nullable(),
        }),
      )
      .max(200),
    /** What could not be erased, and why. */
    left: z.array(eraseLeft).max(20),
  }),
]);

const passphrase = z.string().min(1).max(1024);
/** Eight characters and nothing else is asked for: length is what counts against guessing. */
const newPassphrase = z.string().min(8).max(1024);

export const KEYCHAIN_STATES = ['ready', 'locked', 'denied', 'missing', 'hung', 'fault'] as const;
export const keychainState = z.enum(KEYCHAIN_STATES);

/** What an event of the desktop does to open sessions; auto: app lock where one is set up, else nothing. */
export const AWAY_ACTIONS = ['auto', 'nothing', 'lock', 'signOut'] as const;
const awayAction = z.enum(AWAY_ACTIONS);

export const settings = z.strictObject({
  /** 10,000 to 120,000 ms; null is never. */
  clipboardClearMs: z.number().int().min(10_000).max(120_000).nullable(),
  /** A copied secret can be pasted once, where the desktop has a way to do so. */
  pasteOnce: z.boolean(),
  /** What closing the window does where the desktop has a tray: true leaves dxkey in it, false quits. */
  closeToTray: z.boolean(),
  /** What closing the window does where the desktop has no tray. */
  closeWithoutTray: z.enum(['quit', 'minimise']),
  startAtLogin: z.boolean(),
  appearance: z.enum(['system', 'light', 'dark']),
  /** A shorter limit than the platform's or an org's, 1 minute to 8 hours; null: theirs. A longer one has no effect. */
  idleLimitMs: z.number().int().min(60_000).max(28_800_000).nullable(),
  /** Whose input counts as activity: the whole computer's, or this app's alone. */
  activity: z.enum(['computer', 'app']),
  whenScreenLocks: awayAction,
  whenSuspended: awayAction,
  whenUserSwitches: awayAction,
  /** Notices of the operating system. What dxkey must say is said in the window in any case. */
  notices: z.boolean(),
  ...noticeSettings,
  /** The way to the platform: as the system says, straight, or through one proxy, but for the hosts of `bypass`. */
  proxy: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['system', 'none']) }),
    z.strictObject({ kind: z.literal('fixed'), url: z.string().min(1).max(300), bypass: z.string().max(1_000) }),
  ]),
  /** Platforms of the person's own, offered beside the known ones. */
  customPlatforms: z
    .array(z.strictObject({ name: line(60), apiUrl: z.string().min(1).max(300), authUrl: z.string().min(1).max(300) }))
    .max(20),
});

export const appState = z.strictObject({
  version: z.string(),
  electronVersion: z.string(),
  /** fallback: the end-of-life Electron of development and CI; loopback platforms only. */
  runtime: z.enum(['pinned', 'fallback']),
  build: z.enum(['dev', 'test', 'release']),
  os: z.enum(['linux', 'mac', 'windows']),
  hostname: z.string(),
  keychain: keychainState,
  tray: z.enum(['present', 'absent', 'unknown']),
  /** untold: nobody here tells of sleep, locks and other people (a Linux without logind), so nothing that is set for them happens. */
  desk: z.enum(['told', 'untold']),
  platforms: z.array(platformOffer),
  settings,
  /** The `dxkey` command: where it is linked on the PATH, or null; `canInstall` where the app can link it. */
  command: z.strictObject({ path: z.string().nullable(), canInstall: z.boolean() }),
  /** Whether the `dxkey` command can reach this app; refused: another program, or something strange, stands where it would listen. */
  agent: z.enum(['starting', 'listening', 'refused']),
  /** Names of our own files that were damaged and set aside on this start. */
  damagedFiles: z.array(z.string()),
});

export const LINKS = ['documentation', 'apiTokensPage', 'accountSecurityPage', 'support', 'ssoHelp'] as const;

export const SHELLS = ['bash', 'zsh', 'fish', 'tcsh', 'powershell', 'cmd', 'json'] as const;
const exportLine = z.strictObject({ id: z.enum(['bash', 'zsh', 'fish', 'powershell', 'cmd', 'exec']), text: z.string() });

const ofAccount = z.strictObject({ accountId });
/** A token goes with its account: another account's is NO_SUCH_TOKEN. */
const ofToken = ofAccount.extend({ signature });

// ---- The map

// ---- The activity record

const textOrNull = z.string().max(400).nullable();
export const activityEntry = z.strictObject({
  n: z.number().int().positive(),
  atMs: ms,
  deed: z.string().max(60),
  accountId: accountId.nullable(),
  token: z.strictObject({ signature, label: textOrNull, last4: textOrNull }).nullable(),
  detail: textOrNull,
  source: z.strictObject({
    by: z.enum(['window', 'tray', 'command', 'app']),
    program: textOrNull,
    folder: textOrNull,
    terminal: textOrNull,
  }),
});
/** `waiting`: entries that are still to be written, and why they are not. */
export const activityState = z.strictObject({
  lastN: z.number().int().nonnegative().nullable(),
  waiting: z.number().int().nonnegative(),
  problem: errorCode.nullable(),
});
/** `older`: entries that no key proves any more; `unproven`: those after the last anchor. */
export const activityReport = z.strictObject({
  older: z.number().int().nonnegative(),
  lines: z.number().int().nonnegative(),
  proven: z.number().int().nonnegative(),
  unproven: z.number().int().nonnegative(),
  findings: z
    .array(
      z.strictObject({
        kind: z.enum(['altered', 'missing']),
        file: z.string().max(60).nullable(),
        line: z.number().int().positive().nullable(),
        n: z.number().int().nonnegative(),
      }),
    )
    .max(100),
});
const activityFilter = { accountId, text: z.string().max(200), kind: z.enum(['all', 'tokens', 'sessions', 'security']) };

export const contract = {
  'app.load': { input: nothing, output: appState },
  'settings.change': { input: settings.partial(), output: settings },
  'folders.load': { input: nothing, output: folderRules },
  /** `former`: the folder that the rule stood for; null for one more. */
  'folders.keep': { input: z.strictObject({ former: folderPath.shape.folder.nullable(), rule: folderRule }), output: folderRules },
  'folders.remove': { input: folderPath, output: folderRules },
  'folders.choices': { input: nothing, output: folderChoices },
  'folders.pick': { input: nothing, output: z.strictObject({ folder: z.string().nullable() }) },
  'keychain.probe': { input: nothing, output: z.strictObject({ state: keychainState }) },
  'command.install': { input: nothing, output: z.strictObject({ path: z.string() }) },
  'link.open': { input: z.strictObject({ link: z.enum(LINKS) }), output: nothing },

  'accounts.load': { input: nothing, output: accountsState },
  /** Shows another account of this computer; one that is signed out leads to its sign-in. NO_SUCH_ACCOUNT, SIGN_IN_BUSY. */
  'accounts.switch': { input: z.strictObject({ accountId }), output: sessionState },
  /** To the form for one more account; who is signed in stays so. `session.cancel` leads back. */
  'accounts.add': { input: nothing, output: sessionState },
  'accounts.previewRemove': { input: z.strictObject({ accountId }), output: accountRemoval },
  /** revoke: what this computer holds dies on the platform, now or from the queue; forget: it lives on there until it expires. */
  'accounts.remove': {
    input: z.strictObject({ accountId, tokens: z.enum(['revoke', 'forget']) }),
    output: z.strictObject({ queuedCount: z.number().int().nonnegative(), notes: z.array(endNote) }),
  },

  'session.load': { input: nothing, output: sessionState },
  'session.signIn': {
    /** `isInMemory`: by the person's own choice no keychain is asked and nothing of the session is kept. */
    input: z.strictObject({
      platform: platformChoice,
      username: line(200),
      password: z.string().min(1).max(1024),
      isInMemory: z.boolean().optional(),
    }),
    output: sessionState,
  },
  /** A code of the authenticator or a back-up code, in the same field. */
  'session.submitCode': { input: z.strictObject({ code: line(64) }), output: sessionState },
  'session.cancel': { input: nothing, output: sessionState },
  'session.inspectToken': {
    input: z.strictObject({ platform: platformChoice, token: tokenSecret, isInMemory: z.boolean().optional() }),
    output: sessionState,
  },
  'session.keepToken': {
    input: z.strictObject({ label: tokenLabel, worksWhileAway: z.boolean(), isInMemory: z.boolean().optional() }),
    output: sessionState,
  },
  'session.previewSignOut': { input: ofAccount, output: signOutPreview },
  /** destroy: end it on the platform; forget: only on this computer (an API token lives on); destroyWhenDone: queued until no execution runs. */
  'session.signOut': { input: signOutInput.extend({ accountId }), output: sessionState },
  /** The person is there: the time without activity of every account begins anew. */
  'session.stay': { input: nothing, output: sessionState },

  'unanswered.load': { input: nothing, output: unansweredState },
  /** One of its `sessions`. */
  'unanswered.end': { input: z.strictObject({ id: z.string().max(100), signature }), output: unansweredState },
  'unanswered.leave': { input: z.strictObject({ id: z.string().max(100) }), output: unansweredState },

  /** The shown account's. */
  'tokens.load': { input: nothing, output: tokenList },
  'tokens.refresh': { input: ofAccount, output: tokenList },
  'tokens.mint': {
    input: ofAccount.extend({
      label: tokenLabel,
      scope: mintScope,
      /** When it ends; null leaves it to the platform: one month. */
      expiresMs: ms.nullable(),
      isKept: z.boolean(),
      worksWhileAway: z.boolean(),
    }),
    /** The one place where a token's secret crosses to the renderer, once. `keepProblem`: it could not be kept; copy it now. */
    output: z.strictObject({ row: tokenRow, secret: tokenSecret, isKept: z.boolean(), keepProblem: errorAnswer.nullable() }),
  },
  /** What a token of this scope would reach, or does. Waits for the account's projects to be read; where they cannot be, that is told as unknown. */
  'tokens.reach': { input: ofAccount.extend({ scope: mintScope }), output: reach },
  'tokens.import': {
    input: ofAccount.extend({ token: tokenSecret, label: tokenLabel, worksWhileAway: z.boolean() }),
    output: tokenRow,
  },
  'tokens.previewRevoke': { input: ofToken, output: revokePreview },
  'tokens.revoke': {
    input: ofToken.extend({ when: z.enum(['now', 'whenJobsDone']) }),
    output: z.strictObject({ outcome: z.enum(['revoked', 'alreadyGone', 'queued']) }),
  },
  'tokens.previewRevokeMany': { input: ofAccount.extend({ signatures: chosenTokens }), output: revokeManyPreview },
  'tokens.revokeMany': { input: ofAccount.extend(revokeManyInput.shape), output: revokeManyResult },
  'tokens.previewPause': { input: ofToken, output: pausePreview },
  'tokens.pause': { input: ofToken, output: paused },
  'tokens.resume': { input: ofToken, output: tokenRow },
  'tokens.copy': { input: ofToken, output: copyOutcome },
  /** The dialog that showed a fresh token closed: a secret that was not to be kept is dropped from memory. */
  'tokens.dismissFresh': { input: nothing, output: nothing },
  /** For a job of `needsMs`: no lines where the token is known to end before it, and held tokens that last in their place. */
  'tokens.exportLines': {
    input: ofToken.extend({ needsMs: ms.positive().nullable() }),
    output: z.strictObject({ lines: z.array(exportLine), job: jobOnToken.nullable() }),
  },
  'tokens.setProject': { input: ofToken.extend({ projectId: projectId.nullable() }), output: tokenRow },
  /** Takes a row that is expired, gone or lost off this computer; a live token is revoked, not forgotten. */
  'tokens.forget': { input: ofToken, output: nothing },

  'leases.load': { input: nothing, output: leasesState },
  /** An exec's command is stopped by its own `dxkey exec`; a shell lives on, without its private folder. One that has ended by itself is not counted. */
  'leases.end': { input: endLeasesInput, output: endedLeases },

  /** Who may be given a token that is held here. TOKEN_NOT_HELD. */
  'consent.load': { input: ofToken, output: consentOfToken },
  'consent.change': { input: ofToken.extend(policyChange), output: consentOfToken },
  /** Takes back what was allowed for a while: one, or all of the token. */
  'consent.withdraw': { input: ofToken.extend({ id: z.string().max(64).nullable() }), output: consentOfToken },

  /** The shown account's. */
  'rotation.load': { input: nothing, output: rotationState },
  'rotation.preview': { input: ofToken, output: rotationPreview },
  /** A new token in its place, by the same label, scope and length. SCOPE_UNKNOWN; REFUSED (field `exposed`) without the yes that it needs. */
  'rotation.start': {
    input: ofToken.extend({
      /** For a token whose scope is not known, else null. */
      scope: mintScope.nullable(),
      /** How long the new one lives; null: as long as the old one did, or as the platform decides. */
      lengthMs: ms.nullable(),
      old: oldTokenEnd,
      mayRevokeExposed: z.boolean(),
    }),
    output: rotated,
  },
  'rotation.finish': { input: z.strictObject({ id: z.string().max(100), mayRevokeExposed: z.boolean() }), output: rotated },
  /** Before the switch the new token is given up; after it the old one is left until it expires. */
  'rotation.undo': { input: z.strictObject({ id: z.string().max(100) }), output: rotationState },
  'rotation.setSelf': { input: ofToken.extend({ choice: selfRotation }), output: tokenRow },

  'projects.find': {
    input: ofAccount.extend({ query: z.string().max(200), limit: z.number().int().min(1).max(1000) }),
    output: z.strictObject({ projects: z.array(project), hasMore: z.boolean() }),
  },

  /** Never fails for the platform's sake: the problem is part of the page. */
  'projects.page': {
    input: ofAccount.extend({
      query: z.string().max(200),
      offset: z.number().int().nonnegative().max(100_000),
      limit: z.number().int().min(1).max(200),
    }),
    output: projectPage,
  },
  'panic.load': { input: nothing, output: panicState },
  'panic.ask': { input: nothing, output: panicState },
  /** The choice, or the report, was closed. */
  'panic.dismiss': { input: nothing, output: panicState },
  'panic.preview': { input: nothing, output: panicPreview },
  /** At once and without a question: the caller has asked. Answers after the first round; events tell how it goes. */
  'panic.begin': { input: z.strictObject({ scope: panicScope }), output: panicState },
  'panic.retry': { input: nothing, output: panicState },
  /** REFUSED once a platform has answered. */
  'panic.undo': { input: nothing, output: panicState },
  /** What is not done yet is left to the queue. */
  'panic.leave': { input: nothing, output: panicState },

  'queue.load': { input: nothing, output: queueState },
  'queue.retry': { input: nothing, output: queueState },

  'clipboard.load': { input: nothing, output: clipboardState },
  'clipboard.clear': { input: nothing, output: clipboardState },

  'notices.load': { input: nothing, output: noticesState },
  'notices.dismiss': { input: z.strictObject({ id: z.string().max(100) }), output: noticesState },
  'shellToken.load': { input: nothing, output: shellTokenQuestion },
  'shellToken.answer': {
    input: z.strictObject({
      id: z.string().max(64),
      answer: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('mint'), scope: mintScope, expiresMs: ms.nullable() }),
        z.strictObject({ kind: z.literal('refuse') }),
      ]),
    }),
    output: shellTokenQuestion,
  },

  'proxy.load': { input: nothing, output: proxyQuestion },
  /** The login is kept in main's memory until dxkey quits or the proxy refuses it; what failed meanwhile is tried again by the person. */
  'proxy.answer': {
    input: z.strictObject({
      id: z.string().max(64),
      answer: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('login'), username: line(200), password: z.string().max(1024) }),
        z.strictObject({ kind: z.literal('refuse') }),
      ]),
    }),
    output: proxyQuestion,
  },

  'twoFactor.load': { input: nothing, output: twoFactorState },
  'twoFactor.refresh': { input: nothing, output: twoFactorState },
  // SECURITY: what carries a password names its account: it is sent nowhere once the window shows another.
  /** A new secret; `code` where it is on already. Nothing counts before `twoFactor.finish`. */
  'twoFactor.begin': { input: ofAccount.extend({ password: typedPassword, code: typedCode.nullable() }), output: freshKey },
  'twoFactor.takeKey': { input: z.strictObject({ text: z.string().min(1).max(2_000) }), output: z.strictObject(keyNames) },
  'twoFactor.takeQr': {
    input: z.strictObject({ from: z.enum(['clipboard', 'file']) }),
    output: z.strictObject({ outcome: z.enum(['taken', 'cancelled']), ...keyNames }),
  },
  /** Empty for a key that was taken in: its codes stand on the platform's own page. */
  'twoFactor.confirm': { input: z.strictObject({ code: typedCode }), output: z.strictObject({ backupCodes: z.array(backupCode).max(50) }) },
  'twoFactor.takeCodes': { input: z.strictObject({ text: z.string().min(1).max(4_000) }), output: z.strictObject({ backupCodes }) },
  /** `backupCode`, one of the new ones typed back; null for a key that was taken in without codes. */
  'twoFactor.finish': {
    input: z.strictObject({ backupCode: typedCode.nullable(), keepCodes: z.boolean(), keepKey: z.boolean() }),
    output: twoFactorState,
  },
  'twoFactor.renewCodes': {
    input: ofAccount.extend({ password: typedPassword, code: typedCode }),
    output: z.strictObject({ backupCodes }),
  },
  'twoFactor.turnOff': { input: ofAccount.extend({ password: typedPassword, code: typedCode }), output: twoFactorState },
  'twoFactor.codes': {
    input: nothing,
    output: z.strictObject({ currentCode: oneTimeCode, nextCode: oneTimeCode, untilMs: ms, periodMs: ms }),
  },
  /** The kept key again, for a second device. */
  'twoFactor.showKey': { input: ofAccount.extend({ proof: ownerProof }), output: freshKey },
  'twoFactor.showCodes': {
    input: ofAccount.extend({ proof: ownerProof }),
    output: z.strictObject({ list: z.array(z.strictObject({ code: backupCode, use: z.enum(['unused', 'used', 'maybe']) })).max(50) }),
  },
  'twoFactor.copy': { input: z.strictObject({ what: z.enum(['setupKey', 'backupCodes', 'oneTimeCode']) }), output: copyOutcome },
  'twoFactor.saveCodes': { input: nothing, output: z.strictObject({ path: z.string().nullable() }) },
  /** The person says that what is on the screen is saved, where main cannot see it: on paper, or copied by a press. */
  'twoFactor.tellSaved': { input: nothing, output: nothing },
  'twoFactor.dismiss': { input: nothing, output: nothing },
  'twoFactor.forget': { input: z.strictObject({ what: z.enum(['authenticator', 'backupCodes', 'deadCodes']) }), output: twoFactorState },
  'activity.load': {
    input: z.strictObject({ ...activityFilter, limit: z.number().int().min(1).max(2000) }),
    output: z.strictObject({ entries: z.array(activityEntry).max(2000), hasMore: z.boolean(), state: activityState }),
  },
  /** What was done with one token. */
  'activity.ofToken': {
    input: ofToken,
    output: z.strictObject({ entries: z.array(activityEntry).max(100), hasMore: z.boolean() }),
  },
  'activity.verify': { input: nothing, output: activityReport },
  /** `path` is null where the person cancelled. */
  'activity.export': {
    input: z.strictObject({ ...activityFilter, format: z.enum(['csv', 'json']) }),
    output: z.strictObject({ path: z.string().nullable(), count: z.number().int().nonnegative() }),
  },

  'erase.load': { input: nothing, output: eraseState },
  'erase.preview': { input: nothing, output: erasePreview },
  /** Answers once it is begun; how it goes is told by `erase.changed`. Again: what was left is tried once more. SIGN_IN_BUSY, FILE_FAULT: nothing has gone. */
  'erase.run': { input: z.strictObject({ tokens: z.enum(['revoke', 'forget']) }), output: eraseState },
  /** Once it is done: takes what a running app could not, and ends it. */
  'erase.quit': { input: nothing, output: nothing },

  'scan.load': { input: nothing, output: scanState },
  /** For the next look: the home folder's known places, or what the person picks in the system's dialog; cancelled, it is left as it was. */
  'scan.chooseFolders': { input: z.strictObject({ where: z.enum(['home', 'picked']) }), output: scanState },
  /** Through these; for the account. SCAN_GONE where another look took its place, or it was dropped. */
  'scan.run': { input: ofAccount, output: scanState },
  /** Ends a look, or forgets what it found. */
  'scan.drop': { input: nothing, output: scanState },
  /** Asks the platform of that account whose these are. REFUSED (field `host`) for another host than the one that was said. */
  'scan.ask': { input: scanAskInput, output: scanState },
  /** Into the keychain. REFUSED (field `unchecked`) while nobody knows whose it is. */
  'scan.import': { input: scanTokenInput, output: tokenRow },
  'scan.scrub': { input: scanScrubInput, output: scanScrubOutput },
  'scan.previewRevoke': { input: scanTokenInput, output: scanRevokePreview },
  'scan.revoke': {
    input: scanTokenInput.extend({ when: z.enum(['now', 'whenJobsDone']) }),
    output: z.strictObject({ outcome: z.enum(['revoked', 'alreadyGone', 'queued']) }),
  },
  /** TOKEN_NOT_HELD: it is kept first. */
  'scan.previewRotate': { input: scanTokenInput, output: rotationPreview },
  /** As `rotation.start`, with a yes to revoke the one that was found. */
  'scan.rotate': { input: scanTokenInput.extend({ scope: mintScope.nullable() }), output: rotated },
  'scan.dismissOffer': { input: nothing, output: scanState },

  /** Looks at this computer; at most 10 s. */
  'doctor.run': { input: nothing, output: z.strictObject({ findings }) },
  /** Mends what may be mended without a loss, and looks again. */
  'doctor.fix': { input: nothing, output: doctorFixed },
  /** The list as the page says it, put on the clipboard by main; it holds no secret, so it stays there. CLIPBOARD_FAILED. */
  'doctor.copy': {
    input: z.strictObject({ text: z.string().min(1).max(20_000) }),
    output: z.strictObject({ outcome: z.enum(['copied', 'unverified', 'needsPress']) }),
  },

  'lock.load': { input: nothing, output: lockState },
  /** Nothing happens where no lock is set up. */
  'lock.lock': { input: nothing, output: lockState },
  'lock.unlock': { input: z.strictObject({ passphrase }), output: lockState },
  'lock.unlockByTouchId': { input: nothing, output: lockState },
  'lock.setUp': { input: z.strictObject({ passphrase: newPassphrase }), output: lockState },
  'lock.change': { input: z.strictObject({ passphrase, newPassphrase }), output: lockState },
  'lock.remove': { input: z.strictObject({ passphrase }), output: lockState },
  /** Asks for a touch before it is turned on. */
  'lock.useTouchId': { input: z.strictObject({ isOn: z.boolean() }), output: lockState },
} as const satisfies Record<ChannelName, { input: z.ZodType; output: z.ZodType }>;

export const events = {
  'app.changed': appState,
  'accounts.changed': accountsState,
  'session.changed': sessionState,
  'unanswered.changed': unansweredState,
  'tokens.changed': tokenList,
  'leases.changed': leasesState,
  'consent.changed': consentChanges,
  'rotation.changed': rotationState,
  'queue.changed': queueState,
  'clipboard.changed': clipboardState,
  'notices.changed': noticesState,
  'shellToken.changed': shellTokenQuestion,
  'proxy.changed': proxyQuestion,
  'twoFactor.changed': twoFactorState,
  'lock.changed': lockState,
  'activity.changed': activityState,
  'erase.changed': eraseState,
  'scan.changed': scanState,
  'panic.changed': panicState,
} as const satisfies Record<EventName, z.ZodType>;

/** Every output that may carry a secret to the renderer, by channel and field; a test walks all schemas against it (SECURITY.md row 12). */
export const SECRET_OUTPUTS: readonly { channel: ChannelName; field: string }[] = [
  { channel: 'tokens.mint', field: 'secret' },
  { channel: 'twoFactor.begin', field: 'secret' },
  { channel: 'twoFactor.begin', field: 'otpauth' },
  { channel: 'twoFactor.confirm', field: 'backupCodes' },
  { channel: 'twoFactor.takeCodes', field: 'backupCodes' },
  { channel: 'twoFactor.renewCodes', field: 'backupCodes' },
  { channel: 'twoFactor.codes', field: 'currentCode' },
  { channel: 'twoFactor.codes', field: 'nextCode' },
  { channel: 'twoFactor.showKey', field: 'secret' },
  { channel: 'twoFactor.showKey', field: 'otpauth' },
  { channel: 'twoFactor.showCodes', field: 'list.code' },
];

export type Contract = typeof contract;
export type { Approval, ConsentAnswer, ConsentChanges, ConsentOfToken, PolicyKind, TokenPolicy } from './consent';
export type { FoundPlace, FoundToken, ScanScrubbed, ScanState } from './scan';
export type Input<C extends ChannelName> = z.infer<Contract[C]['input']>;
export type ActivityEntry = z.infer<typeof activityEntry>;
export type ActivityReport = z.infer<typeof activityReport>;
export type ActivityState = z.infer<typeof activityState>;
export type Output<C extends ChannelName> = z.infer<Contract[C]['output']>;
export type EventState<E extends EventName> = z.infer<(typeof events)[E]>;

export type { PanicPreview, PanicScope, PanicState } from './panic';
export type RevokedOne = z.infer<typeof revokedOne>;
export type PlatformKind = (typeof PLATFORM_KINDS)[number];
export type PlatformChoice = z.infer<typeof platformChoice>;
export type PlatformInfo = z.infer<typeof platformInfo>;
export type PlatformOffer = z.infer<typeof platformOffer>;
export type Account = z.infer<typeof account>;
export type AccountCard = z.infer<typeof accountCard>;
export type AccountRemoval = z.infer<typeof accountRemoval>;
export type AccountsState = z.infer<typeof accountsState>;
export type SessionState = z.infer<typeof sessionState>;
export type UnansweredState = z.infer<typeof unansweredState>;
export type IdleState = z.infer<typeof idleState>;
export type EndReason = (typeof END_REASONS)[number];
export type EndNote = z.infer<typeof endNote>;
export type Uncopied = z.infer<typeof uncopied>;
export type Level = (typeof LEVELS)[number];
export type MintScope = z.infer<typeof mintScope>;
export type TokenScope = z.infer<typeof tokenScope>;
export type TokenState = (typeof TOKEN_STATES)[number];
export type TokenRow = z.infer<typeof tokenRow>;
export type TokenList = z.infer<typeof tokenList>;
export type RotationState = z.infer<typeof rotationState>;
export type RunningExecutions = z.infer<typeof runningExecutions>;
export type Lease = z.infer<typeof lease>;
export type LeasesState = z.infer<typeof leasesState>;
export type GivenLease = LeasesState['leases'][number];
export type Project = z.infer<typeof project>;
export type ProjectPage = z.infer<typeof projectPage>;
export type { Reach } from './reach';
export type QueueEntry = z.infer<typeof queueEntry>;
export type QueueState = z.infer<typeof queueState>;
export type ClipboardState = z.infer<typeof clipboardState>;
export type CopyOutcome = z.infer<typeof copyOutcome>;
export type { FolderChoices, FolderRule } from './folders';
export type { CheckId, DoctorFixed, Finding, FindingCode } from './doctor';
export type { Notice, NoticeKind, NoticesState } from './notices';
export type ShellTokenQuestion = z.infer<typeof shellTokenQuestion>;
export type ProxyQuestion = z.infer<typeof proxyQuestion>;
export type OwnerProof = z.infer<typeof ownerProof>;
export type TwoFactorState = z.infer<typeof twoFactorState>;
export type LockReason = (typeof LOCK_REASONS)[number];
export type EraseState = z.infer<typeof eraseState>;
export type ErasePreview = z.infer<typeof erasePreview>;
export type EraseStep = (typeof ERASE_STEPS)[number];
export type EraseLeft = z.infer<typeof eraseLeft>;
export type LockState = z.infer<typeof lockState>;
export type KeychainState = (typeof KEYCHAIN_STATES)[number];
export type AwayAction = (typeof AWAY_ACTIONS)[number];
export type Settings = z.infer<typeof settings>;
export type ProxySetting = Settings['proxy'];
export type CustomPlatform = Settings['customPlatforms'][number];
export type AppState = z.infer<typeof appState>;
export type Link = (typeof LINKS)[number];
export type Shell = (typeof SHELLS)[number];

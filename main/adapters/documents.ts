import { join } from 'node:path';
import { z } from 'zod';
import type { AppError } from '../core/errors';
import { DEFAULT_SETTINGS, FIRST_START } from '../core/ports';
import type {
  ClipboardDocument,
  CorePorts,
  EraseDocument,
  IdleDocument,
  IndexDocument,
  LeaseDocument,
  LockDocument,
  Log,
  NoticeDocument,
  PanicDocument,
  QueueDocument,
  RotationDocument,
  SettingsDocument,
  TwoFactorDocument,
} from '../core/ports';
import { createFileDocumentStore } from './fileDocumentStore';

// What our files look like. They are kept apart from the treaty's schemas on purpose: a file lives longer than a version of the
// treaty. Unknown keys are dropped on read and on write, so that nothing but what is named here ever stands in a file.

const ms = z.number().int().nonnegative();
const signature = z.string().regex(/^[0-9a-f]{64}$/);
const projectId = z.string().regex(/^project-[0-9A-Za-z]{24}$/);
const level = z.enum(['VIEW', 'UPLOAD', 'CONTRIBUTE', 'ADMINISTER']);

const platform = z.object({
  key: z.string(),
  kind: z.enum(['dnanexus', 'staging', 'china', 'custom', 'standin']),
  name: z.string(),
  apiUrl: z.string(),
  authUrl: z.string(),
  webUrl: z.string().nullable(),
});

const fullScope = z.object({ kind: z.literal('full') });
const projectsScope = z.object({
  kind: z.literal('projects'),
  projects: z.record(z.union([projectId, z.literal('*')]), level),
  leavesPhiOut: z.literal(true).optional(),
});
const scope = z.discriminatedUnion('kind', [fullScope, projectsScope, z.object({ kind: z.literal('unknown') })]);

// Read as any code of ours: a newer dxkey may know one that this one does not.
const errorCode = z.custom<AppError['code']>((value) => typeof value === 'string' && /^[A-Z_]{1,60}$/.test(value));

const token = z.object({
  signature,
  accountId: z.string(),
  label: z.string().nullable(),
  last4: z.string().max(4).nullable(),
  scope,
  origin: z.enum(['minted', 'imported', 'server']),
  isHeld: z.boolean(),
  worksWhileAway: z.boolean(),
  isShellToken: z.boolean(),
  madeMs: ms.nullable(),
  expiresMs: ms.nullable(),
  lastUsedMs: ms.nullable(),
  parentSignature: signature.nullable(),
  defaultProject: z.object({ id: projectId, name: z.string().nullable() }).nullable(),
  goneMs: ms.nullable(),
  isLost: z.boolean(),
  wasExposed: z.boolean(),
  isPaused: z.boolean().default(false),
  replaces: signature.nullable().default(null),
  replacedBy: signature.nullable().default(null),
  selfRotation: z.enum(['off', 'keep', 'revoke']).default('off'),
  policy: z
    .object({
      kind: z.enum(['allow', 'ask', 'listed', 'never']),
      programs: z.array(z.object({ path: z.string().min(2).max(4096), isAllowed: z.boolean() })).max(200),
    })
    .default({ kind: 'allow', programs: [] }),
});

const account = z.object({
  id: z.string(),
  platform,
  userId: z.string(),
  username: z.string(),
  fullName: z.string().nullable(),
});
const session = z.object({
  accountId: z.string(),
  openedBy: z.enum(['password', 'token']),
  signature,
  sinceMs: ms,
  expiresMs: ms.nullable(),
  isInMemory: z.literal(true).optional(),
});
const uncertainMint = z.object({
  accountId: z.string(),
  label: z.string(),
  askedMs: ms,
  untilMs: ms,
  before: z.array(signature).nullable(),
});
const unansweredSignIn = z.object({
  id: z.string().min(1).max(100),
  platform,
  username: z.string(),
  accountId: z.string().nullable(),
  askedMs: ms,
  untilMs: ms,
});
const note = z.object({ step: z.enum(['destroy', 'keychain', 'clipboard', 'index']), code: errorCode, isQueued: z.boolean() });
const ending = z.object({
  accountId: z.string(),
  reason: z.enum(['signedOut', 'expired', 'notAccepted', 'secretLost', 'memoryGone', 'idle', 'away']),
  atMs: ms,
  username: z.string(),
  notes: z.array(note),
  openedBy: z.enum(['password', 'token']).default('password'),
  uncopied: z.array(z.object({ label: z.string(), isKept: z.boolean() })).default([]),
});

const indexNow = z.object({
  accounts: z.array(account),
  tokens: z.array(token),
  sessions: z.array(session),
  activeAccountId: z.string().nullable(),
  uncertain: z.array(uncertainMint),
  unanswered: z.array(unansweredSignIn).default([]),
  endings: z.array(ending),
  leftovers: z.array(z.string().max(1000)).default([]),
});

/** What stood in the index while one session could be open at a time. */
const indexOfOneSession = z.looseObject({
  accounts: z.array(account),
  session: session.nullable(),
  last: z.object({ platform, username: z.string() }).nullable(),
  ended: ending.omit({ accountId: true }).nullable(),
});

const index: z.ZodType<IndexDocument> = z.preprocess((read) => {
  const former = indexOfOneSession.safeParse(read);
  if (!former.success) return read;
  const { session: open, last, ended, ...rest } = former.data;
  const lastAccount = rest.accounts.find((one) => one.platform.key === last?.platform.key && one.username === last.username);
  const accountId = open?.accountId ?? lastAccount?.id ?? null;
  return {
    ...rest,
    sessions: open === null ? [] : [open],
    activeAccountId: accountId,
    endings: ended === null || accountId === null ? [] : [{ accountId, ...ended }],
  };
}, indexNow);

const queue: z.ZodType<QueueDocument> = z.object({
  entries: z.array(
    z.object({
      accountId: z.string(),
      platform,
      username: z.string(),
      userId: z.string(),
      signature,
      label: z.string().nullable(),
      last4: z.string().max(4).nullable(),
      reason: z.enum(['revoke', 'signOut']),
      when: z.enum(['now', 'whenJobsDone']),
      hasSecret: z.boolean(),
      sinceMs: ms,
      expiresMs: ms.nullable(),
      isRefused: z.boolean(),
    }),
  ),
});

const minuteOfDay = z.number().int().min(0).max(1439);
const awayAction = z.enum(['auto', 'nothing', 'lock', 'signOut']).default('auto');
const settings: z.ZodType<SettingsDocument> = z.object({
  settings: z.object({
    clipboardClearMs: z.number().int().min(10_000).max(120_000).nullable(),
    pasteOnce: z.boolean().default(DEFAULT_SETTINGS.pasteOnce),
    closeToTray: z.boolean().default(DEFAULT_SETTINGS.closeToTray),
    closeWithoutTray: z.enum(['quit', 'minimise']),
    startAtLogin: z.boolean(),
    appearance: z.enum(['system', 'light', 'dark']),
    idleLimitMs: z.number().int().min(60_000).max(28_800_000).nullable().default(DEFAULT_SETTINGS.idleLimitMs),
    activity: z.enum(['computer', 'app']).default(DEFAULT_SETTINGS.activity),
    whenScreenLocks: awayAction,
    whenSuspended: awayAction,
    whenUserSwitches: awayAction,
    notices: z.boolean().default(DEFAULT_SETTINGS.notices),
    noticeExpiring: z.boolean().default(DEFAULT_SETTINGS.noticeExpiring),
    noticeFirstUse: z.boolean().default(DEFAULT_SETTINGS.noticeFirstUse),
    noticeRevokedElsewhere: z.boolean().default(DEFAULT_SETTINGS.noticeRevokedElsewhere),
    noticeSessionEnding: z.boolean().default(DEFAULT_SETTINGS.noticeSessionEnding),
    quietHours: z.object({ fromMin: minuteOfDay, toMin: minuteOfDay }).nullable().default(DEFAULT_SETTINGS.quietHours),
    proxy: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.enum(['system', 'none']) }),
        // SECURITY: no login ever stands in this file.
        z.object({
          kind: z.literal('fixed'),
          url: z
            .string()
            .max(300)
            .regex(/^(http|https|socks5):\/\/[^@/\s]+$/),
          bypass: z.string().max(1_000),
        }),
      ])
      .default(DEFAULT_SETTINGS.proxy),
    customPlatforms: z
      .array(z.object({ name: z.string().min(1).max(60), apiUrl: z.string().max(300), authUrl: z.string().max(300) }))
      .max(20)
      .default(DEFAULT_SETTINGS.customPlatforms),
  }),
  folders: z
    .array(
      z.object({
        folder: z.string().min(1).max(1000),
        accountId: z.string(),
        label: z.string().max(200).nullable(),
        project: projectId.nullable(),
        needs: z.string().max(10).nullable(),
      }),
    )
    .max(200)
    .default(FIRST_START.settings.folders),
  wasTrayAbsenceSaid: z.boolean(),
  wasScanOffered: z.boolean().default(FIRST_START.settings.wasScanOffered),
});

const leases: z.ZodType<LeaseDocument> = z.object({
  leases: z.array(
    z.object({
      id: z.string(),
      accountId: z.string(),
      signature,
      kind: z.enum(['env', 'exec']),
      pid: z.number().int().positive(),
      startMark: z.string(),
      program: z.string(),
      folder: z.string().nullable(),
      terminal: z.string().nullable(),
      confFolder: z.string(),
      sinceMs: ms,
    }),
  ),
});

const idle: z.ZodType<IdleDocument> = z.object({
  sessions: z.array(
    z.object({
      accountId: z.string(),
      signature,
      bootId: z.string().max(200),
      activityUptimeMs: z.number(),
      activityDateMs: ms,
      seenDateMs: ms,
    }),
  ),
  policies: z.array(
    z.object({
      accountId: z.string(),
      limitMs: ms.nullable(),
      orgName: z.string().nullable(),
      isReadable: z.boolean(),
      readMs: ms,
    }),
  ),
});

const twoFactor: z.ZodType<TwoFactorDocument> = z.object({
  kept: z.array(
    z.object({
      id: z.string().min(1).max(100),
      accountId: z.string(),
      kind: z.enum(['key', 'codes']),
      set: z.string().max(200).nullable(),
      standing: z.enum(['pending', 'live', 'dead']),
      keptMs: ms,
      total: z.number().int().nonnegative(),
      spent: z.array(z.object({ at: z.number().int().nonnegative(), how: z.enum(['used', 'maybe']), atMs: ms })),
    }),
  ),
  unsettled: z.array(z.string()),
});

const lock: z.ZodType<LockDocument> = z.object({
  isSetUp: z.boolean(),
  usesTouchId: z.boolean(),
  failedCount: z.number().int().nonnegative(),
  lastFailedMs: ms,
});

const erase: z.ZodType<EraseDocument> = z.object({
  begun: z
    .object({
      tokens: z.enum(['revoke', 'forget']),
      isNameless: z.boolean(),
      alive: z
        .array(
          z.object({
            kind: z.enum(['token', 'session']),
            label: z.string().nullable(),
            last4: z.string().nullable(),
            username: z.string(),
            platformName: z.string(),
            expiresMs: ms.nullable(),
          }),
        )
        .nullable(),
      keys: z.array(z.string()).nullable(),
    })
    .nullable(),
});

const panicScope = z.enum(['held', 'listed']);
const panic: z.ZodType<PanicDocument> = z.object({
  current: z
    .object({
      scope: panicScope,
      sinceMs: ms,
      wasContacted: z.boolean(),
      isUndoing: z.boolean(),
      accounts: z.array(z.object({ accountId: z.string(), list: z.enum(['notNeeded', 'toRead', 'read', 'refused']) })),
      targets: z.array(z.object({ accountId: z.string(), signature, former: z.enum(['free', 'queued', 'whenJobsDone']) })),
    })
    .nullable(),
  last: z
    .object({
      scope: panicScope,
      atMs: ms,
      wasUndone: z.boolean(),
      revoked: z.number().int(),
      waiting: z.number().int(),
      needsSignIn: z.number().int(),
      refused: z.number().int(),
      othersMayExist: z.boolean(),
    })
    .nullable(),
});

const notices: z.ZodType<NoticeDocument> = z.object({
  told: z.array(z.object({ key: z.string().max(500), accountId: z.string() })),
  open: z.array(
    z.object({
      id: z.string().min(1).max(100),
      kind: z.enum(['tokenExpiring', 'firstUse', 'revokedElsewhere', 'sessionEnding']),
      accountId: z.string(),
      token: z.object({ signature, label: z.string().nullable(), last4: z.string().max(4).nullable() }).nullable(),
      program: z.string().nullable(),
      atMs: ms,
      untilMs: ms.nullable(),
    }),
  ),
  programs: z.array(z.object({ accountId: z.string(), token: z.string(), program: z.string() })),
});

const mintScope = z.discriminatedUnion('kind', [fullScope, projectsScope]);
const rotation: z.ZodType<RotationDocument> = z.object({
  open: z.array(
    z.object({
      id: z.string().min(1).max(100),
      accountId: z.string(),
      oldSignature: signature,
      newSignature: signature.nullable(),
      label: z.string().min(1).max(200),
      last4: z.string().max(4).nullable(),
      scope: mintScope,
      lengthMs: ms.nullable(),
      by: z.enum(['person', 'itself']),
      old: z.enum(['keep', 'revoke']),
      mayRevokeExposed: z.boolean(),
      step: z.enum(['mint', 'prove', 'switch', 'wait', 'end']),
      sinceMs: ms,
    }),
  ),
  said: z.array(z.object({ accountId: z.string(), signature, which: z.enum(['first', 'last']) })),
});

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const clipboard: z.ZodType<ClipboardDocument> = z.object({ kept: z.array(z.object({ key: hex64, mac: hex64 })).max(20) });

/** The documents in the data folder. */
export function openDocuments(dataDir: string, log: Log): CorePorts['documents'] {
  const common = { version: 1, log };
  return {
    index: createFileDocumentStore({ ...common, path: join(dataDir, 'index.json'), schema: index, empty: FIRST_START.index }),
    queue: createFileDocumentStore({ ...common, path: join(dataDir, 'queue.json'), schema: queue, empty: FIRST_START.queue }),
    settings: createFileDocumentStore({ ...common, path: join(dataDir, 'settings.json'), schema: settings, empty: FIRST_START.settings }),
    leases: createFileDocumentStore({
      ...common,
      path: join(dataDir, 'leases.json'),
      schema: leases,
      empty: FIRST_START.leases,
      isOfThisBoot: true,
    }),
    idle: createFileDocumentStore({ ...common, path: join(dataDir, 'idle.json'), schema: idle, empty: FIRST_START.idle }),
    twoFactor: createFileDocumentStore({
      ...common,
      path: join(dataDir, 'twoFactor.json'),
      schema: twoFactor,
      empty: FIRST_START.twoFactor,
    }),
    lock: createFileDocumentStore({ ...common, path: join(dataDir, 'lock.json'), schema: lock, empty: FIRST_START.lock }),
    erase: createFileDocumentStore({ ...common, path: join(dataDir, 'erase.json'), schema: erase, empty: FIRST_START.erase }),
    clipboard: createFileDocumentStore({
      ...common,
      path: join(dataDir, 'clipboard.json'),
      schema: clipboard,
      empty: FIRST_START.clipboard,
    }),
    notices: createFileDocumentStore({ ...common, path: join(dataDir, 'notices.json'), schema: notices, empty: FIRST_START.notices }),
    rotation: createFileDocumentStore({ ...common, path: join(dataDir, 'rotation.json'), schema: rotation, empty: FIRST_START.rotation }),
    panic: createFileDocumentStore({ ...common, path: join(dataDir, 'panic.json'), schema: panic, empty: FIRST_START.panic }),
  };
}

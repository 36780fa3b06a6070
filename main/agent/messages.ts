/**
 * The agent's protocol: what the `dxkey` command asks of the running app over a local socket. One JSON object a line:
 * request `{ id, op, input }`, answer `{ id, ok: true, value }` or `{ id, ok: false, error }` with the codes of the treaty.
 * Main validates both ways with these schemas; the command imports types only, so that it stays small and starts fast.
 */
import { z } from 'zod';
import {
  account,
  accountsState,
  activityReport,
  copyOutcome,
  endedLeases,
  endLeasesInput,
  errorAnswer,
  keychainState,
  lease,
  leasesState,
  mintScope,
  paused,
  pausePreview,
  platformInfo,
  queueEntry,
  revokeManyInput,
  revokeManyPreview,
  revokeManyResult,
  revokePreview,
  rotated,
  rotationPreview,
  scanRevokePreview,
  sessionState,
  signOutInput,
  signOutPreview,
  tokenLabel,
  tokenList,
  tokenRow,
  tokenSecret,
} from '../../preload/contract/contract';
import { panicPreview, panicScope, panicState } from '../../preload/contract/panic';

import { CONSENT_ANSWERS, consentOfToken, policyChange } from '../../preload/contract/consent';
import { project, projectId, reach } from '../../preload/contract/reach';
import { findings } from '../../preload/contract/doctor';
import { folderPath, folderRule, namedFolder } from '../../preload/contract/folders';
import { scanAskInput, scanScrubInput, scanScrubOutput, scanState, scanTokenInput } from '../../preload/contract/scan';

export { PROTOCOL_VERSION } from './protocol';

const ms = z.number().int().nonnegative();
const nothing = z.strictObject({});
const tokenName = z.string().min(1).max(200);
const asking = {
  /** How long a person may be waited for, to unlock the app or to answer a question; without it nobody is. */
  waitMs: ms.max(24 * 3_600_000).optional(),
  /** What the person said on the caller's terminal; it counts only where the app can show no window. */
  answer: z.enum(CONSENT_ANSWERS).optional(),
};
/** `--platform` as typed: a name (dnanexus, staging, china, standin), a URL, or `API,AUTH`; null is the last one used. */
const platformText = z.string().min(1).max(700).nullable();

export const operations = {
  hello: {
    input: z.strictObject({ protocol: z.number().int() }),
    output: z.strictObject({ protocol: z.number().int(), version: z.string(), pid: z.number().int() }),
  },
  status: {
    input: nothing,
    output: z.strictObject({
      version: z.string(),
      electronVersion: z.string(),
      runtime: z.enum(['pinned', 'fallback']),
      build: z.enum(['dev', 'test', 'release']),
      isLocked: z.boolean(),
      /** Null while the app is locked; then held tokens and the queue are not told either. */
      session: sessionState.nullable(),
      keychain: keychainState,
      heldCount: z.number().int().nonnegative(),
      leases: z.array(lease),
      queue: z.array(queueEntry),
    }),
  },
  whoami: { input: nothing, output: z.strictObject({ account, openedBy: z.enum(['password', 'token']), expiresMs: ms.nullable() }) },

  signIn: {
    input: z.strictObject({ platform: platformText, username: z.string().min(1).max(200), password: z.string().min(1).max(1024) }),
    output: sessionState,
  },
  submitCode: { input: z.strictObject({ code: z.string().min(1).max(64) }), output: sessionState },
  cancelSignIn: { input: nothing, output: sessionState },
  /** whoami first; the answer is `confirmToken`. Nothing is stored until `keepToken`. */
  inspectToken: { input: z.strictObject({ platform: platformText, token: tokenSecret }), output: sessionState },
  keepToken: { input: z.strictObject({ label: tokenLabel, worksWhileAway: z.boolean() }), output: sessionState },
  previewSignOut: { input: nothing, output: signOutPreview },
  signOut: { input: signOutInput, output: sessionState },

  listTokens: { input: z.strictObject({ refresh: z.boolean() }), output: tokenList },
  createToken: {
    input: z.strictObject({
      label: tokenLabel,
      scope: mintScope,
      expiresMs: ms.nullable(),
      isKept: z.boolean(),
      worksWhileAway: z.boolean(),
      /** `--print`: the answer carries the secret; else it never leaves the app. */
      print: z.boolean(),
      isShellToken: z.boolean(),
    }),
    output: z.strictObject({ row: tokenRow, isKept: z.boolean(), keepProblem: errorAnswer.nullable(), secret: tokenSecret.nullable() }),
  },
  reach: { input: z.strictObject({ scope: mintScope }), output: reach },
  importToken: { input: z.strictObject({ token: tokenSecret, label: tokenLabel, worksWhileAway: z.boolean() }), output: tokenRow },
  copyToken: { input: z.strictObject({ name: tokenName, ...asking }), output: z.strictObject({ row: tokenRow, copy: copyOutcome }) },
  previewRevoke: { input: z.strictObject({ name: tokenName }), output: revokePreview },
  previewRotate: { input: z.strictObject({ name: tokenName }), output: rotationPreview },
  rotateToken: {
    input: z.strictObject({
      name: tokenName,
      scope: mintScope.nullable(),
      lengthMs: ms.nullable(),
      old: z.enum(['keep', 'revoke']),
      mayRevokeExposed: z.boolean(),
    }),
    output: rotated,
  },
  revokeToken: {
    input: z.strictObject({ name: tokenName, when: z.enum(['now', 'whenJobsDone']) }),
    output: z.strictObject({ row: tokenRow, outcome: z.enum(['revoked', 'alreadyGone', 'queued']) }),
  },
  /** Several by name, or by what they are; none that is meant is no failure. */
  previewRevokeMany: {
    input: z.strictObject({ names: z.array(tokenName).max(100), also: z.enum(['children', 'expiring', 'all']).nullable() }),
    output: revokeManyPreview,
  },
  revokeTokens: { input: revokeManyInput, output: revokeManyResult },
  previewPause: { input: z.strictObject({ name: tokenName }), output: pausePreview },
  pauseToken: { input: z.strictObject({ name: tokenName }), output: paused },
  resumeToken: { input: z.strictObject({ name: tokenName }), output: tokenRow },
  previewPanic: { input: nothing, output: panicPreview },
  /** At once; answers after its first round. Open while the app is locked: it ends tokens and gives none. */
  panic: { input: z.strictObject({ scope: panicScope }), output: panicState },
  panicState: { input: nothing, output: panicState },
  undoPanic: { input: nothing, output: panicState },
  findProjects: {
    input: z.strictObject({ query: z.string().max(200), limit: z.number().int().min(1).max(1000) }),
    output: z.strictObject({ projects: z.array(project), hasMore: z.boolean() }),
  },
  selectProject: { input: z.strictObject({ name: tokenName.nullable(), projectId: projectId.nullable() }), output: tokenRow },

  /**
   * Begins a lease for process `pid` (of the caller's own user) and answers what it is to be given: with `createToken.print`
   * the only answer of the agent that carries a secret.
   */
  beginLease: {
    input: z.strictObject({
      name: tokenName.nullable(),
      kind: z.enum(['env', 'exec']),
      pid: z.number().int().positive(),
      projectId: projectId.nullable(),
      /** The caller has no terminal to ask on: a missing shell token may be asked for in the window. */
      mayAskInWindow: z.boolean(),
      needsMs: ms.positive().optional(),
      /** `env --show`: a person reads it, so a copy may live elsewhere. */
      isShown: z.boolean().optional(),
      ...asking,
      /** The caller's own former `DX_USER_CONF_DIR`, whose lease ends once this one stands. */
      insteadOf: z.string().min(1).max(4096).optional(),
    }),
    output: z.strictObject({
      lease,
      accountId: z.string(),
      secret: tokenSecret,
      platform: platformInfo,
      username: z.string(),
      label: z.string().nullable(),
      signature: z.string(),
      expiresMs: ms.nullable(),
      project: z.strictObject({ id: projectId, name: z.string().nullable() }).nullable(),
      confFolder: z.string(),
    }),
  },
  /** Who may be given a token, and what was allowed for a while. */
  readPolicy: { input: z.strictObject({ name: tokenName }), output: consentOfToken.extend({ row: tokenRow }) },
  changePolicy: { input: z.strictObject({ name: tokenName, ...policyChange }), output: consentOfToken.extend({ row: tokenRow }) },
  withdrawApprovals: { input: z.strictObject({ name: tokenName }), output: consentOfToken.extend({ row: tokenRow }) },
  endLease: { input: z.strictObject({ id: z.string().max(64) }), output: nothing },
  /** Every process that has a token; with an account, of that one alone. */
  listLeases: { input: nothing, output: leasesState },
  /** What the holder of an exec's lease started with it: process `pid`, by the name that the system gives. */
  nameLease: { input: z.strictObject({ id: z.string().max(64), pid: z.number().int().positive() }), output: nothing },
  /** By a person's word, whosever they are: told to the `exec` that holds one, which then stops its command. */
  endLeases: { input: endLeasesInput, output: endedLeases },
  /** Into the map of folders of the settings, in place of what was said of that folder. */
  setFolder: { input: namedFolder, output: folderRule },
  removeFolder: { input: folderPath, output: nothing },
  listAccounts: { input: nothing, output: accountsState },
  /** Looks for tokens in files: `paths` (absolute), or the known places of the home. No answer of these carries a secret. */
  scanRun: { input: z.strictObject({ paths: z.array(z.string().min(1).max(4096)).min(1).max(200).nullable() }), output: scanState },
  /** `host`: the one that the person said yes to. */
  scanAsk: { input: scanAskInput, output: scanState },
  scanImport: { input: scanTokenInput, output: tokenRow },
  scanScrub: { input: scanScrubInput, output: scanScrubOutput },
  scanPreviewRevoke: { input: scanTokenInput, output: scanRevokePreview },
  scanRevoke: {
    input: scanTokenInput.extend({ when: z.enum(['now', 'whenJobsDone']) }),
    output: z.strictObject({ outcome: z.enum(['revoked', 'alreadyGone', 'queued']) }),
  },
  scanPreviewRotate: { input: scanTokenInput, output: rotationPreview },
  scanRotate: { input: scanTokenInput.extend({ scope: mintScope.nullable() }), output: rotated },
  /** How well the app stands on this computer. */
  doctor: { input: nothing, output: z.strictObject({ findings }) },
  /** Looks through the whole activity record. */
  verifyActivity: { input: nothing, output: activityReport },
  /** Brings the window to the front. */
  showWindow: { input: nothing, output: nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

/** `account`: whose tokens are meant, by user name, `USER@PLATFORM` or id; without it those of the account that the window shows. */
export const request = z.strictObject({
  id: z.number().int(),
  op: z.string().max(40),
  input: z.unknown(),
  account: z.string().min(1).max(900).optional(),
});

/** Every answer of the agent that may carry a secret; a test walks all schemas against it (SECURITY.md row 12). */
export const SECRET_ANSWERS: readonly { op: OperationName; field: string }[] = [
  { op: 'createToken', field: 'secret' },
  { op: 'beginLease', field: 'secret' },
];

export type Operations = typeof operations;
export type OperationName = keyof Operations;
export type OperationInput<O extends OperationName> = z.infer<Operations[O]['input']>;
export type OperationOutput<O extends OperationName> = z.infer<Operations[O]['output']>;

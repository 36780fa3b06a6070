/** Right inputs of every operation, and which right messages may be sent: none that would change the answers that the proof knows. */
import type { OperationName } from '../../../main/agent/messages';
import type { Chance } from './random';
import { LABELS } from './computer';

export const VICTIM = 'victim';
const NOBODY = 'nobody';
const PROJECT = 'project-000000000000000000000000';
/** What a person typed at the fuzz: told to the app, and to nobody back. */
export const TYPED = { password: 'CANARY-typed-password-7731', token: 'CANARYtypedtoken00112233445566zz' };

export function rightInput(op: OperationName, chance: Chance): unknown {
  const name = chance.pick([VICTIM, NOBODY]);
  const anyName = chance.pick([...Object.values(LABELS), VICTIM, NOBODY]);
  const scope = chance.pick([{ kind: 'full' }, { kind: 'projects', projects: { '*': 'VIEW', [PROJECT]: 'CONTRIBUTE' } }]);
  const keep = { label: VICTIM, worksWhileAway: false };
  const when = chance.pick(['now', 'whenJobsDone']);
  const inputs: Partial<Record<OperationName, unknown>> = {
    hello: { protocol: 1 },
    signIn: { platform: 'standin', username: NOBODY, password: TYPED.password },
    submitCode: { code: '123456' },
    inspectToken: { platform: null, token: TYPED.token },
    keepToken: keep,
    signOut: { kind: 'forget' },
    listTokens: { refresh: chance.is(0.1) },
    createToken: { ...keep, scope, expiresMs: null, isKept: chance.is(0.8), print: chance.is(0.3), isShellToken: false },
    reach: { scope },
    importToken: { token: TYPED.token, ...keep },
    copyToken: { name },
    previewRevoke: { name: anyName },
    previewRotate: { name: anyName },
    rotateToken: { name, scope: null, lengthMs: null, old: 'revoke', mayRevokeExposed: false },
    revokeToken: { name, when },
    previewRevokeMany: { names: [name], also: null },
    revokeTokens: { signatures: ['a'.repeat(64)], when },
    previewPause: { name: anyName },
    pauseToken: { name },
    resumeToken: { name },
    panic: { scope: 'here' },
    findProjects: { query: 'a', limit: 10 },
    selectProject: { name, projectId: chance.pick([PROJECT, null]) },
    beginLease: {
      name: anyName,
      kind: chance.pick(['env', 'exec']),
      pid: chance.pick([process.pid, process.pid, 1]),
      projectId: null,
      mayAskInWindow: false,
    },
    readPolicy: { name: anyName },
    changePolicy: { name, kind: 'allow', allow: [], deny: [], forget: [] },
    withdrawApprovals: { name: anyName },
    endLease: { id: 'guessed-1' },
    nameLease: { id: 'guessed-1', pid: process.pid },
    endLeases: { ids: ['guessed-1'] },
    scanRun: { paths: ['/nowhere'] },
    scanAsk: { ids: ['f1'], host: 'localhost' },
    scanImport: { id: 'f1', label: VICTIM },
  };
  return inputs[op] ?? {};
}

/** How often each may come through that costs seconds, or makes the account larger and larger. */
const BUDGET: Partial<Record<OperationName, number>> = {
  doctor: 2,
  verifyActivity: 5,
  status: 200,
  createToken: 40,
  rotateToken: 20,
  signIn: 10,
  inspectToken: 20,
  importToken: 20,
  scanRun: 20,
  copyToken: 20,
  whoami: 300,
  reach: 200,
  findProjects: 200,
  previewRotate: 200,
  previewRevoke: 200,
  previewPause: 200,
};

const HARMLESS: readonly OperationName[] = [
  ...([
    'hello',
    'listTokens',
    'listAccounts',
    'listLeases',
    'readPolicy',
    'previewPanic',
    'panicState',
    'previewSignOut',
    'cancelSignIn',
  ] as const),
  ...(['endLease', 'nameLease', 'scanAsk', 'scanImport', 'submitCode', 'keepToken', 'previewRevokeMany', 'withdrawApprovals'] as const),
];
/** These end or change the token that they name. */
const ENDING: readonly OperationName[] = [
  'revokeToken',
  'pauseToken',
  'resumeToken',
  'selectProject',
  'changePolicy',
  'rotateToken',
  'copyToken',
];

/** Whether a message that the app will carry out may be sent. An operation that the proof does not know is not among them. */
export function createGate(): (op: OperationName, input: Record<string, unknown>) => boolean {
  const left = new Map(Object.entries(BUDGET));
  return (op, input) => {
    if (ENDING.includes(op) && ![VICTIM, NOBODY].includes(String(input.name))) return false;
    // Whoever may wait for a person does so for hours.
    if (Number(input.waitMs ?? 0) > 0 || input.mayAskInWindow === true) return false;
    if (op === 'beginLease' && input.insteadOf !== undefined) return false;
    if (op === 'signIn' && (input.platform !== 'standin' || input.username !== NOBODY)) return false;
    if (op === 'inspectToken' && input.platform !== null) return false;
    if (op === 'listTokens' && input.refresh === true) return spend(left, 'refresh', 200);
    if (left.has(op)) return spend(left, op, 0);
    return HARMLESS.includes(op) || ENDING.includes(op) || op === 'beginLease';
  };
}

function spend(left: Map<string, number>, what: string, first: number): boolean {
  const now = left.get(what) ?? first;
  left.set(what, now - 1);
  return now > 0;
}

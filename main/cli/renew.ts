import { AppError } from '../core/errors';
import { render, renderOff } from '../core/shellExport/render';
import { shellVariables } from '../core/shellExport/variables';
import type { Shell } from '../../preload/contract/contract';
import type { CommandParts } from '../composeCommand';
import type { Invocation } from './command';
import { chosenContext, writeContext, type Context } from './dxFiles';
import { forAccount } from './forAccount';
import { wishOf } from './lease';
import type { Wish } from './lease';
import { ruleInPlay, unansweredText } from './rules';
import type { RuleInPlay } from './rules';
import { isProjectId } from './scope';

/** A prompt waits for this; the app answers in milliseconds or hangs. */
const PATIENCE_MS = 10_000;

/** What the hook had before: the token that a person chose in this shell, outside of any rule. */
interface Had {
  account: string;
  signature: string;
}

/** For a shell's hook: never starts the app, never opens a window, never asks. Empty where all stays as it is. */
export async function renew({ io, app }: Invocation, pid: number, shell: Shell): Promise<string> {
  const had = readHad(io.env);
  let found = ruleInPlay(app.dataFolder, process.cwd());
  if (found.kind === 'unanswered') {
    io.err(`dxkey: ${unansweredText(found.found)}.\n`);
    // SECURITY: what nobody allowed changes nothing.
    if (io.env.DXKEY_RULE === undefined || io.env.DXKEY_RULE === '') return '';
    found = { kind: 'none' };
  }
  const wish = wishFor(app, found, had, io.env.DX_PROJECT_CONTEXT_ID ?? '');
  if (wish === null) return renderOff(shell);
  const client = await wish.app.connectIfRunning();
  if (client === null) throw new AppError('APP_CANNOT_START', { details: { field: 'notRunning' } });
  const { name, projectId, ruleFolder } = wish;
  const insteadOf = io.env.DX_USER_CONF_DIR;
  // Read first: the former folder goes with its loan.
  const chosen = choiceHere(io.env, pid, wish);
  const grant = await client.request(
    'beginLease',
    { name, kind: 'env', pid, projectId, mayAskInWindow: false, ...(insteadOf === undefined || insteadOf === '' ? {} : { insteadOf }) },
    { timeoutMs: PATIENCE_MS },
  );
  const alsoApiToken = io.env.DX_API_TOKEN !== undefined && io.env.DX_API_TOKEN !== '';
  // SECURITY: one account's project and folder mean nothing, or something else, to another.
  const kept = io.env.DXKEY_WAS === grant.accountId ? chosen : null;
  const text = render(shell, shellVariables(grant, { alsoApiToken, ruleFolder, keepsContext: kept !== null && projectId === null }));
  try {
    if (text === null) throw new AppError('INVALID_INPUT', { details: { field: 'label' } });
    if (kept !== null) writeContext(grant.confFolder, kept);
    return text;
  } catch (error) {
    await client.request('endLease', { id: grant.lease.id }, { timeoutMs: PATIENCE_MS });
    throw error;
  }
}

/** What `dx select` and `dx cd` chose in this shell, where it stays in the same place and a project is not said otherwise; else null. */
function choiceHere(env: Invocation['io']['env'], pid: number, { projectId, ruleFolder }: Wish): Context | null {
  const isSamePlace = (env.DXKEY_RULE ?? '') === (ruleFolder ?? '');
  if (!isSamePlace || (env.DX_USER_CONF_DIR ?? '') === '') return null;
  const context = chosenContext(env, pid);
  const { DX_PROJECT_CONTEXT_ID: id } = context;
  return id === undefined || (projectId !== null && projectId !== id) ? null : context;
}

function readHad(env: Invocation['io']['env']): Had | null {
  const { DXKEY_ACCOUNT: account = '', DXKEY_SIGNATURE: signature = '' } = env;
  return account === '' || !/^[0-9a-f]{64}$/.test(signature) ? null : { account, signature };
}

function wishFor(app: CommandParts, found: RuleInPlay, had: Had | null, chosen: string): Wish | null {
  const chosenId = isProjectId(chosen) ? chosen : null;
  if (found.kind === 'rule') {
    const wish = wishOf(app, found);
    const isOnlyPlace = found.rule.account === null && found.rule.token === null;
    const whose = isOnlyPlace && had !== null ? { name: had.signature, app: forAccount(app, had.account) } : {};
    return { ...wish, ...whose, projectId: wish.projectId ?? chosenId };
  }
  if (had === null) return null;
  return { name: had.signature, projectId: chosenId, app: forAccount(app, had.account), needs: null, ruleFolder: null };
}

import type { OperationInput, OperationOutput } from '../agent/messages';
import type { AgentClient, CommandParts, Standalone } from '../composeCommand';
import { isAppError } from '../core/errors';
import type { ExportSubject } from '../core/shellExport/variables';
import type { Invocation, OptionTable } from './command';
import { WAIT_OPTION, withConsent } from './consent';
import { chosenContext, type Context } from './dxFiles';
import { forAccount } from './forAccount';
import { ruleInPlay, unansweredText } from './rules';
import type { RuleInPlay } from './rules';
import { isProjectId } from './scope';
import { askForShellToken } from './shellToken';
import { RuleNotAllowed, UsageError } from './usage';

/** Longer than the window's own question may stand open. */
const ASKING_MS = 15 * 60_000;

export const LEASE_OPTIONS = {
  project: { type: 'string', value: 'ID', about: "this project instead of the token's default one" },
  'keep-context': { type: 'boolean', about: 'goes on in the project and folder that were chosen with dx select and dx cd' },
  ...WAIT_OPTION,
  'no-rule': { type: 'boolean', about: "leaves the directory's .dxkey file aside; so do NAME and --account" },
  'also-api-token': { type: 'boolean', about: 'sets DX_API_TOKEN, too, for tools that read nothing else' },
  'token-stdin': { type: 'boolean', about: 'takes the token from the first line of standard input: needs no app and stores nothing' },
  platform: { type: 'string', value: 'NAME|URL', about: 'with --token-stdin: where the token belongs (dnanexus)' },
} as const satisfies OptionTable;

/** The parts of the invocation that `env` and `exec` share, checked. */
export function readLeaseOptions({ flag, text, positionals }: Invocation): { name: string | null; projectId: string | null } {
  const name = positionals[0] ?? null;
  const projectId = text('project');
  if (projectId !== null && !isProjectId(projectId)) throw new UsageError('--project takes an id: project-xxxx, with 24 characters.');
  if (flag('keep-context') && projectId !== null) throw new UsageError('--keep-context or --project, not both.');
  if (flag('token-stdin') && name !== null) throw new UsageError('--token-stdin takes no NAME.');
  if (!flag('token-stdin') && text('platform') !== null)
    throw new UsageError('--platform goes with --token-stdin: a kept token knows its own.');
  return { name, projectId };
}

/** The choice that `--keep-context` carries over, read before the new private folder takes the old one's place; null: the token's own default. */
export function keptContext({ io, flag }: Invocation, from: number): Context | null {
  if (!flag('keep-context')) return null;
  const context = chosenContext(io.env, from);
  const isInEnvironment = isProjectId(io.env.DX_PROJECT_CONTEXT_ID ?? '');
  return isInEnvironment || context.DX_PROJECT_CONTEXT_ID !== undefined ? context : null;
}

/** What is asked for: what the line says, else what the directory's rule says, else this computer's shell token of the account shown. */
export interface Wish {
  name: string | null;
  projectId: string | null;
  app: CommandParts;
  /** As the rule has it. */
  needs: string | null;
  ruleFolder: string | null;
}

/** SECURITY: a rule that nobody allowed chooses nothing, and nothing is started beside it: it may have been meant to matter. */
export function readWish(invocation: Invocation): Wish {
  const { name, projectId } = readLeaseOptions(invocation);
  const plain: Wish = { name, projectId, app: invocation.app, needs: null, ruleFolder: null };
  if (name !== null || invocation.text('account') !== null || invocation.flag('no-rule')) return plain;
  const found = ruleInPlay(invocation.app.dataFolder, process.cwd());
  if (found.kind === 'unanswered') throw new RuleNotAllowed(`${unansweredText(found.found)}, or leave it aside with --no-rule.`);
  return found.kind === 'none' ? plain : { ...wishOf(invocation.app, found), projectId: projectId ?? found.rule.project };
}

export function wishOf(app: CommandParts, { folder, rule }: Extract<RuleInPlay, { kind: 'rule' }>): Wish {
  const { account, token, project, needs } = rule;
  return { name: token, projectId: project, app: account === null ? app : forAccount(app, account), needs, ruleFolder: folder };
}

/** Begins a lease; a missing shell token is asked for on the terminal, else in the window, else NEEDS_SHELL_TOKEN. */
export async function beginLease(
  invocation: Invocation,
  client: AgentClient,
  input: Omit<OperationInput<'beginLease'>, 'mayAskInWindow' | 'waitMs' | 'answer'>,
): Promise<OperationOutput<'beginLease'>> {
  const begin = (mayAskInWindow: boolean, leastMs = 0): Promise<OperationOutput<'beginLease'>> =>
    withConsent(invocation, (asking, { timeoutMs }) => {
      const waits = timeoutMs === undefined && leastMs === 0 ? {} : { timeoutMs: Math.max(timeoutMs ?? 0, leastMs) };
      return client.request('beginLease', { ...input, ...asking, mayAskInWindow }, waits);
    });
  try {
    return await begin(false);
  } catch (error) {
    if (!isAppError(error, 'NEEDS_SHELL_TOKEN')) throw error;
    const terminal = invocation.io.terminal();
    if (terminal === null) return begin(true, ASKING_MS);
    await askForShellToken(client, terminal, { projectId: input.projectId });
    return begin(false);
  }
}

/** A token from stdin as what is exported; nothing of it is stored, nobody is asked whose it is. */
export async function subjectFromStdin(
  { io, text }: Invocation,
  standalone: Standalone,
  input: { projectId: string | null; pid: number },
): Promise<ExportSubject> {
  const platform = await standalone.platform(text('platform'));
  const secret = await io.readSecret();
  return {
    secret,
    platform,
    username: null,
    accountId: null,
    label: null,
    signature: await standalone.signatureOf(secret),
    expiresMs: null,
    project: input.projectId === null ? null : { id: input.projectId },
    confFolder: await standalone.createFolder(input.pid),
  };
}

import type { Shell } from '../../../preload/contract/contract';
import { removePrivateFolder } from '../../composeCommand';
import type { AgentClient } from '../../composeCommand';
import { AppError } from '../../core/errors';
import { hasExitHook, render, renderFailure, renderOff } from '../../core/shellExport/render';
import { shellVariables } from '../../core/shellExport/variables';
import type { ExportSubject } from '../../core/shellExport/variables';
import type { Command, Invocation } from '../command';
import { winningFileText, writeContext, type Context } from '../dxFiles';
import { EXIT } from '../exitCodes';
import type { Io } from '../io';
import { beginLease, keptContext, LEASE_OPTIONS, readLeaseOptions, readWish, subjectFromStdin } from '../lease';
import { owningProcess, shellOf } from '../owner';
import { UsageError } from '../usage';

/** Spelled out here: the contract's own list would bring zod into the command. */
const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish', 'tcsh', 'powershell', 'cmd', 'json'];
/** Other shells that read the same. */
const ALIASES: Readonly<Record<string, Shell>> = { sh: 'bash', dash: 'bash', ksh: 'bash', csh: 'tcsh', pwsh: 'powershell' };

const STOPPING = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export const env: Command = {
  help: `Usage: eval "$(dxkey env [NAME])"                bash, zsh, sh
       dxkey env [NAME] --shell fish | source
       eval "\`dxkey env [NAME] --shell tcsh\`"
       dxkey env [NAME] --shell powershell | Out-String | Invoke-Expression
       eval "$(dxkey env --off)"

Prints what the shell evaluates to work with a token: NAME, or this computer's shell token.
  --shell SHELL      bash, sh, dash, zsh, fish, tcsh, powershell, cmd, json; without it the shell that asks is recognised
  --project ID       this project instead of the token's default one
  --keep-context     goes on in the project and folder that were chosen with dx select and dx cd, in this shell or in the home folder
  --for-pid PID      the process whose end ends the loan; without it the shell or script that evaluates
  --wait SPAN        how long a person may be waited for, to unlock dxkey or to answer its question (1m); 0 does not wait
  --also-api-token   sets DX_API_TOKEN, too, for tools that read nothing else
  --token-stdin      takes the token from standard input: needs no app, stores nothing, and the shell removes its folder at its exit
  --platform NAME|URL  with --token-stdin: where the token belongs (dnanexus)
  --show             prints to a terminal, where it can be read over your shoulder
  --no-rule          leaves the directory's .dxkey file aside; so do NAME and --account
  --renew            what a shell's hook asks for (\`dxkey hook\`): the token of this directory, else the one that this shell had
  --off              undoes it
When it fails, what it prints unsets all that it may set and ends with a failing command.
`,
  options: {
    ...LEASE_OPTIONS,
    shell: { type: 'string' },
    'for-pid': { type: 'string' },
    show: { type: 'boolean' },
    off: { type: 'boolean' },
    renew: { type: 'boolean' },
  },
  maxPositionals: 1,
  takesAccount: true,
  async run(invocation) {
    const { io, flag } = invocation;
    const isUnwatched = watchSignals(io, () => chooseShell(invocation, owner(invocation)));
    if (io.isOutTerminal && !flag('show')) {
      io.err('dxkey: env prints a token, and this is a terminal.\nUse it in a command substitution: eval "$(dxkey env)", or say --show.\n');
      return EXIT.refused;
    }
    const pid = owner(invocation);
    const shell = chooseShell(invocation, pid);
    const text = await textFor(invocation, pid, shell);
    isUnwatched();
    if (!flag('off')) io.err(winningFileText(io.env, 'env', shell));
    io.out(text);
    return EXIT.done;
  },
  onFailure(io, argv) {
    if (!io.isOutTerminal) io.out(renderFailure(shellOfArguments(io, argv)));
  },
};

async function textFor(invocation: Invocation, pid: number, shell: Shell): Promise<string> {
  if (invocation.flag('off')) return turnOff(invocation, pid, shell);
  return invocation.flag('renew') ? (await import('../renew')).renew(invocation, pid, shell) : turnOn(invocation, pid, shell);
}

async function turnOn(invocation: Invocation, pid: number, shell: Shell): Promise<string> {
  const { flag, app } = invocation;
  // Read first: the shell may be in a private folder already, which goes.
  const context = keptContext(invocation, pid);
  const given = { alsoApiToken: flag('also-api-token'), keepsContext: context !== null };
  if (flag('token-stdin')) {
    const { projectId } = readLeaseOptions(invocation);
    if (shell !== 'json' && !hasExitHook(shell))
      throw new UsageError(`${shell} cannot remove the private folder at its exit: use dxkey exec --token-stdin.`);
    const subject = await subjectFromStdin(invocation, app.standalone, { projectId, pid });
    const options = shell === 'json' ? {} : { removeFolderOnExit: subject.confFolder };
    const text = () => render(shell, shellVariables(subject, given), options);
    return rendered(shell, subject.confFolder, context, text, () => removePrivateFolder(subject.confFolder));
  }
  const { name, projectId, app: chosen, ruleFolder } = readWish(invocation);
  const client = await chosen.connect();
  const grant = await beginLease(invocation, client, { name, kind: 'env', pid, projectId, isShown: flag('show') });
  const text = () => render(shell, shellVariables(grant satisfies ExportSubject, { ...given, ruleFolder }));
  return rendered(shell, grant.confFolder, context, text, () => client.request('endLease', { id: grant.lease.id }));
}

/** What a shell cannot hold is not printed in part: the loan ends and the shell fails. */
async function rendered(
  shell: Shell,
  confFolder: string,
  context: Context | null,
  print: () => string | null,
  undo: () => Promise<unknown>,
): Promise<string> {
  try {
    if (context !== null) writeContext(confFolder, context);
  } catch (error) {
    await undo();
    throw error;
  }
  const text = print();
  if (text !== null) return text;
  await undo();
  throw new UsageError(`one of the values cannot be written in ${shell}. Use dxkey exec.`);
}

async function turnOff({ app }: Invocation, pid: number, shell: Shell): Promise<string> {
  // The unsetting needs nobody; a running app also takes back the loan and its folder.
  const client = await app.connectIfRunning().catch(() => null);
  if (client !== null) await endLeases(client, pid).catch(() => undefined);
  return renderOff(shell);
}

async function endLeases(client: AgentClient, pid: number): Promise<void> {
  const { leases } = await client.request('status', {}, { timeoutMs: 5000 });
  const ours = leases.filter((lease) => lease.kind === 'env' && lease.pid === pid);
  await Promise.all(ours.map((lease) => client.request('endLease', { id: lease.id }, { timeoutMs: 5000 })));
}

function owner({ text }: Invocation): number {
  const given = text('for-pid');
  if (given === null) return owningProcess(process.ppid);
  const pid = Number(given);
  if (!/^\d{1,9}$/.test(given) || pid < 2) throw new UsageError('--for-pid takes the number of a process.');
  try {
    process.kill(pid, 0);
  } catch {
    throw new AppError('NO_SUCH_PROCESS');
  }
  return pid;
}

function chooseShell({ io, text }: Invocation, pid: number): Shell {
  const given = text('shell');
  if (given === null) return shellOf(pid, io.env);
  const shell = shellNamed(given);
  if (shell === undefined) throw new UsageError(`--shell is one of ${SHELLS.join(', ')}; sh, dash and ksh read bash's, csh reads tcsh's.`);
  return shell;
}

function shellNamed(name: string | undefined): Shell | undefined {
  return SHELLS.find((one) => one === name) ?? (name !== undefined && Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined);
}

/** Before, or in spite of, a parse that failed: the shell must fail in its own words. */
function shellOfArguments(io: Io, argv: readonly string[]): Shell {
  const at = argv.indexOf('--shell');
  const given = at === -1 ? argv.find((one) => one.startsWith('--shell='))?.slice('--shell='.length) : argv[at + 1];
  return shellNamed(given) ?? shellOf(owningProcess(process.ppid), io.env);
}

/** Stopped in the middle it still fails the shell, as any failure does. Answers how to stop watching. */
function watchSignals(io: Io, shell: () => Shell): () => void {
  const signals = Object.keys(STOPPING) as (keyof typeof STOPPING)[];
  const stop = (signal: NodeJS.Signals): void => {
    if (!io.isOutTerminal) io.out(renderFailure(shell()));
    process.exit(STOPPING[signal as keyof typeof STOPPING]);
  };
  for (const signal of signals) process.once(signal, stop);
  return () => {
    for (const signal of signals) process.off(signal, stop);
  };
}

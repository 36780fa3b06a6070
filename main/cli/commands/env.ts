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
  help: {
    usage: [
      'dxkey env [NAME] [--shell SHELL] [--project ID] [--keep-context] [--wait SPAN]',
      'dxkey env --token-stdin [--platform NAME|URL]',
      'dxkey env --off',
    ],
    about: `Prints what a shell evaluates to work with a token: NAME, or the one that the directory's .dxkey names, or this computer's shell
token. The examples are the lines that a person writes.

The loan lasts until the shell or script that evaluates ends: not a subshell, not a wrapper. \`--for-pid\` names another ancestor.
On Linux this is read from /proc; elsewhere it is the parent process. To a terminal it prints only with \`--show\`.`,
    sections: [
      {
        title: 'What is set',
        text: `- DX_SECURITY_CONTEXT, DX_APISERVER_PROTOCOL, _HOST and _PORT, DX_USERNAME, and DX_PROJECT_CONTEXT_ID where known.
- DXKEY_LABEL, DXKEY_SIGNATURE, and DXKEY_EXPIRES (ISO 8601, UTC).
- DX_AUTHSERVER_HOST and _PORT for a loopback or custom platform; DX_API_TOKEN with \`--also-api-token\`.
- DX_USER_CONF_DIR: a private folder that is removed when that shell is gone. What \`dx select\` writes stays out of your home folder.

What would fight is taken away: a former DX_API_TOKEN, DX_CLI_WD, DX_PROJECT_CONTEXT_NAME, a project of another account, and DX_JOB_ID
and DX_WORKSPACE_ID, which make dx take the shell for a job. Never certificates or proxies.

A label, a user name or a path may hold anything: each shell reads it as one word, and runs nothing of it. What a shell cannot
hold is refused, not mended: a value with %, ! or a line break in cmd, and in tcsh more than 4 KB with letters beyond ASCII.`,
      },
      {
        title: 'When it fails',
        text: `What it prints then unsets all that it may set and ends with a failing command, so that a script under \`set -e\` stops and no old
account stays. Where dxkey itself is not installed nothing is printed; \`|| exit\` guards against that.`,
      },
      {
        title: 'The project that was chosen',
        text: `\`--keep-context\` goes on in the project and folder that were chosen with \`dx select\` and \`dx cd\`: what stands in ~/.dnanexus_config, or in
the private folder of the shell that asks (the session files of dx first), is written into the new private folder, and a project in the
environment stays there. The token is never carried over. Where nothing was chosen, the token's default project is used as ever.`,
      },
      {
        title: 'Files that win over the environment',
        text: `dxda and dxfuse take the token of ~/.dnanexus_config/environment.json in place of the environment's. Where that file holds one, \`env\` and
\`exec\` say so on standard error, once a call, with the \`dxkey scan\` line that takes it out; they do their work all the same.`,
      },
      {
        title: 'Folders that are left',
        text: `What a shell that was killed left of its private folder is removed at the app's next start, by the next \`--token-stdin\`, and by
\`dxkey doctor --fix\`. With \`--token-stdin\` the shell removes its folder at its exit; a trap that was there is kept in bash and zsh, replaced
in dash; cmd and tcsh have no such hook and are refused. With \`--shell json\` the reader removes it.`,
      },
    ],
    examples: [
      { line: 'eval "$(dxkey env)"', about: 'bash, zsh, sh' },
      { line: 'dxkey env --shell fish | source', about: 'fish' },
      { line: 'eval "`dxkey env --shell tcsh`"', about: 'tcsh, csh' },
      { line: 'dxkey env --shell powershell | Out-String | Invoke-Expression', about: 'PowerShell' },
      { line: `for /f "delims=" %i in ('dxkey env --shell cmd') do @%i`, about: 'cmd' },
      { line: 'eval "$(dxkey env --off)"', about: 'undoes it' },
    ],
  },
  options: {
    ...LEASE_OPTIONS,
    shell: {
      type: 'string',
      value: 'SHELL',
      about: 'bash, sh, dash, zsh, fish, tcsh, powershell, cmd or json; without it the shell that asks is recognised',
    },
    'for-pid': { type: 'string', value: 'PID', about: 'the process whose end ends the loan' },
    show: { type: 'boolean', about: 'prints to a terminal, where it can be read over your shoulder' },
    off: { type: 'boolean', about: 'undoes it' },
    renew: { type: 'boolean', about: "what a shell's hook asks for: the token of this directory, else the one that this shell had" },
  },
  maxPositionals: 1,
  firstWord: 'label',
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

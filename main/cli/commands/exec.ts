import { existsSync } from 'node:fs';
import { removePrivateFolder } from '../../composeCommand';
import { parseSpan } from '../../core/shellExport/span';
import { shellVariables } from '../../core/shellExport/variables';
import type { ExportSubject } from '../../core/shellExport/variables';
import { exitCodeOf, openSignalPost, startChild } from '../child';
import type { Child } from '../child';
import type { Command, Invocation } from '../command';
import { winningFileText, writeContext } from '../dxFiles';
import { beginLease, keptContext, LEASE_OPTIONS, readLeaseOptions, readWish, subjectFromStdin } from '../lease';
import { isProjectId } from '../scope';
import { UsageError } from '../usage';

const NAME_AFTER_MS = 500;
/** How often, once the app is gone. */
const FOLDER_LOOK_MS = 2_000;

export const exec: Command = {
  help: {
    usage: [
      'dxkey exec [NAME] [--project ID] [--needs SPAN] [--wait SPAN] -- COMMAND [ARG...]',
      'dxkey exec --token-stdin [--platform NAME|URL] -- COMMAND [ARG...]',
    ],
    about: `Runs one command with a token: NAME, or the one that the directory's .dxkey names, or this computer's shell token. It gets the
variables that \`dxkey help env\` tells, and a private folder for what dx writes, which is gone afterwards.

Signals and the exit code pass through: 128 + n for signal n, 127 where the command is not found, 126 where it cannot be started. In the
foreground of a terminal Ctrl-C, Ctrl-\\ and Ctrl-Z reach the command from the terminal itself. When the app ends the loan the command gets
SIGTERM, and SIGKILL after 10 seconds; when the app quits it goes on.`,
    sections: [
      {
        title: 'Long runs',
        text: `\`--needs 12h\` says how long the command runs. Where the token is known to end before, nothing is started, the command ends with 9 and
names held tokens that reach as much and last, the least reach first. Where nobody knows when the token ends, it says so and
starts.`,
      },
    ],
    examples: [
      { line: 'dxkey exec -- dx ls', about: "with this computer's shell token" },
      { line: 'dxkey exec "ci upload" --needs 12h -- nextflow run main.nf', about: 'refused now rather than in the ninth hour' },
      { line: 'printf %s "$TOKEN" | dxkey exec --token-stdin -- dx upload reads.bam', about: 'in CI, without the app' },
    ],
    exits: { 9: 'the token has expired, or ends before `--needs` is over' },
  },
  options: {
    ...LEASE_OPTIONS,
    needs: { type: 'string', value: 'SPAN', about: 'how long it runs (30m, 12h, 7d, 4w)' },
  },
  maxPositionals: 1,
  firstWord: 'label',
  takesAccount: true,
  takesPassed: true,
  async run(invocation) {
    const [file, ...args] = invocation.passed ?? [];
    if (file === undefined) throw new UsageError('a COMMAND is needed, after --.');
    const loan = invocation.flag('token-stdin') ? borrowFromStdin : borrowFromApp;
    const post = openSignalPost();
    // Read first: a shell in a private folder may lose it with its loan.
    const context = keptContext(invocation, process.ppid);
    const { subject, ruleFolder, giveBack, onEnded } = await loan(invocation);
    try {
      if (context !== null) writeContext(subject.confFolder, context);
      invocation.io.err(winningFileText(invocation.io.env, 'exec', null));
      const signal = post.early();
      if (signal !== null) return exitCodeOf(signal);
      const child = startChild(
        [file, ...args],
        childEnvironment(invocation, subject, { keepsContext: context !== null, ruleFolder }),
        post,
      );
      onEnded(child);
      return await child.ended;
    } finally {
      post.close();
      await giveBack();
      if (!(await removePrivateFolder(subject.confFolder))) {
        invocation.io.err(`dxkey exec: the private folder could not be removed: ${subject.confFolder}\n`);
      }
    }
  },
};

interface Loan {
  subject: ExportSubject;
  ruleFolder: string | null;
  giveBack(): Promise<void>;
  /** What happens to the child when the app ends the loan. */
  onEnded(child: Child): void;
}

async function borrowFromStdin(invocation: Invocation): Promise<Loan> {
  const { projectId } = readLeaseOptions(invocation);
  if (invocation.text('needs') !== null)
    throw new UsageError('--needs takes a kept token: nobody knows when one from standard input ends.');
  const subject = await subjectFromStdin(invocation, invocation.app.standalone, { projectId, pid: process.pid });
  return { subject, ruleFolder: null, giveBack: () => Promise.resolve(), onEnded: () => undefined };
}

async function borrowFromApp(invocation: Invocation): Promise<Loan> {
  const wish = readWish(invocation);
  const { name } = wish;
  const projectId = wish.projectId ?? chosenProject(invocation);
  const needsMs = readNeeds(invocation.text('needs') ?? wish.needs);
  const client = await wish.app.connect();
  const grant = await beginLease(invocation, client, { name, kind: 'exec', pid: process.pid, projectId, needsMs });
  if (needsMs !== undefined && grant.expiresMs === null)
    invocation.io.err('dxkey exec: nobody knows when this token ends, so it may end before the job does.\n');
  let stopWatching: () => void = () => undefined;
  let naming: NodeJS.Timeout | undefined;
  return {
    subject: grant,
    ruleFolder: wish.ruleFolder,
    giveBack: async () => {
      stopWatching();
      clearTimeout(naming);
      // The app may have quit meanwhile; the lease then ends with our process, and the folder below.
      await client.request('endLease', { id: grant.lease.id }, { timeoutMs: 3000 }).catch(() => undefined);
      client.close();
    },
    onEnded: (child) => {
      const { pid } = child;
      // In lists of commands it stands under its own name, not under ours; one that is over at once is in none of them.
      if (pid !== undefined)
        naming = setTimeout(() => void client.request('nameLease', { id: grant.lease.id, pid }).catch(() => undefined), NAME_AFTER_MS);
      client.onLeaseEnded((leaseId) => {
        if (leaseId === grant.lease.id) child.terminate();
      });
      client.onGone(() => {
        stopWatching = watchFolder(grant.confFolder, child);
      });
    },
  };
}

/** An app that was started again has nobody to tell that it ended the loan: the private folder, which goes with it, tells. */
function watchFolder(folder: string, child: Child): () => void {
  const timer = setInterval(() => {
    if (existsSync(folder)) return;
    clearInterval(timer);
    child.terminate();
  }, FOLDER_LOOK_MS);
  return () => {
    clearInterval(timer);
  };
}

/** What was chosen in this shell goes along where nothing else is said, and is refused where the token's account does not have it. */
function chosenProject({ io, text, positionals }: Invocation): string | null {
  const chosen = io.env.DX_PROJECT_CONTEXT_ID ?? '';
  return positionals.length === 0 && text('account') === null && isProjectId(chosen) ? chosen : null;
}

function readNeeds(given: string | null): number | undefined {
  if (given === null) return undefined;
  const needsMs = parseSpan(given);
  if (needsMs === null || needsMs === 0) throw new UsageError('--needs takes a span: 30m, 12h, 7d.');
  return needsMs;
}

function childEnvironment(
  { io, flag }: Invocation,
  subject: ExportSubject,
  options: { keepsContext: boolean; ruleFolder: string | null },
): NodeJS.ProcessEnv {
  const { set, unset } = shellVariables(subject, { alsoApiToken: flag('also-api-token'), ...options });
  const taken = new Set(unset);
  const kept = Object.entries(io.env).filter(([name]) => !taken.has(name));
  return { ...Object.fromEntries(kept), ...set };
}

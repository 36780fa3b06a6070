import { hostname } from 'node:os';
import type { MintScope } from '../../preload/contract/contract';
import type { AgentClient } from '../composeCommand';
import { AppError } from '../core/errors';
import { errorText } from './errorText';
import { isProjectId, readExpiry, readLevel } from './scope';
import type { Terminal } from './terminal';
import { UsageError } from './usage';

/** The label of this computer's shell token. */
export function shellTokenLabel(): string {
  return `dxkey ${hostname()}`.slice(0, 200);
}

/** The one question on first use: what shells of this computer may reach, and for how long. REFUSED where it is declined. */
export async function askForShellToken(client: AgentClient, terminal: Terminal, known: { projectId: string | null }): Promise<void> {
  terminal.say('This computer has no token for shells yet. dxkey makes one, keeps it in the keychain, and shells get that.\n');
  const scope = await askScope(terminal, known.projectId);
  if (scope === null) throw new AppError('REFUSED');
  const expiresMs = await asked(terminal, 'For how long (12h, 30d, 1y, or a date)? [7d] ', '7d', (text) => readExpiry(text, Date.now()));
  const made = await client.request('createToken', {
    label: shellTokenLabel(),
    scope,
    expiresMs,
    isKept: true,
    worksWhileAway: false,
    print: false,
    isShellToken: true,
  });
  if (made.keepProblem !== null) {
    terminal.say(errorText(made.keepProblem.code, made.keepProblem.details));
    throw new AppError(made.keepProblem.code);
  }
}

/** Null where declined. */
async function askScope(terminal: Terminal, projectId: string | null): Promise<MintScope | null> {
  terminal.say(
    'What may it reach?\n  1  one project\n  2  all projects, up to a level\n  3  everything you can (full access)\n  q  nothing: do not make one\n',
  );
  const choice = await asked(terminal, 'Choose [1]: ', '1', (text) => {
    if (!/^[123q]$/.test(text)) throw new UsageError('choose 1, 2, 3 or q.');
    return text;
  });
  if (choice === 'q') return null;
  if (choice === '3') return { kind: 'full' };
  const id = choice === '2' ? '*' : (projectId ?? (await askProject(terminal)));
  const level = await asked(terminal, 'At which level (VIEW, UPLOAD, CONTRIBUTE, ADMINISTER)? [VIEW] ', 'VIEW', readLevel);
  return { kind: 'projects', projects: { [id]: level } };
}

function askProject(terminal: Terminal): Promise<string> {
  return asked(terminal, 'Project id: ', '', (text) => {
    if (!isProjectId(text)) throw new UsageError('a project id looks like project-xxxx, with 24 characters.');
    return text;
  });
}

async function asked<T>(terminal: Terminal, question: string, fallback: string, read: (text: string) => T): Promise<T> {
  for (;;) {
    try {
      return read(await terminal.ask(question, fallback));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      terminal.say(`${error.message}\n`);
    }
  }
}

import { hostname } from 'node:os';
import type { AgentClient } from '../composeCommand';
import { AppError } from '../core/errors';
import { askScope, asked } from './askScope';
import { errorText } from './errorText';
import { readExpiry } from './scope';
import type { Terminal } from './terminal';

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

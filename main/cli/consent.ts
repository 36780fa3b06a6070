import type { ConsentAnswer, Reach } from '../../preload/contract/contract';
import type { OperationInput } from '../agent/messages';
import { AppError, isAppError } from '../core/errors';
import { REACH_UNKNOWN } from '../core/tokens/reachSentence';
import { parseSpan } from '../core/shellExport/span';
import type { Invocation, OptionTable } from './command';
import { visible } from './errorText';
import { reachText } from './reachText';
import type { Terminal } from './terminal';
import { counted } from './text';
import { UsageError } from './usage';

const USUAL_WAIT_MS = 60_000;
/** The app answers by itself when the time is over; this is for one that does not. */
const SPARE_MS = 15_000;

export const WAIT_OPTION = {
  wait: {
    type: 'string',
    value: 'SPAN',
    about: 'how long a person may be waited for, to unlock dxkey or to answer its question (1m); 0 does not wait',
  },
} as const satisfies OptionTable;

type Asking = Pick<OperationInput<'beginLease'>, 'waitMs' | 'answer'>;

/**
 * Asks for a token that a person may first have to allow: in the app's window, on this terminal where it can show none. Says what it
 * waits for, and for how long.
 */
export async function withConsent<T>(
  invocation: Invocation,
  request: (asking: Asking, options: { timeoutMs?: number }) => Promise<T>,
): Promise<T> {
  const waitMs = readWait(invocation);
  let asking: Asking = {};
  for (;;) {
    try {
      return await request(asking, asking.waitMs === undefined ? {} : { timeoutMs: asking.waitMs + SPARE_MS });
    } catch (error) {
      const next = await answerTo(error, invocation, waitMs, asking);
      if (next === null) throw error;
      asking = next;
    }
  }
}

/** What to ask with next; null where that was all. */
async function answerTo(error: unknown, { io }: Invocation, waitMs: number, asked: Asking): Promise<Asking | null> {
  if (!isAppError(error, 'APP_LOCKED', 'NEEDS_CONSENT')) return null;
  const { field, program, reach } = error.details ?? {};
  if (field === 'terminal') {
    const terminal = io.terminal();
    if (terminal === null) throw new AppError('USE_REFUSED', { details: { ...error.details, field: 'nobody' } });
    return asked.answer === undefined ? { ...asked, answer: await askOnTerminal(terminal, program, reach) } : null;
  }
  if (waitMs === 0 || asked.waitMs !== undefined) return null;
  const until = `waits up to ${counted(Math.ceil(waitMs / 1000), 'second')}`;
  io.err(
    error.code === 'APP_LOCKED'
      ? `dxkey is locked: ${until} for it to be unlocked in its window.\n`
      : `dxkey asks in a window of its own whether this may be: ${until} for the answer.\n`,
  );
  return { waitMs };
}

function readWait({ text }: Invocation): number {
  const given = text('wait');
  if (given === null) return USUAL_WAIT_MS;
  const waitMs = given === '0' ? 0 : parseSpan(given);
  if (waitMs === null || waitMs > 24 * 3_600_000) throw new UsageError('--wait takes a span up to 24h (5m, 1h), or 0.');
  return waitMs;
}

const CHOICES: Readonly<Record<string, ConsentAnswer>> = { '1': 'once', '2': 'tenMinutes', '3': 'terminal', '4': 'never', q: 'deny' };

async function askOnTerminal(terminal: Terminal, program: string | undefined, reach: Reach | undefined): Promise<ConsentAnswer> {
  const isProven = program !== undefined;
  terminal.say(
    `${isProven ? visible(program) : 'A program that the system does not name'} asks for this token, and its policy is to ask you first. dxkey can show no window here.\n` +
      `What it reaches: ${reach === undefined ? REACH_UNKNOWN : reachText(reach)}\n` +
      `  1  this once\n${isProven ? '  2  for 10 minutes, longer while it is used (12 hours at most)\n  3  in this terminal\n  4  never\n' : ''}  q  no\n`,
  );
  for (;;) {
    const choice = await terminal.ask('Choose [q]: ', 'q');
    const answer = Object.hasOwn(CHOICES, choice) ? CHOICES[choice] : undefined;
    if (answer !== undefined && (isProven || answer === 'once' || answer === 'deny')) return answer;
    terminal.say('Type one of the characters on the left.\n');
  }
}

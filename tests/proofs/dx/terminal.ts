import { spawn } from 'node:child_process';

const STEP_WITHIN_MS = 60_000;

export interface Outcome {
  exit: number | null;
  output: string;
}

/** A program that a proof runs, with nothing of this shell's own DNAnexus settings in its environment. */
export interface Client {
  path: string;
  env: Record<string, string>;
}

/** What to wait for, and what to type then; a function where it must be fresh. */
export type Dialogue = [prompt: string, typed: string | (() => Promise<string>)][];

/** Without a terminal: standard input is empty. */
export function run(client: Client, args: string[]): Promise<Outcome> {
  return watch(client.path, args, client.env, []);
}

/**
 * In a terminal of its own (`script`, from util-linux), since the client reads passwords from /dev/tty only.
 */
export function runTyping(client: Client, args: string[], dialogue: Dialogue): Promise<Outcome> {
  const command = [client.path, ...args].map((word) => `'${word.replace(/'/g, `'\\''`)}'`).join(' ');
  // A terminal of no size would make the client break its lines after 20 columns.
  return watch('script', ['-qefc', `stty cols 200; exec ${command}`, '/dev/null'], client.env, dialogue);
}

function watch(program: string, args: string[], env: Record<string, string>, dialogue: Dialogue): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    const waiting = [...dialogue];
    let output = '';
    let read = 0;
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
    }, STEP_WITHIN_MS);
    const hear = (chunk: Buffer): void => {
      output += chunk.toString();
      const next = waiting[0];
      const at = next === undefined ? -1 : output.indexOf(next[0], read);
      if (next === undefined || at === -1) return;
      read = at + next[0].length;
      waiting.shift();
      void Promise.resolve(typeof next[1] === 'string' ? next[1] : next[1]()).then((typed) => child.stdin.write(`${typed}\n`), reject);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    // It may end before it has read everything; its exit tells enough.
    child.stdin.on('error', () => undefined);
    if (dialogue.length === 0) child.stdin.end();
    child.once('error', reject);
    child.once('close', (exit) => {
      clearTimeout(timer);
      resolve({ exit, output: plain(output) });
    });
  });
}

/** Without colours, and with every run of blanks as one, since the client breaks its lines anywhere. */
function plain(output: string): string {
  // eslint-disable-next-line no-control-regex -- an escape sequence begins with a control character
  return output.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replace(/\s+/g, ' ');
}

import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { Interrupted } from './usage';

/** Questions to the person at the terminal: on the terminal itself, so that neither stdin nor stdout is touched. */
export interface Terminal {
  say(text: string): void;
  /** Return alone gives `fallback`. */
  ask(question: string, fallback?: string): Promise<string>;
  askHidden(question: string): Promise<string>;
  /** Return alone gives `fallback`. */
  confirm(question: string, fallback: boolean): Promise<boolean>;
}

/** Null where nobody can be asked. */
export function openTerminal(isErrTerminal: boolean): Terminal | null {
  // With stderr sent elsewhere nobody may be looking; a job in the background would be stopped by the first read.
  if (!isErrTerminal || isInBackground()) return null;
  const path = process.platform === 'win32' ? '\\\\.\\CON' : '/dev/tty';
  try {
    closeSync(openSync(path, 'r+'));
  } catch {
    return null;
  }
  const ask = async (question: string, isHidden: boolean): Promise<string> => {
    const fd = openSync(path, 'r+');
    return readAnswer(fd, question, isHidden);
  };
  const terminal: Terminal = {
    say: (text) => {
      process.stderr.write(text);
    },
    ask: async (question, fallback) => {
      const answer = (await ask(question, false)).trim();
      return answer === '' && fallback !== undefined ? fallback : answer;
    },
    askHidden: (question) => ask(question, true),
    confirm: async (question, fallback) => {
      for (;;) {
        const answer = (await ask(`${question} [${fallback ? 'Y/n' : 'y/N'}] `, false)).trim().toLowerCase();
        if (answer === '') return fallback;
        if (answer === 'y' || answer === 'yes') return true;
        if (answer === 'n' || answer === 'no') return false;
      }
    },
  };
  return terminal;
}

function isInBackground(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group !== foreground;
  } catch {
    return false;
  }
}

/** Reads one line in raw mode, echoing it unless hidden; restores the terminal whatever happens. */
function readAnswer(fd: number, question: string, isHidden: boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    const input = new ReadStream(fd);
    const typed: string[] = [];
    const finish = (end: () => void): void => {
      process.off('SIGTERM', onTerm);
      input.setRawMode(false);
      input.destroy();
      process.stderr.write('\n');
      end();
    };
    const onTerm = (): void => {
      finish(() => {
        reject(new Interrupted(143));
      });
    };
    process.once('SIGTERM', onTerm);
    input.setRawMode(true);
    writeSync(fd, question);
    input.on('error', () => {
      finish(() => {
        reject(new Interrupted());
      });
    });
    input.on('data', (chunk: Buffer) => {
      for (const key of keysOf(chunk.toString('utf8'))) {
        const outcome = press(key, typed, isHidden ? null : (text) => writeSync(fd, text));
        if (outcome === 'more') continue;
        finish(() => {
          if (outcome === 'done') resolve(typed.join(''));
          else reject(new Interrupted());
        });
        return;
      }
    });
  });
}

/** Characters, without the marks that a terminal puts around a paste and without arrow keys and their like. */
function keysOf(chunk: string): string[] {
  // eslint-disable-next-line no-control-regex -- an escape sequence starts with the escape character
  return Array.from(chunk.replace(/\u001b(?:\[[0-9;]*[A-Za-z~]|O.|.)?/g, ''));
}

function press(key: string, typed: string[], echo: ((text: string) => void) | null): 'more' | 'done' | 'interrupted' {
  switch (key) {
    case '\r':
    case '\n':
      return 'done';
    case '\u0003':
      return 'interrupted';
    case '\u0004':
      return typed.length === 0 ? 'interrupted' : 'more';
    case '\u0015':
      echo?.('\b \b'.repeat(typed.length));
      typed.length = 0;
      return 'more';
    case '\u007f':
    case '\b':
      if (typed.pop() !== undefined) echo?.('\b \b');
      return 'more';
    default:
      if (/\p{Cc}/u.test(key)) return 'more';
      typed.push(key);
      echo?.(key);
      return 'more';
  }
}

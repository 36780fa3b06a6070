/** One person's computer: a folder, and on it the app, which can be killed and started again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { IndexDocument, QueueDocument, RotationDocument } from '../../../main/core/ports';
import type { Services } from '../../../main/core/services';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { tokenKey } from '../../../main/core/accounts/keys';
import { APP_ARGUMENT, readSecret, unpluggedFile } from './app';

type Documents = { index: IndexDocument; queue: QueueDocument; rotation: RotationDocument };

export class Told extends Error {
  readonly code: string;
  constructor({ code }: ErrorAnswer, what: string) {
    super(what);
    this.code = code;
  }
}

export interface Computer {
  call<S extends keyof Services, V extends keyof Services[S] & string>(
    name: `${S}.${V}`,
    ...input: Services[S][V] extends (...input: infer I) => unknown ? I : never
  ): Promise<Services[S][V] extends (...input: never[]) => infer O ? Awaited<O> : never>;
  go(speed: number): Promise<void>;
  dieAt(nth: number | null): Promise<void>;
  steps(): Promise<string[]>;
  /** Resolves when the app is no more, by whatever end. */
  gone(): Promise<void>;
  /** SIGKILL, unless it is dead already; resolves when it is. */
  kill(): Promise<void>;
  start(): void;
  written<N extends keyof Documents>(name: N): Documents[N] | null;
  secretOf(accountId: string, signature: string): string | null;
  /** The names of what is in the keychain. */
  kept(): string[];
  /** Unplugged, no request leaves it. */
  plug(isPlugged: boolean): void;
  remove(): Promise<void>;
}

interface App {
  child: ChildProcess;
  gone: Promise<void>;
  ask(call: string, input: unknown): Promise<unknown>;
}

function startApp(folder: string, url: string): App {
  const child = spawn(process.execPath, [process.argv[1] ?? '', APP_ARGUMENT, folder, url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => undefined);
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      for (const { reject } of waiting.values()) reject(new Error('the app is no more'));
      waiting.clear();
      resolve();
    });
  });
  let lastId = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, value, error, what } = JSON.parse(line) as { id: number; value?: unknown; error?: ErrorAnswer; what?: string };
    if (error === undefined) waiting.get(id)?.resolve(value);
    else waiting.get(id)?.reject(new Told(error, what ?? error.code));
    waiting.delete(id);
  });
  return {
    child,
    gone,
    ask: (call, input) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        if (child.exitCode !== null || child.signalCode !== null) reject(new Error('the app is no more'));
        else child.stdin.write(`${JSON.stringify({ id: lastId, call, input })}\n`);
      }),
  };
}

export function startComputer(url: string): Computer {
  const folder = mkdtempSync(join(tmpdir(), 'dxkey-rotation-'));
  mkdirSync(join(folder, 'data'), { mode: 0o700 });
  let app = startApp(folder, url);
  const computer: Computer = {
    call: ((name: string, input: unknown) => app.ask(name, input)) as Computer['call'],
    go: async (speed) => void (await app.ask('go', speed)),
    dieAt: async (nth) => void (await app.ask('dieAt', nth)),
    steps: async () => (await app.ask('steps', null)) as string[],
    gone: () => app.gone,
    async kill() {
      app.child.kill('SIGKILL');
      await app.gone;
    },
    start() {
      app = startApp(folder, url);
    },
    written(name) {
      try {
        return (JSON.parse(readFileSync(join(folder, 'data', `${name}.json`), 'utf8')) as { value: never }).value;
      } catch {
        return null;
      }
    },
    secretOf: (accountId, signature) => readSecret(folder, tokenKey(accountId, signature)),
    kept: () => readdirSync(join(folder, 'secrets')).map((name) => Buffer.from(name, 'hex').toString()),
    plug(isPlugged) {
      if (isPlugged) rmSync(unpluggedFile(folder), { force: true });
      else writeFileSync(unpluggedFile(folder), '');
    },
    async remove() {
      await computer.kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    },
  };
  return computer;
}

/**
 * The real store in a process of its own, driven line by line: libsecret keeps one bus per process for good, so each state
 * of the system needs a fresh one. The entry is storeProgramEntry.ts; the proof calls `serveStore` from its own bundle.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { createKeytarSecretStore } from '../../main/adapters/keytarSecretStore';
import { isAppError } from '../../main/core/errors';

export interface StoreRequest {
  op: 'probe' | 'get' | 'set' | 'remove';
  key?: string;
  secret?: string;
}
export type StoreAnswer = { value: string | boolean | null; ms: number } | { code: string; ms: number };

function run(store: ReturnType<typeof createKeytarSecretStore>, request: StoreRequest): Promise<string | boolean | null> {
  const key = request.key ?? 'key';
  if (request.op === 'get') return store.get(key);
  if (request.op === 'remove') return store.remove(key);
  if (request.op === 'set') return store.set(key, request.secret ?? '').then(() => true);
  return store.probe();
}

/** Answers each line of stdin with one line on stdout, as each gets ready. */
export function serveStore(service: string): void {
  const store = createKeytarSecretStore({ service, log: { info: () => undefined, warn: () => undefined } });
  createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, ...request } = JSON.parse(line) as StoreRequest & { id: number };
    const startedMs = performance.now();
    const answer = (outcome: object): void => {
      process.stdout.write(`${JSON.stringify({ id, ...outcome, ms: Math.round(performance.now() - startedMs) })}\n`);
    };
    run(store, request).then(
      (value) => {
        answer({ value });
      },
      (error: unknown) => {
        answer({ code: isAppError(error) ? error.code : `not an AppError: ${String(error)}` });
      },
    );
  });
}

export interface StoreProcess {
  ask(request: StoreRequest): Promise<StoreAnswer>;
  process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts the program; `argv` is how the caller's own form (tsx, a bundle) runs it. */
export function startStore(argv: string[], env: Record<string, string>): StoreProcess {
  const child = spawn(process.execPath, argv, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, { resolve: (answer: StoreAnswer) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, ...answer } = JSON.parse(line) as StoreAnswer & { id: number };
    waiting.get(id)?.resolve(answer);
    waiting.delete(id);
  });
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`the store's process ended: ${String(code ?? signal)}`));
  });
  return {
    process: child,
    ask: (request) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        child.stdin.write(`${JSON.stringify({ id: lastId, ...request })}\n`);
      }),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => {
          resolve();
        });
        child.kill('SIGKILL');
      }),
  };
}

/** Two forms of the app that can be killed: the real Electron app, and core with its adapters in a process of Node. */
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { ChannelName } from '../../../preload/contract/channels';
import type { Input, Output } from '../../../preload/contract/contract';
import type { Answer } from '../../../preload/contract/errors';
import { launchApp } from '../../electron/app';
import { HEADLESS_ARGUMENT } from './headless';

export interface App {
  /** One call of the treaty; where the app is killed meanwhile it fails, or never settles. */
  call<C extends ChannelName>(channel: C, input: Input<C>): Promise<Answer<Output<C>>>;
  /** The form to sign in is on the screen, in the page that took the place of the one that showed a session. */
  untilForm(): Promise<void>;
  /** SIGKILL to every process of it, at once; resolves when none is left. */
  kill(): Promise<void>;
}

export type Start = (own: Record<string, string>) => Promise<App>;

interface ProcessLine {
  pid: number;
  parent: number;
}

function processes(): ProcessLine[] {
  return readdirSync('/proc').flatMap((name): ProcessLine[] => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return fields[0] === 'Z' ? [] : [{ pid: Number(name), parent: Number(fields[1]) }];
    } catch {
      return [];
    }
  });
}

function treeOf(root: number): number[] {
  const all = processes();
  const tree = [root];
  for (const pid of tree) tree.push(...all.filter((one) => one.parent === pid).map((one) => one.pid));
  return tree;
}

function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function killTree(root: number): Promise<void> {
  const tree = treeOf(root);
  for (const pid of tree) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself, as a child whose parent is gone may.
    }
  }
  while (tree.some(isAlive)) await wait(2);
}

export const startHeadless: Start = (own) => {
  const child = spawn(process.execPath, [process.argv[1] ?? '', HEADLESS_ARGUMENT], {
    env: { ...process.env, ...own },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => undefined);
  const waiting = new Map<number, (answer: unknown) => void>();
  let lastId = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, answer } = JSON.parse(line) as { id: number; answer: unknown };
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  return Promise.resolve({
    call: <C extends ChannelName>(channel: C, input: Input<C>) =>
      new Promise<Answer<Output<C>>>((resolve) => {
        lastId += 1;
        waiting.set(lastId, resolve as (answer: unknown) => void);
        child.stdin.write(`${JSON.stringify({ id: lastId, channel, input })}\n`);
      }),
    untilForm: () => Promise.resolve(),
    kill: () => killTree(child.pid ?? 0),
  });
};

/** Far beyond any deadline of the app's. */
const LONGEST_CALL_MS = 90_000;

export const startElectron: Start = async (own) => {
  const app = await launchApp({}, own);
  await app.page();
  const pid = app.electron.process().pid ?? 0;
  return {
    async call(channel, input) {
      // A session's end puts a fresh page in the place of the one that showed it.
      const page = await app.page();
      const [noun = '', verb = ''] = channel.split('.');
      const asked = page.evaluate(
        ([first, second, given]) => {
          const bridge = window.dxkey as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
          return bridge[first]?.[second]?.(given);
        },
        [noun, verb, input] as const,
      );
      const gone = { ok: false, error: { code: 'INTERNAL' } };
      // The page may go before it has the answer.
      return (await Promise.race([asked.catch(() => gone), wait(LONGEST_CALL_MS, gone, { ref: false })])) as never;
    },
    untilForm: async () => (await app.page()).getByRole('textbox', { name: 'Password' }).waitFor(),
    kill: () => killTree(pid),
  };
};

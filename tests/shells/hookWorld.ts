/** The real core and agent on fakes of the outside, a `dxkey` in the PATH that counts its calls, and shells at a terminal of their own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, vi } from 'vitest';
import { createProcesses } from '../../main/adapters/processes';
import { publishFolders } from '../../main/adapters/mappedFolders';
import { createShellFolders } from '../../main/adapters/shellFolders';
import { HOOK_FILES, HOOK_FOLDER } from '../../main/core/ports';
import type { FolderRule } from '../../preload/contract/contract';
import type { TestServices } from '../fakes/createTestServices';
import { AMY, BEN } from '../fakes/fakePlatform';
import { memoryLog } from '../fakes/memoryLog';
import { startAgentOnCore } from '../unit/cli/agentOnCore';
import type { BuiltCommand } from '../unit/cli/builtCommand';
import { quote } from '../unit/cli/builtCommand';
import type { RealShell } from './shells';

export interface HookWorld {
  core: TestServices;
  /** A folder of the test's own, as the system calls it. */
  home: string;
  /** How often `dxkey` was started since the last question. */
  calls(): number;
  open(shell: RealShell, env?: Record<string, string>): Session;
  /** Keeps a token of the account and answers its signature. */
  mint(label: string, over?: { expiresMs?: number | null; isShellToken?: boolean; accountId?: string }): Promise<string>;
  /** Does it, and waits until the hooks of shells can see that something changed. */
  andWake(act: () => Promise<unknown>): Promise<void>;
  /** Puts these into the map of folders, as a change of the settings does. */
  map(rules: readonly FolderRule[]): void;
  /** Ben, whose sign-in wants a code, beside Amy. */
  signInBen(): Promise<void>;
  /** Also takes the app away, as a quit does. */
  quit(): Promise<void>;
  stop(): Promise<void>;
}

export interface Session {
  /** Types lines one by one, each answered by a prompt; answers what the words after them come to. */
  ask(lines: readonly string[], words: string): Promise<string>;
  /** Types lines one by one and answers what a person would have seen of it, the prompt being `$`. */
  record(lines: readonly string[]): Promise<string>;
  /** All that the terminal showed. */
  shown(): string;
  end(): Promise<void>;
}

export async function startHookWorld(command: BuiltCommand): Promise<HookWorld> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'dxkey-hook-')));
  const bin = join(home, 'bin');
  mkdirSync(bin);
  const counted = join(home, 'calls');
  writeFileSync(counted, '');
  writeFileSync(join(bin, 'dxkey'), `#!/bin/sh\necho call >>${quote(counted)}\nexec ${command.words} "$@"\n`, { mode: 0o755 });
  let wakeFile = '';
  const agent = await startAgentOnCore((folder) => {
    wakeFile = join(folder, HOOK_FOLDER, HOOK_FILES.wake);
    // Private folders outlive the app, as they do when it quits.
    const options = { processes: createProcesses(), log: memoryLog(), env: { XDG_RUNTIME_DIR: home }, wakeFile };
    return { ports: { shellFolders: createShellFolders(options) } };
  });
  const { core, folder: dataDir } = agent;
  // A shell's clock is the real one.
  core.clock.setDate(Date.now() - core.clock.now());
  await core.services.session.signIn({ platform: { kind: 'dnanexus' }, username: 'amy', password: AMY.password });
  let isRunning = true;
  const quit = async (): Promise<void> => {
    if (isRunning) await agent.stop();
    isRunning = false;
  };
  const sessions: Session[] = [];
  return {
    core,
    home,
    quit,
    calls: () => {
      const count = readFileSync(counted, 'utf8').split('\n').length - 1;
      writeFileSync(counted, '');
      return count;
    },
    open: (shell, env = {}) => {
      const session = openSession(shell, {
        ...command.environment({ DXKEY_DATA_DIR: dataDir, HOME: home, XDG_RUNTIME_DIR: home, XDG_CONFIG_HOME: join(home, '.config') }),
        PATH: `${bin}:${process.env.PATH ?? ''}`,
        HISTFILE: '/dev/null',
        ...env,
      });
      sessions.push(session);
      return session;
    },
    mint: async (label, over = {}) => {
      const scope = { kind: 'projects', projects: { '*': 'VIEW' } } as const;
      const rest = { isKept: true, worksWhileAway: false, isPrinted: false } as const;
      const { row } = await core.services.tokens.mint({ label, scope, expiresMs: null, ...rest, ...over });
      return row.signature;
    },
    andWake: async (act) => {
      const former = readWord(wakeFile);
      await act();
      await vi.waitFor(() => {
        expect(readWord(wakeFile)).not.toBe(former);
      });
    },
    map: (rules) => {
      publishFolders(dataDir, rules);
    },
    signInBen: async () => {
      await core.services.session.signIn({ platform: { kind: 'dnanexus' }, username: 'ben', password: BEN.password });
      await core.services.session.submitCode({ code: '123456' });
    },
    stop: async () => {
      await Promise.all(sessions.map((session) => session.end()));
      await quit();
      // A shell that was hung up may still be writing its last file.
      rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

function readWord(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

const PROMPT = '@@';

/** Before the hook, which puts its segment in front. */
const NAME_PROMPT: Readonly<Record<string, string>> = {
  bash: `PS1='${PROMPT} '`,
  zsh: `PS1='${PROMPT} '`,
  fish: `function fish_prompt; echo '${PROMPT} '; end`,
};

const EVALUATE: Readonly<Record<string, string>> = {
  bash: 'eval "$(dxkey hook bash)"',
  zsh: 'eval "$(dxkey hook zsh)"',
  fish: 'dxkey hook fish | source',
};

function openSession(shell: RealShell, env: Record<string, string>): Session {
  const words = [...shell.command, '-i'].map(quote).join(' ');
  const child = spawn('script', ['-qefc', `exec ${words}`, '/dev/null'], { env, stdio: 'pipe' });
  let shown = '';
  let count = 0;
  const watchers = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    for (const look of watchers) look();
  });
  const ended = endOf(child);
  const type = (line: string): void => {
    child.stdin.write(`${line}\n`);
  };
  /**
   * What is typed is echoed in pieces of its own, which the answer is not. The hook of the prompt after it has run as well: what a
   * test does next must not meet it.
   */
  const ask = async (expression: string): Promise<string> => {
    const mark = `M${String(++count)}`;
    type(`echo "${mark}""<${expression}>"`);
    const [, found = ''] = await until(new RegExp(`${mark}<([^>]*)>[^]*${PROMPT}`), 0);
    return found;
  };
  const until = (pattern: RegExp, from: number): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(shown.slice(from));
        if (found === null) return;
        watchers.delete(look);
        resolve(found);
      };
      watchers.add(look);
      void ended.then(() => {
        reject(new Error(`the shell ended:\n${shown.slice(-2000)}`));
      });
      look();
    });
  let isHooked: Promise<string> | null = null;
  const hooked = (): Promise<string> => {
    isHooked ??= (type(NAME_PROMPT[shell.name] ?? ''), type(EVALUATE[shell.name] ?? ''), ask('ready'));
    return isHooked;
  };
  return {
    shown: () => shown,
    async ask(lines, expression) {
      await hooked();
      for (const line of lines) {
        type(line);
        await ask('done');
      }
      return ask(expression);
    },
    async record(lines) {
      await hooked();
      const from = shown.length;
      for (const line of lines) {
        const at = shown.length;
        type(line);
        await until(new RegExp(PROMPT), at);
      }
      return seen(`${PROMPT} ${shown.slice(from)}`);
    },
    end: async () => {
      child.kill('SIGKILL');
      child.stdin.destroy();
      await ended;
    },
  };
}

/** Without what moves the cursor, and without the prompt that waits for more. */
function seen(text: string): string {
  const plain = stripVTControlCharacters(text).replaceAll('\r', '').replaceAll(PROMPT, '$');
  return `${plain.split('\n').slice(0, -1).join('\n')}\n`;
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
}

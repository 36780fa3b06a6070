/**
 * `npm run proof -- crossings [--size small|full]`: two hooked shells, each with the token of another account, and `dxkey exec` for either,
 * at once: commands ask the stand-in who they are while the window's account changes, tokens are rotated and `dx select` writes into the
 * private folders. None is ever answered as the other, none sees the other's folder.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../main/adapters/systemClock';
import { startStandin } from '../fakes/standinProcess';
import { startAgentOnCore } from '../unit/cli/agentOnCore';
import type { AgentOnCore } from '../unit/cli/agentOnCore';
import { buildCommand, quote } from '../unit/cli/builtCommand';
import { realPorts } from './rotation/app';

const SIZES = { small: 50, full: 1000 } as const;
const WHOAMI = join(import.meta.dirname, 'crossings', 'whoami.cjs');
const PEOPLE = ['amy', 'omar'] as const;
type Person = (typeof PEOPLE)[number];
/** Every so many commands the app does something that another account's shell must not feel. */
const STIRRED_EVERY = 10;
const ROTATED_EVERY = 25;

interface Tally {
  commands: number;
  crossings: number;
  failed: number;
  rotations: number;
}

/** A shell that reads lines and answers each with one. */
interface Shell {
  ask(line: string): Promise<string>;
  end(): void;
}

function openShell(file: 'bash' | 'zsh', env: Record<string, string>): Shell {
  const child: ChildProcess = spawn(file, file === 'bash' ? ['--norc'] : ['-f'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  let told = '';
  let answer: (line: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  child.stdout?.on('data', (chunk: Buffer) => {
    told += chunk.toString();
    const end = told.indexOf('\n');
    if (end === -1) return;
    const line = told.slice(0, end);
    told = told.slice(end + 1);
    answer(line);
  });
  child.once('close', () => {
    fail(new Error('a shell ended'));
  });
  return {
    ask: (line) =>
      new Promise((resolve, reject) => {
        answer = resolve;
        fail = reject;
        // What a prompt does before it is drawn.
        child.stdin?.write(`type __dxkey_hook >/dev/null 2>&1 && __dxkey_hook; ${line}\n`);
      }),
    end: () => child.stdin?.end(),
  };
}

interface Stage {
  agent: AgentOnCore;
  tally: Tally;
  env: Record<string, string>;
  idOf: Readonly<Record<Person, string>>;
  folders: Map<string, Person>;
}

/** `USER FOLDER OLD`: who the platform says that this is, where dx may write, and what stood there before. */
function judge({ tally, folders }: Stage, person: Person, answer: string): void {
  tally.commands += 1;
  const [who = '', folder = '', kept = ''] = answer.split(' ');
  if (!who.startsWith('user-')) tally.failed += 1;
  const isCrossed = who !== `user-${person}` || (folders.get(folder) ?? person) !== person || (kept !== '-' && kept !== `user-${person}`);
  folders.set(folder, person);
  if (!isCrossed) return;
  tally.crossings += 1;
  process.stderr.write(`crossed: ${person} was answered ${answer}\n`);
}

async function play(stage: Stage, shell: Shell, person: Person, count: number): Promise<void> {
  const { agent, tally, idOf } = stage;
  const whoami = `${quote(process.execPath)} ${quote(WHOAMI)}`;
  const other = PEOPLE.find((one) => one !== person) ?? person;
  for (let nth = 1; nth <= count; nth += 1) {
    if (nth % STIRRED_EVERY === 0) {
      agent.core.services.accounts.switchTo({ accountId: idOf[nth % (2 * STIRRED_EVERY) === 0 ? person : other] });
      judge(stage, other, await shell.ask(`dxkey exec --account ${other} -- ${whoami} || echo failed`));
    } else judge(stage, person, await shell.ask(`${whoami} || echo failed`));
    if (nth % ROTATED_EVERY === 0) {
      const { signature } = agent.core.services.tokens.find('work', idOf[person]);
      const wish = { scope: null, lengthMs: null, old: 'keep', mayRevokeExposed: false } as const;
      await agent.core.services.rotations.rotate({ accountId: idOf[person], signature, ...wish });
      tally.rotations += 1;
    }
  }
}

async function prove(total: number): Promise<void> {
  const standin = await startStandin();
  const command = await buildCommand();
  const agent = await startAgentOnCore((folder) => {
    mkdirSync(join(folder, 'data'), { mode: 0o700 });
    return { ports: realPorts(folder, systemClock), platformPolicy: { loopbackOnly: true, standinUrl: standin.url } };
  });
  const tally: Tally = { commands: 0, crossings: 0, failed: 0, rotations: 0 };
  try {
    const { services } = agent.core;
    for (const person of PEOPLE) {
      await services.session.signIn({ platform: { kind: 'standin' }, username: person, password: standin.account(person).password });
      if (services.session.state().status === 'needsCode') await services.session.submitCode({ code: await standin.control.code(person) });
      const rest = {
        scope: { kind: 'full' },
        expiresMs: null,
        isKept: true,
        worksWhileAway: false,
        isPrinted: false,
        isShellToken: true,
      } as const;
      await services.tokens.mint({ label: 'work', ...rest });
    }
    const bin = command.environment().HOME ?? '';
    writeFileSync(join(bin, 'dxkey'), `#!/bin/sh\nexec ${command.words} "$@"\n`, { mode: 0o755 });
    const env = command.environment({ DXKEY_DATA_DIR: agent.folder, PATH: `${bin}:${process.env.PATH ?? ''}` });
    const stage: Stage = { agent, tally, env, idOf: { amy: 'standin/user-amy', omar: 'standin/user-omar' }, folders: new Map() };
    const shells = { amy: openShell('bash', env), omar: openShell('zsh', env) };
    try {
      await Promise.all(
        PEOPLE.map(async (person) => {
          const file = person === 'amy' ? 'bash' : 'zsh';
          await shells[person].ask(`eval "$(dxkey hook ${file})"; eval "$(dxkey env work --account ${person})"; echo on`);
          await play(stage, shells[person], person, total / PEOPLE.length);
        }),
      );
    } finally {
      for (const shell of Object.values(shells)) shell.end();
    }
  } finally {
    await agent.stop();
    await standin.stop();
    command.remove();
  }
  const figures = Object.entries(tally).map(([name, value]) => `${name}=${String(value)}`);
  process.stdout.write(`crossings: shells=2 accounts=2 ${figures.join(' ')}\n`);
  process.exitCode = tally.commands === total && tally.crossings + tally.failed === 0 ? 0 : 1;
}

const at = process.argv.indexOf('--size');
prove(SIZES[process.argv[at + 1] === 'small' ? 'small' : 'full']).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.stdout.write('crossings: broken\n');
  process.exitCode = 1;
});

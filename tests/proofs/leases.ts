/**
 * `npm run proof -- leases [--size small|full]`: ten shells that took their token by `dxkey env`, and one program under `dxkey exec` (a
 * script in the place of a notebook server), call the stand-in without a pause through three rotations by `dxkey rotate`. After each rotation
 * one more program starts by the same name and has the new token. No call fails; once all have ended the newest token alone lives.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../main/adapters/systemClock';
import { start, type Program } from '../electron/desktop';
import { startStandin, type StandinProcess } from '../fakes/standinProcess';
import { startAgentOnCore, type AgentOnCore } from '../unit/cli/agentOnCore';
import { buildCommand, quote, type BuiltCommand } from '../unit/cli/builtCommand';
import { realPorts } from './rotation/app';

const SIZES = { small: { shells: 2, calls: 10 }, full: { shells: 10, calls: 300 } } as const;
const ROTATIONS = 3;
const LABEL = 'work';
const CALLER = join(import.meta.dirname, 'leases', 'caller.cjs');
/** Far beyond what is awaited here on a busy machine. */
const LONGEST_WAIT_MS = 60_000;

interface Report {
  signature: string | null;
  calls: number;
  failed: number;
}

interface Stage {
  standin: StandinProcess;
  agent: AgentOnCore;
  command: BuiltCommand;
  environment: Record<string, string>;
}

async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const startedMs = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - startedMs > LONGEST_WAIT_MS) throw new Error(`waited in vain until ${what}`);
    await wait(10);
  }
}

/** What it said last; null before it said anything. */
function lastOf(program: Program): Report | null {
  const lines = program.out().trim().split('\n');
  const line = lines.at(-1) ?? '';
  return line === '' ? null : (JSON.parse(line) as Report);
}

/** Each of them calls on: so many calls more than now. */
async function untilCalled(programs: readonly Program[], calls: number): Promise<void> {
  const before = programs.map((program) => lastOf(program)?.calls ?? 0);
  await until('each program has called on', () =>
    programs.every((program, nth) => {
      if (program.child.exitCode !== null) throw new Error(`a program ended: ${program.err()}`);
      return (lastOf(program)?.calls ?? 0) >= (before[nth] ?? 0) + calls;
    }),
  );
}

async function setStage(): Promise<Stage> {
  const standin = await startStandin();
  const command = await buildCommand();
  const agent = await startAgentOnCore((folder) => {
    mkdirSync(join(folder, 'data'), { mode: 0o700 });
    return { ports: realPorts(folder, systemClock), platformPolicy: { loopbackOnly: true, standinUrl: standin.url } };
  });
  const bin = command.environment().HOME ?? '';
  writeFileSync(join(bin, 'dxkey'), `#!/bin/sh\nexec ${command.words} "$@"\n`, { mode: 0o755 });
  const PATH = `${bin}:${process.env.PATH ?? ''}`;
  const environment = command.environment({ DXKEY_DATA_DIR: agent.folder, PATH });
  // The old tokens wait for executions, as unit tests show; here nothing runs.
  for (const job of await standin.control.jobs()) if (job.state === 'running') await standin.control.endJob(job.id);
  const { services } = agent.core;
  const { password } = standin.account('amy');
  await services.session.signIn({ platform: { kind: 'standin' }, username: 'amy', password });
  const mint = { label: LABEL, scope: { kind: 'full' }, expiresMs: null, isKept: true, worksWhileAway: false, isPrinted: false } as const;
  await services.tokens.mint(mint);
  return { standin, agent, command, environment };
}

const caller = `${quote(process.execPath)} ${quote(CALLER)}`;
const inShell = ({ environment }: Stage): Program =>
  start('bash', ['--norc', '-c', `eval "$(dxkey env ${LABEL})" && ${caller}; exit $?`], environment);
const underExec = ({ environment }: Stage): Program => start('bash', ['--norc', '-c', `dxkey exec ${LABEL} -- ${caller}`], environment);

/** Live tokens of that name, by the stand-in's own truth. */
const living = async ({ standin }: Stage): Promise<string[]> =>
  (await standin.control.liveTokens('amy')).filter((one) => one.label === LABEL).map((one) => one.signature);

async function play(
  stage: Stage,
  { shells, calls }: (typeof SIZES)['small' | 'full'],
  programs: Program[],
): Promise<Record<string, number>> {
  const { agent, command } = stage;
  let wrong = 0;
  const expected: string[] = [];
  const begin = async (more: Program[]): Promise<void> => {
    programs.push(...more);
    await untilCalled(more, 10);
    const current = agent.core.services.tokens.find(LABEL).signature;
    expected.push(current);
    wrong += more.filter((program) => lastOf(program)?.signature !== current).length;
  };
  await begin([...Array.from({ length: shells }, () => inShell(stage)), underExec(stage)]);
  for (let nth = 1; nth <= ROTATIONS; nth += 1) {
    const { code, err } = await command.run(['rotate', LABEL, '--revoke-old'], { env: { DXKEY_DATA_DIR: agent.folder } });
    if (code !== 0) throw new Error(`dxkey rotate: ${err}`);
    await begin([underExec(stage)]);
    await untilCalled(programs, calls);
    // Each old one lives, for somebody has it.
    if ((await living(stage)).length !== nth + 1) wrong += 1;
  }
  wrong += ROTATIONS + 1 - new Set(expected).size;
  for (const { child } of programs) child.stdin?.end();
  const codes = await Promise.all(programs.map((program) => program.ended));
  const newest = agent.core.services.tokens.find(LABEL).signature;
  await until('no process has a token and the old ones are revoked', async () => {
    await agent.core.services.queue.run();
    return agent.core.services.grants.leases().length === 0 && (await living(stage)).join() === newest;
  });
  const reports = programs.map(lastOf);
  const sum = (figure: 'calls' | 'failed'): number => reports.reduce((all, one) => all + (one?.[figure] ?? 0), 0);
  const broken = codes.filter((code) => code !== 0).length;
  return { programs: programs.length, rotations: ROTATIONS, calls: sum('calls'), failed: sum('failed'), wrong, broken };
}

async function prove(size: keyof typeof SIZES): Promise<void> {
  const stage = await setStage();
  const programs: Program[] = [];
  try {
    const figures = await play(stage, SIZES[size], programs);
    process.stdout.write(
      `leases: ${Object.entries(figures)
        .map(([name, value]) => `${name}=${String(value)}`)
        .join(' ')}\n`,
    );
    const { calls = 0, failed, wrong, broken } = figures;
    process.exitCode = calls > 0 && failed === 0 && wrong === 0 && broken === 0 ? 0 : 1;
  } finally {
    for (const program of programs) await program.stop();
    await stage.agent.stop();
    stage.command.remove();
    await stage.standin.stop();
  }
}

prove(process.argv[process.argv.indexOf('--size') + 1] === 'small' ? 'small' : 'full').catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.stdout.write('leases: broken\n');
  process.exitCode = 1;
});

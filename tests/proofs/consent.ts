/**
 * `npm run proof -- consent [--size small|full]`: a hundred callers on the real socket ask at once for a token whose policy is to ask: one
 * question, one read of the keychain, a hundred answers; then the matrix of policies, programs, terminals and process numbers that came again, in
 * which nobody is given a token by another's yes.
 */
import { connectAgent } from '../../main/agent/client';
import { socketLocation } from '../../main/agent/location';
import { createAskers } from '../../main/adapters/askers';
import { AppError } from '../../main/core/errors';
import type { Asker } from '../../main/core/ports';
import type { PolicyKind } from '../../preload/contract/contract';
import { asker, consenting } from '../fakes/fakeAskers';
import { startAgentOnCore, type AgentOnCore } from '../unit/cli/agentOnCore';

const LABEL = 'study';
const SIZES = { small: 100, full: 200 } as const;
const LEASE = { name: LABEL, kind: 'env', pid: process.pid, projectId: null, mayAskInWindow: false } as const;

const tally = { callers: 0, questions: 0, reads: 0, answered: 0, matrix: 0, wrongly: 0 };

async function withToken(): Promise<AgentOnCore & { signature: string }> {
  const agent = await startAgentOnCore();
  const { session, tokens } = agent.core.services;
  await session.signIn({ platform: { kind: 'dnanexus' }, username: 'amy', password: 'CANARY-password-amy' });
  const { row } = await tokens.mint({ label: LABEL, scope: { kind: 'full' }, expiresMs: null, isKept: true, worksWhileAway: false });
  return { ...agent, signature: row.signature };
}

const set = ({ core, signature }: AgentOnCore & { signature: string }, kind: PolicyKind, allow: string[] = [], deny: string[] = []) =>
  core.services.consent.change({ signature, kind, allow, deny, forget: [] });

/** All connected first, so that they ask in the same moment. */
async function manyAtOnce(agent: AgentOnCore & { signature: string }, callers: number): Promise<void> {
  await set(agent, 'ask');
  const { consent } = agent.core.services;
  const location = socketLocation({ DXKEY_DATA_DIR: agent.folder }, process.platform, '/nowhere', process.getuid?.() ?? 0);
  const clients = await Promise.all(Array.from({ length: callers }, () => connectAgent(location)));
  const isReading = agent.core.secrets.calls.length;
  const seen = new Set<string>();
  const stop = consent.onChange((question) => {
    if (question !== null) seen.add(question.id);
  });
  let waiting = 0;
  const { check } = consent;
  consent.check = (input) => {
    waiting += 1;
    return check(input);
  };
  const asked = clients.map(
    (client) => client?.request('beginLease', { ...LEASE, waitMs: 60_000 }) ?? Promise.reject(new Error('nobody listens')),
  );
  while (waiting < callers) await new Promise((resolve) => setImmediate(resolve));
  const question = consent.state();
  if (question === null) throw new Error('nothing is asked');
  await consent.answer({ id: question.id, answer: 'once' });
  const grants = await Promise.allSettled(asked);
  stop();
  consent.check = check;
  tally.callers = callers;
  tally.questions = seen.size;
  tally.reads = agent.core.secrets.calls.slice(isReading).filter(({ op, key }) => op === 'get' && key.startsWith('token/')).length;
  tally.answered = grants.filter((one) => one.status === 'fulfilled' && one.value.signature === agent.signature).length;
  for (const client of clients) client?.close();
}

const MAKE = '/usr/bin/make';
const ASKERS: readonly Asker[] = [
  asker(MAKE),
  asker(MAKE, { pid: 71 }),
  asker('/usr/bin/cmake'),
  asker('/bin/bash'),
  asker(MAKE, { terminal: 'pts/2', place: 'session 61 start-2 pts/2' }),
  // The same numbers of process, session and terminal, later.
  asker(MAKE, { place: 'session 60 start-9 pts/1' }),
  asker(MAKE, { terminal: null, place: 'process 70 start-1' }),
  asker(null, { program: 'make' }),
];

async function isGiven({ core, signature }: AgentOnCore & { signature: string }, who: Asker): Promise<boolean> {
  try {
    await core.services.consent.check({ accountId: 'dnanexus/user-amy', signature, use: 'exec', ...consenting(who, { waitMs: 0 }) });
    return true;
  } catch (error) {
    if (error instanceof AppError && ['USE_REFUSED', 'NEEDS_CONSENT'].includes(error.code)) return false;
    throw error;
  }
}

/** Each policy and each yes, against each asker: who is given it, and whether that is who should be. */
async function matrix(agent: AgentOnCore & { signature: string }): Promise<void> {
  const look = async (expected: (who: Asker) => boolean): Promise<void> => {
    for (const who of ASKERS) {
      tally.matrix += 1;
      if ((await isGiven(agent, who)) !== expected(who)) tally.wrongly += 1;
    }
  };
  const yes = ({ path, place }: Asker) => path === MAKE && place === ASKERS[0]?.place;
  await set(agent, 'allow');
  await look(() => true);
  await set(agent, 'never', [MAKE]);
  await look(() => false);
  await set(agent, 'listed');
  await look(({ path }) => path === MAKE);
  await set(agent, 'allow', [], [MAKE]);
  await look(({ path }) => path !== MAKE);
  await agent.core.services.consent.change({ signature: agent.signature, kind: 'ask', allow: [], deny: [], forget: [MAKE] });
  await look(() => false);
  for (const answer of ['tenMinutes', 'terminal'] as const) {
    const { consent } = agent.core.services;
    const asked = consent.check({ accountId: 'dnanexus/user-amy', signature: agent.signature, use: 'exec', ...consenting(asker(MAKE)) });
    await consent.answer({ id: consent.state()?.id ?? '', answer });
    await asked;
    await look(yes);
    consent.withdraw({ signature: agent.signature, id: null });
    await look(() => false);
  }
}

/** A number of a process that came again is nobody. */
async function reusedNumbers(): Promise<void> {
  const askers = createAskers({ command: '/nowhere/dxkey' });
  const mark = await askers.startMark(process.pid);
  for (const [startMark, isSomebody] of [
    [mark, true],
    ['another start', false],
    [null, false],
  ] as const) {
    tally.matrix += 1;
    if (((await askers.find({ pid: process.pid, startMark })) !== null) !== isSomebody) tally.wrongly += 1;
  }
}

async function prove(callers: number): Promise<void> {
  const agent = await withToken();
  try {
    await manyAtOnce(agent, callers);
    await matrix(agent);
    await reusedNumbers();
  } finally {
    await agent.stop();
  }
  process.stdout.write(
    `consent: ${Object.entries(tally)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(' ')}\n`,
  );
  const isOne = tally.questions === 1 && tally.reads === 1;
  process.exitCode = isOne && tally.answered === callers && tally.wrongly === 0 && tally.matrix > 0 ? 0 : 1;
}

prove(process.argv.includes('small') ? SIZES.small : SIZES.full).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.stdout.write('consent: broken\n');
  process.exitCode = 1;
});

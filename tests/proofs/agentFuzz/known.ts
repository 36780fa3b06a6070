/** Calls whose right answers the proof knows, asked by the command's own client among everything else that goes on. */
import type { AgentClient } from '../../../main/agent/client';
import type { OperationInput, OperationName, OperationOutput } from '../../../main/agent/messages';
import { AppError } from '../../../main/core/errors';
import { LABELS } from './computer';
import type { Judge } from './verdict';

export interface Known {
  /** Asks them all once, and tells the judge of each that is wrong. */
  look(judge: Judge): Promise<void>;
  /** The cheapest call there is. */
  greet(): Promise<void>;
  calls(): number;
}

const AT_ONCE = 5;

const lease = (name: string): OperationInput<'beginLease'> => ({
  name,
  kind: 'env',
  pid: process.pid,
  projectId: null,
  mayAskInWindow: false,
});

/** `study`: the one secret that the client may be told. */
export async function createKnown(client: AgentClient, study: string): Promise<Known> {
  let calls = 0;
  const ask = <O extends OperationName>(op: O, input: OperationInput<O>): Promise<OperationOutput<O>> => {
    calls += 1;
    return client.request(op, input);
  };
  const refusal = (asked: Promise<unknown>): Promise<string> =>
    asked.then(
      () => 'given',
      (error: unknown) => (error instanceof AppError ? error.code : 'a fault'),
    );
  const ours: readonly (string | null)[] = Object.values(LABELS);
  const borrow = async (): Promise<string> => {
    const { lease: begun, secret, label } = await ask('beginLease', lease(LABELS.study));
    await ask('endLease', { id: begun.id });
    return secret === study ? `the secret of ${String(label)}` : 'another secret';
  };
  const all: Readonly<Record<string, () => Promise<unknown>>> = {
    hello: async () => (await ask('hello', { protocol: 1 })).protocol,
    whoami: async () => (await ask('whoami', {})).account,
    accounts: async () => (await ask('listAccounts', {})).list.map(({ account }) => account.id),
    tokens: async () =>
      (await ask('listTokens', { refresh: false })).rows
        .filter(({ label }) => ours.includes(label))
        .map(({ label, signature, state, held, expiresMs }) => [label, signature, state, held, expiresMs]),
    projects: async () => (await ask('findProjects', { query: '', limit: 5 })).projects,
    policy: async () => (await ask('readPolicy', { name: LABELS.guarded })).row.signature,
    study: borrow,
    guarded: () => refusal(ask('beginLease', lease(LABELS.guarded))),
    asked: () => refusal(ask('beginLease', lease(LABELS.asked))),
    nobody: () => refusal(ask('previewRevoke', { name: 'no such token' })),
  };
  const right = new Map<string, string>();
  for (const [name, look] of Object.entries(all)) right.set(name, JSON.stringify(await look()));
  const sure = { study: '"the secret of study"', guarded: '"USE_REFUSED"', asked: '"NEEDS_CONSENT"', nobody: '"NO_SUCH_TOKEN"' };
  for (const [name, answer] of Object.entries(sure))
    if (right.get(name) !== answer) throw new Error(`${name} is ${String(right.get(name))}`);
  const check = async (name: string, judge: Judge): Promise<void> => {
    const answer = await (all[name]?.() ?? Promise.resolve(null)).then(JSON.stringify, (error: unknown) =>
      error instanceof AppError ? error.code : 'a fault',
    );
    if (answer !== right.get(name)) judge.found('wrong', `${name}: ${answer.slice(0, 200)}`);
  };
  const checkAll = async (judge: Judge): Promise<void> => {
    const names = [...right.keys()];
    for (let at = 0; at < names.length; at += AT_ONCE) await Promise.all(names.slice(at, at + AT_ONCE).map((name) => check(name, judge)));
  };
  let turn = Promise.resolve();
  return {
    calls: () => calls,
    greet: async () => {
      await ask('hello', { protocol: 1 });
    },
    look: (judge) => {
      // One after the other, whoever asks: together they would be more than a connection may have under way.
      turn = turn.then(() => checkAll(judge));
      return turn;
    },
  };
}

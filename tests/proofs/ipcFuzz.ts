/**
 * `npm run proof -- ipc-fuzz [--size small|full]`: mutated messages to every channel of the page and every call of the agent,
 * with the real core on fakes. Nothing may crash, go unanswered, or carry a secret that the treaty does not list.
 */
import { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { serveConnection } from '../../main/agent/connection';
import { operations, SECRET_ANSWERS } from '../../main/agent/messages';
import { createOperations } from '../../main/agent/operations';
import { UNPROVEN } from '../../main/core/consent/policy';
import type { OperationName } from '../../main/agent/messages';
import { createDispatch } from '../../main/ipc/dispatch';
import type { Dispatch } from '../../main/ipc/dispatch';
import { createHandlers } from '../../main/ipc/handlers';
import { CHANNELS } from '../../preload/contract/channels';
import type { ChannelName } from '../../preload/contract/channels';
import { SECRET_OUTPUTS } from '../../preload/contract/contract';
import { createTestServices } from '../fakes/createTestServices';
import type { TestServices } from '../fakes/createTestServices';
import { AMY } from '../fakes/fakePlatform';

/** Core is built anew so often, so that no state of one round decides all of the next. */
const ROUND = 500;
const FACTS = { version: '0.1.0', electronVersion: '45.4.1', runtime: 'pinned', build: 'test', os: 'linux', hostname: 'ada' } as const;

const tally = { messages: 0, accepted: 0, crashes: 0, leaks: 0, findings: [] as string[] };

function found(kind: 'crashes' | 'leaks', what: string): void {
  tally[kind] += 1;
  if (tally.findings.length < 20) tally.findings.push(`${kind}: ${what}`);
}

process.on('uncaughtException', (error) => {
  found('crashes', `uncaught ${error.name}`);
});
process.on('unhandledRejection', () => {
  found('crashes', 'unhandled rejection');
});

/** The same numbers for the same seed: a finding can be played again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const random = randomFrom(20_261_124);
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

const PROJECT = 'project-000000000000000000000000';
const JUNK: readonly unknown[] = [
  null,
  undefined,
  true,
  -1,
  0,
  1e308,
  Number.NaN,
  '',
  ' ',
  '../../etc/passwd',
  '\u0000',
  '\u001b[2J',
  '\ud800',
  'a'.repeat(5000),
  '__proto__',
  'f'.repeat(64),
  [],
  [[]],
  {},
  { length: 1 },
  { toString: 1 },
  { then: 1 },
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  new Array(200).fill(0),
];

/** Inputs that are right, where they can be; mutation makes them wrong. */
function rightInputs(signature: string): Record<ChannelName | OperationName, unknown> {
  const platform = { kind: pick(['dnanexus', 'staging', 'standin'] as const) };
  const scope = pick([{ kind: 'full' }, { kind: 'projects', projects: { '*': 'VIEW', [PROJECT]: 'CONTRIBUTE' } }]);
  const mint = { label: 'fuzz', scope, expiresMs: null, isKept: random() < 0.7, worksWhileAway: false };
  const keep = { label: 'fuzz', worksWhileAway: true };
  const when = pick(['now', 'whenJobsDone']);
  const name = pick([signature.slice(0, 12), 'fuzz', 'none']);
  const kind = pick(['destroy', 'forget', 'destroyWhenDone']);
  const typed = { username: AMY.username, password: AMY.password };
  return {
    ...(Object.fromEntries([...CHANNELS, ...Object.keys(operations)].map((each) => [each, {}])) as Record<
      ChannelName | OperationName,
      unknown
    >),
    'settings.change': pick([{ appearance: 'dark' }, { clipboardClearMs: 20_000 }, {}]),
    'link.open': { link: 'documentation' },
    'accounts.remove': { accountId: 'dnanexus/user-amy', tokens: pick(['revoke', 'forget']) },
    'session.signIn': { platform, ...typed },
    'session.submitCode': { code: '123456' },
    'session.inspectToken': { platform, token: 'x'.repeat(32) },
    'session.keepToken': keep,
    'session.signOut': { kind },
    'tokens.mint': mint,
    'tokens.reach': { scope },
    'tokens.import': { token: 'y'.repeat(32), ...keep },
    'tokens.previewRevoke': { signature },
    'tokens.revoke': { signature, when },
    'tokens.previewRevokeMany': { signatures: [signature] },
    'tokens.revokeMany': { signatures: [signature], when: 'now' },
    'tokens.previewPause': { signature },
    'tokens.pause': { signature },
    'tokens.resume': { signature },
    'tokens.copy': { signature },
    'tokens.exportLines': { signature, needsMs: null },
    'tokens.setProject': { signature, projectId: pick([PROJECT, null]) },
    'tokens.forget': { signature },
    'projects.find': { query: 'a', limit: 10 },
    'shellToken.answer': { id: 'id-1', answer: pick([{ kind: 'refuse' }, { kind: 'mint', scope, expiresMs: null }]) },
    'twoFactor.begin': { password: 'v'.repeat(12), code: null },
    'twoFactor.takeKey': { text: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' },
    'twoFactor.takeQr': { from: 'clipboard' },
    'twoFactor.confirm': { code: '123456' },
    'twoFactor.takeCodes': { text: 'abcd-efgh' },
    'twoFactor.finish': { backupCode: 'abcd-efgh', keepCodes: true, keepKey: true },
    'twoFactor.renewCodes': { password: 'v'.repeat(12), code: '123456' },
    'twoFactor.turnOff': { password: 'v'.repeat(12), code: '123456' },
    'twoFactor.showKey': { proof: { by: 'password', password: 'v'.repeat(12) } },
    'twoFactor.showCodes': { proof: { by: 'passphrase', passphrase: 'v'.repeat(12) } },
    'twoFactor.copy': { what: 'setupKey' },
    'twoFactor.forget': { what: 'authenticator' },
    'proxy.answer': { id: 'id-1', answer: pick([{ kind: 'refuse' }, { kind: 'login', username: 'net', password: 'v'.repeat(12) }]) },
    hello: { protocol: 1 },
    signIn: { platform: 'dnanexus', ...typed },
    submitCode: { code: '123456' },
    inspectToken: { platform: null, token: 'z'.repeat(32) },
    keepToken: keep,
    signOut: { kind },
    listTokens: { refresh: random() < 0.5 },
    createToken: { ...mint, print: random() < 0.5, isShellToken: random() < 0.2 },
    reach: { scope: mint.scope },
    importToken: { token: 'w'.repeat(32), ...keep },
    copyToken: { name },
    previewRevoke: { name },
    revokeToken: { name, when },
    previewPause: { name },
    pauseToken: { name },
    resumeToken: { name },
    findProjects: { query: '', limit: 5 },
    selectProject: { name: pick([name, null]), projectId: null },
    beginLease: {
      name: pick([name, null]),
      kind: pick(['env', 'exec']),
      pid: pick([100, 200]),
      projectId: null,
      mayAskInWindow: random() < 0.3,
    },
    endLease: { id: 'id-2' },
  };
}

/** One thing wrong somewhere, or nothing. */
function mutate(value: unknown, depth = 0): unknown {
  const roll = random();
  if (roll < 0.1 + depth * 0.05) return pick(JUNK);
  if (Array.isArray(value)) return value.map((each) => mutate(each, depth + 1));
  if (typeof value !== 'object' || value === null) return roll < 0.25 ? pick(JUNK) : value;
  const entries = Object.entries(value);
  if (roll < 0.2) entries.splice(Math.floor(random() * entries.length), 1);
  else if (roll < 0.3) entries.push([pick(['extra', 'constructor', 'secret', 'then']), pick(JUNK)]);
  else if (entries.length > 0) {
    const entry = pick(entries);
    entry[1] = mutate(entry[1], depth + 1);
  }
  return Object.fromEntries(entries);
}

interface Round {
  test: TestServices;
  dispatch: Dispatch;
  talk(line: string): Promise<string>;
}

async function beginRound(): Promise<Round> {
  const test = createTestServices();
  await test.services.start();
  await test.services.session.signIn({ platform: { kind: 'dnanexus' }, username: AMY.username, password: AMY.password });
  await test.services.tokens.mint({ label: 'first', scope: { kind: 'full' }, expiresMs: null, isKept: true, worksWhileAway: true });
  const desktop = {
    openLink: () => Promise.resolve(),
    installCommand: () => Promise.resolve('/usr/bin/dxkey'),
    secretShown: () => undefined,
    quit: () => undefined,
  };
  // An erased app answers nothing any more: it only says that it would be.
  const erase = { ...test.services.erase, run: () => Promise.resolve(test.services.erase.state()) };
  const dispatch = createDispatch({
    handlers: createHandlers({ ...test.services, erase }, desktop),
    isTrusted: () => true,
    ready: Promise.resolve(),
    lock: test.services.lock,
    erase,
    log: test.log,
  });
  return { test, dispatch, talk: (line) => oneLine(test, line) };
}

/** A connection for one request: bytes in, the first line out. */
function oneLine(test: TestServices, line: string): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const socket = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        said += chunk.toString();
        done();
        if (!said.includes('\n')) return;
        resolve(said);
        socket.destroy();
      },
    });
    Object.assign(socket, { destroySoon: () => socket.destroy() });
    serveConnection({
      socket: socket as unknown as Socket,
      operations: createOperations({ services: test.services, facts: FACTS, showWindow: () => undefined }),
      caller: {
        pid: 100,
        asker: () => Promise.resolve(UNPROVEN.asker),
        whenGone: () => () => undefined,
        mayLeaseTo: () => Promise.resolve(true),
        describe: () => Promise.resolve({ program: 'make', folder: null }),
        holdExecLease: () => true,
        isConnected: () => true,
        account: null,
        releaseLease: () => undefined,
      },
      log: test.log,
      onUnread: () => undefined,
    });
    socket.push(`${line}\n`);
  });
}

/** Time goes on until the answer is there: a wait that core has is part of the answer. */
async function answered<T>(round: Round, answer: Promise<T>): Promise<T | null> {
  const results: T[] = [];
  answer.then(
    (value) => {
      results.push(value);
    },
    () => {
      found('crashes', 'a rejected call');
    },
  );
  for (let step = 0; step < 40 && results.length === 0; step += 1) {
    await round.test.clock.advance(step < 3 ? 0 : 10_000);
  }
  if (results.length === 0) found('crashes', 'no answer');
  return results[0] ?? null;
}

function inspect(name: string, answer: unknown, listed: readonly { field: string }[]): void {
  const { ok, value, error } = (answer ?? {}) as { ok?: boolean; value?: Record<string, unknown>; error?: { code?: string } };
  if (ok === true) tally.accepted += 1;
  if (ok !== true && ok !== false) found('crashes', `${name}: not an answer`);
  if (error?.code === 'INTERNAL') found('crashes', `${name}: INTERNAL`);
  const rest = ok === true && typeof value === 'object' ? { ...value } : value;
  // What the treaty lists may carry its secret; everything around it may not.
  for (const { field } of listed) if (rest !== undefined) delete rest[field];
  if (/CANARY-(token|password)/.test(JSON.stringify({ ok, rest, error }))) found('leaks', name);
}

async function playOne(round: Round): Promise<void> {
  const rows = round.test.services.tokens.state().rows;
  const inputs = rightInputs(rows.length === 0 ? 'a'.repeat(64) : pick(rows).signature);
  const target = pick([...CHANNELS, ...(Object.keys(operations) as OperationName[])]);
  const input = random() < 0.25 ? inputs[target] : mutate(inputs[target]);
  tally.messages += 1;
  if (target.includes('.')) {
    const channel = random() < 0.01 ? pick(['', 'constructor', '__proto__', 'tokens.steal', 'toString']) : target;
    const answer = await answered(round, round.dispatch({ sender: { id: 1 }, senderFrame: null }, channel, input));
    if (answer !== null)
      inspect(
        channel,
        answer,
        SECRET_OUTPUTS.filter((listed) => listed.channel === channel),
      );
    return;
  }
  const request = { id: tally.messages, op: target, input };
  // A mutation may come to undefined, which JSON has no text for.
  const line = JSON.stringify({ sent: random() < 0.1 ? mutate(request) : request }).slice('{"sent":'.length, -1);
  const said = await answered(round, round.talk(random() < 0.02 ? line.slice(0, Math.floor(line.length * random())) : line));
  if (said === null) return;
  for (const each of said.trim().split('\n'))
    inspect(
      target,
      JSON.parse(each) as unknown,
      SECRET_ANSWERS.filter((listed) => listed.op === target),
    );
}

/** The search must find what it looks for, or its silence says nothing. */
function checkTheSearch(): void {
  inspect('control', { ok: true, value: { row: { deep: 'CANARY-token-1' } } }, [{ field: 'secret' }]);
  inspect('control', { ok: true, value: { secret: 'CANARY-token-1' } }, [{ field: 'secret' }]);
  inspect('control', undefined, []);
  if (tally.leaks !== 1 || tally.crashes !== 1) throw new Error('the search does not find what it must');
  Object.assign(tally, { accepted: 0, crashes: 0, leaks: 0, findings: [] });
}

async function main(): Promise<void> {
  const isSmall = process.argv[process.argv.indexOf('--size') + 1] === 'small';
  const total = isSmall ? 5_000 : 100_000;
  checkTheSearch();
  let round = await beginRound();
  while (tally.messages < total) {
    if (tally.messages % ROUND === 0) {
      if (JSON.stringify(round.test.log.entries.map(({ event, fields }) => [event, fields])).includes('CANARY')) found('leaks', 'the log');
      await round.test.services.stop();
      round = await beginRound();
    }
    await playOne(round);
  }
  await round.test.services.stop();
  if ('polluted' in {}) found('crashes', 'a prototype was changed');
  for (const finding of tally.findings) process.stdout.write(`${finding}\n`);
  // A fuzz that is refused everywhere proves nothing.
  const isMeaningful = tally.accepted > total / 20;
  process.stdout.write(
    `ipc-fuzz: messages=${String(tally.messages)} accepted=${String(tally.accepted)} crashes=${String(tally.crashes)} leaks=${String(tally.leaks)}\n`,
  );
  process.exit(tally.crashes === 0 && tally.leaks === 0 && isMeaningful ? 0 : 1);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? String(error.stack) : 'the fuzz itself failed'}\n`);
  process.exit(1);
});

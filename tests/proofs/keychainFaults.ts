/**
 * `npm run proof -- keychain-faults [--size small|full]`: the real store on real daemons that are missing, locked, frozen and
 * killed; then the real app and command on a Secret Service whose faults are switched (keychainFaults/). Each state must be told rightly
 * within 3 s, in words and an exit code of its own, nothing may be written anywhere else, and later calls must work again.
 * Every round has a bus, a keyring and a home of its own. `slowestMs` is the store's, `toldMs` the command's and the window's.
 */
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type PrivateBus, startPrivateBus, whatIsMissing } from '../keychain/privateBus';
import { type StoreAnswer, type StoreProcess, serveStore, startStore } from '../keychain/storeProgram';
import { playStates } from './keychainFaults/scenes';
import { expectOne, tally } from './keychainFaults/tally';

const CANARY = 'CanaryKeychainFaults0123456789ab';
const LIMIT_MS = 3_000;
const STORE_ARGUMENT = '--store-program';
const BURST = 20;

function outcomeOf(answer: StoreAnswer): string {
  return 'code' in answer ? answer.code : JSON.stringify(answer.value);
}

function count(answer: StoreAnswer): string {
  tally.calls += 1;
  tally.slowestMs = Math.max(tally.slowestMs, answer.ms);
  return outcomeOf(answer);
}

/** Every call in the state `code`; `probe` must say it in its own word. */
async function expectEach(what: string, store: StoreProcess, code: string): Promise<void> {
  expectOne(`${what}, probe`, count(await store.ask({ op: 'probe' })), [JSON.stringify(code.replace('KEYCHAIN_', '').toLowerCase())]);
  expectOne(`${what}, get`, count(await store.ask({ op: 'get', key: 'kept' })), [code]);
  expectOne(`${what}, set`, count(await store.ask({ op: 'set', key: 'new', secret: CANARY })), [code]);
  expectOne(`${what}, remove`, count(await store.ask({ op: 'remove', key: 'kept' })), [code]);
}

async function expectWorking(what: string, store: StoreProcess): Promise<void> {
  tally.recoveries += 1;
  const outcomes = [
    count(await store.ask({ op: 'probe' })),
    count(await store.ask({ op: 'get', key: 'kept' })),
    count(await store.ask({ op: 'set', key: 'after', secret: CANARY })),
    count(await store.ask({ op: 'get', key: 'after' })),
  ];
  const wanted = ['"ready"', JSON.stringify(CANARY), 'true', JSON.stringify(CANARY)];
  if (outcomes.join() === wanted.join()) tally.recovered += 1;
  else tally.wrong.push(`${what}: ${outcomes.map((outcome) => outcome.replace(CANARY, 'the secret')).join(', ')}`);
}

/** Files below a folder with a digest of each; a socket or a link counts by its name. */
function filesBelow(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const facts = lstatSync(path);
    if (facts.isDirectory()) for (const [inner, digest] of filesBelow(path)) files.set(join(name, inner), digest);
    else files.set(name, facts.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'special');
  }
  return files;
}

/** Whether a keyring of the daemon's own (encrypted) or its control socket; anything else that appears is ours, and wrong. */
function isOfDaemon(name: string): boolean {
  return name.startsWith('data/keyrings/') || name.startsWith('run/keyring/') || name === 'bus';
}

function kernelKeys(): string {
  try {
    return readFileSync('/proc/keys', 'utf8');
  } catch {
    return '';
  }
}

function countWritten(before: Map<string, string>, bus: PrivateBus): void {
  for (const [name, digest] of filesBelow(bus.folder)) {
    const path = join(bus.folder, name);
    const isPlain = digest !== 'special' && readFileSync(path).includes(CANARY);
    if (isPlain || (before.get(name) !== digest && !isOfDaemon(name))) {
      tally.writtenElsewhere += 1;
      tally.wrong.push(`written elsewhere: ${name}`);
    }
  }
  // Some libraries fall back on the kernel's keyring in silence.
  if (kernelKeys().includes('dxkey')) tally.wrong.push('written into the kernel keyring');
}

type Scene = (bus: PrivateBus, store: (env?: Record<string, string>) => StoreProcess) => Promise<void>;

async function keep(store: StoreProcess): Promise<void> {
  expectOne('keeping', count(await store.ask({ op: 'set', key: 'kept', secret: CANARY })), ['true']);
}

/** Many writes at once, and `fault` in the middle of them: after the third answer. */
async function burst(store: StoreProcess, fault: () => void | Promise<void>): Promise<string[]> {
  let answered = 0;
  return Promise.all(
    Array.from({ length: BURST }, async (_, number) => {
      const outcome = count(await store.ask({ op: 'set', key: `burst ${String(number)}`, secret: CANARY }));
      answered += 1;
      if (answered === 3) await fault();
      return outcome;
    }),
  );
}

const scenes: Record<string, Scene> = {
  'no session bus': async (bus, store) => {
    const { DBUS_SESSION_BUS_ADDRESS: _, ...env } = bus.env;
    await expectEach('no session bus', store(env), 'KEYCHAIN_MISSING');
  },
  'no service': async (bus, store) => {
    const vault = store();
    await expectEach('no service', vault, 'KEYCHAIN_MISSING');
    await bus.startKeyring('unlocked');
    await keep(vault);
    await expectWorking('after no service', vault);
  },
  'no keyring': async (bus, store) => {
    await bus.startKeyring('locked');
    await expectEach('no keyring', store(), 'KEYCHAIN_MISSING');
  },
  locked: async (bus, store) => {
    const first = await bus.startKeyring('unlocked');
    const vault = store();
    await keep(vault);
    await first.kill();
    const second = await bus.startKeyring('locked');
    await expectEach('locked', vault, 'KEYCHAIN_LOCKED');
    await second.kill();
    await bus.startKeyring('unlocked');
    await expectWorking('after locked', vault);
  },
  killed: async (bus, store) => {
    const keyring = await bus.startKeyring('unlocked');
    const vault = store();
    await keep(vault);
    const outcomes = await burst(vault, () => keyring.kill());
    for (const outcome of outcomes) expectOne('killed in the middle', outcome, ['true', 'KEYCHAIN_MISSING']);
    await expectEach('killed', vault, 'KEYCHAIN_MISSING');
    await bus.startKeyring('unlocked');
    await expectWorking('after killed', vault);
    for (const [number, outcome] of outcomes.entries()) {
      if (outcome === 'true')
        expectOne('kept before the kill', count(await vault.ask({ op: 'get', key: `burst ${String(number)}` })), [JSON.stringify(CANARY)]);
    }
  },
  frozen: async (bus, store) => {
    const keyring = await bus.startKeyring('unlocked');
    const vault = store();
    await keep(vault);
    const outcomes = await burst(vault, keyring.freeze);
    for (const outcome of outcomes) expectOne('frozen in the middle', outcome, ['true', 'KEYCHAIN_HUNG']);
    await expectEach('frozen', vault, 'KEYCHAIN_HUNG');
    keyring.thaw();
    // What lands now is undone in its turn; the first call may still find that going on.
    while (outcomeOf(await vault.ask({ op: 'probe' })) === '"hung"') await new Promise((resolve) => setTimeout(resolve, 50));
    await expectWorking('after frozen', vault);
    for (const [number, outcome] of outcomes.entries()) {
      const wanted = outcome === 'true' ? JSON.stringify(CANARY) : 'null';
      expectOne('told and true', count(await vault.ask({ op: 'get', key: `burst ${String(number)}` })), [wanted]);
    }
  },
};

async function play(scene: Scene): Promise<void> {
  const bus = await startPrivateBus();
  const stores: StoreProcess[] = [];
  try {
    const before = filesBelow(bus.folder);
    await scene(bus, (env) => {
      const started = startStore([process.argv[1] ?? '', STORE_ARGUMENT], env ?? bus.env);
      stores.push(started);
      return started;
    });
    countWritten(before, bus);
  } finally {
    await Promise.all(stores.map((store) => store.stop()));
    await bus.remove();
  }
}

async function prove(size: string): Promise<void> {
  const missing = whatIsMissing();
  if (missing !== null) throw new Error(missing);
  const rounds = size === 'full' ? 8 : 1;
  for (let round = 0; round < rounds; round += 1) for (const scene of Object.values(scenes)) await play(scene);
  const states = await playStates(size);

  for (const line of new Set(tally.wrong)) process.stderr.write(`${line}\n`);
  const { calls, answers, starts, wrong, slowestMs, toldMs, writtenElsewhere, recovered, recoveries } = tally;
  const figures = {
    rounds,
    calls,
    states,
    starts,
    answers,
    wrong: wrong.length,
    slowestMs,
    toldMs,
    writtenElsewhere,
    recovered: `${String(recovered)}/${String(recoveries)}`,
  };
  const text = Object.entries(figures).map(([name, value]) => `${name}=${String(value)}`);
  // A machine that does much else is slow without the keychain's doing, so the small size judges no time.
  const isInTime = size !== 'full' || Math.max(slowestMs, toldMs) <= LIMIT_MS;
  const holds = wrong.length === 0 && isInTime && writtenElsewhere === 0 && recovered === recoveries;
  process.stdout.write(`keychain-faults: ${text.join(' ')}\n`);
  process.exitCode = holds ? 0 : 1;
}

if (process.argv.includes(STORE_ARGUMENT)) serveStore('dxkey-proof');
else {
  const sizeAt = process.argv.indexOf('--size');
  prove(sizeAt === -1 ? 'full' : (process.argv[sizeAt + 1] ?? 'full')).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.stdout.write('keychain-faults: broken\n');
    process.exitCode = 1;
  });
}

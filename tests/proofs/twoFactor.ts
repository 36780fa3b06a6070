/**
 * `npm run proof -- two-factor [--size small|full]`: random sequences of enable, disable, new codes, sign-in, restart and fault,
 * by the real core and the real adapter against the stand-in. None ends with an account that its person cannot enter by what was
 * shown to them, or with back-up codes that the app shows as unused and the platform refuses.
 */
import fc from 'fast-check';
import { generateSync } from 'otplib';
import { startStandin } from '../fakes/standinProcess';
import type { StandinProcess } from '../fakes/standinProcess';
import { startComputer } from './platformFaults/computer';
import type { Computer } from './platformFaults/computer';

const tally = { sequences: 0, steps: 0, faults: 0, shutOut: 0, wronglyShown: 0, refused: 0 };
const ROUTES = ['begin', 'confirm', 'finish', 'disable', 'describe'] as const;

type Step =
  | { kind: 'enable'; until: 'begin' | 'confirm' | 'finish'; keeps: boolean }
  | { kind: 'renew'; keeps: boolean }
  | { kind: 'turnOff' }
  | { kind: 'signIn' }
  | { kind: 'restart' }
  | { kind: 'fault'; route: (typeof ROUTES)[number]; drop: 'beforeBody' | 'afterBody' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('enable' as const), until: fc.constantFrom('begin', 'confirm', 'finish', 'finish'), keeps: fc.boolean() }),
  fc.record({ kind: fc.constant('renew' as const), keeps: fc.boolean() }),
  fc.constant({ kind: 'turnOff' as const }),
  fc.constant({ kind: 'signIn' as const }),
  fc.constant({ kind: 'restart' as const }),
  fc.record({ kind: fc.constant('fault' as const), route: fc.constantFrom(...ROUTES), drop: fc.constantFrom('beforeBody', 'afterBody') }),
);

/** What the person was shown: entries of their app, and sheets of codes. */
interface Person {
  password: string;
  secrets: string[];
  codes: string[];
}

const USERNAME = 'amy';

async function codeOf(standin: StandinProcess, secret: string): Promise<string> {
  // A step later than any that was used, so that no code is a replay.
  const nowMs = await standin.control.advanceClock(61_000);
  return generateSync({ secret, epoch: Math.floor(nowMs / 1_000) });
}

async function enter(standin: StandinProcess, person: Person, otp: string | null): Promise<'in' | 'needsCode' | 'refused'> {
  const answer = await standin.post('/system/newAuthToken', { username: USERNAME, password: person.password, otp, expires: null });
  if (answer.status === 200) return 'in';
  return JSON.stringify(answer.body).includes('OTPRequired') ? 'needsCode' : 'refused';
}

/** What a person would type now: the newest of the app's entries. */
const currentCode = async (standin: StandinProcess, person: Person): Promise<string> =>
  person.secrets.length === 0 ? '000000' : codeOf(standin, (await standingSecret(standin, person)) ?? person.secrets[0] ?? '');

/** Of several entries the one that counts, by what the platform would take; a person finds it by trying. */
async function standingSecret(standin: StandinProcess, person: Person): Promise<string | null> {
  const truth = await standin.control.code(USERNAME).catch(() => null);
  const nowMs = await standin.control.advanceClock(0);
  const steps = [0, 1, -1].map((shift) => Math.floor(nowMs / 1_000) + shift * 30);
  return person.secrets.find((secret) => steps.some((epoch) => generateSync({ secret, epoch }) === truth)) ?? null;
}

async function signedIn(computer: Computer, standin: StandinProcess, person: Person): Promise<void> {
  const { session } = computer.services;
  for (let tries = 0; tries < 20 && session.state().status === 'working'; tries += 1) await new Promise((go) => setTimeout(go, 20));
  if (session.state().status === 'signedIn') return;
  const state = await session.signIn({ platform: { kind: 'standin' }, username: USERNAME, password: person.password });
  if (state.status === 'needsCode') await session.submitCode({ code: await currentCode(standin, person) });
}

async function take(one: Step, computer: Computer, standin: StandinProcess, person: Person): Promise<void> {
  const { twoFactor, session } = computer.services;
  const { password } = person;
  if (one.kind === 'restart') return computer.restart();
  if (one.kind === 'fault') {
    tally.faults += 1;
    return standin.control.fault({ route: `/account/${one.route}TwoFactor`, drop: one.drop });
  }
  await signedIn(computer, standin, person);
  if (one.kind === 'signIn') {
    const { list } = await twoFactor.showCodes({ proof: { by: 'password', password } });
    await session.signOut({ kind: 'destroy' });
    await session.signIn({ platform: { kind: 'standin' }, username: USERNAME, password });
    await session.submitCode({ code: list.find(({ use }) => use === 'unused')?.code ?? '' });
    return;
  }
  const { status } = await twoFactor.refresh();
  const code = status?.isOn === true ? await currentCode(standin, person) : null;
  if (one.kind === 'turnOff') return void (await twoFactor.turnOff({ password, code: code ?? '000000' }));
  let fresh: string[];
  if (one.kind === 'enable') {
    const { secret } = await twoFactor.begin({ password, code });
    person.secrets.unshift(secret);
    if (one.until === 'begin') {
      twoFactor.dismiss();
      return;
    }
    fresh = (await twoFactor.confirm({ code: await codeOf(standin, secret) })).backupCodes;
  } else {
    fresh = (await twoFactor.renewCodes({ password, code: code ?? '000000' })).backupCodes;
  }
  person.codes.unshift(...fresh);
  if (one.kind === 'enable' && one.until === 'confirm') {
    twoFactor.dismiss();
    return;
  }
  twoFactor.tellSaved();
  await twoFactor.finish({ backupCode: fresh[2] ?? '', keepCodes: one.keeps, keepKey: one.keeps });
}

async function judge(computer: Computer, standin: StandinProcess, person: Person): Promise<void> {
  await standin.control.clearFaults();
  await standin.control.advanceClock(16 * 60_000);
  await computer.restart();
  const way = await enter(standin, person, null);
  if (way === 'needsCode') {
    const secret = await standingSecret(standin, person);
    if (secret === null || (await enter(standin, person, await codeOf(standin, secret))) !== 'in') {
      tally.shutOut += 1;
      return;
    }
  } else if (way !== 'in') tally.shutOut += 1;
  await signedIn(computer, standin, person);
  const state = await computer.services.twoFactor.refresh();
  if (state.backupCodes === null) return;
  if (state.backupCodes.standing !== 'live') tally.wronglyShown += 1;
  const { list } = await computer.services.twoFactor.showCodes({ proof: { by: 'password', password: person.password } });
  for (const { code, use } of list) {
    if (use === 'unused' && (await enter(standin, person, code)) !== 'in') tally.wronglyShown += 1;
  }
}

async function play(standin: StandinProcess, steps: Step[]): Promise<void> {
  await standin.control.reset();
  const person: Person = { password: standin.account(USERNAME).password, secrets: [], codes: [] };
  const computer = await startComputer(standin.url);
  try {
    for (const one of steps) {
      tally.steps += 1;
      await take(one, computer, standin, person).catch(() => {
        tally.refused += 1;
      });
    }
    await judge(computer, standin, person);
    tally.sequences += 1;
  } finally {
    await computer.stop();
  }
}

async function prove(size: string): Promise<void> {
  const standin = await startStandin();
  try {
    const sequences = fc.array(step, { minLength: 1, maxLength: 8 });
    const numRuns = size === 'full' ? 200 : 15;
    await fc.assert(
      fc.asyncProperty(sequences, async (steps) => {
        const before = tally.shutOut + tally.wronglyShown;
        await play(standin, steps);
        return tally.shutOut + tally.wronglyShown === before;
      }),
      { numRuns, endOnFailure: true },
    );
  } finally {
    await standin.stop();
  }
}

const figures = (): string =>
  Object.entries(tally)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');

prove(process.argv.includes('--size') ? (process.argv[process.argv.indexOf('--size') + 1] ?? 'full') : 'full').then(
  () => {
    process.stdout.write(`two-factor: ${figures()}\n`);
    process.exitCode = tally.sequences > 0 && tally.shutOut + tally.wronglyShown === 0 ? 0 : 1;
  },
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.stdout.write(`two-factor: ${figures()}\n`);
    process.exitCode = 1;
  },
);

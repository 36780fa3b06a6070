/**
 * `npm run proof -- rotation [--size small|full]`: a rotation over the real core and platform adapter while the stand-in delays, drops, garbles
 * and refuses each of its requests, with and without `--cascade`; the app is stopped at once and started again. At least one usable token, none unknown.
 */
import { tokenKey } from '../../main/core/accounts/keys';
import { isAppError } from '../../main/core/errors';
import { startStandin } from '../fakes/standinProcess';
import type { StandinProcess } from '../fakes/standinProcess';
import { startComputer } from './platformFaults/computer';
import { FAULTS, SPEED } from './platformFaults/faults';
import type { FaultKind } from './platformFaults/faults';
import { idle, signIn } from './platformFaults/scenes';
import type { Stage } from './platformFaults/scenes';
import { strangers } from './platformFaults/verdict';

const ROUTES = ['/account/findAccessTokens', '/system/newAuthToken', '/system/whoami', '/system/destroyAuthToken'] as const;
const WISH = { scope: null, lengthMs: null, old: 'revoke', mayRevokeExposed: false } as const;
const tally = { cases: 0, lost: 0, unknown: 0, undisclosed: 0, unfinished: 0, broken: 0 };

interface Case {
  route: (typeof ROUTES)[number];
  fault: FaultKind;
}

async function play(standin: StandinProcess, { route, fault }: Case, report: (figure: keyof typeof tally) => void): Promise<void> {
  await standin.control.reset();
  const others = new Set((await standin.control.liveTokens()).map((token) => token.signature));
  const computer = await startComputer(standin.url);
  const stage: Stage = { computer, standin, username: 'amy', others, held: new Set(), condemned: new Set(), secrets: new Set() };
  try {
    await signIn(stage);
    const mint = {
      label: 'kept',
      scope: { kind: 'full' },
      expiresMs: null,
      isKept: true,
      worksWhileAway: false,
      isPrinted: false,
    } as const;
    const { row } = await computer.services.tokens.mint(mint);
    await idle(stage);
    await standin.control.fault({ route, times: 1, ...fault.set() });
    computer.clock.go(SPEED);
    const told = await computer.services.rotations.rotate({ signature: row.signature, ...WISH }).catch((error: unknown) => error);
    computer.clock.go(1);
    for (const token of strangers(stage, await standin.control.liveTokens('amy')).filter((one) => !one.isSession)) {
      const isTold = computer.services.tokens.state().mayExist.some((one) => one.label === token.label);
      if (!isTold || !isAppError(told, 'MINT_UNCERTAIN')) report('undisclosed');
    }
    await standin.control.clearFaults();
    await computer.restart();
    if (computer.services.session.state().status === 'signedOut') await signIn(stage);
    await computer.services.tokens.refresh();
    for (const { id } of computer.services.rotations.state().open)
      await computer.services.rotations.finish({ id, mayRevokeExposed: false }).catch((error: unknown) => {
        // It went on by itself and is over meanwhile.
        if (!isAppError(error, 'INVALID_INPUT')) throw error;
      });
    await computer.services.queue.run();
    await computer.services.tokens.refresh();
    const live = await standin.control.liveTokens('amy');
    if (strangers(stage, live).some((one) => !one.isSession)) report('unknown');
    if (computer.services.rotations.state().open.length > 0) report('unfinished');
    const held = computer.services.tokens.state().rows.filter((one) => one.held === 'here' && one.state === 'live');
    const isUsable = held.some(
      ({ signature }) =>
        live.some((one) => one.signature === signature) && computer.fakes.secrets.entries.has(tokenKey('standin/user-amy', signature)),
    );
    if (!isUsable) report('lost');
  } finally {
    await computer.stop();
  }
}

async function playLane(cases: readonly Case[], cascade: boolean): Promise<void> {
  const standin = await startStandin({ cascade });
  try {
    for (const one of cases) {
      const report = (figure: keyof typeof tally): void => {
        tally[figure] += 1;
        process.stderr.write(`${figure}: ${one.route}, ${one.fault.name}${cascade ? ', cascade' : ''}\n`);
      };
      await play(standin, one, report).catch((error: unknown) => {
        report('broken');
        process.stderr.write(`${String(error)}\n`);
      });
      tally.cases += 1;
    }
  } finally {
    await standin.stop();
  }
}

async function prove(isFull: boolean): Promise<void> {
  const all = ROUTES.flatMap((route) => FAULTS.map((fault) => ({ route, fault })));
  const cases = isFull ? all : all.filter((_, at) => at % 9 === 0);
  await Promise.all([playLane(cases, false), playLane(cases, true)]);
  const figures = Object.entries(tally).map(([name, value]) => `${name}=${String(value)}`);
  process.stdout.write(`rotation: ${figures.join(' ')}\n`);
  const { lost, unknown, undisclosed, unfinished, broken } = tally;
  process.exitCode = tally.cases > 0 && lost + unknown + undisclosed + unfinished + broken === 0 ? 0 : 1;
}

const at = process.argv.indexOf('--size');
prove(process.argv[at + 1] !== 'small').catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.stdout.write('rotation: broken\n');
  process.exitCode = 1;
});

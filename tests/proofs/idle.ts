/**
 * `npm run proof -- idle [--size small|full]`: idle logout by a table of what can happen to a session (sleep, clocks, crashes,
 * policies, dead sensors, locks), on the real core with fake clocks and sensors, and by the real app: time that really passes, a
 * person made of xdotool, and logind on a bus of its own.
 */
import { DESKTOP_SCENES } from './idle/desktop';
import { brokenRules, startComputer, stateOf } from './idle/computer';
import { TABLE, type Moment } from './idle/table';

const SMALL: readonly string[] = ['sleep and lock'];
const FEWEST_CASES = 60;
const findings: string[] = [];
const tally = { cases: 0, moments: 0, scenes: 0, checks: 0 };

/** What came of each moment is compared, and what must always hold is looked at, too. */
async function play(name: string, moments: readonly Moment[]): Promise<void> {
  const computer = await startComputer();
  for (const [at, [act, expected]] of moments.entries()) {
    const where = `${name}, moment ${String(at + 1)}`;
    tally.moments += 1;
    try {
      await act(computer);
    } catch (error) {
      findings.push(`${where}: ${String(error)}`);
    }
    const found = stateOf(computer);
    if (found !== expected) findings.push(`${where}: ${found}, not ${expected}`);
    for (const rule of await brokenRules(computer)) findings.push(`${where}: ${rule}`);
  }
  await computer.services.stop();
}

async function prove(size: string): Promise<void> {
  for (const [name, moments] of Object.entries(TABLE)) {
    tally.cases += 1;
    await play(name, moments);
  }
  for (const [name, scene] of Object.entries(DESKTOP_SCENES)) {
    if (size !== 'full' && !SMALL.includes(name)) continue;
    tally.scenes += 1;
    const { checks, failed } = await scene();
    tally.checks += checks;
    findings.push(...failed.map((what) => `${name}: ${what}`));
  }
  for (const line of findings) process.stderr.write(`${line}\n`);
  const figures = { ...tally, wrong: findings.length };
  process.stdout.write(
    `idle: ${Object.entries(figures)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(' ')}\n`,
  );
  process.exitCode = findings.length === 0 && tally.cases >= FEWEST_CASES ? 0 : 1;
}

const sizeAt = process.argv.indexOf('--size');
prove(sizeAt === -1 ? 'full' : (process.argv[sizeAt + 1] ?? 'full')).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.stdout.write('idle: broken\n');
  process.exitCode = 1;
});

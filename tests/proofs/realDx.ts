/**
 * Drives the unmodified `dx` client through the main job against the stand-in, on loopback and under the production host
 * names. `npm run proof -- real-dx --dx PATH`; how to get a dx: tests/standin/README.md. Never commit one.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startStandin } from '../fakes/standinProcess';
import type { StandinProcess } from '../fakes/standinProcess';
import { productionNames } from './dx/productionNames';
import { run, runTyping } from './dx/terminal';
import type { Client, Dialogue, Outcome } from './dx/terminal';

const PROJECT = 'project-FFFFFFFFFFFFFFFFFFFFFFF0';
const PROJECT_NAME = 'Exome pilot';

interface Tally {
  passed: number;
  failed: number;
}

/** One step: what dx printed must hold all of `wanted`, and it must have ended as it should. */
function check(tally: Tally, name: string, outcome: Outcome, wanted: string[], exit = 0): void {
  const missing = wanted.filter((text) => !outcome.output.includes(text));
  const isRight = missing.length === 0 && outcome.exit === exit;
  tally[isRight ? 'passed' : 'failed'] += 1;
  const why = isRight ? '' : `: exit ${String(outcome.exit)}, not found: ${JSON.stringify(missing)}\n${outcome.output}`;
  process.stdout.write(`${isRight ? 'ok' : 'FAILED'} ${name}${why}\n`);
}

function checkThat(tally: Tally, name: string, isSo: boolean): void {
  tally[isSo ? 'passed' : 'failed'] += 1;
  process.stdout.write(`${isSo ? 'ok' : 'FAILED'} ${name}\n`);
}

async function newClient(dx: string, home: string, more: Record<string, string> = {}): Promise<Client> {
  await mkdir(home, { recursive: true });
  return { path: dx, env: { HOME: home, PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', TERM: 'dumb', COLUMNS: '200', ...more } };
}

/** Password and code over plain HTTP on loopback, a whole session, and its end on the server. */
async function loopbackSession(tally: Tally, standin: StandinProcess, dx: string, home: string): Promise<void> {
  // Named beforehand, so that even a failed login leaves the client no other server to go to.
  const api = { DX_APISERVER_PROTOCOL: 'http', DX_APISERVER_HOST: '127.0.0.1', DX_APISERVER_PORT: String(standin.port) };
  const client = await newClient(dx, home, api);
  const where = ['--host', '127.0.0.1', '--port', String(standin.port), '--protocol', 'http'];
  const { password } = standin.account('omar');
  const login = await runTyping(
    client,
    ['login', ...where, '--noprojects'],
    [
      ['Username', 'omar'],
      ['Password:', 'not the password'],
      ['Username', ''],
      ['Password:', password],
      ['Verification code:', '000000'],
      ['Verification code:', () => standin.control.code('omar')],
      ['API server protocol', ''],
      ['API server host', ''],
      ['API server port', ''],
    ],
  );
  const mistakes = ['Incorrect username and/or password', 'Incorrect verification code'];
  check(tally, 'loopback: login with password and code', login, [...mistakes, 'You are now logged in']);
  await whoamiFindLs(tally, 'loopback', client, 'user-omar', 'Rare disease, cohort A');
  const select = await runTyping(client, ['select', '--level', 'VIEW'], [['Pick a numbered choice', '0']]);
  check(tally, 'loopback: select from the list', select, ['Setting current project to:']);
  check(tally, 'loopback: logout', await run(client, ['logout', ...where]), ['Deleted token with signature']);
  const sessions = (await standin.control.liveTokens('omar')).filter((token) => token.isSession);
  checkThat(tally, 'loopback: the session is gone on the server', sessions.length === 0);
  check(tally, 'loopback: whoami after logout', await run(client, ['whoami']), ['InvalidAuthentication'], 3);
}

/** The same client under the production names, where a login by token needs no questions. */
async function productionSession(tally: Tally, standin: StandinProcess, dx: string, scratch: string): Promise<number> {
  const names = await productionNames(standin.url, scratch);
  const env = { HTTPS_PROXY: names.proxyUrl, DX_CA_CERT: names.certificate };
  const byPassword = await newClient(dx, join(scratch, 'byPassword'), env);
  const dialogue: Dialogue = [
    ['Username', 'omar'],
    ['Password:', standin.account('omar').password],
    ['Verification code:', () => standin.control.code('omar')],
    ['Pick a numbered choice', '0'],
  ];
  const login = await runTyping(byPassword, ['login'], dialogue);
  check(tally, 'production names: login with password and code, and a project', login, [
    'Setting current project to:',
    'You are now logged in',
  ]);
  check(tally, 'production names: whoami', await run(byPassword, ['whoami', '--id']), ['user-omar']);
  check(tally, 'production names: logout', await run(byPassword, ['logout']), ['Deleted token with signature']);

  const { secret } = await standin.control.mint({ username: 'amy', label: 'real-dx' });
  const byToken = await newClient(dx, join(scratch, 'byToken'), env);
  check(tally, 'production names: login by token', await run(byToken, ['login', '--token', secret, '--noprojects']), []);
  await whoamiFindLs(tally, 'production names, by token', byToken, 'user-amy', PROJECT_NAME);
  check(tally, 'production names: logout destroys the token', await run(byToken, ['logout']), ['Deleted token with signature']);
  const isGone = (await standin.control.liveTokens('amy')).every((token) => token.label !== 'real-dx');
  checkThat(tally, 'production names: the token is gone on the server', isGone);
  await stagingLogin(tally, standin, dx, scratch, env);
  names.stop();
  return names.seen.size;
}

async function stagingLogin(
  tally: Tally,
  standin: StandinProcess,
  dx: string,
  scratch: string,
  env: Record<string, string>,
): Promise<void> {
  const client = await newClient(dx, join(scratch, 'staging'), env);
  const { password } = standin.account('amy');
  const login = await runTyping(
    client,
    ['login', '--staging', '--noprojects'],
    [
      ['Username', 'amy'],
      ['Password:', password],
    ],
  );
  check(tally, 'staging names: login without a code', login, ['You are now logged in']);
}

async function whoamiFindLs(tally: Tally, where: string, client: Client, userId: string, aProject: string): Promise<void> {
  check(tally, `${where}: whoami`, await run(client, ['whoami', '--id']), [userId]);
  check(tally, `${where}: find projects`, await run(client, ['find', 'projects', '--level', 'VIEW']), [aProject, 'Reference genomes']);
  const byGlob = await run(client, ['find', 'projects', '--level', 'VIEW', '--name', 'Exome*']);
  check(tally, `${where}: find projects by a pattern`, byGlob, [`${PROJECT} : ${PROJECT_NAME}`]);
  checkThat(tally, `${where}: which leaves the others out`, !byGlob.output.includes('Reference genomes'));
  check(tally, `${where}: select by id`, await run(client, ['select', '--level', 'VIEW', PROJECT]), [`Selected project ${PROJECT}`]);
  check(tally, `${where}: ls`, await run(client, ['ls']), ['raw/', 'results/', 'samples.tsv']);
  check(tally, `${where}: ls of a folder`, await run(client, ['ls', '/raw/']), ['NA12878_1.fastq.gz']);
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({ options: { dx: { type: 'string' } }, strict: false });
  const dx = typeof values.dx === 'string' ? resolve(values.dx) : '';
  if (!existsSync(dx)) {
    process.stderr.write('real-dx: --dx PATH must name the dx executable (tests/standin/README.md says how to get one)\n');
    return false;
  }
  const scratch = mkdtempSync(join(tmpdir(), 'dxkey-real-dx-'));
  // One without and one with --cascade: the client must not notice.
  const standin = await startStandin();
  const cascading = await startStandin({ cascade: true });
  const tally: Tally = { passed: 0, failed: 0 };
  try {
    const version = await run(await newClient(dx, join(scratch, 'version')), ['--version']);
    await loopbackSession(tally, standin, dx, join(scratch, 'loopback'));
    const hosts = await productionSession(tally, cascading, dx, scratch);
    const total = tally.passed + tally.failed;
    const client = /v([\d.]+)/.exec(version.output)?.[1] ?? 'unknown';
    process.stdout.write(
      `real-dx: dx=${client} steps=${String(total)} passed=${String(tally.passed)} failed=${String(tally.failed)} production-hosts=${String(hosts)}\n`,
    );
    return tally.failed === 0 && hosts === 4;
  } finally {
    await Promise.all([standin.stop(), cascading.stop()]);
    rmSync(scratch, { recursive: true, force: true });
  }
}

main().then(
  (isProved) => {
    process.exitCode = isProved ? 0 : 1;
  },
  (error: unknown) => {
    process.stderr.write(`real-dx: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);

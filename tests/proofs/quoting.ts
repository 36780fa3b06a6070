/**
 * `npm run proof -- quoting [--size small|full] [--seed N]`: labels, user names and paths that shells read something into, exported as
 * `dxkey env` does and evaluated by each real shell as a person does: nothing of them is run, and each arrives whole.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasExitHook, render } from '../../main/core/shellExport/render';
import { shellVariables } from '../../main/core/shellExport/variables';
import { ALL_SHELLS } from '../shells/shells';
import type { RealShell } from '../shells/shells';
import { CANARY, generateValues } from './quoting/values';

const SIZES = { small: { values: 600, folders: 12 }, full: { values: 10_000, folders: 200 } } as const;
const SEED = 20_261_124;
/** Subjects that one shell process evaluates, one after the other. */
const BATCH = 100;
const SHOWN = ['DXKEY_LABEL', 'DX_USERNAME', 'DX_USER_CONF_DIR'] as const;
/** As at a desk, and as under cron. */
const LOCALES = ['C.UTF-8', 'C'] as const;
const SECRET = 'CANARYsecretABCDEFGHIJKLMNOPQRST';

interface Tally {
  values: number;
  folders: number;
  injections: number;
  changed: number;
  refused: number;
}

interface Subject {
  label: string;
  username: string;
  confFolder: string;
}

const subjectsOf = (values: readonly string[]): Subject[] =>
  Array.from({ length: Math.ceil(values.length / SHOWN.length) }, (_, at) => {
    const [label = '', username = 'amy', path = 'x'] = values.slice(at * SHOWN.length);
    return { label, username, confFolder: `/tmp/${path}` };
  });

function exported(shell: RealShell, subject: Subject, removeFolderOnExit?: string): string | null {
  const platform = { kind: 'dnanexus', apiUrl: 'https://api.dnanexus.com', authUrl: 'https://auth.dnanexus.com' } as const;
  const whole = { ...subject, platform, secret: SECRET, signature: 'ab'.repeat(32), expiresMs: null, project: null, accountId: null };
  return render(
    shell.syntax,
    shellVariables(whole, { alsoApiToken: false }),
    removeFolderOnExit === undefined ? {} : { removeFolderOnExit },
  );
}

function runScript(shell: RealShell, file: string, cwd: string, locale: string): Promise<Buffer> {
  const [program, ...args] = shell.command;
  const child = spawn(program, [...args, file], { cwd, env: { PATH: process.env.PATH, HOME: cwd, LC_ALL: locale }, stdio: 'pipe' });
  const chunks: Buffer[] = [];
  child.stdin.end();
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', () => {
      if (said !== '') process.stderr.write(`${shell.name}: ${JSON.stringify(said.slice(0, 300))}\n`);
      resolve(Buffer.concat(chunks));
    });
  });
}

/** How often the canary was found, which is taken away again. */
function foundCanaries(cwd: string): number {
  const found = readdirSync(cwd).filter((name) => name.includes(CANARY));
  for (const name of found) rmSync(join(cwd, name), { recursive: true });
  return found.length;
}

async function proveBatch(shell: RealShell, subjects: readonly Subject[], locale: string, tally: Tally): Promise<void> {
  const cwd = mkdtempSync(join(tmpdir(), 'dxkey-quoting-'));
  const given: Subject[] = [];
  const lines: string[] = [];
  subjects.forEach((subject, at) => {
    const text = exported(shell, subject);
    if (text === null) {
      tally.refused += SHOWN.length;
      return;
    }
    given.push(subject);
    writeFileSync(join(cwd, `text-${String(at)}`), text);
    lines.push(shell.evaluate(`cat text-${String(at)}`), `env printenv -0 ${SHOWN.join(' ')}`);
  });
  writeFileSync(join(cwd, 'script'), `${lines.join('\n')}\n`);
  const out = await runScript(shell, 'script', cwd, locale);
  const seen = out.toString('utf8').split('\0');
  given.forEach(({ label, username, confFolder }, at) => {
    [label, username, confFolder].forEach((value, which) => {
      tally.values += 1;
      if (seen[at * SHOWN.length + which] === value) return;
      tally.changed += 1;
      process.stderr.write(
        `${shell.name}, ${locale}: ${JSON.stringify(value)} came as ${JSON.stringify(seen[at * SHOWN.length + which])}\n`,
      );
    });
  });
  tally.injections += foundCanaries(cwd);
  rmSync(cwd, { recursive: true, force: true });
}

/** A private folder of any name is removed at the shell's exit, and nothing but it. */
async function proveFolders(shell: RealShell, names: readonly string[], tally: Tally): Promise<void> {
  if (!hasExitHook(shell.syntax)) return;
  for (const name of names) {
    const cwd = mkdtempSync(join(tmpdir(), 'dxkey-quoting-'));
    const folder = join(cwd, 'root', name.replaceAll('/', '_'));
    mkdirSync(folder, { recursive: true });
    const subject = { label: name, username: 'amy', confFolder: folder };
    writeFileSync(join(cwd, 'text'), exported(shell, subject, folder) ?? '');
    writeFileSync(join(cwd, 'script'), `${shell.evaluate('cat text')}\nexit 0\n`);
    await runScript(shell, 'script', cwd, LOCALES[0]);
    tally.folders += 1;
    if (existsSync(folder) || !existsSync(join(cwd, 'root'))) {
      tally.changed += 1;
      process.stderr.write(`${shell.name}: the folder ${JSON.stringify(name)} was not removed\n`);
    }
    tally.injections += foundCanaries(cwd);
    rmSync(cwd, { recursive: true, force: true });
  }
}

async function proveShell(shell: RealShell, values: readonly string[], folderCount: number): Promise<Tally> {
  const tally: Tally = { values: 0, folders: 0, injections: 0, changed: 0, refused: 0 };
  const subjects = subjectsOf(values);
  for (let at = 0, batch = 0; at < subjects.length; at += BATCH, batch++)
    await proveBatch(shell, subjects.slice(at, at + BATCH), LOCALES[batch % LOCALES.length] ?? 'C', tally);
  const names = values.filter((value) => value !== '.' && value !== '..').slice(0, folderCount);
  await proveFolders(shell, names, tally);
  return tally;
}

async function prove(size: 'small' | 'full', seed: number): Promise<void> {
  const values = generateValues(SIZES[size].values, seed);
  const shells = ALL_SHELLS.filter((shell) => shell.isInstalled);
  const tallies = await Promise.all(shells.map((shell) => proveShell(shell, values, SIZES[size].folders)));
  shells.forEach((shell, at) => {
    const figures = Object.entries(tallies[at] ?? {}).map(([name, count]) => `${name}=${String(count)}`);
    process.stdout.write(`${shell.name}: ${figures.join(' ')}\n`);
  });
  const missing = ALL_SHELLS.filter((shell) => !shell.isInstalled).map((shell) => shell.name);
  process.stdout.write(`skipped: ${[...missing, 'powershell', 'cmd'].join(', ')}: not on this system; their quoting has unit tests\n`);
  const sum = (name: keyof Tally): number => tallies.reduce((total, tally) => total + tally[name], 0);
  const isWhole = tallies.every((tally) => tally.values + tally.refused >= values.length && tally.refused === 0);
  const names = shells.map((shell) => shell.name).join(',');
  process.stdout.write(
    `quoting: shells=${names} generated=${String(values.length)} seed=${String(seed)} evaluated=${String(sum('values'))} folders=${String(sum('folders'))} injections=${String(sum('injections'))} changed=${String(sum('changed'))} refused=${String(sum('refused'))}\n`,
  );
  process.exitCode = isWhole && missing.length === 0 && sum('injections') + sum('changed') === 0 ? 0 : 1;
}

/** SECURITY: a proof whose canary could not be made would prove nothing. */
function checkCanary(): void {
  const cwd = mkdtempSync(join(tmpdir(), 'dxkey-quoting-'));
  execFileSync('sh', ['-c', `touch ${CANARY}`], { cwd });
  if (foundCanaries(cwd) !== 1) throw new Error('the canary is not seen');
  rmSync(cwd, { recursive: true, force: true });
}

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
checkCanary();
prove(option('--size') === 'small' ? 'small' : 'full', Number(option('--seed') ?? SEED)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.stdout.write('quoting: broken\n');
  process.exitCode = 1;
});

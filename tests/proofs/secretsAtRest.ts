/**
 * `npm run proof -- secrets-at-rest [--size small|full]` (SECURITY.md row 16): the real app, with secrets made up for this run,
 * through sign-in, faults, minting, shells, a crash and sign-out; then a search for every one of them, in many forms, in all that
 * could have kept them. The keychain is the only place; the same search finds what is planted for it.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { needlesOf, tokenSecret } from './secretsAtRest/canaries';
import type { Canary } from './secretsAtRest/canaries';
import { setUpComputer } from './secretsAtRest/computer';
import type { Computer } from './secretsAtRest/computer';
import { workADay } from './secretsAtRest/dayAtWork';
import { watchProcesses } from './secretsAtRest/processWatch';
import type { ProcessWatch } from './secretsAtRest/processWatch';
import { createSearch } from './secretsAtRest/search';
import type { Hit, Searched } from './secretsAtRest/search';
import { makeSecrets } from './secretsAtRest/secrets';

/** What Chromium and Electron leave beside the folder that TMPDIR names. */
const CHROMIUM_NAMES = /^(\.?org\.chromium|\.?com\.google|scoped_dir|Crashpad|core)/;

const sessionFolders = (): Record<string, string> => ({
  'home of the session': process.env.HOME ?? '',
  'runtime folder': process.env.XDG_RUNTIME_DIR ?? '',
});

/** Everything that a run could have left, with the platform's own folder, which knows its secrets, left out. */
function searchAll(computer: Computer, watch: ProcessWatch, canaries: readonly Canary[], sinceMs: number): Searched {
  const search = createSearch(canaries.flatMap(needlesOf));
  for (const [name, folder] of Object.entries({ ...computer.folders, ...sessionFolders() }))
    search.folder(name, folder, (path) => path === computer.root || basename(path).startsWith('dxkey-standin-'));
  for (const shared of [tmpdir(), '/dev/shm']) {
    for (const name of readdirSync(shared).filter((each) => CHROMIUM_NAMES.test(each) && isSince(join(shared, each), sinceMs)))
      search.folder(shared, join(shared, name));
  }
  search.bytes('arguments of processes', watch.argumentLists());
  search.bytes('environments of the app', watch.environments());
  search.bytes('output and answers', computer.said());
  return search.result();
}

function isSince(path: string, sinceMs: number): boolean {
  try {
    return statSync(path).mtimeMs >= sinceMs;
  } catch {
    return false;
  }
}

/** Puts a canary of its own into each kind of place, and asks the same search for it. */
function missedControls(computer: Computer, watch: ProcessWatch, planted: Canary, sinceMs: number): string[] {
  const forms = needlesOf(planted);
  const shm = join('/dev/shm', `.org.chromium.control.${String(process.pid)}`);
  const places: Record<string, string> = { ...computer.folders, ...sessionFolders(), shm };
  for (const folder of Object.values(places)) {
    mkdirSync(join(folder, 'planted'), { recursive: true });
    writeFileSync(join(folder, 'planted', 'forms'), Buffer.concat(forms.flatMap(({ bytes }) => [Buffer.from([0, 255]), bytes])));
  }
  computer.say(`a line with ${planted.text} in it`);
  const { hits } = searchAll(computer, watch, [planted], sinceMs);
  rmSync(shm, { recursive: true, force: true });
  const isFound = (wanted: (hit: Hit) => boolean): boolean => hits.some(wanted);
  const missed = ['arguments of processes', 'environments of the app', 'output and answers'].filter(
    (place) => !isFound((hit) => hit.place === place && hit.form === 'raw'),
  );
  for (const [name, folder] of Object.entries(places)) {
    for (const { form } of forms)
      if (!isFound((hit) => hit.form === form && hit.place.includes(join(folder, 'planted')))) missed.push(`${form} in ${name}`);
  }
  return missed;
}

/** A process whose arguments and environment hold the planted canary, and which passes for one of the app's. */
function startControl(computer: Computer, planted: Canary): () => void {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', computer.executable, planted.text], {
    env: { ...computer.env, PLANTED: planted.text },
    stdio: 'ignore',
  });
  return () => child.kill();
}

async function prove(size: string): Promise<void> {
  const rounds = size === 'full' ? 3 : 1;
  const sum = { canaries: 0, places: 0, bytes: 0, looks: 0, missed: [] as string[], hits: [] as Hit[] };
  for (let round = 0; round < rounds; round += 1) {
    const sinceMs = Date.now() - 1000;
    const secrets = makeSecrets();
    const planted: Canary = { name: 'planted', text: `"${tokenSecret()}\\ %` };
    const computer = await setUpComputer(secrets);
    const own = [computer.executable, computer.command.at(-1) ?? ''];
    const watch = watchProcesses((list) => own.some((file) => list.includes(file)));
    const stopControl = startControl(computer, planted);
    try {
      await workADay({ computer, secrets }, 'code');
      await workADay({ computer, secrets }, 'backup');
      watch.stop();
      const { places, bytes, hits } = searchAll(computer, watch, secrets.all(), sinceMs);
      sum.canaries += secrets.all().length;
      sum.places += places;
      sum.bytes += bytes;
      sum.looks += watch.looks();
      sum.hits.push(...hits);
      sum.missed.push(...missedControls(computer, watch, planted, sinceMs));
    } finally {
      watch.stop();
      stopControl();
      await computer.remove();
    }
  }
  // SECURITY: the name of a canary and where it was, never its text.
  for (const { place, canary, form } of sum.hits) process.stderr.write(`found: ${canary} (${form}) in ${place}\n`);
  for (const missed of sum.missed) process.stderr.write(`the search is blind: ${missed}\n`);
  const control = sum.missed.length === 0 ? 'found' : 'missed';
  process.stdout.write(
    `secrets-at-rest: canaries=${String(sum.canaries)} places=${String(sum.places)} bytes=${String(sum.bytes)} looks=${String(sum.looks)} found=${String(sum.hits.length)} control=${control}\n`,
  );
  process.exitCode = sum.hits.length === 0 && control === 'found' ? 0 : 1;
}

const sizeAt = process.argv.indexOf('--size');
prove(sizeAt === -1 ? 'full' : (process.argv[sizeAt + 1] ?? 'full')).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.stdout.write('secrets-at-rest: broken\n');
  process.exitCode = 1;
});

/**
 * `npm run proof -- clipboard [--size small|full]`: core and the desktop's own clipboard programs under a real X server with a history
 * tool, and under a headless Wayland compositor. What is copied is read back by another program, is gone after its time, at a press, a stop
 * and after a run that was abandoned as a crash leaves it, and what another program put there stays. Core writes through xclip and
 * wl-copy here; Electron's own writes are the suite's (tests/electron, mainJob). Wants `apt-get install sway wl-clipboard parcellite xclip`.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDocuments } from '../../main/adapters/documents';
import { findExternalClipboard } from '../../main/adapters/externalClipboard';
import { nodeDigest } from '../../main/adapters/nodeDigest';
import { createServices } from '../../main/core/createServices';
import type { Clipboard } from '../../main/core/ports';
import type { CoreServices } from '../../main/core/services';
import { createExternalClipboard } from '../../main/shell/systemClipboard';
import { createTestServices, type TestServices } from '../fakes/createTestServices';
import { settle } from '../fakes/fakeClock';

type Environment = Record<string, string | undefined>;

const FOREIGN = 'a shopping list';
const SELECTED = 'what is selected';
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const found = { cases: 0, left: 0, foreignCleared: 0, unsaid: 0, leaks: 0 };

interface Desktop {
  name: string;
  clipboard: Clipboard;
  paste(): string;
  put(text: string): void;
  selected(): string;
  stop(): Promise<void>;
}

function read(argv: readonly string[], env: Environment, input?: string): string {
  const [file = '', ...args] = argv;
  // A copier leaves a child behind that holds every pipe it was given.
  const out = input === undefined ? 'pipe' : 'ignore';
  const { stdout, status } = spawnSync(file, args, { env: env, input, stdio: ['pipe', out, 'ignore'], timeout: 3000 });
  return status === 0 ? String(stdout) : '';
}

function clipboardIn(env: Environment): Clipboard {
  const program = findExternalClipboard(env);
  if (program === null) throw new Error('Neither wl-clipboard nor xclip is installed.');
  return createExternalClipboard(program);
}

async function ended(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode === null && child.kill()) await gone;
}

/** The session's own X server; `tool` is a clipboard manager that runs beside. */
async function underX11(tool: string | null, home: string): Promise<Desktop> {
  const env: Environment = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, WAYLAND_DISPLAY: undefined };
  const manager = tool === null ? null : spawn(tool, [], { env: env, stdio: 'ignore' });
  if (manager !== null) await pause(1500);
  if (manager !== null && manager.exitCode !== null) throw new Error(`${String(tool)} does not run.`);
  read(['xclip', '-in', '-silent', '-selection', 'primary'], env, SELECTED);
  return {
    name: tool === null ? 'X11' : `X11 with ${tool}`,
    clipboard: clipboardIn(env),
    paste: () => read(['xclip', '-out', '-selection', 'clipboard'], env),
    put: (text) => void read(['xclip', '-in', '-silent', '-selection', 'clipboard'], env, text),
    selected: () => read(['xclip', '-out', '-selection', 'primary'], env),
    stop: () => (manager === null ? Promise.resolve() : ended(manager)),
  };
}

async function underWayland(home: string): Promise<Desktop> {
  const runtime = mkdtempSync(join(tmpdir(), 'dxkey-wl-'));
  const env: Environment = { ...process.env, HOME: home, XDG_RUNTIME_DIR: runtime, DISPLAY: undefined, WAYLAND_DISPLAY: undefined };
  const headless = { WLR_BACKENDS: 'headless', WLR_RENDERER: 'pixman', WLR_LIBINPUT_NO_DEVICES: '1' };
  const sway = spawn('sway', ['-c', '/dev/null'], { env: { ...env, ...headless }, stdio: 'ignore' });
  const socket = (): string | undefined => readdirSync(runtime).find((name) => /^wayland-\d+$/.test(name));
  for (let n = 0; n < 50 && socket() === undefined; n += 1) await pause(200);
  const display = socket();
  if (display === undefined) throw new Error('sway made no socket.');
  const own: Environment = { ...env, WAYLAND_DISPLAY: display };
  read(['wl-copy', '--primary'], own, SELECTED);
  return {
    name: 'Wayland (sway)',
    clipboard: clipboardIn(own),
    paste: () => read(['wl-paste', '--no-newline'], own),
    put: (text) => void read(['wl-copy'], own, text),
    selected: () => read(['wl-paste', '--primary', '--no-newline'], own),
    async stop() {
      await ended(sway);
      rmSync(runtime, { recursive: true, force: true });
    },
  };
}

interface Person {
  core: TestServices;
  services: CoreServices;
  secret: string;
  folder: string;
  /** The next run on the same files: nothing of the one before is asked to end. */
  again(): Promise<CoreServices>;
}

async function person(desktop: Desktop, folder: string): Promise<Person> {
  const fakes = createTestServices();
  const documents = { ...fakes.documents, clipboard: openDocuments(folder, fakes.log).clipboard };
  const ports = { ...fakes.ports, digest: nodeDigest, clipboard: desktop.clipboard, documents };
  const start = async (): Promise<CoreServices> => {
    const services = createServices(ports);
    await services.start();
    // Behind what the start has put into the clipboard's lane.
    await services.clipboard.clear();
    await settle();
    return services;
  };
  return { core: fakes, services: await start(), secret: randomBytes(24).toString('base64url'), folder, again: start };
}

/** xclip answers before the X server has heard of it. */
async function untilPasted(desktop: Desktop, text: string): Promise<void> {
  for (let n = 0; n < 40; n += 1) {
    if (desktop.paste() === text) return;
    await pause(50);
  }
  throw new Error(`${desktop.name}: another program did not read what was put there.`);
}

async function putForeign(desktop: Desktop): Promise<void> {
  desktop.put(FOREIGN);
  await untilPasted(desktop, FOREIGN);
}

type Case = (who: Person, desktop: Desktop) => Promise<{ services: CoreServices; isForeign?: boolean }>;
async function copy({ services, secret }: Person, desktop: Desktop): Promise<void> {
  await services.clipboard.copy(secret, { label: 'canary', last4: secret.slice(-4) });
  await untilPasted(desktop, secret);
}

const CASES: Record<string, Case> = {
  async time(who, desktop) {
    await copy(who, desktop);
    await who.core.clock.advance(30_000);
    await who.services.clipboard.clear();
    return { services: who.services };
  },
  async now(who, desktop) {
    await copy(who, desktop);
    await who.services.clipboard.clear();
    return { services: who.services };
  },
  async stop(who, desktop) {
    await copy(who, desktop);
    await who.services.stop();
    return { services: who.services };
  },
  async crash(who, desktop) {
    await copy(who, desktop);
    return { services: await who.again() };
  },
  async foreign(who, desktop) {
    await copy(who, desktop);
    await putForeign(desktop);
    await who.services.clipboard.clear();
    return { services: who.services, isForeign: true };
  },
  async foreignAfterCrash(who, desktop) {
    await copy(who, desktop);
    await putForeign(desktop);
    return { services: await who.again(), isForeign: true };
  },
};

async function oneCase(name: string, run: Case, desktop: Desktop): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'dxkey-clip-'));
  try {
    const who = await person(desktop, folder);
    const { services, isForeign = false } = await run(who, desktop);
    const pasted = desktop.paste();
    const { lastOutcome } = services.clipboard.state();
    const isLeft = pasted.includes(who.secret);
    const isTold = isForeign ? lastOutcome === 'replaced' || lastOutcome === null : lastOutcome === 'cleared';
    const isForeignGone = isForeign && pasted !== FOREIGN;
    const isUnsaid = isLeft ? lastOutcome !== 'failed' : !isTold;
    const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    const hasLeaked = files.some((text) => text.includes(who.secret)) || desktop.selected() !== SELECTED;
    found.cases += 1;
    if (isLeft) found.left += 1;
    if (isForeignGone) found.foreignCleared += 1;
    if (isUnsaid) found.unsaid += 1;
    if (hasLeaked) found.leaks += 1;
    const isBad = isLeft || isForeignGone || isUnsaid || hasLeaked;
    console.log(`${isBad ? 'FAILED' : 'ok'} ${desktop.name}: ${name} (${String(lastOutcome)})`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const rounds = process.argv.includes('small') ? 1 : 10;
  const home = mkdtempSync(join(tmpdir(), 'dxkey-clip-home-'));
  try {
    for (const open of [() => underX11(null, home), () => underX11('parcellite', home), () => underWayland(home)]) {
      const desktop = await open();
      try {
        for (let round = 0; round < rounds; round += 1) for (const [name, run] of Object.entries(CASES)) await oneCase(name, run, desktop);
      } finally {
        await desktop.stop();
      }
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  const { cases, left, foreignCleared, unsaid, leaks } = found;
  console.log(
    `clipboard: cases=${String(cases)} left=${String(left)} foreignCleared=${String(foreignCleared)} unsaid=${String(unsaid)} leaks=${String(leaks)}`,
  );
  process.exitCode = cases > 0 && left + foreignCleared + unsaid + leaks === 0 ? 0 : 1;
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

/** Who asks for a token: found from the process at the other end of the socket, by what the system says of it. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Asker, Askers } from '../core/ports';
import { createProcesses, hasProc, linkOf, linuxStartMark, ps, statFields } from './processes';

const UNPROVEN: Asker = {
  ...{ pid: null, program: null, path: null, folder: null },
  ...{ terminal: null, place: null, holder: null, isByCommand: false },
};

/** `command`: the file of our own `dxkey`, which asks for whoever started it. A script (in the tree) is told by its interpreter's argument. */
export function createAskers({ command }: { command: string }): Askers {
  if (process.platform === 'win32') return { startMark: () => Promise.resolve(null), find: () => Promise.resolve(UNPROVEN) };
  return hasProc() ? linuxAskers(command) : psAskers(command);
}

// ---- Linux: /proc, read in place (processes.ts)

function linuxAskers(command: string): Askers {
  return {
    startMark: (pid) => Promise.resolve(linuxStartMark(pid)),
    find: (peer) => Promise.resolve(peer.pid === null ? UNPROVEN : findLinux(peer.pid, peer.startMark, command)),
  };
}

function findLinux(pid: number, startMark: string | null, command: string): Asker | null {
  // SECURITY: the number alone proves nothing: by now it may be another process.
  if (startMark === null || linuxStartMark(pid) !== startMark) return null;
  const isByCommand = isCommand(pid, command);
  const above = isByCommand ? Number(statFields(pid)?.fields[1] ?? 0) : 0;
  const own = describeLinux(pid);
  // The terminal is the one that the command itself stands in, also where a window's program or `script` started it there.
  const asker = isByCommand ? inPlaceOf(startedBy(above), own) : own;
  // Read again: what was read of it, and of who started it, was read while it lived.
  return linuxStartMark(pid) === startMark ? { ...asker, isByCommand } : null;
}

function inPlaceOf(asker: Asker, { terminal, place, holder }: Asker): Asker {
  return { ...asker, terminal, ...(asker.place === null || terminal === null ? {} : { place, holder }) };
}

/** SECURITY: who started the command may have ended, and then the system names whoever took its children in: that is no proof. */
function startedBy(pid: number): Asker {
  if (pid <= 1) return UNPROVEN;
  const asker = describeLinux(pid);
  const isKeeper = asker.path !== null && /^(?:systemd|init|tini|dumb-init|launchd)$/u.test(basename(asker.path));
  return isKeeper ? { ...asker, path: null, place: null, holder: null } : asker;
}

function describeLinux(pid: number): Asker {
  const mark = linuxStartMark(pid);
  const stat = statFields(pid);
  if (mark === null || stat === null) return UNPROVEN;
  const path = linkOf(`/proc/${String(pid)}/exe`)?.replace(/ \(deleted\)$/u, '') ?? null;
  const folder = linkOf(`/proc/${String(pid)}/cwd`);
  const terminal = terminalOf(Number(stat.fields[4] ?? 0));
  const { place, holder } = placeOf(pid, mark, Number(stat.fields[3] ?? 0), terminal);
  if (linuxStartMark(pid) !== mark) return UNPROVEN;
  // The name in /proc/PID/stat is the process's own word: a file that cannot be read proves nothing.
  return { pid, program: path === null ? stat.name : basename(path), path, folder, terminal, place, holder, isByCommand: false };
}

/** A session and its leader's start: a terminal's number is given away again, this never. A leader that is gone leaves the process itself. */
function placeOf(pid: number, mark: string, session: number, terminal: string | null): Pick<Asker, 'place' | 'holder'> {
  const leader = session > 0 ? linuxStartMark(session) : null;
  if (leader === null) return { place: `process ${String(pid)} ${mark}`, holder: { pid, startMark: mark } };
  return { place: `session ${String(session)} ${leader} ${terminal ?? '-'}`, holder: { pid: session, startMark: leader } };
}

/** The controlling terminal from its device number; file descriptors may point anywhere. */
function terminalOf(device: number): string | null {
  const major = (device >> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
  if (major === 136) return `pts/${String(minor)}`;
  return major === 4 && minor < 64 ? `tty${String(minor)}` : null;
}

function isCommand(pid: number, command: string): boolean {
  const folder = `/proc/${String(pid)}`;
  if (isSameFile(`${folder}/exe`, command)) return true;
  if (!command.endsWith('.cjs')) return false;
  try {
    const script = readFileSync(`${folder}/cmdline`, 'utf8').split('\0')[1] ?? '';
    return script.startsWith('/') && realpathSync(script) === realpathSync(command);
  } catch {
    return false;
  }
}

function isSameFile(one: string, other: string): boolean {
  try {
    const [a, b] = [statSync(one), statSync(other)];
    return a.ino === b.ino && a.dev === b.dev;
  } catch {
    return false;
  }
}

// ---- macOS: ps. It tells no folder, and no session: what is allowed for a while is for the very process that asked.

function psAskers(command: string): Askers {
  const processes = createProcesses();
  const startMark = async (pid: number): Promise<string | null> => (await processes.identify(pid))?.startMark ?? null;
  const describe = async (pid: number): Promise<Asker> => {
    const [identity, file] = await Promise.all([processes.identify(pid), ps(pid, 'comm=')]);
    if (identity === null) return UNPROVEN;
    const path = file?.startsWith('/') === true ? file : null;
    const { program, folder, terminal, startMark: mark } = identity;
    const place = `process ${String(pid)} ${mark}`;
    return { pid, program, path, folder, terminal, place, holder: { pid, startMark: mark }, isByCommand: false };
  };
  return {
    startMark,
    async find(peer) {
      if (peer.pid === null) return UNPROVEN;
      if (peer.startMark === null || (await startMark(peer.pid)) !== peer.startMark) return null;
      const own = await describe(peer.pid);
      const isByCommand = own.path !== null && isSameFile(own.path, command);
      const above = isByCommand ? Number((await ps(peer.pid, 'ppid=')) ?? 0) : 0;
      const asker = !isByCommand ? own : above > 1 ? await describe(above) : UNPROVEN;
      return (await startMark(peer.pid)) === peer.startMark ? { ...asker, isByCommand } : null;
    },
  };
}

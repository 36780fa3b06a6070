/** The app's end of the agent: lets processes of this user in over a private socket and answers what `dxkey` asks. */
import { chmod, lstat, readlink, unlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { basename } from 'node:path';
import type { Askers, BuildFacts, Log, Stop } from '../core/ports';
import { sourceOf, type Source } from '../core/audit/entries';
import type { CoreServices } from '../core/services';
import { isSelfOrAncestor, systemParentOf } from './ancestry';
import { serveConnection } from './connection';
import type { Connection } from './connection';
import type { SocketLocation } from './location';
import { createOperations } from './operations';
import type { Caller } from './operations';
import { prepareSocket } from './socketFolder';
import { dropSlowest } from './unread';

/** Each `dxkey exec` that runs keeps one; beyond this something is wrong. */
const MAX_CONNECTIONS = 256;

/** The process at the other end, as the system tells it; `pid` null where the system does not say. */
export interface Peer {
  uid: number;
  pid: number | null;
}

export interface AgentParts {
  services: CoreServices;
  facts: BuildFacts;
  /** Null where the system could not say who the peer is: such a peer is refused (Windows: the pipe's own ACL decides). */
  peerOf: (socket: Socket) => Peer | null | Promise<Peer | null>;
  askers: Askers;
  socketLocation: SocketLocation;
  showWindow: () => void;
  log: Log;
}

/** Rejects with REFUSED (field `socket`) where another process or user holds the socket's place. */
export async function startAgent(parts: AgentParts): Promise<{ stop(): Promise<void> }> {
  const uid = process.getuid?.() ?? 0;
  await prepareSocket(parts.socketLocation, uid);
  const door = createDoor(parts, uid);
  const server = createServer((socket) => void door.admit(socket));
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, parts.socketLocation.path);
  // SECURITY: only our user may connect (row 19), whatever the umask was.
  if (parts.socketLocation.folder !== null) await chmod(parts.socketLocation.path, 0o600);
  const inode = parts.socketLocation.folder === null ? null : (await lstat(parts.socketLocation.path)).ino;
  parts.log.info('agent.listening');
  return {
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      door.close();
      await closed;
      await removeOwn(parts.socketLocation, inode);
    },
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Node removes the path itself on close; a path that by then is somebody else's stays. */
async function removeOwn(location: SocketLocation, inode: number | null): Promise<void> {
  if (inode === null) return;
  const found = await lstat(location.path).catch(() => null);
  if (found?.ino === inode) await unlink(location.path).catch(() => undefined);
}

function createDoor(parts: AgentParts, uid: number) {
  const { services, log } = parts;
  const open = new Map<Socket, { connection: Connection; held: Set<string> } | null>();
  let isClosing = false;

  const stopWatching: Stop = services.grants.onChange((leases) => {
    const living = new Set(leases.map((lease) => lease.id));
    for (const entry of open.values()) {
      if (entry === null) continue;
      for (const id of entry.held) {
        if (living.has(id)) continue;
        entry.held.delete(id);
        entry.connection.sendLeaseEnded(id);
      }
    }
  });

  const leave = (socket: Socket): void => {
    const entry = open.get(socket);
    open.delete(socket);
    // A stopping app leaves what runs running: the lease goes on without us, and is found again at the next start.
    if (isClosing) return;
    for (const id of entry?.held ?? []) {
      services.grants.end(id).catch((error: unknown) => {
        log.warn('agent.endLeaseFailed', {}, error);
      });
    }
  };

  return {
    async admit(socket: Socket): Promise<void> {
      open.set(socket, null);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => {
        leave(socket);
      });
      // Nothing is read, and so nothing lost, before the peer is known.
      socket.pause();
      const peer = await peerOrNull(parts, socket);
      if (socket.destroyed) return;
      // SECURITY: a peer of another user, or one that the system does not name, is refused (row 19).
      if (peer?.uid !== uid) {
        log.warn('agent.foreignPeer');
        socket.destroy();
        return;
      }
      // SECURITY: taken down now: a number that another process has later is not the one that called.
      const startMark = peer.pid === null ? null : await parts.askers.startMark(peer.pid);
      const held = new Set<string>();
      const operations = createOperations({ ...parts, services: services.from(() => sourceOfPeer(peer)) });
      const connection = serveConnection({
        socket,
        operations,
        caller: createCaller({ ...peer, startMark }, parts.askers, held, socket),
        log,
        onUnread: () => {
          dropSlowest(open.keys(), log);
        },
      });
      open.set(socket, { connection, held });
      socket.resume();
    },
    close(): void {
      isClosing = true;
      stopWatching();
      for (const socket of open.keys()) socket.destroy();
    },
  };
}

async function peerOrNull(parts: AgentParts, socket: Socket): Promise<Peer | null> {
  try {
    const peer = await parts.peerOf(socket);
    if (peer !== null || process.platform !== 'win32') return peer;
    return { uid: 0, pid: null };
  } catch (error) {
    parts.log.warn('agent.peerUnknown', {}, error);
    return null;
  }
}

function createCaller(peer: Peer & { startMark: string | null }, askers: Askers, held: Set<string>, socket: Socket): Caller {
  return {
    pid: peer.pid,
    mayLeaseTo: async (pid) => peer.pid === null || isSelfOrAncestor(pid, peer.pid),
    describe: describeProcess,
    isConnected: () => !socket.destroyed,
    asker: () => askers.find(peer),
    whenGone(run) {
      if (socket.destroyed) run();
      else socket.once('close', run);
      return () => socket.off('close', run);
    },
    account: null,
    holdExecLease(leaseId) {
      if (socket.destroyed) return false;
      held.add(leaseId);
      return true;
    },
    releaseLease: (leaseId) => held.delete(leaseId),
  };
}

async function describeProcess(pid: number): Promise<{ program: string; folder: string | null }> {
  const read = (name: string): Promise<string | null> => readlink(`/proc/${String(pid)}/${name}`).catch(() => null);
  const [program, folder] = await Promise.all([read('exe'), read('cwd')]);
  return { program: program === null ? 'a program' : basename(program), folder };
}

/** Who runs the command: the shell or the script above it tells more than the command itself. */
async function sourceOfPeer(peer: Peer): Promise<Source> {
  const above = peer.pid === null ? null : await systemParentOf(peer.pid);
  return above === null ? sourceOf('command') : { ...sourceOf('command'), ...(await describeProcess(above)) };
}

import type { Socket } from 'node:net';
import { systemFunction } from './systemLibrary';

export interface Peer {
  uid: number;
  pid: number;
}

type GetSockOpt = (descriptor: number, level: number, name: number, value: Uint8Array, length: number[]) => number;

const GETSOCKOPT = 'int getsockopt(int fd, int level, int name, _Out_ uint8_t *value, _Inout_ uint32_t *length)';
let getsockopt: GetSockOpt | null | undefined;

/** Node keeps the descriptor to itself; it is read where it stands since Node 0.x, and -1 means that it is no longer there. */
function descriptorOf(socket: Socket): number {
  const handle: unknown = (socket as unknown as { _handle?: unknown })._handle;
  if (typeof handle !== 'object' || handle === null || !('fd' in handle) || typeof handle.fd !== 'number') return -1;
  return handle.fd;
}

function readOption(descriptor: number, level: number, name: number, size: number): DataView | null {
  getsockopt ??= systemFunction(GETSOCKOPT) as GetSockOpt | null;
  if (getsockopt === null) return null;
  const value = new Uint8Array(size);
  const length = [size];
  if (getsockopt(descriptor, level, name, value, length) !== 0) return null;
  return new DataView(value.buffer, 0, Math.min(length[0] ?? 0, size));
}

/** struct ucred { pid, uid, gid } of SO_PEERCRED. */
function linuxPeer(descriptor: number): Peer | null {
  const SOL_SOCKET = 1;
  const SO_PEERCRED = 17;
  const view = readOption(descriptor, SOL_SOCKET, SO_PEERCRED, 12);
  if (view === null || view.byteLength < 12) return null;
  return { pid: view.getInt32(0, true), uid: view.getUint32(4, true) };
}

/** struct xucred { version, uid, ... } of LOCAL_PEERCRED, and LOCAL_PEERPID. */
function macPeer(descriptor: number): Peer | null {
  const SOL_LOCAL = 0;
  const credentials = readOption(descriptor, SOL_LOCAL, 1, 76);
  const pid = readOption(descriptor, SOL_LOCAL, 2, 4);
  if (credentials === null || pid === null || credentials.byteLength < 8 || pid.byteLength < 4) return null;
  return { uid: credentials.getUint32(4, true), pid: pid.getInt32(0, true) };
}

/**
 * Who is at the other end of a Unix socket, as the kernel says: it cannot be forged. Null where the system does not say
 * (Windows pipes, a socket that has closed): the caller must then refuse.
 */
export function peerOf(socket: Socket): Peer | null {
  const descriptor = descriptorOf(socket);
  if (descriptor < 0) return null;
  if (process.platform === 'linux') return linuxPeer(descriptor);
  if (process.platform === 'darwin') return macPeer(descriptor);
  return null;
}

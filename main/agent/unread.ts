import type { Socket } from 'node:net';
import type { Log } from '../core/ports';

/** What all peers together may leave unread; each of them alone is bound in connection.ts. */
const MAX_UNREAD_OF_ALL_BYTES = 32 * 1024 * 1024;

/** SECURITY: many peers that each stay within their own bound do not fill main's memory together: who has left most unread is dropped. */
export function dropSlowest(sockets: Iterable<Pick<Socket, 'writableLength' | 'destroyed' | 'destroy'>>, log: Log): void {
  const slowestFirst = [...sockets].filter((socket) => !socket.destroyed).sort((a, b) => b.writableLength - a.writableLength);
  let unread = slowestFirst.reduce((sum, { writableLength }) => sum + writableLength, 0);
  for (const socket of slowestFirst) {
    if (unread <= MAX_UNREAD_OF_ALL_BYTES) return;
    unread -= socket.writableLength;
    log.warn('agent.slowReader');
    socket.destroy();
  }
}

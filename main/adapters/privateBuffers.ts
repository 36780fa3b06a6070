import { Buffer } from 'node:buffer';

/** Gives each Buffer made from now on memory of its own. */
export function keepBuffersApart(): void {
  // SECURITY: Node cuts small ones out of a shared piece, so a password that was sent would stay readable as long as any neighbour lives.
  Buffer.poolSize = 0;
}

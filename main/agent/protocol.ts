/**
 * Framing and bounds of the agent's protocol, without zod, so that the command can share them: one JSON object a line, UTF-8.
 */

/** Raised when an old command could misread a new app or the other way round; `hello` compares. */
export const PROTOCOL_VERSION = 1;

/** A request is a few hundred bytes; the longest legal one (a token of 4096 characters and a label) stays far below. */
export const MAX_REQUEST_BYTES = 64 * 1024;

/** 1,000 tokens or projects make about 500 kB. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** What the agent says unasked: the lease that an `exec` on this connection holds was ended in the app. */
export interface LeaseEndedEvent {
  event: 'leaseEnded';
  leaseId: string;
}

/** The line was longer than the bound, or was not UTF-8 text: the connection cannot be trusted to be in step any more. */
export type FramingFault = 'tooLong' | 'notText';

/** Cuts a byte stream into lines, keeping at most `maxBytes` of an unfinished one. */
export function createLineReader(options: { maxBytes: number; onLine: (line: string) => void; onFault: (fault: FramingFault) => void }): {
  push(chunk: Uint8Array): void;
  hasPartialLine(): boolean;
} {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let isBroken = false;

  const fail = (fault: FramingFault): void => {
    isBroken = true;
    pending = [];
    pendingBytes = 0;
    options.onFault(fault);
  };

  const finish = (): void => {
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pending, pendingBytes));
    } catch {
      fail('notText');
      return;
    }
    pending = [];
    pendingBytes = 0;
    options.onLine(text);
  };

  return {
    push(chunk) {
      let rest = chunk;
      while (!isBroken && rest.length > 0) {
        const end = rest.indexOf(0x0a);
        const part = end === -1 ? rest : rest.subarray(0, end);
        if (pendingBytes + part.length > options.maxBytes) {
          fail('tooLong');
          return;
        }
        pending.push(part);
        pendingBytes += part.length;
        if (end === -1) return;
        rest = rest.subarray(end + 1);
        finish();
      }
    },
    hasPartialLine: () => pendingBytes > 0,
  };
}

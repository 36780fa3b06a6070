/**
 * The command's connection to the app's socket. In the compiled command it is Bun's own: node:net takes it 20 ms to load, as
 * long as all else that `dxkey env` does of its own. Elsewhere, and on Windows' pipes, it is Node's.
 */
import { connect } from 'node:net';

export interface WireEnd {
  onData(chunk: Uint8Array): void;
  /** Once, however it ended. */
  onEnd(): void;
}

export interface Wire {
  write(text: string): void;
  close(): void;
}

/** Null where nobody listens there, or nobody takes the call in time. */
export async function openWire(path: string, end: WireEnd, withinMs: number): Promise<Wire | null> {
  const { Bun } = globalThis as { Bun?: BunSockets };
  return Bun === undefined || process.platform === 'win32' ? openNodeWire(path, end, withinMs) : openBunWire(Bun, path, end, withinMs);
}

function openNodeWire(path: string, end: WireEnd, withinMs: number): Promise<Wire | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const fail = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(null);
    };
    const timer = setTimeout(fail, withinMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.on('data', (chunk) => {
        end.onData(chunk);
      });
      socket.once('close', () => {
        end.onEnd();
      });
      resolve({ write: (text) => socket.write(text), close: () => socket.destroy() });
    });
    socket.on('error', fail);
  });
}

/** What is used of Bun, whose types are not a dependency of ours. */
interface BunSocket {
  /** How many bytes were taken; the rest has to be offered again on `drain`. */
  write(bytes: Uint8Array): number;
  end(): void;
}
interface BunSockets {
  connect(options: {
    unix: string;
    socket: {
      data(socket: BunSocket, chunk: Uint8Array): void;
      drain(): void;
      close(): void;
      error(): void;
    };
  }): Promise<BunSocket>;
}

async function openBunWire(bun: BunSockets, path: string, end: WireEnd, withinMs: number): Promise<Wire | null> {
  let rest = new Uint8Array();
  let socket: BunSocket | null = null;
  const flush = (): void => {
    if (socket === null || rest.length === 0) return;
    // Negative once the socket has closed, which `close` tells.
    rest = rest.subarray(Math.max(socket.write(rest), 0));
  };
  const connected = bun
    .connect({
      unix: path,
      socket: {
        // Bun may use the chunk's memory again.
        data: (_socket, chunk) => {
          end.onData(chunk.slice());
        },
        drain: flush,
        close: () => {
          end.onEnd();
        },
        error: () => undefined,
      },
    })
    .catch(() => null);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, withinMs, null);
  });
  const opened = await Promise.race([connected, late]);
  clearTimeout(timer);
  if (opened === null) {
    void connected.then((one) => one?.end());
    return null;
  }
  socket = opened;
  return {
    write(text) {
      rest = Buffer.concat([rest, Buffer.from(text)]);
      flush();
    },
    close: () => {
      opened.end();
    },
  };
}

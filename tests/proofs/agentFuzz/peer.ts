/** A program at the app's socket that is bound to no manners: bytes in, lines out. */
import { connect, type Socket } from 'node:net';

/** Nothing that the proof asks takes so long, however busy the machine. */
const ANSWER_MS = 60_000;

export interface Peer {
  socket: Socket;
  isOpen(): boolean;
  /** The next lines: so many, or fewer where the connection ends; null where it goes unanswered. */
  hear(count: number): Promise<string[] | null>;
  untilEnd(): Promise<boolean>;
}

export async function openPeer(path: string): Promise<Peer> {
  const socket = connect(path);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  let text = '';
  let isOpen = true;
  let lines: string[] = [];
  let look: () => void = () => undefined;
  socket.on('error', () => undefined);
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const parts = (text + chunk).split('\n');
    text = parts.pop() ?? '';
    lines.push(...parts);
    look();
  });
  socket.once('close', () => {
    isOpen = false;
    look();
  });
  const until = (holds: () => boolean): Promise<boolean> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ANSWER_MS, false);
      look = () => {
        if (!holds()) return;
        clearTimeout(timer);
        resolve(true);
      };
      look();
    });
  return {
    socket,
    isOpen: () => isOpen,
    async hear(count) {
      if (!(await until(() => lines.length >= count || !isOpen))) return null;
      const heard = lines;
      lines = [];
      return heard;
    },
    untilEnd: () => until(() => !isOpen),
  };
}

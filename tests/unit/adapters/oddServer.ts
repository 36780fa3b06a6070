/** A server of one answer a request, written by hand, for what no well-behaved platform would say. */
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { PlatformInfo } from '../../../main/core/ports';

export type Answering = (
  response: ServerResponse,
  request: { body: string; headers: IncomingMessage['headers']; path: string; socket: Socket },
) => void;

export interface OddServer {
  platform: PlatformInfo;
  /** What arrived: path and body, oldest first. */
  arrived: { path: string; body: string; headers: IncomingMessage['headers'] }[];
  /** Answers in order; the last one again and again. */
  answers: Answering[];
  stop(): Promise<void>;
}

export function platformAt(url: string): PlatformInfo {
  return { key: 'standin', kind: 'standin', name: 'Stand-in', apiUrl: url, authUrl: url, webUrl: null };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answering {
  return (response) => {
    response.writeHead(status, { 'Content-Type': 'application/json', 'x-request-id': 'request-1', ...headers });
    response.end(JSON.stringify(body));
  };
}

export function typed(type: string, status = 401, headers: Record<string, string> = {}): Answering {
  return json(status, { error: { type, message: 'words that must not matter' } }, headers);
}

export async function startOddServer(...answers: Answering[]): Promise<OddServer> {
  const arrived: OddServer['arrived'] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const path = request.url ?? '';
      arrived.push({ path, body, headers: request.headers });
      const answer = started.answers[Math.min(arrived.length, started.answers.length) - 1];
      answer?.(response, { body, headers: request.headers, path, socket: request.socket });
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const started: OddServer = {
    platform: platformAt(`http://127.0.0.1:${String(port)}`),
    arrived,
    answers,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return started;
}

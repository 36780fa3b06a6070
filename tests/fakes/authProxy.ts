/** A company's proxy in small: forwards plain http and tunnels https for whoever logs in (Basic), on a free loopback port. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';

export interface AuthProxy {
  host: string;
  /** For Chromium: this proxy, also for addresses of this computer. */
  switches: string[];
  /** Requests that came with no login, with a wrong one, and with the right one. */
  seen: { none: number; wrong: number; passed: number };
  /** From now on only this password is taken. */
  setPassword(password: string): void;
  stop(): Promise<void>;
}

export async function startAuthProxy(login: { username: string; password: string }, realm = 'Example Corp'): Promise<AuthProxy> {
  let { password } = login;
  const seen = { none: 0, wrong: 0, passed: 0 };
  const isAllowed = (header: string | undefined): boolean => {
    const isRight = header === `Basic ${Buffer.from(`${login.username}:${password}`).toString('base64')}`;
    seen[header === undefined ? 'none' : isRight ? 'passed' : 'wrong'] += 1;
    return isRight;
  };
  const server = createServer((incoming, answer) => {
    const { 'proxy-authorization': given, ...headers } = incoming.headers;
    if (!isAllowed(given)) {
      answer.writeHead(407, { 'Proxy-Authenticate': `Basic realm="${realm}"` }).end();
      return;
    }
    const onward = request(incoming.url ?? '', { method: incoming.method, headers, agent: false }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, socket, head) => {
    if (!isAllowed(incoming.headers['proxy-authorization'])) {
      socket.end(`HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="${realm}"\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${incoming.url ?? ''}`);
    const onward = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) end.on('error', () => end.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    host,
    switches: [`--proxy-server=${host}`, '--proxy-bypass-list=<-loopback>'],
    seen,
    setPassword: (next) => {
      password = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

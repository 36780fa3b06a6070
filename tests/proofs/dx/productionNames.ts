import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createHttp, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const NAMES = ['api.dnanexus.com', 'auth.dnanexus.com', 'stagingapi.dnanexus.com', 'stagingauth.dnanexus.com'];

export interface ProductionNames {
  /** For `HTTPS_PROXY`. */
  proxyUrl: string;
  /** For `DX_CA_CERT`; made for this run and gone with its folder. */
  certificate: string;
  /** The host names under which requests reached the stand-in. */
  seen: Set<string>;
  stop(): void;
}

/**
 * The production host names, answered by the stand-in: a loopback proxy that takes CONNECT for them alone, ends TLS with a
 * certificate of its own and hands the request on unchanged. Nothing leaves this machine.
 */
export async function productionNames(standinUrl: string, folder: string): Promise<ProductionNames> {
  const { key, cert, certificate } = makeCertificate(folder);
  const seen = new Set<string>();
  const ending = createHttps({ key, cert }, (incoming, response) => {
    seen.add(incoming.headers.host ?? '');
    handOn(standinUrl, incoming, response);
  });
  const proxy = createHttp((_, response) => response.writeHead(403).end());
  proxy.on('connect', (incoming, socket) => {
    if (!NAMES.includes((incoming.url ?? '').replace(/:443$/, ''))) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    ending.emit('connection', socket);
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  return {
    proxyUrl: `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}`,
    certificate,
    seen,
    stop: () => {
      proxy.closeAllConnections();
      ending.closeAllConnections();
      proxy.close();
    },
  };
}

function handOn(standinUrl: string, incoming: IncomingMessage, response: ServerResponse): void {
  const onward = request(
    new URL(incoming.url ?? '/', standinUrl),
    { method: incoming.method, headers: incoming.headers, agent: false },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on('error', () => {
    response.destroy();
  });
  incoming.pipe(onward);
}

function makeCertificate(folder: string): { key: Buffer; cert: Buffer; certificate: string } {
  const [keyFile, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = `subjectAltName=${NAMES.map((name) => `DNS:${name}`).join(',')}`;
  const files = ['-keyout', keyFile, '-out', certificate];
  const subject = ['-days', '2', '-subj', '/CN=dxkey proof', '-addext', names];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, ...subject], { stdio: 'pipe' });
  return { key: readFileSync(keyFile), cert: readFileSync(certificate), certificate };
}

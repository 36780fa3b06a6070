/** Serves the built page over http with the very answers of the app's own scheme: its types, its headers, its CSP, its refusals. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { answerPage, PAGE_ORIGIN } from '../../main/shell/rendererScheme';

export interface PageServer {
  origin: string;
  stop: () => Promise<void>;
}

export async function servePage(folder: string): Promise<PageServer> {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    // Asked for by the browser of itself, never by the page.
    if (path === '/favicon.ico') {
      response.writeHead(204).end();
      return;
    }
    const asked = { method: request.method ?? 'GET', url: `${PAGE_ORIGIN.scheme}://${PAGE_ORIGIN.host}${path}` };
    answerPage(asked, { root: folder, readFile }).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the page server has no port');
  return {
    origin: `http://127.0.0.1:${String(address.port)}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

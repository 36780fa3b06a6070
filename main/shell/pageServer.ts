import { session } from 'electron';
import { readFileSync } from 'node:fs';
import { lockRequests } from './lockdown';
import { CONSENT_PAGES } from './consentPage';
import { OWN_PAGES } from './pressPage';
import { answerPage, PAGE_ORIGIN, PAGE_URL } from './rendererScheme';
import { PAGE_PARTITION } from './window';

const QUIET_MS = 25;
/** A page waits for its few small files one after the other; a turn of the loop each costs more than the reading. */
const readFile = (path: string): Promise<Uint8Array> => Promise.resolve(readFileSync(path));
/** What makes the page whole; it asks for it when it has been painted (renderer/begin.ts). */
const PAGE_SCRIPT = /\/assets\/main-[\w-]+\.js$/;

interface PageParts {
  root: string;
  isDevToolsAllowed: boolean;
  /** The page that the first window begins with; later ones, and reloads, begin with the plain one. Null: it does, too. */
  firstPage: string | null;
}

/** Serves our scheme in the page's session, and lets nothing else load there. Tells when the page has what it begins with. */
export function servePage(parts: PageParts): { firstServed: Promise<void> } {
  const first = createFirstServed();
  let firstPage = parts.firstPage;
  const page = session.fromPartition(PAGE_PARTITION);
  page.protocol.handle(PAGE_ORIGIN.scheme, async (request) => {
    const answered = first.begin(request.url);
    const url = request.url === PAGE_URL && firstPage !== null ? PAGE_URL.replace('index.html', firstPage) : request.url;
    if (request.url === PAGE_URL) firstPage = null;
    const { status, headers, body } = await answerPage(
      { method: request.method, url },
      { root: parts.root, readFile, pages: { ...OWN_PAGES, ...CONSENT_PAGES } },
    );
    answered();
    return new Response(body, { status, headers });
  });
  lockRequests(
    page,
    (url) => url.startsWith(`${PAGE_ORIGIN.scheme}://${PAGE_ORIGIN.host}/`) || (parts.isDevToolsAllowed && url.startsWith('devtools://')),
  );
  return { firstServed: first.served };
}

/** The page's script, and nothing asked for since a moment: the page is busy with it. */
function createFirstServed() {
  let inFlight = 0;
  let isScriptAsked = false;
  let timer: NodeJS.Timeout | undefined;
  let resolve: () => void = () => undefined;
  const served = new Promise<void>((done) => {
    resolve = done;
  });
  const begin = (url: string) => {
    inFlight++;
    isScriptAsked ||= PAGE_SCRIPT.test(url);
    clearTimeout(timer);
    return () => {
      inFlight--;
      if (inFlight === 0 && isScriptAsked) timer = setTimeout(resolve, QUIET_MS);
    };
  };
  return { served, begin };
}

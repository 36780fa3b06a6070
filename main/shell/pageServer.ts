import { session } from 'electron';
import { readFile } from 'node:fs/promises';
import { lockRequests } from './lockdown';
import { OWN_PAGES } from './pressPage';
import { answerPage, PAGE_ORIGIN } from './rendererScheme';
import { PAGE_PARTITION } from './window';

const QUIET_MS = 25;

/** Serves our scheme in the page's session, and lets nothing else load there. Tells when the page has what it begins with. */
export function servePage(parts: { root: string; isDevToolsAllowed: boolean }): { firstServed: Promise<void> } {
  const first = createFirstServed();
  const page = session.fromPartition(PAGE_PARTITION);
  page.protocol.handle(PAGE_ORIGIN.scheme, async (request) => {
    const answered = first.begin();
    const { status, headers, body } = await answerPage(request, { root: parts.root, readFile, pages: OWN_PAGES });
    answered();
    return new Response(body, { status, headers });
  });
  lockRequests(
    page,
    (url) => url.startsWith(`${PAGE_ORIGIN.scheme}://${PAGE_ORIGIN.host}/`) || (parts.isDevToolsAllowed && url.startsWith('devtools://')),
  );
  return { firstServed: first.served };
}

/** Several files, and none asked for since a moment: the page is busy with them. */
function createFirstServed() {
  let inFlight = 0;
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  let resolve: () => void = () => undefined;
  const served = new Promise<void>((done) => {
    resolve = done;
  });
  const begin = () => {
    inFlight++;
    clearTimeout(timer);
    return () => {
      inFlight--;
      count++;
      if (inFlight === 0 && count > 1) timer = setTimeout(resolve, QUIET_MS);
    };
  };
  return { served, begin };
}

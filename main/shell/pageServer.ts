import { session } from 'electron';
import { readFile } from 'node:fs/promises';
import { lockRequests } from './lockdown';
import { OWN_PAGES } from './pressPage';
import { answerPage, PAGE_ORIGIN } from './rendererScheme';
import { PAGE_PARTITION } from './window';

/** Serves our scheme in the page's session, and lets nothing else load there. */
export function servePage(parts: { root: string; isDevToolsAllowed: boolean }): void {
  const page = session.fromPartition(PAGE_PARTITION);
  page.protocol.handle(PAGE_ORIGIN.scheme, async (request) => {
    const { status, headers, body } = await answerPage(request, { root: parts.root, readFile, pages: OWN_PAGES });
    return new Response(body, { status, headers });
  });
  lockRequests(
    page,
    (url) => url.startsWith(`${PAGE_ORIGIN.scheme}://${PAGE_ORIGIN.host}/`) || (parts.isDevToolsAllowed && url.startsWith('devtools://')),
  );
}

/** All that a call says to the network; credentials, caches, redirects and handlers of our own scheme stay out of it. */
export interface FetchInit {
  method: 'POST';
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
  redirect: 'error';
  credentials: 'omit';
  cache: 'no-store';
  /** Electron's: without it a handler of a custom scheme would see the request. */
  bypassCustomProtocolHandlers: true;
}

/** What we use of a Response, so that Electron's, Node's and a test's fit. */
export interface FetchAnswer {
  status: number;
  headers: { get(name: string): string | null };
  body: { getReader(): FetchReader } | null;
}

export interface FetchReader {
  read(): Promise<{ done: boolean; value?: unknown }>;
  cancel(): Promise<unknown>;
}

export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>;

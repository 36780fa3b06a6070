/** Our page's own scheme, `dxkey://app/`: only files of the renderer's folder, only GET, and the same strict headers on every answer. */
import { extname, join } from 'node:path';

export const PAGE_ORIGIN = { scheme: 'dxkey', host: 'app' } as const;
export const PAGE_URL = 'dxkey://app/index.html';

/** For `protocol.registerSchemesAsPrivileged`, before ready. */
export const SCHEME_PRIVILEGES = {
  scheme: PAGE_ORIGIN.scheme,
  privileges: {
    standard: true,
    secure: true,
    supportFetchAPI: false,
    bypassCSP: false,
    allowServiceWorkers: false,
    corsEnabled: false,
    stream: false,
  },
};

// SECURITY: no script, style or request but our own; no frame, no form, no base.
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What of the browser a page of ours never uses; refused here before a chooser opens (Electron 25 crashes in the one for USB). */
const REFUSED_FEATURES = [
  'camera',
  'clipboard-read',
  'display-capture',
  'fullscreen',
  'geolocation',
  'hid',
  'idle-detection',
  'microphone',
  'midi',
  'payment',
  'screen-wake-lock',
  'serial',
  'usb',
];
// SECURITY: no device, sensor or capture, whatever a handler of main would say.
export const PERMISSIONS_POLICY = REFUSED_FEATURES.map((feature) => `${feature}=()`).join(', ');

/** What the page may be made of. A name with another ending is not served. */
const MIME_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** A path of plain names: no empty, dot or double-dot part, no escape, no backslash, no colon. */
const PLAIN_PATH = /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

export interface PageAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array | string;
}

/** Answers one request of our scheme. `readFile` rejects where there is no such file. */
export async function answerPage(
  request: { method: string; url: string },
  parts: { root: string; readFile: (path: string) => Promise<Uint8Array>; pages?: Readonly<Record<string, string>> },
): Promise<PageAnswer> {
  if (request.method !== 'GET') return failure(405, 'Method Not Allowed');
  const path = pagePath(request.url);
  if (path === null) return failure(400, 'Bad Request');
  const type = MIME_TYPES[extname(path)];
  if (type === undefined) return failure(404, 'Not Found');
  const own = parts.pages?.[path];
  if (own !== undefined) return { status: 200, headers: headersFor(type), body: own };
  try {
    return { status: 200, headers: headersFor(type), body: await parts.readFile(join(parts.root, path)) };
  } catch {
    return failure(404, 'Not Found');
  }
}

/** The plain relative path that a URL of ours names, or null. The text itself is checked, before any parser straightens it. */
function pagePath(url: string): string | null {
  const start = `${PAGE_ORIGIN.scheme}://${PAGE_ORIGIN.host}/`;
  // SECURITY: another host of our scheme is not us.
  if (!url.startsWith(start)) return null;
  const path = url.slice(start.length).replace(/[?#].*$/s, '');
  if (path === '') return 'index.html';
  // SECURITY: what could climb out of the folder (`..`, `%2e`, a backslash, a drive, a second slash) is not a plain path.
  return PLAIN_PATH.test(path) ? path : null;
}

function failure(status: number, text: string): PageAnswer {
  return { status, headers: headersFor('text/plain; charset=utf-8'), body: text };
}

function headersFor(type: string): Record<string, string> {
  return {
    'content-type': type,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'permissions-policy': PERMISSIONS_POLICY,
    // SECURITY: a file is what its name says, never what its bytes look like.
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
}

import type { Entry } from './entries';

const COLUMNS = ['n', 'at', 'deed', 'detail', 'account', 'label', 'last4', 'signature', 'by', 'program', 'folder', 'terminal'] as const;

/** RFC 4180, times in UTC; the newest first. */
export function asCsv(entries: readonly Entry[]): string {
  return [COLUMNS, ...entries.map(cells)].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

export function asJson(entries: readonly Entry[]): string {
  return `${JSON.stringify(entries, null, 2)}\n`;
}

function cells({ n, atMs, deed, detail, accountId, token, source }: Entry): string[] {
  const { by, program, folder, terminal } = source;
  const texts = [deed, detail, accountId, token?.label, token?.last4, token?.signature, by, program, folder, terminal];
  return [String(n), new Date(atMs).toISOString(), ...texts.map((text) => text ?? '')];
}

/** SECURITY: a label that begins as a formula does must not be one in the spreadsheet that opens the file. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

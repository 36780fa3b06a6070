/**
 * A file as recognisers read it. It comes as one character a byte, so that no encoding can be wrong and every place in the text is
 * a place in the file; only UTF-16, which Windows shells write, is read two bytes a character.
 */
export interface Layout {
  text: string;
  /** Bytes before the text. */
  startsAt: number;
  order: 'single' | 'littleEndian' | 'bigEndian';
}

/** This many characters say whether every second byte is nothing, where no mark says that it is UTF-16. */
const LOOKED_AT = 128;

export function layoutOf(bytes: string): Layout {
  if (bytes.startsWith('\xff\xfe')) return wide(bytes, 2, 'littleEndian');
  if (bytes.startsWith('\xfe\xff')) return wide(bytes, 2, 'bigEndian');
  const head = bytes.slice(0, LOOKED_AT);
  if (/^(?:[\t\n\r -~]\0){8,64}$/.test(head)) return wide(bytes, 0, 'littleEndian');
  if (/^(?:\0[\t\n\r -~]){8,64}$/.test(head)) return wide(bytes, 0, 'bigEndian');
  return { text: bytes, startsAt: 0, order: 'single' };
}

function wide(bytes: string, startsAt: number, order: 'littleEndian' | 'bigEndian'): Layout {
  const parts: string[] = [];
  const high = order === 'littleEndian' ? 1 : 0;
  let units: number[] = [];
  for (let at = startsAt; at + 1 < bytes.length; at += 2) {
    units.push((bytes.charCodeAt(at + high) << 8) | bytes.charCodeAt(at + 1 - high));
    if (units.length < 8192) continue;
    parts.push(String.fromCharCode(...units));
    units = [];
  }
  parts.push(String.fromCharCode(...units));
  return { text: parts.join(''), startsAt, order };
}

/** Where a stretch of the text stands in the file. */
export function bytesOf({ startsAt, order }: Layout, span: { start: number; length: number }): { start: number; length: number } {
  const width = order === 'single' ? 1 : 2;
  return { start: startsAt + span.start * width, length: span.length * width };
}

/** ASCII as this file writes it. */
export function encoded(order: Layout['order'], ascii: string): string {
  if (order === 'single') return ascii;
  return Array.from(ascii, (character) => (order === 'littleEndian' ? `${character}\0` : `\0${character}`)).join('');
}

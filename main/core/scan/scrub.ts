import { encoded, type Layout } from './layout';

const FILLER = 'removed-by-dxkey-';

/** As long as what it stands for, so that the rest of the file stays where it is and other findings keep their places. */
export function filler(length: number): string {
  return FILLER.padEnd(length, 'x').slice(0, length);
}

/** The file without these stretches; every other byte as it was. */
export function scrubbed(bytes: string, spans: readonly { start: number; length: number }[], order: Layout['order']): string {
  const width = order === 'single' ? 1 : 2;
  let text = bytes;
  for (const { start, length } of spans) text = text.slice(0, start) + encoded(order, filler(length / width)) + text.slice(start + length);
  return text;
}

/** The bytes of a file in, what stands there as a token out. Nothing is read, asked or sent here. */
import { looksRandom, RULES, type Context } from './contexts';
import { bytesOf, layoutOf, type Layout } from './layout';

export interface Found {
  secret: string;
  context: Context;
  /** In the text, counted from 1. */
  line: number;
  /** In the file, in bytes. */
  start: number;
  length: number;
}

export interface Recognised {
  found: Found[];
  /** The one platform that the file names, by its API host. */
  host: string | null;
  order: Layout['order'];
}

/** `bytes` as one character a byte; `isKnown` says whether a string is a token whose signature we know. */
export function recognise(bytes: string, isKnown: (text: string) => boolean): Recognised {
  const layout = layoutOf(bytes);
  const spans = new Map<number, { text: string; context: Context }>();
  for (const { context, pattern } of RULES) {
    for (const match of layout.text.matchAll(pattern)) {
      const text = match.at(-1) ?? '';
      const start = match.index + match[0].length - text.length;
      if (!spans.has(start) && (looksRandom(text) || isKnown(text))) spans.set(start, { text, context });
    }
  }
  for (const { start, text } of knownRuns(layout.text, isKnown)) if (!spans.has(start)) spans.set(start, { text, context: 'elsewhere' });
  const lineAt = lineCounter(layout.text);
  const found = [...spans]
    .sort(([a], [b]) => a - b)
    .map(([start, { text, context }]) => ({
      ...{ secret: text, context, line: lineAt(start) },
      ...bytesOf(layout, { start, length: text.length }),
    }));
  return { found, host: found.length === 0 ? null : hostIn(layout.text), order: layout.order };
}

/** An escape may be glued to what follows it: `\n`, `\u003d`, `%3D`, the end of a colour. */
const LONGEST_ESCAPE = 6;
const LONGEST = 128;
const SHORTEST = 20;

function* knownRuns(text: string, isKnown: (text: string) => boolean): Generator<{ start: number; text: string }> {
  for (const match of text.matchAll(/[A-Za-z0-9_-]{20,}/g)) {
    const [run] = match;
    for (const part of partsOf(run)) {
      const start = match.index + part.start;
      const isAfterEscape = '\\%[;'.includes(text[start - 1] ?? ' ');
      for (let skipped = 0; skipped <= (isAfterEscape ? LONGEST_ESCAPE : 0); skipped++) {
        const tried = part.text.slice(skipped);
        if (tried.length < SHORTEST || tried.length > LONGEST || !isKnown(tried)) continue;
        yield { start: start + skipped, text: tried };
        break;
      }
    }
  }
}

/** A run as it is, and between its dashes and underscores. */
function partsOf(run: string): { start: number; text: string }[] {
  const parts = [...run.matchAll(/[A-Za-z0-9]{20,}/g)].map((match) => ({ start: match.index, text: match[0] }));
  return parts[0]?.text === run ? parts : [{ start: 0, text: run }, ...parts];
}

function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let counted = 0;
  return (offset) => {
    for (let at = text.indexOf('\n', counted); at !== -1 && at < offset; at = text.indexOf('\n', counted)) {
      line += 1;
      counted = at + 1;
    }
    return line;
  };
}

function hostIn(text: string): string | null {
  const hosts = new Set<string>();
  for (const match of text.matchAll(/DX_APISERVER_HOST["'\\\s]{0,40}[:=]?["'\\\s]{0,40}([A-Za-z0-9][A-Za-z0-9.-]{0,252})/g))
    hosts.add((match[1] ?? '').toLowerCase());
  const [host] = hosts;
  return hosts.size === 1 ? (host ?? null) : null;
}

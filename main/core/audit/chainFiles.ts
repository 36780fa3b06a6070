import { auditKey } from '../accounts/keys';
import type { Ground } from '../ground';
import { BEGINNING, link, parseLine, type Anchor, type Hmac, type Place } from './chain';
import { entryText, parseEntry, type Entry } from './entries';

/** Entries between two writings of the anchor: the most that a crash leaves unproven. */
export const ANCHOR_EVERY = 100;
/** At least 110,000 entries are kept. */
export const SIZES = { fileEntries: 10_000, keptFiles: 12 };

interface Sealed extends Anchor {
  key: string;
}

interface Open {
  key: string;
  hmac: Hmac;
  start: Place;
  /** As the keychain has it. */
  anchored: Place;
  /** The last entry that was written. */
  head: Place;
  file: string;
  fileEntries: number;
}

const nameOf = (firstN: number): string => `${String(firstN).padStart(12, '0')}.log`;
export const firstOf = (name: string): number => Number(/^\d+/.exec(name)?.[0] ?? Number.NaN);

/** The end of the record, where entries are added. */
export interface ChainEnd {
  lastN(): number;
  /** Entries since the keychain was told. */
  unanchored(): number;
  add(entry: Omit<Entry, 'n'>): Promise<void>;
  /** Tells the keychain how far the chain has come. */
  anchor(): Promise<void>;
}

/** What the keychain has of the chain; null where it has nothing of ours. */
export async function unseal(ground: Ground): Promise<Sealed | null> {
  const text = await ground.secrets.get(auditKey);
  return text === null ? null : parseSealed(text);
}

export const hmacOf =
  (ground: Ground, key: string): Hmac =>
  (text) =>
    ground.ports.digest.hmacSha256Hex(key, text);

async function seal(ground: Ground, { key, start, last }: Sealed): Promise<void> {
  await ground.secrets.set(auditKey, JSON.stringify({ key, start, last }));
}

/** Finds where the record ends, or begins it. Throws KEYCHAIN_* and FILE_FAULT. */
export async function openChain(ground: Ground, sizes: typeof SIZES): Promise<ChainEnd> {
  const at = await findEnd(ground);
  return {
    lastN: () => at.head.n,
    unanchored: () => at.head.n - at.anchored.n,
    async add(entry) {
      if (at.fileEntries >= sizes.fileEntries) await turnOver(ground, at, sizes.keptFiles);
      const { place, line } = link(at.hmac, at.head, entryText({ n: at.head.n + 1, ...entry }));
      await ground.ports.auditFiles.append(at.file, line);
      at.head = place;
      at.fileEntries++;
    },
    async anchor() {
      if (at.anchored.n !== at.head.n) await anchorAt(ground, at, at.start);
    },
  };
}

async function anchorAt(ground: Ground, at: Open, start: Place): Promise<void> {
  await seal(ground, { key: at.key, start, last: at.head });
  at.start = start;
  at.anchored = at.head;
}

async function findEnd(ground: Ground): Promise<Open> {
  const { auditFiles: files } = ground.ports;
  const newest = (await files.list()).at(-1) ?? null;
  const tail = newest === null ? null : await tailOf(ground, newest);
  const found = await unseal(ground);
  const sealed = found ?? (await begin(ground, tail?.place.n ?? 0));
  const opened = { key: sealed.key, hmac: hmacOf(ground, sealed.key), start: sealed.start, anchored: sealed.last };
  // After a cut the record goes on behind the anchor and in a file of its own, so that what is missing is seen to be missing.
  const isWhole = found !== null && newest !== null && tail !== null && tail.place.n >= sealed.last.n;
  if (!isWhole) return { ...opened, head: sealed.last, file: nameOf(sealed.last.n + 1), fileEntries: 0 };
  // A line that a crash left half written; before the anchor it would be no crash's, and stays as evidence.
  if (tail.torn > 0) await files.cut(newest, tail.whole);
  return { ...opened, head: tail.place, file: newest, fileEntries: tail.lines };
}

/** A new key: what older files hold can no longer be proven, and the chain begins after it. */
async function begin(ground: Ground, afterN: number): Promise<Sealed> {
  const key = ground.ports.digest.randomKey();
  const start = { ...BEGINNING, n: afterN };
  await seal(ground, { key, start, last: start });
  return { key, start, last: start };
}

async function tailOf(ground: Ground, name: string): Promise<{ place: Place; lines: number; whole: number; torn: number }> {
  const text = await ground.ports.auditFiles.read(name);
  const whole = text.lastIndexOf('\n') + 1;
  const lines = text.slice(0, whole).split('\n').slice(0, -1);
  const parsed = lines.map(parseLine).reduce((last, line) => line ?? last, null);
  const n = parsed === null ? null : (parseEntry(parsed.text)?.n ?? null);
  const place = parsed === null || n === null ? { n: firstOf(name) - 1, mac: BEGINNING.mac } : { n, mac: parsed.mac };
  return { place, lines: lines.length, whole, torn: text.length - whole };
}

/** The next file; the oldest go once the keychain knows that the chain begins after them. */
async function turnOver(ground: Ground, at: Open, keptFiles: number): Promise<void> {
  const { auditFiles: files } = ground.ports;
  at.file = nameOf(at.head.n + 1);
  at.fileEntries = 0;
  const names = await files.list();
  const dropped = names.slice(0, Math.max(names.length - keptFiles + 1, 0));
  const last = dropped.at(-1);
  if (last === undefined) return;
  const { place } = await tailOf(ground, last);
  if (place.n > at.start.n) await anchorAt(ground, at, place);
  for (const name of dropped) await files.remove(name);
}

function parseSealed(text: string): Sealed | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof raw !== 'object' || raw === null || !('key' in raw && 'start' in raw && 'last' in raw)) return null;
  const { key, start, last } = raw;
  return typeof key === 'string' && isPlace(start) && isPlace(last) ? { key, start, last } : null;
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null || !('n' in value && 'mac' in value)) return false;
  return Number.isSafeInteger(value.n) && typeof value.mac === 'string' && /^[0-9a-f]{64}$/.test(value.mac);
}

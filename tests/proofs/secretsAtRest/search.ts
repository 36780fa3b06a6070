/** Looks for needles in folders, texts and what else is bytes, and counts what it looked at. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Needle } from './canaries';

export interface Hit {
  place: string;
  canary: string;
  form: string;
}

export interface Searched {
  places: number;
  bytes: number;
  hits: Hit[];
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

function holds(bytes: Buffer, needle: Needle): boolean {
  const step = needle.form === 'raw' ? 1 : 2;
  for (let at = bytes.indexOf(needle.bytes); at !== -1; at = bytes.indexOf(needle.bytes, at + 1)) {
    if (!needle.isDigits) return true;
    // In utf-16 a neighbour's digit is one of the two bytes beside it.
    const before = bytes.subarray(Math.max(0, at - step), at);
    const after = bytes.subarray(at + needle.bytes.length, at + needle.bytes.length + step);
    if (![...before, ...after].some(isDigit)) return true;
  }
  return false;
}

export function createSearch(needles: readonly Needle[]): {
  bytes(place: string, bytes: Buffer): void;
  folder(place: string, folder: string, isLeftOut?: (path: string) => boolean): void;
  result(): Searched;
} {
  const found: Searched = { places: 0, bytes: 0, hits: [] };
  const look = (place: string, bytes: Buffer): void => {
    found.bytes += bytes.length;
    for (const needle of needles) if (holds(bytes, needle)) found.hits.push({ place, canary: needle.canary, form: needle.form });
  };
  const walk = (place: string, folder: string, isLeftOut: (path: string) => boolean): void => {
    for (const name of namesIn(folder)) {
      const path = join(folder, name);
      // A name is written to the disk, too.
      look(`name ${place}`, Buffer.from(name));
      const kind = kindOf(path);
      if (isLeftOut(path) || kind === null) continue;
      if (kind === 'folder') walk(place, path, isLeftOut);
      else look(`${place}: ${path}`, contentOf(path));
    }
  };
  return {
    bytes: (place, bytes) => {
      found.places += 1;
      look(place, bytes);
    },
    folder: (place, folder, isLeftOut = () => false) => {
      found.places += 1;
      walk(place, folder, isLeftOut);
    },
    result: () => found,
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Gone since it was listed, or another user's.
    return [];
  }
}

/** Sockets, pipes and links hold nothing of their own. */
function kindOf(path: string): 'folder' | 'file' | null {
  try {
    const facts = lstatSync(path);
    return facts.isDirectory() ? 'folder' : facts.isFile() ? 'file' : null;
  } catch {
    return null;
  }
}

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

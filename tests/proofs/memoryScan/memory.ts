/** What stands in the memory of other processes of this user: read by the kernel's files, as a program that runs as you could. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** As much as is held at once; the end of one piece is looked at again with the next. */
const PIECE_BYTES = 16 * 1024 * 1024;

export interface Needle {
  name: string;
  /** Each form of each half, so that a secret that was cut or copied in part is found, too. */
  forms: Buffer[];
}

export function needleOf(name: string, secret: string): Needle {
  const middle = Math.floor(secret.length / 2);
  const halves = [secret.slice(0, middle), secret.slice(middle)];
  if (middle < 8) throw new Error(`${name} is too short to be told from what stands anywhere.`);
  return { name, forms: halves.flatMap((half) => [Buffer.from(half), Buffer.from(half, 'utf16le')]) };
}

export interface Scan {
  /** How often each needle was found, in any form. */
  found: Map<string, number>;
  bytes: number;
}

interface Region {
  start: number;
  end: number;
}

/** What can be read of a process and is not the bare content of a file: heaps, stacks, and what is shared between processes. */
function regionsOf(pid: number): Region[] {
  return readFileSync(`/proc/${String(pid)}/maps`, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, start = '', end = '', rights = '', path = ''] = /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)$/.exec(line) ?? [];
      const isFile = path.startsWith('/') && !/^\/(dev\/shm|memfd:|SYSV)/.test(path) && !rights.includes('w');
      if (!rights.includes('r') || isFile || /^\[v(var|syscall|dso)/.test(path)) return [];
      return [{ start: Number.parseInt(start, 16), end: Number.parseInt(end, 16) }];
    });
}

/** Reads the pages of a process that are in memory, and counts. Throws where the process cannot be read at all. */
export function scanProcess(pid: number, needles: readonly Needle[]): Scan {
  const scan: Scan = { found: new Map(), bytes: 0 };
  const overlap = Math.max(0, ...needles.flatMap(({ forms }) => forms.map((form) => form.length))) - 1;
  const memory = openSync(`/proc/${String(pid)}/mem`, 'r');
  const present = presentPages(pid);
  try {
    for (const region of regionsOf(pid)) {
      let tail = Buffer.alloc(0);
      let expected = region.start;
      for (const { start, end } of present.runs(region)) {
        if (start !== expected) tail = Buffer.alloc(0);
        expected = end;
        const piece = Buffer.allocUnsafe(end - start);
        const got = readInto(memory, piece, start);
        if (got === 0) continue;
        scan.bytes += got;
        const bytes = Buffer.concat([tail, piece.subarray(0, got)]);
        for (const needle of needles) count(scan, needle, bytes, tail.length);
        tail = Buffer.from(bytes.subarray(Math.max(0, bytes.length - overlap)));
        // SECURITY: what was read is not left lying in this process, which the next scan might read as well.
        piece.fill(0);
        bytes.fill(0);
      }
    }
  } finally {
    closeSync(memory);
    present.close();
  }
  return scan;
}

function count({ found }: Scan, { name, forms }: Needle, bytes: Buffer, seen: number): void {
  for (const form of forms) {
    for (let at = bytes.indexOf(form); at !== -1; at = bytes.indexOf(form, at + 1)) {
      // What lies whole in the end of the last piece was counted with it.
      if (at + form.length > seen) found.set(name, (found.get(name) ?? 0) + 1);
    }
  }
}

function readInto(memory: number, piece: Buffer, at: number): number {
  try {
    return readSync(memory, piece, 0, piece.length, at);
  } catch {
    // Unmapped since the list was read, or a device's.
    return 0;
  }
}

const PAGE_BYTES = 4096;
const ENTRY_BYTES = 8;

/** Which pages were ever touched: a region of Chromium's may be gigabytes of nothing. */
function presentPages(pid: number): { runs(region: Region): Generator<Region>; close(): void } {
  const map = openSync(`/proc/${String(pid)}/pagemap`, 'r');
  function* runs({ start, end }: Region): Generator<Region> {
    const first = start / PAGE_BYTES;
    const pages = (end - start) / PAGE_BYTES;
    const mostPages = PIECE_BYTES / PAGE_BYTES;
    const entries = Buffer.allocUnsafe(Math.min(pages, 1 << 18) * ENTRY_BYTES);
    let run: Region | null = null;
    for (let page = 0; page < pages; page += entries.length / ENTRY_BYTES) {
      const got = readEntries(
        map,
        entries.subarray(0, Math.min(entries.length, (pages - page) * ENTRY_BYTES)),
        (first + page) * ENTRY_BYTES,
      );
      for (let index = 0; index < got / ENTRY_BYTES; index += 1) {
        // Bits 63 and 62 of an entry: in memory, or swapped out.
        const isPresent = (entries[index * ENTRY_BYTES + 7] ?? 0) >= 0x40;
        const at: number = start + (page + index) * PAGE_BYTES;
        const isFull: boolean = run !== null && (run.end - run.start) / PAGE_BYTES >= mostPages;
        if (run !== null && (!isPresent || isFull)) {
          yield run;
          run = null;
        }
        if (isPresent) run = run === null ? { start: at, end: at + PAGE_BYTES } : { start: run.start, end: at + PAGE_BYTES };
      }
    }
    if (run !== null) yield run;
  }
  return {
    runs,
    close: () => {
      closeSync(map);
    },
  };
}

function readEntries(map: number, entries: Buffer, at: number): number {
  try {
    return readSync(map, entries, 0, entries.length, at);
  } catch {
    return 0;
  }
}

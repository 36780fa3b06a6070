/**
 * `npm run proof -- audit [--size small|full]`: the activity record in real files, changed at random places in every way that
 * a hand or a disk changes a file. What lies before the anchor is found; what lies after it raises no alarm. At full size a record of 100,000
 * entries, too: several files, proven to its end, and what that takes beside `sha256sum` over the same files.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuditFiles } from '../../main/adapters/auditFiles';
import { nodeDigest } from '../../main/adapters/nodeDigest';
import { sourceOf } from '../../main/core/audit/entries';
import { createAudit } from '../../main/core/audit/trail';
import { layGround } from '../../main/core/ground';
import type { Audit, AuditReport } from '../../main/core/services';
import { createTestServices } from '../fakes/createTestServices';
import { settle } from '../fakes/fakeClock';
import { isWhole, largeRecord } from './audit/large';

const ENTRIES = 330;
const AFTER_ANCHOR = 27;
const SIZES = { fileEntries: 40, keptFiles: 100 };

/** The same numbers for the same seed: a finding can be played again. */
let state = 20_261_124;
function below(limit: number): number {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return Math.floor((state / 0x80000000) * limit);
}

type Files = Map<string, Buffer>;
const read = (folder: string): Files =>
  new Map(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name))]),
  );
const joined = (files: Files): string => [...files.values()].map((bytes) => bytes.toString('latin1')).join('');

/** One change of one kind; answers its name. */
function mutate(files: Files): string {
  const names = [...files.keys()];
  const name = names[below(names.length)] ?? '';
  const bytes = files.get(name) ?? Buffer.alloc(0);
  const at = below(bytes.length);
  const lines = bytes.toString('latin1').split('\n').slice(0, -1);
  const line = below(lines.length);
  const put = (next: Buffer | string[]): void => {
    files.set(name, Array.isArray(next) ? Buffer.from(next.map((one) => `${one}\n`).join(''), 'latin1') : next);
  };
  const splice = (cut: number, insert: Buffer): void => {
    put(Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + cut)]));
  };
  const ways: Record<string, () => void> = {
    flip: () => {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ (1 << below(8));
      put(copy);
    },
    byte: () => {
      splice(1, Buffer.from([below(256)]));
    },
    cutBytes: () => {
      splice(1 + below(20), Buffer.alloc(0));
    },
    addBytes: () => {
      splice(0, Buffer.from(Array.from({ length: 1 + below(8) }, () => below(256))));
    },
    newline: () => {
      splice(0, Buffer.from('\n'));
    },
    carriageReturn: () => {
      splice(0, Buffer.from('\r'));
    },
    cutLine: () => {
      put(lines.filter((_, each) => each !== line));
    },
    cutEnd: () => {
      put(lines.slice(0, line));
    },
    cutStart: () => {
      put(lines.slice(line));
    },
    double: () => {
      put([...lines.slice(0, line), lines[line] ?? '', ...lines.slice(line)]);
    },
    swap: () => {
      const other = below(lines.length);
      put(lines.map((one, each) => (each === line ? (lines[other] ?? '') : each === other ? (lines[line] ?? '') : one)));
    },
    exchange: () => {
      const other = names[below(names.length)] ?? '';
      put(files.get(other) ?? bytes);
      files.set(other, bytes);
    },
    noFile: () => {
      files.delete(name);
    },
    truncate: () => {
      put(bytes.subarray(0, at));
    },
    reuse: () => {
      // An entry of ours with its own HMAC, in a place that is not its own.
      const other =
        files
          .get(names[below(names.length)] ?? '')
          ?.toString('latin1')
          .split('\n')[0] ?? '';
      put([...lines.slice(0, line), other, ...lines.slice(line)]);
    },
  };
  const kinds = Object.keys(ways);
  const kind = kinds[below(kinds.length)] ?? 'flip';
  ways[kind]?.();
  return kind;
}

async function recorded(folder: string): Promise<Audit> {
  const core = createTestServices({ ports: { digest: nodeDigest, auditFiles: createAuditFiles(folder) } });
  const audit = createAudit(layGround(core.ports), SIZES);
  const write = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n++) {
      const token = { signature: nodeDigest.sha256Hex(String(n)), label: `label ${String(n)} ”é`, last4: 'a1b2' };
      audit.record({ deed: 'token.copied', accountId: 'dnanexus/user-amy', token, detail: null }, sourceOf('window'));
    }
    await settle();
  };
  await write(ENTRIES - AFTER_ANCHOR);
  await audit.flush();
  await write(AFTER_ANCHOR);
  await audit.verify();
  return audit;
}

async function main(): Promise<void> {
  const isSmall = process.argv[process.argv.indexOf('--size') + 1] === 'small';
  const total = isSmall ? 200 : 1_000;
  const root = mkdtempSync(join(tmpdir(), 'dxkey-audit-'));
  const tally = { mutations: 0, found: 0, unproven: 0, unchanged: 0, missed: 0, falseAlarms: 0, broken: 0 };
  try {
    const folder = join(root, 'activity');
    const audit = await recorded(folder);
    const whole = await audit.verify();
    if (whole.findings.length > 0 || whole.proven !== ENTRIES - AFTER_ANCHOR || whole.unproven !== AFTER_ANCHOR)
      throw new Error(`the untouched record is not as it should be: ${JSON.stringify(whole)}`);
    const original = join(root, 'original');
    cpSync(folder, original, { recursive: true });
    const lines = joined(read(original)).split('\n');
    const proven = lines.slice(0, ENTRIES - AFTER_ANCHOR).join('\n') + '\n';
    while (tally.mutations < total) {
      const files = read(original);
      const before = joined(files);
      const kind = mutate(files);
      tally.mutations++;
      rmSync(folder, { recursive: true });
      cpSync(original, folder, { recursive: true });
      for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(join(folder, name));
      for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
      const report: AuditReport | null = await audit.verify().catch(() => null);
      if (report === null) {
        tally.broken++;
        continue;
      }
      const isFound = report.findings.length > 0;
      const isBefore = !joined(files).startsWith(proven);
      if (isBefore && !isFound) process.stderr.write(`missed: ${kind} (mutation ${String(tally.mutations)})\n`);
      if (isBefore) tally[isFound ? 'found' : 'missed']++;
      else if (isFound) tally.falseAlarms++;
      else tally[joined(files) === before ? 'unchanged' : 'unproven']++;
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  const large = isSmall ? null : await largeRecord();
  if (large !== null)
    process.stdout.write(
      `${Object.entries(large)
        .map(([name, value]) => `${name}=${String(value)}`)
        .join(' ')}\n`,
    );
  const figures = Object.entries(tally).map(([name, value]) => `${name}=${String(value)}`);
  process.stdout.write(`audit: ${figures.join(' ')}\n`);
  const isLargeWhole = large === null || isWhole(large);
  process.exitCode =
    isLargeWhole && tally.missed === 0 && tally.falseAlarms === 0 && tally.broken === 0 && tally.found > 0 && tally.unproven > 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? String(error.stack) : 'the proof itself failed'}\n`);
  process.exitCode = 1;
});

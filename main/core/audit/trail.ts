import { createEmitter } from '../emitter';
import { isAppError } from '../errors';
import type { Ground } from '../ground';
import { createLane } from '../lane';
import type { AuditFiles } from '../ports';
import type { Audit, AuditReport, AuditState } from '../services';
import { createVerifier, parseLine } from './chain';
import { ANCHOR_EVERY, firstOf, hmacOf, openChain, SIZES, unseal, type ChainEnd } from './chainFiles';
import { parseEntry, sourceOf, type DeedDone, type Entry, type Source } from './entries';

/** What waits in memory while the keychain, and with it the key, cannot be reached. */
const MOST_WAITING = 1_000;

interface Waiting {
  done: DeedDone;
  atMs: number;
  source: Source;
}

/**
 * The activity record: appended in order, chained, its key and anchor in the keychain. Recording never makes what it records fail:
 * what cannot be written waits, and `state` says so.
 */
export function createAudit(ground: Ground, sizes = SIZES): Audit {
  const { auditFiles: files, clock, log } = ground.ports;
  const inTurn = createLane();
  const changed = createEmitter<AuditState>();
  let chain: ChainEnd | null = null;
  let waiting: Waiting[] = [];
  let lost = 0;
  let isFlushing = false;
  let problem: AuditState['problem'] = null;

  const state = (): AuditState => ({ lastN: chain?.lastN() ?? null, waiting: waiting.length, problem });
  const tell = (): void => {
    changed.emit(state());
  };

  /** Writes what waits; what cannot be written goes on waiting. */
  async function flush(): Promise<void> {
    isFlushing = true;
    try {
      chain ??= await openChain(ground, sizes);
      if (lost > 0) {
        const done: DeedDone = { deed: 'activity.lost', accountId: null, token: null, detail: String(lost) };
        await chain.add({ ...done, atMs: clock.now(), source: sourceOf('app') });
        lost = 0;
      }
      for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
        await chain.add({ ...first.done, atMs: first.atMs, source: first.source });
        waiting = waiting.slice(1);
        if (chain.unanchored() >= ANCHOR_EVERY) await chain.anchor();
      }
      problem = null;
    } catch (error) {
      // What was written up to here stands; where the file ends is looked at anew.
      chain = null;
      problem = isAppError(error) ? error.code : 'INTERNAL';
      log.warn('audit.waits', { waiting: waiting.length }, error);
    }
    isFlushing = false;
    tell();
  }

  ground.keychain.on((keychain) => {
    // Our own reading says "ready", too, where the writing after it is refused: that is no news.
    if (!isFlushing && keychain === 'ready' && waiting.length > 0 && problem !== null) ground.background('audit.flush', inTurn(flush));
  });

  return {
    state,
    onChange: (listener) => changed.on(listener),
    record(done, source) {
      const atMs = clock.now();
      const work = (typeof source === 'function' ? source() : Promise.resolve(source)).then((known) =>
        inTurn(async () => {
          if (waiting.length < MOST_WAITING) waiting = [...waiting, { done, atMs, source: known }];
          else lost++;
          // A keychain that said no is not asked again at every step: some ask the person. It is known when it opens.
          if (problem?.startsWith('KEYCHAIN_') === true) tell();
          else await flush();
        }),
      );
      ground.background('audit.record', work);
    },
    read: (input) => inTurn(() => readNewest(files, input)),
    verify: () => inTurn(() => verifyAll(ground)),
    async flush() {
      await inTurn(async () => {
        if (waiting.length > 0) await flush();
        await chain?.anchor();
      });
    },
  };
}

/** Newest first. */
async function readNewest(
  files: AuditFiles,
  { wanted, limit, containing = '' }: Parameters<Audit['read']>[0],
): Promise<{ entries: Entry[]; hasMore: boolean }> {
  const entries: Entry[] = [];
  for (const name of (await files.list()).reverse()) {
    for (const line of (await files.read(name)).split('\n').reverse()) {
      const parsed = line === '' || !line.includes(containing) ? null : parseLine(line);
      const entry = parsed === null ? null : parseEntry(parsed.text);
      if (entry === null || !wanted(entry)) continue;
      if (entries.length >= limit) return { entries, hasMore: true };
      entries.push(entry);
    }
  }
  return { entries, hasMore: false };
}

async function verifyAll(ground: Ground): Promise<AuditReport> {
  const { auditFiles: files } = ground.ports;
  const names = await files.list();
  const sealed = await unseal(ground);
  const startN = sealed?.start.n ?? Number.POSITIVE_INFINITY;
  let older = 0;
  for (const name of names) if (firstOf(name) <= startN) older += countLines(await files.read(name));
  // Nothing was ever recorded, or the key is gone: then nothing can be proven, and nothing be said to be wrong.
  if (sealed === null) return { older, lines: 0, proven: 0, unproven: 0, findings: [] };
  const verifier = createVerifier(hmacOf(ground, sealed.key), sealed);
  for (const name of names) if (firstOf(name) > startN) verifier.file(name, await files.read(name));
  return { older, ...verifier.end() };
}

const countLines = (text: string): number => text.split('\n').filter((line) => line !== '').length;

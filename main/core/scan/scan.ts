import type { ScanState } from '../../../preload/contract/contract';
import { createEmitter } from '../emitter';
import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { ScanFiles, Stop } from '../ports';
import type { Lock, ScanService } from '../services';
import { createDealing, type DealingParts } from './dealing';
import { createFindings, type Finding } from './findings';
import { knownTokens, ownerOf } from './knownTokens';
import { askHostOf, type Look, type Looking } from './look';
import { createAsk } from './ownership';
import { recognise } from './recognise';
import { createScrub } from './scrubbing';

/** SECURITY: what was found is forgotten after this, also by a person who went away. */
const KEPT_MS = 15 * 60_000;
const MOST_SKIPPED = 200;
const TELL_EVERY = 20;

/** Tokens that were left in files: found here, told without their secrets, and dealt with one yes at a time. */
export function createScan(ground: Ground, parts: DealingParts & { lock: Pick<Lock, 'onChange'> }): ScanService {
  const { clock, digest, scanFiles } = ground.ports;
  const changed = createEmitter<ScanState>();
  let look: Look | null = null;
  let wasDropped = false;
  let stopForgetting: Stop | null = null;

  const state = (): ScanState => shownState(ground, look, wasDropped);
  const tell = (): void => {
    changed.emit(state());
  };

  function drop(): void {
    if (look === null) return;
    stopForgetting?.();
    stopForgetting = null;
    look = null;
    wasDropped = true;
    tell();
  }

  async function markOffered(): Promise<void> {
    await ground.settings.change((document) => (document.wasScanOffered ? document : { ...document, wasScanOffered: true }));
  }

  async function run({ paths, accountId }: Parameters<ScanService['run']>[0]): Promise<ScanState> {
    const known = knownTokens(ground, parts.live, parts.book);
    const mine = beginLook(ground, known, accountId ?? parts.live.activeId());
    stopForgetting?.();
    look = mine;
    wasDropped = false;
    tell();
    ground.background('scan.offered', markOffered());
    const isKnown = (text: string): boolean => known.has(digest.sha256Hex(text));
    await readAll(scanFiles, mine, paths, isKnown, () => {
      // Dropped, or another look was begun: this one is over.
      if (look !== mine) throw new AppError('SCAN_GONE');
      if (mine.filesRead % TELL_EVERY === 0) tell();
    });
    mine.atMs = clock.now();
    stopForgetting = clock.after(KEPT_MS, drop);
    tell();
    return state();
  }

  function needLook(): Look {
    const mine = look;
    // Nothing is done with it before it is whole.
    const isWhole = mine !== null && mine.atMs !== null;
    if (!isWhole) throw new AppError('SCAN_GONE');
    return mine;
  }
  function need(tokenId: string): Finding {
    const finding = needLook().findings.byId(tokenId);
    if (finding === null) throw new AppError('SCAN_GONE');
    return finding;
  }

  // SECURITY: what was found goes with the lock and with any sign-out, as everything else that a person had on the screen.
  parts.live.onClosed(drop);
  parts.lock.onChange(({ isLocked }) => {
    if (isLocked) drop();
  });

  const looking: Looking = { need, needLook, tell, state };
  return {
    state,
    onChange: (listener) => changed.on(listener),
    run,
    dismissOffer: async () => {
      await markOffered();
      tell();
      return state();
    },
    factsOf(tokenId) {
      const { signature, shown } = need(tokenId);
      return { accountId: shown.account?.id ?? null, token: { signature, label: shown.label, last4: shown.last4 } };
    },
    ask: createAsk(ground, looking),
    ...createDealing(ground, parts, looking),
    scrub: createScrub(ground, looking),
    drop,
  };
}

function beginLook(ground: Ground, known: ReturnType<typeof knownTokens>, accountId: string | null): Look {
  const nobody = { username: '', platformName: '' };
  const findings = createFindings(ground.ports.digest, known, (id) => ownerOf(ground, id, nobody));
  return { accountId, findings, marks: new Map(), filesRead: 0, skipped: [], isCut: false, atMs: null };
}

/** File by file, so that the app goes on between two; `goOn` throws where it is to end. */
async function readAll(
  scanFiles: ScanFiles,
  look: Look,
  paths: readonly string[] | null,
  isKnown: (text: string) => boolean,
  goOn: () => void,
): Promise<void> {
  const found = await scanFiles.find(paths);
  look.skipped = found.skipped;
  look.isCut = found.isCut;
  for (const path of found.paths) {
    goOn();
    if (look.findings.isFull()) {
      look.isCut = true;
      return;
    }
    const read = await scanFiles.read(path);
    if (read === null) continue;
    if ('why' in read) {
      look.skipped.push(read);
      continue;
    }
    look.filesRead += 1;
    const recognised = recognise(read.bytes, isKnown);
    if (recognised.found.length === 0) continue;
    look.marks.set(path, read.mark);
    look.findings.take(path, recognised);
  }
  goOn();
}

function shownState(ground: Ground, look: Look | null, wasDropped: boolean): ScanState {
  const isOffered = !ground.settings.value().wasScanOffered;
  if (look === null) {
    const nothing = { accountId: null, askHost: null, atMs: null, filesRead: 0, tokens: [], skipped: [], skippedCount: 0, isCut: false };
    return { status: wasDropped ? 'dropped' : 'none', isOffered, ...nothing };
  }
  const { accountId, atMs, filesRead, skipped, isCut } = look;
  return {
    status: atMs === null ? 'running' : 'done',
    isOffered,
    ...{ accountId, askHost: askHostOf(ground, accountId), atMs, filesRead, isCut },
    // While it runs only the count is told.
    tokens: atMs === null ? [] : look.findings.shown(),
    skipped: skipped.slice(0, MOST_SKIPPED),
    skippedCount: skipped.length,
  };
}

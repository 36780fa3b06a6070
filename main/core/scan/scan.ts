import type { ScanState } from '../../../preload/contract/contract';
import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { ScanFiles } from '../ports';
import type { Lock, ScanService } from '../services';
import { createDealing, type DealingParts } from './dealing';
import { createFindings } from './findings';
import { createHeldLook } from './heldLook';
import { knownTokens, ownerOf } from './knownTokens';
import type { Look } from './look';
import { createAsk } from './ownership';
import { recognise } from './recognise';
import { createRotating, type RotatingParts } from './rotating';
import { createScrub } from './scrubbing';

const TELL_EVERY = 20;

interface ScanParts extends DealingParts, RotatingParts {
  lock: Pick<Lock, 'onChange'>;
}

/** Tokens that were left in files: found here, told without their secrets, and dealt with one yes at a time. */
export function createScan(ground: Ground, parts: ScanParts): ScanService {
  const { digest, scanFiles } = ground.ports;
  const held = createHeldLook(ground);
  const { state, tell, need } = held;

  async function markOffered(): Promise<void> {
    await ground.settings.change((document) => (document.wasScanOffered ? document : { ...document, wasScanOffered: true }));
  }

  async function run({ paths, accountId }: Parameters<ScanService['run']>[0]): Promise<ScanState> {
    const known = knownTokens(ground, parts.live, parts.book);
    const mine = beginLook(ground, known, { accountId: accountId ?? parts.live.activeId(), paths });
    held.begin(mine);
    ground.background('scan.offered', markOffered());
    const isKnown = (text: string): boolean => known.has(digest.sha256Hex(text));
    const goOn = (): void => {
      // Dropped, or another look was begun: this one is over.
      if (!held.isCurrent(mine)) throw new AppError('SCAN_GONE');
    };
    try {
      await readAll(scanFiles, mine, isKnown, { goOn, tell });
    } catch (error) {
      if (held.isCurrent(mine)) held.forget(false);
      throw error;
    }
    held.finish(mine);
    return state();
  }

  const drop = (): void => {
    held.forget(true);
  };
  // SECURITY: what was found goes with the lock and with any sign-out, as everything else that a person had on the screen.
  parts.live.onClosed(drop);
  parts.lock.onChange(({ isLocked }) => {
    if (isLocked) drop();
  });

  return {
    state,
    onChange: held.onChange,
    run,
    chooseFolders: held.chooseFolders,
    dismissOffer: async () => {
      await markOffered();
      tell();
      return state();
    },
    factsOf(tokenId) {
      const { signature, shown } = need(tokenId);
      return { accountId: shown.account?.id ?? null, token: { signature, label: shown.label, last4: shown.last4 } };
    },
    ask: createAsk(ground, held),
    ...createDealing(ground, parts, held),
    ...createRotating(ground, parts, held),
    scrub: createScrub(ground, held),
    drop() {
      held.forget(false);
      return state();
    },
  };
}

function beginLook(ground: Ground, known: ReturnType<typeof knownTokens>, of: Pick<Look, 'accountId' | 'paths'>): Look {
  const nobody = { username: '', platformName: '' };
  const findings = createFindings(ground.ports.digest, known, (id) => ownerOf(ground, id, nobody));
  return { ...of, findings, marks: new Map(), filesRead: 0, filesTotal: null, skipped: [], isCut: false, atMs: null };
}

/** Folder by folder and file by file, so that the app goes on between two; `goOn` throws where it is to end. */
async function readAll(
  scanFiles: ScanFiles,
  look: Look,
  isKnown: (text: string) => boolean,
  { goOn, tell }: { goOn: () => void; tell: () => void },
): Promise<void> {
  const found = await scanFiles.find(look.paths, goOn);
  look.filesTotal = found.paths.length;
  look.skipped = found.skipped;
  look.isCut = found.isCut;
  for (const [at, path] of found.paths.entries()) {
    goOn();
    if (at % TELL_EVERY === 0) tell();
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

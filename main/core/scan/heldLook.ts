import type { ScanState } from '../../../preload/contract/contract';
import { createEmitter } from '../emitter';
import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { Stop } from '../ports';
import type { ScanService } from '../services';
import type { Finding } from './findings';
import { askHostOf, type Look, type Looking } from './look';

/** SECURITY: what was found is forgotten after this, also by a person who went away. */
const KEPT_MS = 15 * 60_000;
const MOST_SKIPPED = 200;

export interface HeldLook extends Looking, Pick<ScanService, 'onChange' | 'chooseFolders'> {
  begin(look: Look): void;
  isCurrent(look: Look): boolean;
  /** It is whole, and may be acted on until it is forgotten. */
  finish(look: Look): void;
  /** `isUnasked`: nobody asked for it, so it is told. */
  forget(isUnasked: boolean): void;
}

/** The one look that there is, what is told of it, and the folders of the window's next one. */
export function createHeldLook(ground: Ground): HeldLook {
  const { clock, folderPicker } = ground.ports;
  const changed = createEmitter<ScanState>();
  let look: Look | null = null;
  let folders: readonly string[] | null = null;
  let wasDropped = false;
  let stopForgetting: Stop | null = null;

  const state = (): ScanState => ({ ...shownState(ground, look, wasDropped), folders: folders === null ? null : [...folders] });
  const tell = (): void => {
    changed.emit(state());
  };

  function forget(isUnasked: boolean): void {
    if (look === null) return;
    stopForgetting?.();
    stopForgetting = null;
    look = null;
    wasDropped = isUnasked;
    tell();
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

  return {
    ...{ state, tell, need, needLook, forget },
    onChange: (listener) => changed.on(listener),
    begin(next) {
      stopForgetting?.();
      look = next;
      wasDropped = false;
      tell();
    },
    isCurrent: (one) => look === one,
    finish(one) {
      one.atMs = clock.now();
      stopForgetting = clock.after(KEPT_MS, () => {
        forget(true);
      });
      tell();
    },
    async chooseFolders({ where }) {
      const picked = where === 'home' ? null : await folderPicker.pick();
      // Cancelled, it stays as it was.
      if (where === 'home' || picked !== null) folders = picked;
      tell();
      return state();
    },
  };
}

function shownState(ground: Ground, look: Look | null, wasDropped: boolean): Omit<ScanState, 'folders'> {
  const isOffered = !ground.settings.value().wasScanOffered;
  if (look === null) {
    const nothing = { accountId: null, askHost: null, lookedIn: null, atMs: null, filesRead: 0, filesTotal: null, tokens: [] };
    return { status: wasDropped ? 'dropped' : 'none', isOffered, ...nothing, skipped: [], skippedCount: 0, isCut: false };
  }
  const { accountId, paths, atMs, filesRead, filesTotal, skipped, isCut } = look;
  return {
    status: atMs === null ? 'running' : 'done',
    isOffered,
    ...{ accountId, askHost: askHostOf(ground, accountId), atMs, filesRead, filesTotal, isCut },
    lookedIn: paths === null ? null : [...paths],
    // While it runs only the count is told.
    tokens: atMs === null ? [] : look.findings.shown(),
    skipped: skipped.slice(0, MOST_SKIPPED),
    skippedCount: skipped.length,
  };
}

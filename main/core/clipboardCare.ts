import type { ClipboardState, CopyOutcome } from '../../preload/contract/contract';
import { createEmitter } from './emitter';
import { AppError, isAppError } from './errors';
import type { Ground } from './ground';
import type { Clipboard, Log, Stop } from './ports';
import type { ClipboardCare, SettingsService } from './services';

interface Held {
  secret: string;
  label: string | null;
  last4: string;
  copiedMs: number;
  clearsAtMs: number | null;
  stop: Stop;
}

/** Puts a secret on the clipboard and takes it off again; only the newest one is ours to clear. */
export function createClipboardCare(ground: Ground, settings: SettingsService): ClipboardCare {
  const { clipboard, clock, log } = ground.ports;
  const clearAfterMs = (): number | null => settings.state().clipboardClearMs;
  const changed = createEmitter<ClipboardState>();
  let held: Held | null = null;
  let lastOutcome: ClipboardState['lastOutcome'] = null;
  let followedMs = clearAfterMs();

  const state = (): ClipboardState => ({
    holding: held === null ? null : { label: held.label, last4: held.last4, clearsAtMs: held.clearsAtMs },
    lastOutcome,
  });

  /** True where it ended; a clear that failed keeps it, so that the person can try again. */
  async function letGo(mine: Held): Promise<ClipboardState> {
    mine.stop();
    const outcome = await takeOff(clipboard, mine.secret, log);
    if (held === mine) {
      if (outcome === 'failed') held.clearsAtMs = null;
      else held = null;
      lastOutcome = outcome;
      changed.emit(state());
    }
    return state();
  }

  function limit(mine: Held): void {
    mine.stop();
    followedMs = clearAfterMs();
    mine.clearsAtMs = followedMs === null ? null : mine.copiedMs + followedMs;
    if (mine.clearsAtMs !== null) mine.stop = clock.after(Math.max(0, mine.clearsAtMs - clock.now()), () => void letGo(mine));
  }

  async function copy(secret: string, what: { label: string | null; last4: string }): Promise<CopyOutcome> {
    const written = await clipboard.write(secret).catch((error: unknown) => {
      throw isAppError(error) ? error : new AppError('CLIPBOARD_FAILED', { cause: error });
    });
    held?.stop();
    const mine: Held = { ...what, secret, copiedMs: clock.now(), clearsAtMs: null, stop: () => undefined };
    held = mine;
    limit(mine);
    lastOutcome = null;
    changed.emit(state());
    const outcome = { copied: 'copied', unverified: 'copiedUnverified', needsPress: 'needsPress' } as const;
    return { outcome: outcome[written], clearsAtMs: mine.clearsAtMs };
  }

  // It counts for what is on the clipboard already, too.
  settings.onChange(() => {
    if (held === null || clearAfterMs() === followedMs) return;
    limit(held);
    changed.emit(state());
  });

  return {
    state,
    onChange: (listener) => changed.on(listener),
    copy,
    clear: () => (held === null ? Promise.resolve(state()) : letGo(held)),
  };
}

/** What cannot be read back is cleared all the same, and said to be unverified: a token left behind is the worse outcome. */
async function takeOff(clipboard: Clipboard, secret: string, log: Log): Promise<NonNullable<ClipboardState['lastOutcome']>> {
  try {
    const isOurs = await clipboard.holds(secret);
    if (isOurs === false) return 'replaced';
    await clipboard.clear();
    if (isOurs === null) return 'unverified';
    const isStillThere = await clipboard.holds(secret);
    return isStillThere === null ? 'unverified' : isStillThere ? 'failed' : 'cleared';
  } catch (error) {
    log.warn('clipboard.clearFailed', {}, error);
    return 'failed';
  }
}

import type { ClipboardState, CopyOutcome } from '../../../preload/contract/contract';
import { createEmitter } from '../emitter';
import { AppError, isAppError } from '../errors';
import type { Ground } from '../ground';
import { createLane } from '../lane';
import type { Clipboard, ClipboardDocument, Log, Stop } from '../ports';
import type { ClipboardCare, SettingsService } from '../services';

type Mark = ClipboardDocument['kept'][number];

interface Held {
  mark: Mark;
  label: string | null;
  last4: string;
  copiedMs: number;
  clearsAtMs: number | null;
  stop: Stop;
}

/** SECURITY: of fewer characters (a one-time code, over within a minute) an HMAC on disk could be tried out; they leave none. */
const FEWEST_CHARS = 20;
/** Put in place of what a history tool brings back to an empty clipboard; what was replaced it does not bring back. */
const NOTHING = ' ';

/** Puts a secret on the clipboard and takes it off again; only the newest one is ours to clear. The secret itself is not kept here. */
export function createClipboardCare(ground: Ground, settings: SettingsService): ClipboardCare {
  const { clipboard, clock, log } = ground.ports;
  const { mark: markOf, recognises, keep, drop } = createMarks(ground);
  const changed = createEmitter<ClipboardState>();
  const inTurn = createLane();
  let held: Held | null = null;
  let lastOutcome: ClipboardState['lastOutcome'] = null;
  let history: ClipboardState['history'] = null;
  let followedMs = settings.state().clipboardClearMs;

  const state = (): ClipboardState => ({
    holding: held === null ? null : { label: held.label, last4: held.last4, clearsAtMs: held.clearsAtMs },
    lastOutcome,
    history,
    readBackBy: clipboard.readBackBy,
    canPasteOnce: clipboard.canPasteOnce,
  });
  /** A clear that failed keeps it, so that the person can try again, and so can the next start. */
  async function letGo(mine: Held): Promise<ClipboardState> {
    mine.stop();
    if (held !== mine) return state();
    lastOutcome = await takeOff(clipboard, recognises(mine.mark), { isSure: true, log });
    if (lastOutcome === 'failed') mine.clearsAtMs = null;
    else {
      held = null;
      ground.background('clipboard.forget', drop(mine.mark));
    }
    changed.emit(state());
    return state();
  }

  function limit(mine: Held): void {
    mine.stop();
    followedMs = settings.state().clipboardClearMs;
    mine.clearsAtMs = followedMs === null ? null : mine.copiedMs + followedMs;
    if (mine.clearsAtMs === null) return;
    const run = (): void => void inTurn(() => letGo(mine));
    mine.stop = clock.after(Math.max(0, mine.clearsAtMs - clock.now()), run);
  }

  async function copy(secret: string, what: { label: string | null; last4: string }): Promise<CopyOutcome> {
    const mark = markOf(secret);
    const isForOnePaste = clipboard.canPasteOnce && settings.state().pasteOnce;
    // Before it is on the clipboard: a crash at any moment leaves something to recognise it by.
    if (secret.length >= FEWEST_CHARS) await keep((kept) => [...kept, mark]);
    const written = await clipboard.write(secret, isForOnePaste).catch((error: unknown) => {
      ground.background('clipboard.forget', drop(mark));
      throw isAppError(error) ? error : new AppError('CLIPBOARD_FAILED', { cause: error });
    });
    held?.stop();
    const mine: Held = { ...what, mark, copiedMs: clock.now(), clearsAtMs: null, stop: () => undefined };
    held = mine;
    limit(mine);
    lastOutcome = null;
    history = written.isMarked ? 'asked' : 'mayKeep';
    // What waits for a press has replaced nothing yet.
    if (written.outcome !== 'needsPress')
      ground.background(
        'clipboard.forget',
        keep((kept) => kept.filter(({ mac }) => mac === mark.mac)),
      );
    changed.emit(state());
    const outcome = { copied: 'copied', unverified: 'copiedUnverified', needsPress: 'needsPress' } as const;
    return { outcome: outcome[written.outcome], clearsAtMs: mine.clearsAtMs };
  }

  // It counts for what is on the clipboard already, too.
  settings.onChange(() => {
    if (held === null || settings.state().clipboardClearMs === followedMs) return;
    limit(held);
    changed.emit(state());
  });

  return {
    state,
    onChange: (listener) => changed.on(listener),
    copy: (secret, what) => inTurn(() => copy(secret, what)),
    clear: () => inTurn(() => (held === null ? Promise.resolve(state()) : letGo(held))),
    recover: () =>
      inTurn(async () => {
        for (const mark of ground.clipboard.value().kept) {
          const outcome = await takeOff(clipboard, recognises(mark), { isSure: false, log });
          // `replaced`: it held something else, or nothing, and there is nothing to say.
          if (outcome !== 'replaced') lastOutcome = outcome;
          if (outcome !== 'failed') await drop(mark);
        }
        changed.emit(state());
      }),
  };
}

/** What a copied secret is found again by, in memory and in the file. */
function createMarks(ground: Ground) {
  const { digest } = ground.ports;
  const keep = (edit: (kept: Mark[]) => Mark[]): Promise<void> =>
    ground.clipboard.change((document) => {
      const kept = edit(document.kept);
      return kept.length === document.kept.length && kept.every((one, at) => one === document.kept[at]) ? document : { kept };
    });
  return {
    mark(secret: string): Mark {
      const key = digest.randomKey();
      return { key, mac: digest.hmacSha256Hex(key, secret) };
    },
    recognises:
      ({ key, mac }: Mark) =>
      (text: string): boolean =>
        digest.hmacSha256Hex(key, text) === mac,
    keep,
    drop: (mark: Mark): Promise<void> => keep((kept) => kept.filter(({ mac }) => mac !== mark.mac)),
  };
}

/**
 * What cannot be read is cleared all the same where this run has put it there (`isSure`), and said to be unverified: a token left
 * behind is the worse outcome. After a crash it is left alone: it may be another's.
 */
async function takeOff(
  clipboard: Clipboard,
  isIt: (text: string) => boolean,
  { isSure, log }: { isSure: boolean; log: Log },
): Promise<NonNullable<ClipboardState['lastOutcome']>> {
  try {
    const isOurs = await clipboard.holds(isIt);
    if (isOurs === false) return 'replaced';
    if (isOurs === null && !isSure) return 'unverified';
    await clipboard.clear();
    if (isOurs === null) return 'unverified';
    let isStillThere = await clipboard.holds(isIt);
    if (isStillThere === true) {
      await clipboard.write(NOTHING, false);
      isStillThere = await clipboard.holds(isIt);
    }
    if (isStillThere === true) return 'failed';
    if (isStillThere === null) return 'unverified';
    return clipboard.readBackBy === 'itself' ? 'unproven' : 'cleared';
  } catch (error) {
    log.warn('clipboard.clearFailed', {}, error);
    return 'failed';
  }
}

/**
 * The page of a window and the process behind it. At the end of a session the page moves into another process: by a way that
 * Chromium takes by itself, and by a kill where it does not (docs/decisions/0009).
 */
import type { BrowserWindow, WebContents } from 'electron';
import type { Clock, Log } from '../core/ports';
import { PAGE_URL } from './rendererScheme';

/** A site of its own for Chromium. The window's own ground shows through. */
const EMPTY_PAGE = 'data:text/html,<!doctype html><title>dxkey</title>';

/** A process that was left ends in some ten milliseconds. */
const GONE_MS = 1000;
const LOOK_MS = 20;
/** A page that does not even make way for an empty one has hung. */
const LOAD_MS = 2000;

const MINUTE_MS = 60_000;
const MOST_FAULTS = 3;

type Contents = Pick<WebContents, 'getOSProcessId' | 'loadURL' | 'forcefullyCrashRenderer' | 'focus'> & {
  on(event: 'render-process-gone', listener: (event: unknown, details: { reason: string }) => void): unknown;
};
type Window = Pick<BrowserWindow, 'isDestroyed' | 'isFocused' | 'reload' | 'close'> & {
  webContents: Contents;
  on(event: 'page-title-updated', listener: (event: { preventDefault(): void }) => void): unknown;
};

interface PageParts {
  clock: Clock;
  log: Log;
  /** The living processes of ours that draw pages. */
  renderers(): number[];
  kill(pid: number): void;
  /** What the page showed is gone. */
  onGone(): void;
  /** The page died again and again; resolves with whether to load it once more. */
  askAfterFaults(): Promise<boolean>;
}

export interface Page {
  /** Puts a fresh page in a fresh process into the window; at once again where that is under way. */
  renew(): void;
}

export function createPage(window: Window, parts: PageParts): Page {
  const { log } = parts;
  const { webContents: contents } = window;
  const faults = createFaultCount(parts.clock);
  let isRenewing = false;

  async function renew(): Promise<void> {
    await leaveProcess(window, parts);
    parts.onGone();
    if (window.isDestroyed()) return;
    await contents.loadURL(PAGE_URL);
    // The keys go to the page that is gone until the new one is told that it has the focus.
    if (!window.isDestroyed() && window.isFocused()) contents.focus();
  }

  async function recover(): Promise<void> {
    parts.onGone();
    const isLoaded = faults.add() === 'seldom' || (await parts.askAfterFaults());
    if (window.isDestroyed()) return;
    if (isLoaded) window.reload();
    else window.close();
  }

  const warn = (event: string) => (error: unknown) => {
    if (!window.isDestroyed()) log.warn(event, {}, error);
  };
  // The title is the window's own: the empty page must not change it.
  window.on('page-title-updated', (event) => {
    event.preventDefault();
  });
  contents.on('render-process-gone', (_event, { reason }) => {
    if (isRenewing) return;
    log.warn('page.gone', { reason });
    recover().catch(warn('page.recoverFailed'));
  });
  return {
    renew() {
      // One that is under way has yet to show anything.
      if (isRenewing) return;
      isRenewing = true;
      renew()
        .catch(warn('page.renewFailed'))
        .finally(() => {
          isRenewing = false;
        });
    },
  };
}

/** Leaves the page's process for an empty page in another, and sees to it that the old one has ended. */
async function leaveProcess(window: Window, parts: PageParts): Promise<void> {
  const { clock, log } = parts;
  const { webContents: contents } = window;
  const old = contents.getOSProcessId();
  const isLeft = (): boolean => window.isDestroyed() || contents.getOSProcessId() !== old;
  const isGone = (): boolean => isLeft() && !parts.renderers().includes(old);

  const loaded = contents.loadURL(EMPTY_PAGE).catch((error: unknown) => {
    log.warn('page.emptyFailed', {}, error);
  });
  await Promise.race([loaded, wait(clock, LOAD_MS)]);
  if (await within(clock, GONE_MS, isGone)) return;
  log.warn('page.processStayed', { isLeft: isLeft() });
  // SECURITY: what the old process has seen must not outlive the session, whatever keeps it.
  if (!isLeft()) contents.forcefullyCrashRenderer();
  else if (parts.renderers().includes(old)) parts.kill(old);
  if (!(await within(clock, GONE_MS, isGone))) log.warn('page.processNotEnded', {});
}

async function within(clock: Clock, limitMs: number, holds: () => boolean): Promise<boolean> {
  for (let waitedMs = 0; !holds(); waitedMs += LOOK_MS) {
    if (waitedMs >= limitMs) return false;
    await wait(clock, LOOK_MS);
  }
  return true;
}

function wait(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });
}

/** How often the page has died lately: one that dies as it loads must not be loaded for ever. */
function createFaultCount(clock: Pick<Clock, 'now'>): { add(): 'seldom' | 'often' } {
  let timesMs: number[] = [];
  return {
    add() {
      const nowMs = clock.now();
      // Before as well as after: a clock may be set back.
      timesMs = [...timesMs.filter((at) => Math.abs(nowMs - at) < MINUTE_MS), nowMs];
      if (timesMs.length < MOST_FAULTS) return 'seldom';
      timesMs = [];
      return 'often';
    },
  };
}

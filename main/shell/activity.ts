/** What Electron tells of the person's coming and going: how long nobody touched the computer, its sleep, its locks. */
import { powerMonitor } from 'electron';
import type { BrowserWindow, InputEvent } from 'electron';
import type { DeskEvent, Stop } from '../core/ports';

/** Null where the desktop does not say. It counts in whole seconds, and on some Wayland desktops it never counts. */
export function systemIdleMs(): number | null {
  const seconds = powerMonitor.getSystemIdleTime();
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}

/** Locks and other people's turns come from here on macOS and Windows only; Linux has D-Bus for them (adapters/dbus/linuxDesk.ts). */
export function watchPower(listener: (event: DeskEvent) => void): Stop {
  const stops = [
    tell('suspend', 'suspending'),
    tell('resume', 'resumed'),
    tell('lock-screen', 'locked'),
    tell('unlock-screen', 'unlocked'),
    tell('user-did-resign-active', 'switchedAway'),
    tell('user-did-become-active', 'switchedBack'),
  ];
  return () => {
    for (const stop of stops) stop();
  };

  function tell(name: PowerEvent, event: DeskEvent): Stop {
    const forward = () => {
      listener(event);
    };
    // One name at a time for the compiler's sake: the typings have an overload for each.
    const monitor = powerMonitor as { on(name: PowerEvent, run: () => void): void; off(name: PowerEvent, run: () => void): void };
    monitor.on(name, forward);
    return () => {
      monitor.off(name, forward);
    };
  }
}

/** What a hand does; a pointer that a window appears under, or a menu that closes, is none. */
const BY_HAND: ReadonlySet<InputEvent['type']> = new Set<InputEvent['type']>([
  'mouseDown',
  'mouseMove',
  'mouseWheel',
  'rawKeyDown',
  'keyDown',
  'char',
  'touchStart',
  'touchMove',
  'gestureTap',
  'gestureScrollUpdate',
]);
const SELDOMEST_MS = 500;

/** Tells of input to a page of ours, a few times a second at most. The page itself has no part in it, so it cannot claim any. */
export function watchInput(window: Pick<BrowserWindow, 'webContents'>, nowMs: () => number, onInput: () => void): void {
  let toldMs = Number.NEGATIVE_INFINITY;
  window.webContents.on('input-event', (_event, { type }) => {
    const now = nowMs();
    // A clock that was set back must not silence it.
    if (!BY_HAND.has(type) || (now >= toldMs && now - toldMs < SELDOMEST_MS)) return;
    toldMs = now;
    onInput();
  });
}

type PowerEvent = 'suspend' | 'resume' | 'lock-screen' | 'unlock-screen' | 'user-did-resign-active' | 'user-did-become-active';

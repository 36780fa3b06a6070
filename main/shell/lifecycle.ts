/** Showing, closing and quitting. */
import { app } from 'electron';
import type { AppState } from '../../preload/contract/contract';
import type { Log, Stop } from '../core/ports';
import type { Services } from '../core/services';
import type { ComposedApp } from './composed';
import { notify as notifySystem } from './electronParts';
import type { MainWindow } from './window';
import { words } from './words';

/** Quitting waits this long for the clipboard to be cleared and the files to be saved. */
const STOP_LIMIT_MS = 5000;

/** With a tray, closing leaves dxkey in it or quits, as set; without one it does what is set. Not known yet counts as none: a window must not vanish. */
export function closeMeans(composed: { services: Pick<Services, 'facts'> }): 'leave' | 'minimise' | 'quit' {
  const { tray, settings } = composed.services.facts.state();
  if (tray !== 'present') return settings.closeWithoutTray;
  return settings.closeToTray ? 'leave' : 'quit';
}

/**
 * Whether a panel came that knows nothing of our icon. Chromium looks for one only when the icon is made; to one that comes after
 * another it shows the icon by itself, and an icon made anew then stands beside the old one.
 */
export function isTrayLate(before: AppState['tray'], now: AppState['tray'], hadPanel: boolean): boolean {
  return now === 'present' && before === 'absent' && !hadPanel;
}

export type Notify = typeof notifySystem;

/** Notices of the system, where they are wanted; none while the app is locked, since they name accounts and tokens. */
export function createNotify({ settings, lock }: Pick<Services, 'settings' | 'lock'>): Notify {
  return (...notice) => (settings.state().notices && !lock.isLocked() ? notifySystem(...notice) : () => undefined);
}

/** Says once, ever, that this desktop shows no tray, and what closing the window does then. */
export function sayTrayAbsence(services: Pick<Services, 'facts' | 'settings'>, notify: Notify, log: Log): Stop {
  const say = async () => {
    if (services.facts.state().tray !== 'absent' || !(await services.settings.claimTrayNotice())) return;
    notify(words.noTray.title, services.settings.state().closeWithoutTray === 'quit' ? words.noTray.quits : words.noTray.minimises);
  };
  return services.facts.onChange(() => {
    say().catch((error: unknown) => {
      log.warn('tray.noticeFailed', {}, error);
    });
  });
}

/** Stops everything in order before the process ends: the clipboard is cleared, files are saved, the socket is gone. */
export function quitCleanly(composed: ComposedApp, window: MainWindow, stops: readonly Stop[]): void {
  let isStopped = false;
  app.on('before-quit', () => {
    window.letGo();
  });
  app.on('will-quit', (event) => {
    if (isStopped) return;
    event.preventDefault();
    isStopped = true;
    for (const stop of stops) stop();
    const limit = new Promise<void>((resolve) => setTimeout(resolve, STOP_LIMIT_MS));
    Promise.race([composed.stop(), limit])
      .catch((error: unknown) => {
        composed.log.warn('app.stopFailed', {}, error);
      })
      .finally(() => {
        if (composed.services.erase.state().phase === 'done') endErased(composed);
        app.exit(0);
      });
  });
}

/** SECURITY: an orderly exit would have Chromium write its preferences anew, after they were erased. */
function endErased(composed: Pick<ComposedApp, 'removeRest'>): void {
  app.releaseSingleInstanceLock();
  composed.removeRest();
  process.kill(process.pid, 'SIGKILL');
}

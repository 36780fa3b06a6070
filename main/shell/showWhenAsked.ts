import { app } from 'electron';
import type { MainWindow } from './window';

/** A second start brings the first to the front, unless it was meant to start in the tray. */
export function showWhenAsked(window: MainWindow): void {
  app.on('second-instance', (_event, args) => {
    if (!args.includes('--hidden')) window.show();
  });
  app.on('activate', () => {
    window.show();
  });
  // Without a listener Electron quits with the last window; the tray and the command live on.
  app.on('window-all-closed', () => undefined);
}

import { join } from 'node:path';
import { Menu, Tray, nativeImage, nativeTheme } from 'electron';
import type { MenuItemConstructorOptions, NativeImage } from 'electron';
import type { Clock, Stop } from '../core/ports';
import type { Services } from '../core/services';
import { nextTrayChangeMs, trayMenu } from './trayMenu';
import type { TrayAction, TrayItem, TrayModel } from './trayMenu';

/** Keeps the tray's icon and menu like the state, until stopped. */
export function startTray(parts: {
  services: Pick<Services, 'accounts' | 'session' | 'tokens' | 'lock'>;
  clock: Clock;
  assets: string;
  onAction: (action: TrayAction) => void;
}): Stop {
  const { services, clock, assets, onAction } = parts;
  let stopTimer: Stop = () => undefined;
  let shown = '';
  let icon = '';
  const modelNow = () =>
    trayMenu({
      accounts: services.accounts.state(),
      session: services.session.state(),
      tokensOf: (accountId) => services.tokens.stateOf(accountId).rows,
      lock: services.lock.state(),
      nowMs: clock.now(),
    });

  const tray = new Tray(trayIcon(assets, modelNow().isSignedIn));
  const draw = () => {
    stopTimer();
    const waitMs = nextTrayChangeMs(services.accounts.state(), clock.now());
    if (waitMs !== null) stopTimer = clock.after(waitMs, draw);
    const model = modelNow();
    // Drawing again closes a menu that is open on some desktops: only where something changed.
    const drawn = JSON.stringify(model);
    if (drawn === shown) return;
    shown = drawn;
    const iconNow = String(model.isSignedIn);
    if (icon !== iconNow) tray.setImage(trayIcon(assets, model.isSignedIn));
    icon = iconNow;
    tray.setToolTip(model.tooltip);
    // On Linux a menu that is changed is not drawn; it is set again as a whole.
    tray.setContextMenu(Menu.buildFromTemplate(template(model, onAction)));
  };
  const redrawIcon = () => {
    tray.setImage(trayIcon(assets, modelNow().isSignedIn));
  };
  draw();
  tray.on('click', () => {
    // On Linux this event is undefined; where it comes, it means what a click on a tray icon means.
    onAction({ kind: 'open' });
  });
  nativeTheme.on('updated', redrawIcon);
  const stops = [
    services.accounts.onChange(draw),
    services.session.onChange(draw),
    services.tokens.onChange(draw),
    services.lock.onChange(draw),
  ];
  return () => {
    stopTimer();
    for (const stop of stops) stop();
    nativeTheme.off('updated', redrawIcon);
    tray.destroy();
  };
}

function template(model: TrayModel, onAction: (action: TrayAction) => void): MenuItemConstructorOptions[] {
  const toOptions = (item: TrayItem): MenuItemConstructorOptions => {
    switch (item.type) {
      case 'separator':
        return { type: 'separator' };
      case 'text':
        return { label: item.label, enabled: false };
      case 'submenu':
        return { label: item.label, submenu: item.items.map(toOptions) };
      case 'action':
        return {
          label: item.label,
          enabled: item.isEnabled,
          click: () => {
            onAction(item.action);
          },
        };
    }
  };
  return model.items.map(toOptions);
}

function trayIcon(assets: string, isSignedIn: boolean): NativeImage {
  const variant = process.platform === 'darwin' ? 'template' : nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
  const image = nativeImage.createFromPath(join(assets, 'tray', variant, isSignedIn ? 'signedIn.png' : 'signedOut.png'));
  if (process.platform === 'darwin') image.setTemplateImage(true);
  return image;
}

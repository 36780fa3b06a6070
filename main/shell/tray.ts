import { join } from 'node:path';
import { Menu, Tray, nativeImage, nativeTheme } from 'electron';
import type { MenuItemConstructorOptions, NativeImage } from 'electron';
import type { Clock, Stop } from '../core/ports';
import type { Services } from '../core/services';
import { nextTrayChangeMs, trayMenu } from './trayMenu';
import type { TrayAction, TrayDeed, TrayIconState, TrayItem, TrayModel } from './trayMenu';

/** A longer timer runs over at once. */
const LONGEST_WAIT_MS = 24 * 3_600_000;
const SHOWN_DEEDS = 5;

/** The last things that were done, of the activity record, as it grows; of other accounts than this computer's, none. */
function followDeeds(services: Pick<Services, 'accounts' | 'audit'>, onNew: () => void): { last(): readonly TrayDeed[]; stop: Stop } {
  let last: TrayDeed[] = [];
  let isReading = false;
  let isStale = false;
  const read = async (): Promise<void> => {
    isStale = isReading;
    if (isReading) return;
    isReading = true;
    const known = new Set(services.accounts.state().list.map(({ account }) => account.id));
    // A record that cannot be read is told of in the window; the tray only leaves it out.
    const { entries } = await services.audit
      .read({ wanted: ({ accountId }) => accountId === null || known.has(accountId), limit: SHOWN_DEEDS })
      .catch(() => ({ entries: [] }));
    last = entries.map(({ deed, token, atMs }) => ({ deed, label: token?.label ?? null, last4: token?.last4 ?? null, atMs }));
    isReading = false;
    onNew();
    if (isStale) await read();
  };
  void read();
  return { last: () => last, stop: services.audit.onChange(() => void read()) };
}

/** Of sessions and of tokens that are held here. */
function endsMs({ accounts, session, tokens }: Pick<Services, 'accounts' | 'session' | 'tokens'>): number[] {
  return accounts.state().list.flatMap(({ account: { id } }) => {
    const state = session.stateOf(id);
    const ends = tokens.stateOf(id).rows.flatMap((row) => (row.held === 'here' ? (row.expiresMs ?? []) : []));
    return state.status === 'signedIn' && state.expiresMs !== null ? [...ends, state.expiresMs] : ends;
  });
}

export interface RunningTray {
  /** Puts the icon there anew, for a first panel that came after us. */
  renew(): void;
  stop: Stop;
}

/** Keeps the tray's icon and menu like the state, until stopped. */
export function startTray(parts: {
  services: Pick<Services, 'accounts' | 'session' | 'tokens' | 'lock' | 'audit' | 'clipboard'>;
  clock: Clock;
  assets: string;
  onAction: (action: TrayAction) => void;
}): RunningTray {
  const { services, clock, assets, onAction } = parts;
  let stopTimer: Stop = () => undefined;
  let shown = '';
  let icon = '';
  const deeds = followDeeds(services, () => {
    draw();
  });
  const modelNow = () =>
    trayMenu({
      accounts: services.accounts.state(),
      session: services.session.state(),
      tokensOf: (accountId) => services.tokens.stateOf(accountId).rows,
      lock: services.lock.state(),
      sessionEndsMs: (accountId) => {
        const state = services.session.stateOf(accountId);
        return state.status === 'signedIn' ? state.expiresMs : null;
      },
      clipboard: services.clipboard.state().holding,
      lastDeeds: deeds.last(),
      nowMs: clock.now(),
    });

  const put = (): Tray => {
    const tray = new Tray(trayIcon(assets, modelNow().icon));
    tray.on('click', () => {
      // On Linux this event is undefined; where it comes, it means what a click on a tray icon means.
      onAction({ kind: 'open' });
    });
    return tray;
  };
  let tray = put();
  const draw = () => {
    stopTimer();
    const waitMs = nextTrayChangeMs(
      services.accounts.state(),
      endsMs(services),
      clock.now(),
      services.clipboard.state().holding?.clearsAtMs,
    );
    if (waitMs !== null) stopTimer = clock.after(Math.min(waitMs, LONGEST_WAIT_MS), draw);
    const model = modelNow();
    // Drawing again closes a menu that is open on some desktops: only where something changed.
    const drawn = JSON.stringify(model);
    if (drawn === shown) return;
    shown = drawn;
    if (icon !== model.icon) tray.setImage(trayIcon(assets, model.icon));
    icon = model.icon;
    tray.setToolTip(model.tooltip);
    // On Linux a menu that is changed is not drawn; it is set again as a whole.
    tray.setContextMenu(Menu.buildFromTemplate(template(model, onAction)));
  };
  const redrawIcon = () => {
    tray.setImage(trayIcon(assets, modelNow().icon));
  };
  draw();
  nativeTheme.on('updated', redrawIcon);
  const { accounts, session, tokens, lock, clipboard } = services;
  const stops = [accounts, session, tokens, lock, clipboard].map((each) => each.onChange(draw));
  return {
    renew() {
      tray.destroy();
      tray = put();
      shown = '';
      draw();
    },
    stop() {
      stopTimer();
      deeds.stop();
      for (const stop of stops) stop();
      nativeTheme.off('updated', redrawIcon);
      tray.destroy();
    },
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

function trayIcon(assets: string, state: TrayIconState): NativeImage {
  const variant = process.platform === 'darwin' ? 'template' : nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
  const image = nativeImage.createFromPath(join(assets, 'tray', variant, `${state}.png`));
  if (process.platform === 'darwin') image.setTemplateImage(true);
  return image;
}

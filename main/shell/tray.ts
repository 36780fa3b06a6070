import { join } from 'node:path';
import { Tray, nativeImage, nativeTheme } from 'electron';
import type { NativeImage } from 'electron';
import type { Clock, Stop } from '../core/ports';
import type { Services } from '../core/services';
import { nextTrayChangeMs, trayMenu } from './trayMenu';
import type { TrayAction, TrayDeed, TrayIconState } from './trayMenu';
import { createTrayMenus } from './trayMenus';

/** A longer timer runs over at once. */
const LONGEST_WAIT_MS = 24 * 3_600_000;
const SHOWN_DEEDS = 5;
/** A script may use a token many times a second, and each use is a deed. */
const DEEDS_EVERY_MS = 1_000;

/** The last things that were done, of the activity record, as it grows; of other accounts than this computer's, none. */
function followDeeds(
  services: Pick<Services, 'accounts' | 'audit'>,
  clock: Clock,
  onNew: () => void,
): { last(): readonly TrayDeed[]; stop: Stop } {
  let last: TrayDeed[] = [];
  let stopTimer: Stop = () => undefined;
  let isBusy = false;
  let isStale = false;
  let isStopped = false;
  const read = async (): Promise<void> => {
    isStale = false;
    const known = new Set(services.accounts.state().list.map(({ account }) => account.id));
    // A record that cannot be read is told of in the window; the tray only leaves it out.
    const { entries } = await services.audit
      .read({ wanted: ({ accountId }) => accountId === null || known.has(accountId), limit: SHOWN_DEEDS })
      .catch(() => ({ entries: [] }));
    if (isStopped) return;
    last = entries.map(({ deed, token, atMs }) => ({ deed, label: token?.label ?? null, last4: token?.last4 ?? null, atMs }));
    onNew();
    stopTimer = clock.after(DEEDS_EVERY_MS, () => {
      isBusy = false;
      if (isStale) look();
    });
  };
  /** The first at once, what follows it together. */
  const look = (): void => {
    isStale = true;
    if (isBusy) return;
    isBusy = true;
    void read();
  };
  look();
  const stopAudit = services.audit.onChange(look);
  return {
    last: () => last,
    stop: () => {
      isStopped = true;
      stopAudit();
      stopTimer();
    },
  };
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
  const menus = createTrayMenus(onAction);
  const deeds = followDeeds(services, clock, () => {
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
    menus.show(model.items, (menu) => {
      tray.setContextMenu(menu);
    });
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

function trayIcon(assets: string, state: TrayIconState): NativeImage {
  const variant = process.platform === 'darwin' ? 'template' : nativeTheme.shouldUseDarkColors ? 'dark' : 'light';
  const image = nativeImage.createFromPath(join(assets, 'tray', variant, `${state}.png`));
  if (process.platform === 'darwin') image.setTemplateImage(true);
  return image;
}

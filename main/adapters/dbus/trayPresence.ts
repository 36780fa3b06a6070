import type { Stop } from '../../core/ports';
import { type Environment, type SessionBus, TRAY_WATCHER as WATCHER, hasOwner, watchOwner } from './bus';
import { openSessionBus } from './sessionBus';

const CALL_BOUND_MS = 2_000;

export type TrayPresence = 'present' | 'absent' | 'unknown';

/**
 * Tells whether this desktop has a tray (a StatusNotifierWatcher), now and after each change. `unknown` where the bus cannot
 * be asked; an old XEmbed tray is not seen, so `absent` must be said with care.
 */
export function watchTrayPresence(tell: (presence: TrayPresence) => void, env: Environment = process.env): Stop {
  let bus: SessionBus;
  try {
    bus = openSessionBus({ env, callBoundMs: CALL_BOUND_MS });
  } catch {
    tell('unknown');
    return () => undefined;
  }
  let isStopped = false;
  let last: TrayPresence | null = null;
  const say = (presence: TrayPresence): void => {
    if (isStopped || presence === last) return;
    last = presence;
    tell(presence);
  };
  bus.onSignal((signal) => {
    if (signal.member !== 'NameOwnerChanged' || signal.body[0] !== WATCHER) return;
    say(signal.body[2] === '' ? 'absent' : 'present');
  });
  bus.onLost(() => {
    say('unknown');
  });
  watchOwner(bus, WATCHER)
    .then(() => hasOwner(bus, WATCHER))
    .then((isOwned) => {
      say(isOwned ? 'present' : 'absent');
    })
    .catch(() => {
      say('unknown');
    });
  return () => {
    isStopped = true;
    bus.close();
  };
}

import type { Ground } from '../../ground';
import type { IdleService } from '../../services';
import type { Live, LiveSession } from '../liveSession';
import { watchDesk } from './away';
import { createLooks, type IdleParts } from './looks';
import { createPolicies } from './policies';
import { createSaving } from './saving';
import { createWatch, type Watch } from './watch';

/** Ends sessions that nobody attends to. One watch a password session; a session by API token does not idle out. */
export function createIdle(ground: Ground, live: LiveSession, parts: IdleParts): IdleService & { flush(): Promise<void> } {
  const open = new Set<Live>();
  const watches = new Map<string, Watch>();
  const isWatched = (one: Live): boolean => watches.get(one.account.id)?.live === one;
  const saving = createSaving(ground, () => [...watches.values()]);
  const looks = createLooks(ground, live, { ...parts, watches, saving });
  const { look } = looks;
  const policies = createPolicies(ground, live, look);
  const save = (): void => {
    ground.background('idle.save', saving.save());
  };

  // SECURITY: whoever asks for a session whose time is over finds none, however late our timers are.
  live.guardWith((asked) => {
    if (isWatched(asked) && watches.get(asked.account.id)?.leftMs() === 0) look();
  });
  live.onOpened((opened) => {
    open.add(opened);
    if (opened.record.openedBy === 'token') return;
    watches.set(opened.account.id, createWatch(ground, opened));
    look();
    if (!isWatched(opened)) return;
    save();
    policies.follow(opened);
  });
  live.onClosed((closed) => {
    open.delete(closed);
    if (!isWatched(closed)) return;
    watches.delete(closed.account.id);
    looks.forget(closed);
    policies.leave(closed);
    ground.background('idle.forget', saving.forget(closed.record));
  });
  ground.settings.onChange(look);
  function signOut(): void {
    for (const one of [...open]) parts.end(one, 'away');
  }
  const stopDesk = watchDesk(ground, { look, save, signOut, lockApp: parts.lockApp });

  function input(): void {
    for (const watch of watches.values()) watch.input();
    // A notice goes at once; everything else can wait for the next look.
    if (looks.isWarning()) look();
  }

  return {
    input,
    stay() {
      input();
      look();
      return live.state();
    },
    look,
    flush: () => (watches.size === 0 ? Promise.resolve() : saving.save()),
    stop() {
      stopDesk();
      looks.stop();
      policies.stop();
    },
  };
}

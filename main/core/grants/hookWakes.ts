import type { Ground } from '../ground';
import type { Lock, Rotations } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { LeaseKeeper } from './leaseKeeper';

/** What hooks of shells learn without asking: that their token was rotated, and that one that has none may ask again. */
export function tellHooks(
  ground: Ground,
  live: LiveSession,
  parts: { keeper: Pick<LeaseKeeper, 'markChanged'>; rotations: Pick<Rotations, 'onSwitched'>; lock: Pick<Lock, 'onChange'> },
): void {
  const { shellFolders } = ground.ports;
  let former = '';
  let lastWake: Promise<void> = Promise.resolve();

  /** All that may turn a refusal into a token: who is signed in, what is kept and not paused, and the lock. */
  function facts(): string {
    const { accounts, tokens } = ground.index.value();
    const usable = tokens.filter((one) => one.isHeld && !one.isPaused).map((one) => `${one.signature}${one.isShellToken ? '*' : ''}`);
    const open = accounts.filter(({ id }) => live.liveOf(id) !== null).map(({ id }) => id);
    return [ground.latch.isLocked() ? 'locked' : 'open', live.activeId() ?? '', ...open, ...usable].join(' ');
  }
  function look(): void {
    const now = facts();
    if (now === former) return;
    former = now;
    // One after the other: two that write at once would lose one of their words.
    lastWake = lastWake.catch(() => undefined).then(() => shellFolders.wake());
    ground.background('hooks.wake', lastWake);
  }

  parts.rotations.onSwitched(({ oldSignature }) => {
    ground.background('hooks.rotated', parts.keeper.markChanged(oldSignature));
  });
  ground.index.onChange(look);
  live.onChange(look);
  parts.lock.onChange(look);
}

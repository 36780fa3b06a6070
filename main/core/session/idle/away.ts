import type { LockReason, Settings } from '../../../../preload/contract/contract';
import type { Ground } from '../../ground';
import type { DeskEvent, Stop } from '../../ports';

const REASON_OF: Partial<Record<DeskEvent, keyof typeof SETTING_OF>> = {
  locked: 'screenLocked',
  suspending: 'suspended',
  switchedAway: 'userSwitched',
};
const SETTING_OF = {
  screenLocked: 'whenScreenLocks',
  suspended: 'whenSuspended',
  userSwitched: 'whenUserSwitches',
} as const satisfies Partial<Record<LockReason, keyof Settings>>;

/** What the desktop tells of the person's going and coming; an event that comes twice finds its work done. */
export function watchDesk(ground: Ground, parts: { look(): void; save(): void; lockApp(reason: LockReason): void; signOut(): void }): Stop {
  return ground.ports.desk.watch((event) => {
    // Going and coming alike: after a sleep the deadline may have passed long ago.
    parts.look();
    const reason = REASON_OF[event];
    if (reason === undefined) return;
    const action = ground.settings.value().settings[SETTING_OF[reason]];
    parts.save();
    if (action === 'signOut') parts.signOut();
    else if (action !== 'nothing') parts.lockApp(reason);
  });
}

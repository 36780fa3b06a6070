import type { AwayAction, Settings } from '../../../../preload/contract/contract';
import type { Ground } from '../../ground';
import type { DeskEvent, Stop } from '../../ports';

/** What the desktop tells of the person's going and coming; an event that comes twice finds its work done. */
export function watchDesk(ground: Ground, parts: { look(): void; save(): void; lockApp(): boolean; signOut(): void }): Stop {
  return ground.ports.desk.watch((event) => {
    // Going and coming alike: after a sleep the deadline may have passed long ago.
    parts.look();
    const action = actionOf(event, ground.settings.value().settings);
    if (action === null) return;
    parts.save();
    if (action === 'signOut') parts.signOut();
    else if (action !== 'nothing') parts.lockApp();
  });
}

function actionOf(event: DeskEvent, settings: Settings): AwayAction | null {
  if (event === 'locked') return settings.whenScreenLocks;
  if (event === 'suspending') return settings.whenSuspended;
  return event === 'switchedAway' ? settings.whenUserSwitches : null;
}

/** What ends or hides a session by itself: the idle limit, whose input counts, and what the desktop's events do. */
import { Fragment, type ReactNode } from 'react';
import type { AwayAction, Settings } from '../../../preload/contract/contract';
import { Picker, Segments } from '../../components/Fields';
import { useLock } from '../../stores/mirrors';
import { words } from '../../words';

const text = words.settings;
const LIMIT_MINUTES = [1, 2, 5, 10, 15, 30, 60];
const EVENTS = ['whenScreenLocks', 'whenSuspended', 'whenUserSwitches'] as const;
const ACTIONS: readonly AwayAction[] = ['auto', 'nothing', 'lock', 'signOut'];

interface AwayProps {
  settings: Settings;
  change: (patch: Partial<Settings>) => void;
  part: (title: string, help: string, control: ReactNode) => ReactNode;
}

export function AwaySettings({ settings, change, part }: AwayProps) {
  const isLockSetUp = useLock((state) => state.value?.isSetUp === true);
  return (
    <>
      {part(text.idle, text.idleHelp, <IdleLimit settings={settings} change={change} />)}
      {part(
        text.activity,
        text.activityHelp,
        <Segments
          label={text.activity}
          isLabelHidden
          value={settings.activity}
          choices={(['computer', 'app'] as const).map((id) => ({ id, text: text.activities[id] }))}
          onChange={(activity) => {
            change({ activity });
          }}
        />,
      )}
      {EVENTS.map((event) => (
        <Fragment key={event}>
          {part(
            text.events[event],
            settings[event] === 'lock' && !isLockSetUp ? text.eventNoLock : text.eventHelp,
            <Picker
              label={text.events[event]}
              isLabelHidden
              value={settings[event]}
              choices={ACTIONS.map((id) => ({ id, text: text.actions[id], isDisabled: id === 'lock' && !isLockSetUp }))}
              onChange={(action) => {
                change({ [event]: action });
              }}
            />,
          )}
        </Fragment>
      ))}
    </>
  );
}

function IdleLimit({ settings, change }: Omit<AwayProps, 'part'>) {
  const own = settings.idleLimitMs === null ? [] : [settings.idleLimitMs / 60_000];
  const minutes = [...new Set([...LIMIT_MINUTES, ...own])].sort((a, b) => a - b);
  return (
    <Picker
      label={text.idle}
      isLabelHidden
      value={settings.idleLimitMs === null ? 'theirs' : String(settings.idleLimitMs / 60_000)}
      choices={[{ id: 'theirs', text: text.idleTheirs }, ...minutes.map((one) => ({ id: String(one), text: text.idleAfter(one) }))]}
      onChange={(id) => {
        change({ idleLimitMs: id === 'theirs' ? null : Math.round(Number(id) * 60_000) });
      }}
    />
  );
}

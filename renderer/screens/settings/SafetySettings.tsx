/** What ends or hides a session by itself, whose input counts, what the desktop's events do, and the clipboard's time. */
import type { AppState, AwayAction } from '../../../preload/contract/contract';
import { Part } from '../../components/Part';
import { useClipboard, useLock } from '../../stores/mirrors';
import { words } from '../../words';
import { LockSetting } from './LockSetting';
import { ChoiceRow, SwitchRow, type GroupProps } from './SettingRow';

const text = words.settings;
const LIMIT_MINUTES = [1, 2, 5, 10, 15, 30, 60];
const CLEAR_SECONDS = [10, 30, 60, 120];
const EVENTS = ['whenScreenLocks', 'whenSuspended', 'whenUserSwitches'] as const;
const ACTIONS: readonly AwayAction[] = ['auto', 'nothing', 'lock', 'signOut'];

/** `own` may have been set by another version. */
const withOwn = (usual: readonly number[], own: number | null) =>
  [...new Set([...usual, ...(own === null ? [] : [own])])].sort((a, b) => a - b);

export function SafetySettings({
  app,
  changing,
  onForgotten,
}: {
  app: AppState;
  changing: GroupProps['changing'];
  onForgotten: () => void;
}) {
  const { settings } = app;
  return (
    <>
      <LockPart isMac={app.os === 'mac'} onForgotten={onForgotten} />
      <IdleLimit settings={settings} changing={changing} />
      <ChoiceRow
        name="activity"
        title={text.activity}
        help={text.activityHelp}
        changing={changing}
        value={settings.activity}
        choices={(['computer', 'app'] as const).map((id) => ({ id, text: text.activities[id] }))}
        onChange={(activity) => void changing.change({ activity })}
      />
      <Events settings={settings} changing={changing} isUntold={app.desk === 'untold'} />
      <ClipboardTime settings={settings} changing={changing} />
      <PasteOnce settings={settings} changing={changing} />
    </>
  );
}

function LockPart({ isMac, onForgotten }: { isMac: boolean; onForgotten: () => void }) {
  const isSetUp = useLock((state) => state.value?.isSetUp === true);
  const help = `${isSetUp ? words.lock.on(isMac ? '⌘L' : 'Ctrl+L') : words.lock.off} ${words.lock.what}`;
  return (
    <Part title={words.lock.name} help={help} usual={text.usual.lock} isGrouped>
      <LockSetting onForgotten={onForgotten} />
    </Part>
  );
}

function IdleLimit({ settings, changing }: GroupProps) {
  const { idleLimitMs } = settings;
  const minutes = withOwn(LIMIT_MINUTES, idleLimitMs === null ? null : idleLimitMs / 60_000);
  return (
    <ChoiceRow
      name="idleLimitMs"
      title={text.idle}
      help={text.idleHelp}
      changing={changing}
      value={idleLimitMs === null ? 'theirs' : String(idleLimitMs / 60_000)}
      choices={[{ id: 'theirs', text: text.idleTheirs }, ...minutes.map((one) => ({ id: String(one), text: text.idleAfter(one) }))]}
      onChange={(id) => void changing.change({ idleLimitMs: id === 'theirs' ? null : Math.round(Number(id) * 60_000) })}
    />
  );
}

function Events({ settings, changing, isUntold }: GroupProps & { isUntold: boolean }) {
  const isLockSetUp = useLock((state) => state.value?.isSetUp === true);
  const warningOf = (action: AwayAction) => {
    if (isUntold && action !== 'nothing') return text.eventUntold;
    return action === 'lock' && !isLockSetUp ? text.eventNoLock : null;
  };
  return EVENTS.map((event) => (
    <ChoiceRow
      key={event}
      name={event}
      title={text.events[event]}
      help={text.eventHelp}
      warning={warningOf(settings[event])}
      changing={changing}
      value={settings[event]}
      choices={ACTIONS.map((id) => ({ id, text: text.actions[id], isDisabled: id === 'lock' && !isLockSetUp }))}
      onChange={(action) => void changing.change({ [event]: action })}
    />
  ));
}

function ClipboardTime({ settings, changing }: GroupProps) {
  const isKept = useClipboard((state) => state.value?.history === 'mayKeep');
  const { clipboardClearMs } = settings;
  const seconds = withOwn(CLEAR_SECONDS, clipboardClearMs === null ? null : clipboardClearMs / 1000);
  return (
    <ChoiceRow
      name="clipboardClearMs"
      title={text.clipboard}
      help={text.clipboardHelp}
      warning={isKept ? text.clipboardMayKeep : null}
      changing={changing}
      value={clipboardClearMs === null ? 'never' : String(clipboardClearMs / 1000)}
      choices={[...seconds.map((one) => ({ id: String(one), text: text.clipboardAfter(one) })), { id: 'never', text: text.clipboardNever }]}
      onChange={(id) => void changing.change({ clipboardClearMs: id === 'never' ? null : Math.round(Number(id) * 1000) })}
    />
  );
}

function PasteOnce({ settings, changing }: GroupProps) {
  const canPasteOnce = useClipboard((state) => state.value?.canPasteOnce === true);
  return (
    <SwitchRow
      name="pasteOnce"
      title={text.pasteOnce}
      help={canPasteOnce ? text.pasteOnceHelp : `${text.pasteOnceHelp} ${text.pasteOnceCannot}`}
      changing={changing}
      isOn={settings.pasteOnce}
      onChange={(pasteOnce) => void changing.change({ pasteOnce })}
    />
  );
}

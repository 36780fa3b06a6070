/** What a setting is set to, in the words of its control; pure. */
import type { Settings } from '../../../preload/contract/contract';
import { words } from '../../words';

const text = words.settings;
const onOff = (isOn: boolean) => (isOn ? text.on : text.off);

export function settingText(name: keyof Settings, settings: Settings): string {
  const { idleLimitMs, clipboardClearMs, quietHours } = settings;
  const texts: Record<keyof Settings, string> = {
    idleLimitMs: idleLimitMs === null ? text.idleTheirs : text.idleAfter(idleLimitMs / 60_000),
    activity: text.activities[settings.activity],
    whenScreenLocks: text.actions[settings.whenScreenLocks],
    whenSuspended: text.actions[settings.whenSuspended],
    whenUserSwitches: text.actions[settings.whenUserSwitches],
    clipboardClearMs: clipboardClearMs === null ? text.clipboardNever : text.clipboardAfter(clipboardClearMs / 1000),
    pasteOnce: onOff(settings.pasteOnce),
    proxy: text.proxyKinds[settings.proxy.kind],
    customPlatforms: settings.customPlatforms.length === 0 ? text.none : String(settings.customPlatforms.length),
    appearance: text.appearances[settings.appearance],
    closeToTray: settings.closeToTray ? text.closeLeave : text.closeQuit,
    closeWithoutTray: settings.closeWithoutTray === 'quit' ? text.closeQuit : text.closeMinimise,
    notices: onOff(settings.notices),
    noticeExpiring: onOff(settings.noticeExpiring),
    noticeFirstUse: onOff(settings.noticeFirstUse),
    noticeRevokedElsewhere: onOff(settings.noticeRevokedElsewhere),
    noticeSessionEnding: onOff(settings.noticeSessionEnding),
    quietHours: quietHours === null ? text.quietKinds.none : text.quietSpan(timeOf(quietHours.fromMin), timeOf(quietHours.toMin)),
    startAtLogin: onOff(settings.startAtLogin),
  };
  return texts[name];
}

/** Minutes after midnight as a field of type time has them. */
export function timeOf(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Null for what is no time. */
export function minuteOf(time: string): number | null {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time.trim()) ?? [];
  return hours === undefined || minutes === undefined ? null : Number(hours) * 60 + Number(minutes);
}

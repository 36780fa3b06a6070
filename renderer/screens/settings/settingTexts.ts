/** What a setting is set to, in the words of its control; pure. */
import type { Settings } from '../../../preload/contract/contract';
import { words } from '../../words';

const text = words.settings;
const onOff = (isOn: boolean) => (isOn ? text.on : text.off);

export function settingText(name: keyof Settings, settings: Settings): string {
  const { idleLimitMs, clipboardClearMs } = settings;
  const texts: Record<keyof Settings, string> = {
    idleLimitMs: idleLimitMs === null ? text.idleTheirs : text.idleAfter(idleLimitMs / 60_000),
    activity: text.activities[settings.activity],
    whenScreenLocks: text.actions[settings.whenScreenLocks],
    whenSuspended: text.actions[settings.whenSuspended],
    whenUserSwitches: text.actions[settings.whenUserSwitches],
    clipboardClearMs: clipboardClearMs === null ? text.clipboardNever : text.clipboardAfter(clipboardClearMs / 1000),
    proxy: text.proxyKinds[settings.proxy.kind],
    customPlatforms: settings.customPlatforms.length === 0 ? text.none : String(settings.customPlatforms.length),
    appearance: text.appearances[settings.appearance],
    closeToTray: settings.closeToTray ? text.closeLeave : text.closeQuit,
    closeWithoutTray: settings.closeWithoutTray === 'quit' ? text.closeQuit : text.closeMinimise,
    notices: onOff(settings.notices),
    startAtLogin: onOff(settings.startAtLogin),
  };
  return texts[name];
}

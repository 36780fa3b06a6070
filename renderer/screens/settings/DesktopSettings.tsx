/** How dxkey looks, what closing its window means, and whether it starts by itself. */
import { words } from '../../words';
import { ChoiceRow, SwitchRow, type GroupProps } from './SettingRow';

const text = words.settings;

export function DesktopSettings({ settings, changing }: GroupProps) {
  return (
    <>
      <ChoiceRow
        name="appearance"
        title={text.appearance}
        help={text.appearanceHelp}
        changing={changing}
        value={settings.appearance}
        choices={(['system', 'light', 'dark'] as const).map((id) => ({ id, text: text.appearances[id] }))}
        onChange={(appearance) => void changing.change({ appearance })}
      />
      <SwitchRow
        name="closeToTray"
        title={text.closeTray}
        help={text.closeTrayHelp}
        changing={changing}
        isOn={settings.closeToTray}
        words={[text.closeQuit, text.closeLeave]}
        onChange={(closeToTray) => void changing.change({ closeToTray })}
      />
      <ChoiceRow
        name="closeWithoutTray"
        title={text.close}
        help={text.closeHelp}
        changing={changing}
        value={settings.closeWithoutTray}
        choices={[
          { id: 'quit', text: text.closeQuit },
          { id: 'minimise', text: text.closeMinimise },
        ]}
        onChange={(closeWithoutTray) => void changing.change({ closeWithoutTray })}
      />
      <SwitchRow
        name="startAtLogin"
        title={text.login}
        help={text.loginHelp}
        changing={changing}
        isOn={settings.startAtLogin}
        onChange={(startAtLogin) => void changing.change({ startAtLogin })}
      />
    </>
  );
}

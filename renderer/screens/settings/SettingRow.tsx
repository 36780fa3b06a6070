/** The row of one setting: its name, a sentence, its usual value, its control, and beside that what was refused. */
import type { ReactNode } from 'react';
import type { Settings } from '../../../preload/contract/contract';
import { Picker, Segments, type Choice } from '../../components/Fields';
import { Part } from '../../components/Part';
import { words } from '../../words';
import type { SettingChange } from './useSettingChange';

const text = words.settings;

export interface GroupProps {
  settings: Settings;
  changing: SettingChange;
}

interface RowProps {
  name: keyof Settings;
  title: string;
  help: string;
  warning?: string | null;
  changing: SettingChange;
}

export function SettingRow({ name, changing, children, ...shown }: RowProps & { children: ReactNode }) {
  return (
    <Part {...shown} usual={text.usual[name]} error={changing.errorAt(name)} isGrouped>
      {children}
    </Part>
  );
}

/** A row with two or three ways side by side, or a list of more. */
export function ChoiceRow<K extends string>({
  value,
  choices,
  onChange,
  ...row
}: RowProps & { value: K; choices: readonly Choice<K>[]; onChange: (value: K) => void }) {
  const Control = choices.length > 3 ? Picker<K> : Segments<K>;
  return (
    <SettingRow {...row}>
      <Control label={row.title} isLabelHidden value={value} choices={choices} onChange={onChange} />
    </SettingRow>
  );
}

/** One of two: `words` for no and yes. */
export function SwitchRow({
  isOn,
  words: [no, yes] = [text.off, text.on],
  onChange,
  ...row
}: RowProps & { isOn: boolean; words?: readonly [string, string]; onChange: (isOn: boolean) => void }) {
  const choices = [
    { id: 'off', text: no },
    { id: 'on', text: yes },
  ];
  return (
    <ChoiceRow
      {...row}
      value={isOn ? 'on' : 'off'}
      choices={choices}
      onChange={(id) => {
        onChange(id === 'on');
      }}
    />
  );
}

/** What dxkey says through the system: at all, which kinds, and when not. */
import { useState } from 'react';
import { Segments, TextInput } from '../../components/Fields';
import { Push } from '../../components/Push';
import { words } from '../../words';
import { SettingRow, SwitchRow, type GroupProps } from './SettingRow';
import { minuteOf, timeOf } from './settingTexts';

const text = words.settings;
const KINDS = ['noticeExpiring', 'noticeFirstUse', 'noticeRevokedElsewhere', 'noticeSessionEnding'] as const;
const USUAL_NIGHT = { fromMin: 22 * 60, toMin: 7 * 60 };

export function NoticeSettings({ settings, changing }: GroupProps) {
  return (
    <>
      <SwitchRow
        name="notices"
        title={text.notices}
        help={text.noticesHelp}
        changing={changing}
        isOn={settings.notices}
        onChange={(notices) => void changing.change({ notices })}
      />
      {KINDS.map((kind) => (
        <SwitchRow
          key={kind}
          name={kind}
          {...text.noticeKinds[kind]}
          changing={changing}
          isOn={settings[kind]}
          onChange={(isOn) => void changing.change({ [kind]: isOn })}
        />
      ))}
      <QuietHours settings={settings} changing={changing} />
    </>
  );
}

function QuietHours({ settings, changing }: GroupProps) {
  const { quietHours } = settings;
  return (
    <SettingRow name="quietHours" title={text.quiet} help={text.quietHelp} changing={changing}>
      <Segments
        label={text.quiet}
        isLabelHidden
        value={quietHours === null ? 'none' : 'daily'}
        choices={(['none', 'daily'] as const).map((id) => ({ id, text: text.quietKinds[id] }))}
        onChange={(id) => void changing.change({ quietHours: id === 'none' ? null : USUAL_NIGHT })}
      />
      {quietHours !== null && (
        <Hours
          key={`${String(quietHours.fromMin)} ${String(quietHours.toMin)}`}
          hours={quietHours}
          onKeep={(kept) => void changing.change({ quietHours: kept })}
        />
      )}
    </SettingRow>
  );
}

type Hours = NonNullable<GroupProps['settings']['quietHours']>;

function Hours({ hours, onKeep }: { hours: Hours; onKeep: (hours: Hours) => void }) {
  const [from, setFrom] = useState(timeOf(hours.fromMin));
  const [to, setTo] = useState(timeOf(hours.toMin));
  const [isWrong, setWrong] = useState(false);
  const keep = () => {
    const fromMin = minuteOf(from);
    const toMin = minuteOf(to);
    const isGood = fromMin !== null && toMin !== null && fromMin !== toMin;
    setWrong(!isGood);
    if (isGood) onKeep({ fromMin, toMin });
  };
  return (
    <form
      className="form part-form"
      noValidate
      aria-label={text.quiet}
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <TextInput label={text.quietFrom} value={from} onChange={setFrom} maxLength={5} placeholder="22:00" />
      <TextInput
        label={text.quietTo}
        value={to}
        onChange={setTo}
        maxLength={5}
        placeholder="07:00"
        error={isWrong ? text.quietError : null}
      />
      <div className="part-submit">
        <Push type="submit" isDisabled={from === timeOf(hours.fromMin) && to === timeOf(hours.toMin)}>
          {text.quietSave}
        </Push>
      </div>
    </form>
  );
}

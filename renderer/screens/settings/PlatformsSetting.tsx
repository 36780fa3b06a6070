/** Platforms of the person's own: added, changed, removed; one that an account is known on stays as it is. */
import { useRef, useState, type SubmitEvent } from 'react';
import type { CustomPlatform } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { TextInput } from '../../components/Fields';
import { ErrorNote, Note } from '../../components/Note';
import { Part } from '../../components/Part';
import { Push } from '../../components/Push';
import { Row, Sheet } from '../../components/Sheet';
import { hostOf } from '../../platforms';
import { words } from '../../words';
import { OwnRow } from './OwnRow';
import type { GroupProps } from './SettingRow';

const text = words.settings;
type Field = keyof typeof text.platformErrors;

const hostsOf = ({ apiUrl, authUrl }: CustomPlatform): string => text.platformHosts(hostOf(authUrl) ?? authUrl, hostOf(apiUrl) ?? apiUrl);

export function PlatformsSetting({ settings, changing }: GroupProps) {
  const { customPlatforms: kept } = settings;
  const [open, setOpen] = useState<CustomPlatform | 'new' | null>(null);
  const [refused, setRefused] = useState<{ of: CustomPlatform; error: ErrorAnswer } | null>(null);
  const add = useRef<HTMLButtonElement>(null);

  const remove = async (platform: CustomPlatform) => {
    const error = await changing.change({ customPlatforms: kept.filter((one) => one !== platform) });
    setRefused(error === null ? null : { of: platform, error });
    // The button that was pressed is gone.
    if (error === null) add.current?.focus();
  };
  const keep = (platform: CustomPlatform) => {
    setRefused(null);
    const next = open === 'new' ? [...kept, platform] : kept.map((one) => (one === open ? platform : one));
    return changing.change({ customPlatforms: next });
  };
  return (
    <Part
      title={text.platforms}
      help={text.platformsHelp}
      usual={text.usual.customPlatforms}
      isGrouped
      {...(kept.length === 0
        ? {}
        : {
            below: (
              <ul className="own-platforms">
                {kept.map((platform) => (
                  <OwnRow
                    key={`${platform.apiUrl} ${platform.authUrl}`}
                    name={platform.name}
                    error={refused?.of === platform ? refused.error : null}
                    onEdit={() => {
                      setOpen(platform);
                    }}
                    onRemove={() => void remove(platform)}
                  >
                    <span className="help break">{hostsOf(platform)}</span>
                  </OwnRow>
                ))}
              </ul>
            ),
          })}
    >
      <Push
        ref={add}
        onPress={() => {
          setOpen('new');
        }}
      >
        {text.platformAdd}
      </Push>
      {open !== null && (
        <PlatformDialog
          former={open === 'new' ? null : open}
          keep={keep}
          onClose={() => {
            setOpen(null);
          }}
        />
      )}
    </Part>
  );
}

interface DialogProps {
  former: CustomPlatform | null;
  keep: (platform: CustomPlatform) => Promise<ErrorAnswer | null>;
  onClose: () => void;
}

function PlatformDialog({ former, keep, onClose }: DialogProps) {
  const [typed, setTyped] = useState<CustomPlatform>(former ?? { name: '', apiUrl: '', authUrl: '' });
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  const field = fieldOf(error);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    const lack = (['name', 'authUrl', 'apiUrl'] as const).find((name) => typed[name].trim() === '');
    if (lack !== undefined) {
      setError({ code: 'INVALID_INPUT', details: { field: lack } });
      return;
    }
    setBusy(true);
    const refused = await keep(typed);
    setBusy(false);
    setError(refused);
    if (refused === null) onClose();
  };
  const input = (name: keyof CustomPlatform, fields: readonly Field[]) => ({
    value: typed[name],
    onChange: (value: string) => {
      setTyped({ ...typed, [name]: value });
    },
    error: field !== null && fields.includes(field) ? text.platformErrors[field] : null,
    autoComplete: 'off',
  });
  return (
    <Sheet title={former === null ? text.platformAddTitle : text.platformEditTitle(former.name)} onClose={onClose} isHeld={isBusy}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <TextInput
          {...input('name', ['name', 'nameTaken'])}
          label={text.platformName}
          help={text.platformNameHelp}
          maxLength={60}
          autoFocus
        />
        <TextInput
          {...input('authUrl', ['authUrl', 'addressKnown', 'addressTaken'])}
          label={words.signIn.authUrl}
          inputMode="url"
          placeholder="https://"
          maxLength={300}
        />
        <TextInput {...input('apiUrl', ['apiUrl'])} label={words.signIn.apiUrl} inputMode="url" placeholder="https://" maxLength={300} />
        <Note tone="warn" title={words.signIn.customWarning}>
          {words.signIn.customWarningMore}
        </Note>
        <ErrorNote error={field === null ? error : null} />
        <Row>
          <Push onPress={onClose} isDisabled={isBusy}>
            {words.common.cancel}
          </Push>
          <Push type="submit" kind="primary" isBusy={isBusy}>
            {text.platformSave}
          </Push>
        </Row>
      </form>
    </Sheet>
  );
}

function fieldOf(error: ErrorAnswer | null): Field | null {
  const field = error?.details?.field ?? '';
  return error?.code === 'INVALID_INPUT' && field in text.platformErrors ? (field as Field) : null;
}

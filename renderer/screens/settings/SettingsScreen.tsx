/** Few settings, one sentence each; a change is kept at once, and one that main refuses springs back with its reason. */
import { useState } from 'react';
import type { AppState, Settings } from '../../../preload/contract/contract';
import type { Answer, ErrorAnswer } from '../../../preload/contract/errors';
import { Picker, Segments } from '../../components/Fields';
import { ErrorNote } from '../../components/Note';
import { Part } from '../../components/Part';
import { Push } from '../../components/Push';
import { useApp, useLock } from '../../stores/mirrors';
import { AwaySettings } from './AwaySettings';
import { LockSetting } from './LockSetting';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.settings;
const CLEAR_SECONDS = [10, 30, 60, 120];

type Change = (patch: Partial<Settings>) => void;

export function SettingsScreen({ app }: { app: AppState }) {
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [busy, setBusy] = useState<'install' | 'probe' | null>(null);
  const change: Change = (patch) => {
    void vault.settings.change(patch).then((answer) => {
      setError(answer.ok ? null : answer.error);
      if (answer.ok) useApp.setState(({ value }) => ({ value: value === null ? null : { ...value, settings: answer.value } }));
    });
  };
  const run = (what: 'install' | 'probe', call: () => Promise<Answer<unknown>>) => {
    setBusy(what);
    void call().then((answer) => {
      setBusy(null);
      setError(answer.ok ? null : answer.error);
    });
  };
  return (
    <main className="main">
      <header className="top">
        <h1>{text.title}</h1>
      </header>
      <div className="settings">
        <ErrorNote error={error} />
        <LockPart app={app} />
        <AwaySettings
          settings={app.settings}
          change={change}
          part={(title, help, control) => (
            <Part title={title} help={help}>
              {control}
            </Part>
          )}
        />
        <Choices settings={app.settings} change={change} />
        <Part
          title={text.command}
          help={
            app.command.path !== null ? text.commandAt(app.command.path) : app.command.canInstall ? text.commandAbsent : text.commandCannot
          }
        >
          {app.command.path === null && app.command.canInstall && (
            <Push
              isBusy={busy === 'install'}
              onPress={() => {
                run('install', () => vault.command.install({}));
              }}
            >
              {text.install}
            </Push>
          )}
        </Part>
        <Part
          title={text.keychain}
          help={
            app.keychain === 'ready'
              ? text.keychainReady
              : `${words.banners.keychain[app.keychain].title} ${words.banners.keychain[app.keychain].next}`
          }
        >
          <Push
            isBusy={busy === 'probe'}
            onPress={() => {
              run('probe', () => vault.keychain.probe({}));
            }}
          >
            {text.probe}
          </Push>
        </Part>
        <Part
          title={text.about}
          help={`${text.version(app.version, app.electronVersion)} ${text.notAffiliated}`}
          warning={app.runtime === 'fallback' ? words.banners.fallback : null}
        />
      </div>
    </main>
  );
}

function LockPart({ app }: { app: AppState }) {
  const isSetUp = useLock((state) => state.value?.isSetUp === true);
  return (
    <Part
      title={words.lock.name}
      help={`${isSetUp ? words.lock.on(app.os === 'mac' ? '⌘L' : 'Ctrl+L') : words.lock.off} ${words.lock.what}`}
    >
      <LockSetting />
    </Part>
  );
}

function Choices({ settings, change }: { settings: Settings; change: Change }) {
  const { clipboardClearMs } = settings;
  const seconds = [...new Set([...CLEAR_SECONDS, ...(clipboardClearMs === null ? [] : [Math.round(clipboardClearMs / 1000)])])].sort(
    (a, b) => a - b,
  );
  return (
    <>
      <Part title={text.clipboard} help={text.clipboardHelp}>
        <Picker
          label={text.clipboard}
          isLabelHidden
          value={clipboardClearMs === null ? 'never' : String(Math.round(clipboardClearMs / 1000))}
          choices={[
            ...seconds.map((one) => ({ id: String(one), text: text.clipboardAfter(one) })),
            { id: 'never', text: text.clipboardNever },
          ]}
          onChange={(id) => {
            change({ clipboardClearMs: id === 'never' ? null : Number(id) * 1000 });
          }}
        />
      </Part>
      <Part title={text.appearance} help={text.appearanceHelp}>
        <Segments
          label={text.appearance}
          isLabelHidden
          value={settings.appearance}
          choices={(['system', 'light', 'dark'] as const).map((id) => ({ id, text: text.appearances[id] }))}
          onChange={(appearance) => {
            change({ appearance });
          }}
        />
      </Part>
      <Switch
        title={text.closeTray}
        help={text.closeTrayHelp}
        isOn={settings.closeToTray}
        words={[text.closeQuit, text.closeLeave]}
        onChange={(closeToTray) => {
          change({ closeToTray });
        }}
      />
      <Part title={text.close} help={text.closeHelp}>
        <Segments
          label={text.close}
          isLabelHidden
          value={settings.closeWithoutTray}
          choices={[
            { id: 'quit', text: text.closeQuit },
            { id: 'minimise', text: text.closeMinimise },
          ]}
          onChange={(closeWithoutTray) => {
            change({ closeWithoutTray });
          }}
        />
      </Part>
      <Switch
        title={text.notices}
        help={text.noticesHelp}
        isOn={settings.notices}
        onChange={(notices) => {
          change({ notices });
        }}
      />
      <Switch
        title={text.login}
        help={text.loginHelp}
        isOn={settings.startAtLogin}
        onChange={(startAtLogin) => {
          change({ startAtLogin });
        }}
      />
    </>
  );
}

/** One of two: `words` for no and yes. */
function Switch({
  title,
  help,
  isOn,
  words: [no, yes] = [text.off, text.on],
  onChange,
}: {
  title: string;
  help: string;
  isOn: boolean;
  words?: readonly [string, string];
  onChange: (isOn: boolean) => void;
}) {
  return (
    <Part title={title} help={help}>
      <Segments
        label={title}
        isLabelHidden
        value={isOn ? 'on' : 'off'}
        choices={[
          { id: 'off', text: no },
          { id: 'on', text: yes },
        ]}
        onChange={(id) => {
          onChange(id === 'on');
        }}
      />
    </Part>
  );
}

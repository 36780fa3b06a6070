/** Few settings in six groups, one sentence each; a list of the groups leads to them, by keyboard too. */
import { useEffect, useState, type ReactNode } from 'react';
import type { AppState } from '../../../preload/contract/contract';
import { Push } from '../../components/Push';
import { words } from '../../words';
import { DoctorScreen } from '../doctor/DoctorScreen';
import { CHECK, ComputerParts, WAY_OUT } from './ComputerParts';
import { DesktopSettings } from './DesktopSettings';
import { FoldersSetting } from './FoldersSetting';
import { NoticeSettings } from './NoticeSettings';
import { PlatformsSetting } from './PlatformsSetting';
import { ProxySetting } from './ProxySetting';
import { SafetySettings } from './SafetySettings';
import { useSettingChange } from './useSettingChange';

const text = words.settings;
type Group = keyof typeof text.groups;
const GROUPS = Object.keys(text.groups) as Group[];
const idOf = (group: Group) => `settings-${group}`;
/** A group counts as reached when its heading is this near to the top. */
const NEAR_PX = 48;

/** Where the group stands, for the eye and for a screen reader, whose next Tab goes on from there. */
function goTo(id: string): void {
  const heading = document.getElementById(id);
  heading?.scrollIntoView({ block: 'start' });
  heading?.focus({ preventScroll: true });
}

export function SettingsScreen(props: { app: AppState; onBack?: () => void }) {
  const [check, setCheck] = useState<'unopened' | 'open' | 'closed'>('unopened');
  if (check === 'open')
    return (
      <DoctorScreen
        onBack={() => {
          setCheck('closed');
        }}
      />
    );
  return (
    <Groups
      {...props}
      isBackFromCheck={check === 'closed'}
      onCheck={() => {
        setCheck('open');
      }}
    />
  );
}

interface GroupsProps {
  app: AppState;
  onBack?: () => void;
  isBackFromCheck: boolean;
  onCheck: () => void;
}

function Groups({ app, onBack, isBackFromCheck, onCheck }: GroupsProps) {
  const changing = useSettingChange();
  const { settings } = app;
  const [here, setHere] = useState<Group>('safety');
  useEffect(() => {
    if (isBackFromCheck) document.getElementById(CHECK)?.focus();
  }, [isBackFromCheck]);
  const groups: Record<Group, ReactNode> = {
    safety: (
      <SafetySettings
        app={app}
        changing={changing}
        onForgotten={() => {
          goTo(WAY_OUT);
        }}
      />
    ),
    network: (
      <>
        <ProxySetting settings={settings} changing={changing} />
        <PlatformsSetting settings={settings} changing={changing} />
      </>
    ),
    folders: <FoldersSetting />,
    notices: <NoticeSettings settings={settings} changing={changing} />,
    desktop: <DesktopSettings settings={settings} changing={changing} />,
    computer: <ComputerParts app={app} onCheck={onCheck} />,
  };
  return (
    <main className="main">
      <header className="top">
        <h1>{text.title}</h1>
        {onBack !== undefined && <Push onPress={onBack}>{text.back}</Push>}
      </header>
      <div className="settings-frame">
        <nav className="settings-nav" aria-label={text.nav}>
          {GROUPS.map((group) => (
            <button
              key={group}
              type="button"
              className="settings-place"
              aria-current={here === group ? 'location' : undefined}
              onClick={() => {
                goTo(idOf(group));
                setHere(group);
              }}
            >
              {text.groups[group]}
            </button>
          ))}
        </nav>
        <div
          className="settings"
          onScroll={({ currentTarget }) => {
            setHere(groupAt(currentTarget));
          }}
        >
          {GROUPS.map((group) => (
            <section key={group} className="settings-group" aria-labelledby={idOf(group)}>
              <h2 id={idOf(group)} tabIndex={-1}>
                {text.groups[group]}
              </h2>
              {groups[group]}
            </section>
          ))}
        </div>
      </div>
    </main>
  );
}

/** The last group that has reached the top; there is room under the last one, so that it can, too. */
function groupAt(list: HTMLElement): Group {
  const top = list.getBoundingClientRect().top + NEAR_PX;
  const isReached = (group: Group) => (document.getElementById(idOf(group))?.getBoundingClientRect().top ?? Infinity) <= top;
  return GROUPS.filter(isReached).at(-1) ?? 'safety';
}

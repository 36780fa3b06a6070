/** Account, places, and the session's foot. At a narrow window it folds to icons; every icon keeps its name. */
import type { ReactNode } from 'react';
import { ClockIcon, DotsIcon, FileSearchIcon, KeyIcon, Mark, ShieldIcon, SlidersIcon, StopIcon } from '../../components/Icons';
import { Ring } from '../../components/Ring';
import { show, useDesk, type Screen } from '../../stores/desk';
import { useTokens, type SignedIn } from '../../stores/mirrors';
import { useNow } from '../../stores/now';
import { leftText, minutesText, spanText } from '../../times';
import { vault } from '../../vault';
import { words } from '../../words';
import { AccountMenu } from './AccountMenu';

const text = words.rail;

export function Rail({ session, hasTray }: { session: SignedIn; hasTray: boolean }) {
  const count = useTokens((state) => state.value?.rows.length);
  return (
    <aside className="rail">
      <div className="mark">
        <Mark /> <span className="rail-word">{words.appName}</span>
      </div>
      <AccountMenu session={session} />
      <nav aria-label={text.nav}>
        <Place screen="tokens" label={text.tokens} icon={<KeyIcon />} count={count} />
        {!hasTray && <Place screen="panel" label={words.panel.title} icon={<DotsIcon />} />}
        <Place screen="activity" label={text.activity} icon={<ClockIcon />} />
        <Place screen="scan" label={text.scan} icon={<FileSearchIcon />} />
        <Place screen="security" label={text.security} icon={<ShieldIcon />} />
        <Place screen="settings" label={text.settings} icon={<SlidersIcon />} />
      </nav>
      <button type="button" className="place place-panic" title={words.panic.open} onClick={() => void vault.panic.ask({})}>
        <StopIcon />
        <span className="rail-word">{words.panic.open}</span>
      </button>
      <SessionFoot session={session} />
    </aside>
  );
}

function Place({ screen, label, icon, count }: { screen: Screen; label: string; icon: ReactNode; count?: number | undefined }) {
  const isHere = useDesk((desk) => desk.screen === screen);
  return (
    <button
      type="button"
      className="place"
      title={label}
      aria-label={label}
      aria-current={isHere ? 'page' : undefined}
      onClick={() => {
        show(screen);
      }}
    >
      {icon}
      <span className="rail-word">{label}</span>
      {count !== undefined && <span className="place-count tabular">{count}</span>}
    </button>
  );
}

/** A session that ends within this shows it in colour. */
const ENDING_MS = 30 * 60_000;

function SessionFoot({ session }: { session: SignedIn }) {
  const now = useNow();
  const { sinceMs, expiresMs, openedBy, verified } = session;
  const { idle } = session;
  const title = openedBy === 'token' ? text.byToken : text.signedIn;
  const memory = session.isInMemory === true ? words.memory.only : null;
  const isEnding = expiresMs !== null && expiresMs - now < ENDING_MS;
  const ends =
    expiresMs === null
      ? text.noEnd
      : openedBy === 'token'
        ? text.tokenEnds(spanText(expiresMs - now))
        : text.ends(spanText(expiresMs - now));
  const check = verified === 'yes' ? null : text[verified];
  // The nearer end is the one that is shown; the other is a pointer's rest away.
  const isIdleShown = idle !== null && !isEnding;
  const idleMs = idle === null ? 0 : Math.min(idle.limitMs, idle.deadlineMs - now);
  const share = (leftMs: number, ofMs: number) => leftMs / Math.max(1, ofMs);
  const left = isIdleShown ? share(idleMs, idle.limitMs) : expiresMs === null ? 1 : share(expiresMs - now, expiresMs - sinceMs);
  const why = idle === null ? null : words.idle.why[idle.from](minutesText(idle.limitMs), idle.orgName);
  return (
    <div className="session" title={[title, memory, ends, check, why].filter((part) => part !== null).join(', ')}>
      <Ring left={left} tone={isEnding || idle?.isWarning === true || verified === 'offline' ? 'warn' : 'good'} />
      <div className="session-words">
        {title}
        <br />
        {memory !== null && (
          <>
            <span className="warn-text">{memory}</span>
            <br />
          </>
        )}
        <span className="dim">{isIdleShown ? words.idle.left(leftText(idleMs)) : ends}</span>
        {check !== null && (
          <>
            <br />
            <span className={verified === 'offline' ? 'warn-text' : 'dim'}>{check}</span>
          </>
        )}
      </div>
    </div>
  );
}

/** What the person should know before looking at rows: one stack of single lines, the gravest first; nothing here when all is well. */
import { useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { AppState, KeychainState, TokenList } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { Banner } from '../../components/Banner';
import { useAccountId } from '../../account';
import { errorText } from '../../errorText';
import { open, show, useDesk } from '../../stores/desk';
import { useQueue, useScan, useSession } from '../../stores/mirrors';
import { momentText } from '../../times';
import { vault } from '../../vault';
import { words } from '../../words';
import { useRotationLines } from './rotationLines';
import { useNoticeLines } from './noticeLines';
import { useUnansweredLines } from './unansweredLines';

const text = words.banners;
/** More lines than this would push the table away: the rest waits behind a button. */
const SHOWN = 3;

/** Says what the keychain lacks and how to mend it; nothing where it is ready. */
export function KeychainBanner({ state }: { state: KeychainState }) {
  const [isAsking, setAsking] = useState(false);
  if (state === 'ready') return null;
  const probe = async () => {
    setAsking(true);
    await vault.keychain.probe({});
    setAsking(false);
  };
  return (
    <Banner
      tone="warn"
      title={text.keychain[state].title}
      action={{ label: words.common.tryAgain, isBusy: isAsking, onPress: () => void probe() }}
    >
      {text.keychain[state].next}
    </Banner>
  );
}

function ListProblem({ problem }: { problem: ErrorAnswer }) {
  const accountId = useAccountId();
  const said = errorText(problem);
  return (
    <Banner
      tone="warn"
      title={said.title}
      action={{ label: words.common.tryAgain, onPress: () => void vault.tokens.refresh({ accountId }) }}
    >
      {text.listProblem} {said.requestId !== null && <span className="request">{words.common.request(said.requestId)}</span>}
    </Banner>
  );
}

function NoTray({ app }: { app: AppState }) {
  return (
    <Banner
      tone="plain"
      title={text.noTray}
      action={{
        label: words.common.dismiss,
        onPress: () => {
          useDesk.setState({ isNoTrayRead: true });
        },
      }}
    >
      {app.settings.closeWithoutTray === 'quit' ? text.noTrayQuit : text.noTrayMinimise}
    </Banner>
  );
}

function NoLogind() {
  return (
    <Banner
      tone="plain"
      title={text.noLogind}
      action={{
        label: words.common.dismiss,
        onPress: () => {
          useDesk.setState({ isNoLogindRead: true });
        },
      }}
    >
      {text.noLogindMore}
    </Banner>
  );
}

/** The session goes with the app: said as long as it lives. */
function useMemoryLines(): ReactNode[] {
  const session = useSession((state) => state.value);
  if (session?.status !== 'signedIn' || session.isInMemory !== true) return [];
  return [
    <Banner key="memory" tone="warn" title={words.memory.title(session.account.username)}>
      {words.memory.more}
    </Banner>,
  ];
}

/** What idle sign-out could not learn, and what it does instead. */
function useIdleLines(): ReactNode[] {
  const idle = useSession((state) => (state.value?.status === 'signedIn' ? state.value.idle : null));
  const lines: ReactNode[] = [];
  if (idle === null) return lines;
  if (!idle.isPolicyRead)
    lines.push(
      <Banner key="unread" tone="warn" title={text.unread(idle.orgName)}>
        {text.unreadMore(idle.orgName)}
      </Banner>,
    );
  if (idle.sensor === 'dead')
    lines.push(
      <Banner key="sensor" tone="warn" title={text.deadSensor}>
        {text.deadSensorMore}
      </Banner>,
    );
  return lines;
}

function Waiting({ count }: { count: number }) {
  return (
    <Banner
      tone="warn"
      title={text.queue(count)}
      action={{
        label: text.queueShow,
        onPress: () => {
          open({ kind: 'queue' });
        },
      }}
    >
      {words.queue.lead}
    </Banner>
  );
}

/** Once: whichever way it is answered, it does not come again. */
function ScanOffer() {
  const { offerTitle, offer, offerLook, offerNot } = words.scan;
  const answer = () => void vault.scan.dismissOffer({});
  const look = () => {
    answer();
    show('scan');
  };
  return (
    <Banner tone="plain" title={offerTitle} action={{ label: offerLook, onPress: look }} second={{ label: offerNot, onPress: answer }}>
      {offer}
    </Banner>
  );
}

/** Every line that is true now, the gravest first. */
function useLines(app: AppState, list: TokenList | null, canMint: boolean): ReactNode[] {
  const waiting = useQueue((state) => state.value?.entries.length ?? 0);
  const isNoTrayRead = useDesk((desk) => desk.isNoTrayRead);
  const isNoLogindRead = useDesk((desk) => desk.isNoLogindRead);
  const isScanOffered = useScan((state) => state.value?.isOffered === true);
  const idleLines = useIdleLines();
  const memory = useMemoryLines();
  const unanswered = useUnansweredLines();
  const rotations = useRotationLines();
  const notices = useNoticeLines();
  const lines: ReactNode[] = [];
  if (app.keychain !== 'ready') lines.push(<KeychainBanner key="keychain" state={app.keychain} />);
  lines.push(...memory);
  if (list !== null && list.problem !== null) lines.push(<ListProblem key="list" problem={list.problem} />);
  for (const { label, untilMs } of list?.mayExist ?? []) {
    lines.push(
      <Banner key={`${label} ${String(untilMs)}`} tone="warn" title={text.mayExist(label, momentText(untilMs))}>
        {text.mayExistMore}
      </Banner>,
    );
  }
  lines.push(...unanswered, ...rotations, ...notices);
  if (!canMint) {
    lines.push(
      <Banner key="mint" tone="plain" title={words.tokens.cannotMint}>
        {words.tokens.cannotMintMore}
      </Banner>,
    );
  }
  if (waiting > 0) lines.push(<Waiting key="queue" count={waiting} />);
  if (app.agent === 'refused') {
    lines.push(
      <Banner key="deaf" tone="warn" title={text.deaf}>
        {text.deafMore}
      </Banner>,
    );
  }
  if (app.damagedFiles.length > 0) {
    lines.push(
      <Banner key="damaged" tone="warn" title={text.damaged(app.damagedFiles.join(', '))}>
        {text.damagedMore}
      </Banner>,
    );
  }
  lines.push(...idleLines);
  if (app.desk === 'untold' && !isNoLogindRead) lines.push(<NoLogind key="desk" />);
  if (app.tray === 'absent' && !isNoTrayRead) lines.push(<NoTray key="tray" app={app} />);
  if (isScanOffered) lines.push(<ScanOffer key="scan" />);
  return lines;
}

export function Banners({ app, list, canMint }: { app: AppState; list: TokenList | null; canMint: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const lines = useLines(app, list, canMint);
  const isFolded = lines.length > SHOWN && !isOpen;
  return (
    <section className="banners" aria-label={text.region} aria-live="polite">
      {isFolded ? lines.slice(0, SHOWN - 1) : lines}
      {lines.length > SHOWN && (
        <div className="banner banner-fold">
          <Button
            className="link"
            aria-expanded={isOpen}
            onPress={() => {
              setOpen(!isOpen);
            }}
          >
            {isFolded ? text.more(lines.length - SHOWN + 1) : text.fewer}
          </Button>
        </div>
      )}
    </section>
  );
}

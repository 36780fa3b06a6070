/** What the person should know before looking at rows; nothing here when all is well. */
import { useState, type ReactNode } from 'react';
import type { AppState, KeychainState, TokenList } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { Push } from '../../components/Push';
import { errorText } from '../../errorText';
import { open, useDesk } from '../../stores/desk';
import { useQueue } from '../../stores/mirrors';
import { momentText } from '../../times';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.banners;

function Banner({
  tone,
  title,
  children,
  action,
}: {
  tone: 'plain' | 'warn' | 'bad';
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="banner" data-tone={tone} role="status">
      <p>
        <strong>{title}</strong> {children}
      </p>
      {action}
    </div>
  );
}

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
      action={
        <Push isBusy={isAsking} onPress={() => void probe()}>
          {words.common.tryAgain}
        </Push>
      }
    >
      {text.keychain[state].next}
    </Banner>
  );
}

function ListProblem({ problem }: { problem: ErrorAnswer }) {
  const said = errorText(problem);
  return (
    <Banner tone="warn" title={said.title} action={<Push onPress={() => void vault.tokens.refresh({})}>{words.common.tryAgain}</Push>}>
      {text.listProblem} {said.requestId !== null && <span className="request">{words.common.request(said.requestId)}</span>}
    </Banner>
  );
}

function NoTray({ app }: { app: AppState }) {
  return (
    <Banner
      tone="plain"
      title={text.noTray}
      action={
        <Push
          onPress={() => {
            useDesk.setState({ isNoTrayRead: true });
          }}
        >
          {words.common.dismiss}
        </Push>
      }
    >
      {app.settings.closeWithoutTray === 'quit' ? text.noTrayQuit : text.noTrayMinimise}
    </Banner>
  );
}

export function Banners({ app, list }: { app: AppState; list: TokenList | null }) {
  const waiting = useQueue((state) => state.value?.entries.length ?? 0);
  const isNoTrayRead = useDesk((desk) => desk.isNoTrayRead);
  return (
    <section className="banners" aria-label={text.region}>
      <KeychainBanner state={app.keychain} />
      {list !== null && list.problem !== null && <ListProblem problem={list.problem} />}
      {list?.mayExist.map((one) => (
        <Banner key={`${one.label} ${String(one.untilMs)}`} tone="warn" title={text.mayExist(one.label, momentText(one.untilMs))} />
      ))}
      {app.damagedFiles.length > 0 && <Banner tone="warn" title={text.damaged(app.damagedFiles.join(', '))} />}
      {waiting > 0 && (
        <Banner
          tone="warn"
          title={text.queue(waiting)}
          action={
            <Push
              onPress={() => {
                open({ kind: 'queue' });
              }}
            >
              {text.queueShow}
            </Push>
          }
        >
          {words.queue.lead}
        </Banner>
      )}
      {app.tray === 'absent' && !isNoTrayRead && <NoTray app={app} />}
    </section>
  );
}

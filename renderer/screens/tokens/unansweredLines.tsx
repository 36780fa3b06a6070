/** Sign-ins whose answer never came: what may be open, until when, and what can be done about it. */
import type { ReactNode } from 'react';
import type { UnansweredState } from '../../../preload/contract/contract';
import type { Answer } from '../../../preload/contract/errors';
import { Banner } from '../../components/Banner';
import { tell } from '../../stores/desk';
import { useUnanswered } from '../../stores/mirrors';
import { momentText } from '../../times';
import { vault } from '../../vault';
import { words } from '../../words';

type SignIn = UnansweredState['signIns'][number];

const text = words.unanswered;

async function run(work: Promise<Answer<unknown>>): Promise<void> {
  const answer = await work;
  if (!answer.ok) tell({ kind: 'bad', error: answer.error });
}

function Found({ signIn, session }: { signIn: SignIn; session: SignIn['sessions'][number] }) {
  const { id, platformName, username } = signIn;
  const { signature, madeMs, expiresMs } = session;
  return (
    <Banner
      tone="warn"
      title={text.title(username, platformName, momentText(expiresMs ?? signIn.untilMs))}
      action={{ label: text.end, onPress: () => void run(vault.unanswered.end({ id, signature })) }}
      second={{ label: text.leave, onPress: () => void run(vault.unanswered.leave({ id })) }}
    >
      {text.found(madeMs === null ? null : momentText(madeMs), signature.slice(0, 8))}
    </Banner>
  );
}

function NotFound({ signIn }: { signIn: SignIn }) {
  const { id, platformName, username, askedMs, untilMs, look } = signIn;
  return (
    <Banner
      tone="warn"
      title={text.title(username, platformName, momentText(untilMs))}
      second={{ label: words.common.dismiss, onPress: () => void run(vault.unanswered.leave({ id })) }}
    >
      {text.why(momentText(askedMs))} {text.looks[look](username)}
    </Banner>
  );
}

function linesOf(signIn: SignIn): ReactNode[] {
  if (signIn.look !== 'found') return [<NotFound key={signIn.id} signIn={signIn} />];
  return signIn.sessions.map((session) => <Found key={`${signIn.id} ${session.signature}`} signIn={signIn} session={session} />);
}

export function useUnansweredLines(): ReactNode[] {
  return useUnanswered((state) => state.value)?.signIns.flatMap(linesOf) ?? [];
}

/** Shows core's question in a small window of its own, and takes its answer back. */
import type { ConsentAnswer } from '../../preload/contract/contract';
import type { Clock, Log, Stop } from '../core/ports';
import type { Consent, ConsentQuestion } from '../core/consent/service';
import { answerOf, consentUrl, LIVE_AFTER_MS } from './consentPage';

export interface OpenedWindow {
  /** From now on its buttons can be pressed. */
  goLive(): void;
  close(): void;
}
export interface ConsentWindowParts {
  consent: Pick<Consent, 'state' | 'onChange' | 'answer' | 'unshown'>;
  open(parts: {
    url: string;
    onShown: () => void;
    onNavigate: (url: string) => void;
    onClosed: () => void;
    onFailed: () => void;
  }): OpenedWindow;
  clock: Pick<Clock, 'after'>;
  log: Log;
}

/** One window a question: what is pressed in it can answer that one alone. */
export function startConsentWindow({ consent, open, clock, log }: ConsentWindowParts): Stop {
  let shown: { id: string; window: OpenedWindow } | null = null;

  function ask(question: ConsentQuestion): OpenedWindow {
    let isLive = false;
    let stopTimer: Stop = () => undefined;
    let isAnswered = false;
    const answer = (given: ConsentAnswer): void => {
      if (isAnswered) return;
      isAnswered = true;
      consent.answer({ id: question.id, answer: given }).catch((error: unknown) => {
        log.warn('consent.notTaken', {}, error);
      });
    };
    const window = open({
      url: consentUrl(question),
      onShown: () => {
        stopTimer = clock.after(LIVE_AFTER_MS, () => {
          isLive = true;
          window.goLive();
        });
      },
      onNavigate(url) {
        // SECURITY: nothing counts before a person can have read it, whatever the page does.
        const given = isLive ? answerOf(url, question.answers) : null;
        if (given !== null) answer(given);
      },
      // Closed by the person; where core closed it, its question is gone already.
      onClosed: () => {
        stopTimer();
        if (shown?.id === question.id) answer('deny');
      },
      onFailed: () => {
        isAnswered = true;
        consent.unshown({ id: question.id });
      },
    });
    return window;
  }

  function look(question: ConsentQuestion | null): void {
    if (question?.id === shown?.id) return;
    const former = shown;
    shown = null;
    former?.window.close();
    if (question !== null) shown = { id: question.id, window: ask(question) };
  }
  const stop = consent.onChange(look);
  look(consent.state());
  return () => {
    stop();
    look(null);
  };
}

import { BusError, type Environment, type SessionBus, hasOwner } from './bus';
import { askForState, type SecretServiceState, stateOfError } from './secretServiceQuestions';
import { openSessionBus } from './sessionBus';

export interface SecretServiceWatch {
  /** Never shows a prompt. */
  state(): Promise<SecretServiceState>;
  /** Whether the system shows its unlock prompt right now. */
  isPromptShowing(): Promise<boolean>;
}

/** GNOME's prompter takes its name only while it has something to ask, and some seconds after. */
const PROMPTER = 'org.gnome.keyring.SystemPrompter';
/** Less than the store's own bound, so that a hung service is told within it and no keytar thread is lost on it. */
const CALL_BOUND_MS = 1_200;

/**
 * Keeps its connection between questions (opening one is six messages there and back, before every use of a secret). One that
 * was lost, or on which a question was not answered, is replaced before the next; a bus that was replaced is asked anew at once.
 */
export function watchSecretService(env: Environment = process.env): SecretServiceWatch {
  let kept: SessionBus | null = null;

  const connection = (): SessionBus => {
    if (kept !== null) return kept;
    const bus = openSessionBus({ env, callBoundMs: CALL_BOUND_MS });
    bus.onLost(() => {
      if (kept === bus) kept = null;
    });
    kept = bus;
    return bus;
  };
  const drop = (bus: SessionBus): void => {
    if (kept === bus) kept = null;
    bus.close();
  };
  const use = async <T>(question: (bus: SessionBus) => Promise<T>): Promise<T> => {
    const wasKept = kept !== null;
    const bus = connection();
    try {
      return await question(bus);
    } catch (error) {
      if (error instanceof BusError && error.kind === 'refused') throw error;
      drop(bus);
      // The bus of the former question is gone; the one of now may be well.
      if (wasKept && error instanceof BusError && error.kind === 'noBus') return use(question);
      throw error;
    }
  };

  return {
    async state() {
      try {
        return await use(askForState);
      } catch (error) {
        return stateOfError(error);
      }
    },
    async isPromptShowing() {
      try {
        return await use((bus) => hasOwner(bus, PROMPTER));
      } catch {
        return false;
      }
    },
  };
}

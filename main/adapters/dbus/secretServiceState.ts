import { BusError, type Environment, type SessionBus, hasOwner, openSessionBus } from './sessionBus';

/**
 * What the Secret Service of this session is, told apart as keytar cannot: noBus (no session bus), noService (nobody serves
 * org.freedesktop.secrets), noCollection (no default keyring yet), locked, ready, hung (it does not answer), fault.
 */
export type SecretServiceState = 'ready' | 'locked' | 'noCollection' | 'noService' | 'noBus' | 'hung' | 'fault';

export interface SecretServiceWatch {
  /** Never shows a prompt. */
  state(): Promise<SecretServiceState>;
  /** Whether the system shows its unlock prompt right now. */
  isPromptShowing(): Promise<boolean>;
}

const SERVICE = 'org.freedesktop.secrets';
const SERVICE_PATH = '/org/freedesktop/secrets';
/** GNOME's prompter takes its name only while it has something to ask, and some seconds after. */
const PROMPTER = 'org.gnome.keyring.SystemPrompter';
const NO_SERVICE_ERRORS = [
  'org.freedesktop.DBus.Error.ServiceUnknown',
  'org.freedesktop.DBus.Error.NameHasNoOwner',
  'org.freedesktop.DBus.Error.Spawn.ExecFailed',
  'org.freedesktop.DBus.Error.Spawn.ChildExited',
  'org.freedesktop.DBus.Error.Spawn.ServiceNotFound',
  'org.freedesktop.DBus.Error.Disconnected',
  'org.freedesktop.DBus.Error.NoReply',
];
const NO_OBJECT_ERRORS = [
  'org.freedesktop.DBus.Error.UnknownObject',
  'org.freedesktop.DBus.Error.UnknownMethod',
  'org.freedesktop.Secret.Error.NoSuchObject',
];

/** Less than the store's own bound, so that a hung service is told within it and no keytar thread is lost on it. */
const CALL_BOUND_MS = 1_200;

function stateOfError(error: unknown): SecretServiceState {
  if (!(error instanceof BusError)) return 'fault';
  if (error.kind === 'noBus') return 'noBus';
  if (error.kind === 'noAnswer') return 'hung';
  const name = error.errorName ?? '';
  if (NO_SERVICE_ERRORS.includes(name)) return 'noService';
  return NO_OBJECT_ERRORS.includes(name) ? 'noCollection' : 'fault';
}

async function ask(bus: SessionBus): Promise<SecretServiceState> {
  const [alias] = await bus.call({
    destination: SERVICE,
    path: SERVICE_PATH,
    interface: 'org.freedesktop.Secret.Service',
    member: 'ReadAlias',
    signature: 's',
    body: ['default'],
  });
  if (typeof alias !== 'string') return 'fault';
  if (alias === '/') return 'noCollection';
  const [locked] = await bus.call({
    destination: SERVICE,
    path: alias,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    body: ['org.freedesktop.Secret.Collection', 'Locked'],
  });
  const value: unknown = typeof locked === 'object' && locked !== null && 'value' in locked ? locked.value : undefined;
  if (typeof value !== 'boolean') return 'fault';
  return value ? 'locked' : 'ready';
}

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
        return await use(ask);
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

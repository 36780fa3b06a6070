import { BusError, type SessionBus } from './bus';

/**
 * What the Secret Service of this session is, told apart as keytar cannot: noBus (no session bus), noService (nobody serves
 * org.freedesktop.secrets), noCollection (no default keyring yet), locked, ready, denied (this program may not ask it, as in a
 * sandbox), hung (it does not answer), fault.
 */
export type SecretServiceState = 'ready' | 'locked' | 'noCollection' | 'noService' | 'noBus' | 'denied' | 'hung' | 'fault';

const SERVICE = 'org.freedesktop.secrets';
const SERVICE_PATH = '/org/freedesktop/secrets';
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

const DENIED_ERRORS = ['org.freedesktop.DBus.Error.AccessDenied', 'org.freedesktop.DBus.Error.AuthFailed'];

export function stateOfError(error: unknown): SecretServiceState {
  if (!(error instanceof BusError)) return 'fault';
  if (error.kind === 'noBus') return 'noBus';
  if (error.kind === 'noAnswer') return 'hung';
  const name = error.errorName ?? '';
  if (NO_SERVICE_ERRORS.includes(name)) return 'noService';
  if (DENIED_ERRORS.includes(name)) return 'denied';
  return NO_OBJECT_ERRORS.includes(name) ? 'noCollection' : 'fault';
}

/** Never shows a prompt. */
export async function askForState(bus: Pick<SessionBus, 'call'>): Promise<SecretServiceState> {
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

/**
 * A Secret Service whose faults are a switch: a real owner of org.freedesktop.secrets on a private bus, with one collection in memory.
 * What is kept outlives every fault, but for the entries that a test takes away (`lose`).
 */
import dbus from 'dbus-next';

/**
 * none; locked: the unlock prompt cannot be shown; unprompted: it is promised and never comes; denied: it shows, and Cancel is pressed;
 * forbidden: every call is refused (a sandbox); withheld: those for a secret are; hung: no call is answered; stalled: none for a secret is;
 * missing: nobody owns the name.
 */
export type Fault = 'none' | 'locked' | 'unprompted' | 'denied' | 'forbidden' | 'withheld' | 'hung' | 'stalled' | 'missing';

export interface FaultySecretService {
  /** The next fault takes the place of this one; calls that were held back are answered now, and prompts that never came end. */
  set(fault: Fault): Promise<void>;
  /** Takes entries away, as another program can; answers how many, and `giveBack` restores them. */
  lose(isLost: (account: string) => boolean): number;
  giveBack(): void;
  /** Under which account (keytar's word) something is kept. */
  accounts(): string[];
  stop(): Promise<void>;
}

const NAME = 'org.freedesktop.secrets';
const ROOT = '/org/freedesktop/secrets';
const COLLECTION = `${ROOT}/collection/login`;
const PROMPTER = 'org.gnome.keyring.SystemPrompter';
const DENIED = 'org.freedesktop.DBus.Error.AccessDenied';
const LOCKED = 'org.freedesktop.Secret.Error.IsLocked';
const NOT_SUPPORTED = 'org.freedesktop.DBus.Error.NotSupported';
const NO_OBJECT = 'org.freedesktop.Secret.Error.NoSuchObject';
/** libsecret hands on the text of an error alone: the daemons' own words. */
const TEXTS: Readonly<Record<string, string>> = {
  [DENIED]: 'An AppArmor policy prevents this sender from sending this message to this recipient',
  [LOCKED]: 'Cannot create an item in a locked collection',
};
/** What brings a secret in or out, or asks for the way to it. */
const OF_SECRETS = new Set(['OpenSession', 'SearchItems', 'Unlock', 'GetSecret', 'GetSecrets', 'CreateItem', 'Delete']);

type Attributes = Record<string, string>;
interface Item {
  path: string;
  attributes: Attributes;
  label: string;
  value: Buffer;
}
/** An answer: a signature and a body, the name of an error, or null for none. */
type Answer = readonly [signature: string, ...body: unknown[]] | { error: string };

const isOf = (item: Item, asked: Attributes): boolean => Object.entries(asked).every(([name, value]) => item.attributes[name] === value);
const variant = (signature: string, value: unknown): dbus.Variant => new dbus.Variant(signature, value);

/** Variants of the library carry their value. */
function plain(value: unknown): unknown {
  return value instanceof dbus.Variant ? value.value : value;
}

export async function startSecretService(busAddress: string): Promise<FaultySecretService> {
  let items: Item[] = [];
  let lost: Item[] = [];
  let fault: Fault = 'none';
  let lastNumber = 0;
  let bus: dbus.MessageBus | null = null;
  let sessions = new Set<string>();
  let held: dbus.Message[] = [];
  let prompts: string[] = [];
  let isPrompterShown = false;

  const isLocked = (): boolean => fault === 'locked' || fault === 'unprompted' || fault === 'denied';
  const newPath = (kind: string): string => `${ROOT}/${kind}/n${String((lastNumber += 1))}`;

  // ---- What it answers

  const secretOf = (item: Item, session: string): unknown[] => [session, Buffer.alloc(0), item.value, 'text/plain'];

  function createItem([properties, secret, doesReplace]: unknown[]): Answer {
    if (isLocked()) return { error: LOCKED };
    const given = properties as Record<string, unknown>;
    const attributes = plain(given['org.freedesktop.Secret.Item.Attributes']) as Attributes;
    const label = plain(given['org.freedesktop.Secret.Item.Label']) as string;
    const value = (secret as [string, Buffer, Buffer, string])[2];
    const former = doesReplace === true ? items.find((item) => isOf(item, attributes)) : undefined;
    const item = { path: former?.path ?? newPath('collection/login'), attributes, label, value };
    items = [...items.filter((one) => one !== former), item];
    return ['oo', item.path, '/'];
  }

  function getSecrets([paths, session]: unknown[]): Answer {
    if (!sessions.has(session as string)) return { error: NO_OBJECT };
    const asked = isLocked() ? [] : items.filter(({ path }) => (paths as string[]).includes(path));
    return ['a{o(oayays)}', Object.fromEntries(asked.map((item) => [item.path, secretOf(item, session as string)]))];
  }

  function unlock([paths]: unknown[]): Answer {
    if (!isLocked()) return ['aoo', paths, '/'];
    const prompt = newPath('prompt');
    prompts.push(prompt);
    return ['aoo', [], prompt];
  }

  const properties: Record<string, () => Record<string, dbus.Variant>> = {
    'org.freedesktop.Secret.Service': () => ({ Collections: variant('ao', [COLLECTION]) }),
    'org.freedesktop.Secret.Collection': () => ({
      Items: variant(
        'ao',
        items.map(({ path }) => path),
      ),
      Label: variant('s', 'Login'),
      Locked: variant('b', isLocked()),
    }),
  };

  function ofItem(path: string): Record<string, dbus.Variant> {
    const item = items.find((one) => one.path === path);
    if (item === undefined) return {};
    return { Attributes: variant('a{ss}', item.attributes), Label: variant('s', item.label), Locked: variant('b', isLocked()) };
  }

  const answers: Record<string, (body: unknown[], path: string) => Answer> = {
    ReadAlias: ([name]) => ['o', name === 'default' ? COLLECTION : '/'],
    OpenSession([algorithm]) {
      if (algorithm !== 'plain') return { error: NOT_SUPPORTED };
      const session = newPath('session');
      sessions.add(session);
      return ['vo', variant('s', ''), session];
    },
    SearchItems([attributes]) {
      const paths = items.filter((item) => isOf(item, attributes as Attributes)).map(({ path }) => path);
      return isLocked() ? ['aoao', [], paths] : ['aoao', paths, []];
    },
    Unlock: unlock,
    GetSecrets: getSecrets,
    CreateItem: createItem,
    Delete(_, path) {
      if (isLocked()) return { error: LOCKED };
      items = items.filter((item) => item.path !== path);
      return ['o', '/'];
    },
    Prompt(_, path) {
      if (fault === 'denied')
        void showPrompter().then(() => {
          endPrompt(path);
        });
      // After the answer to this call, as every service does.
      else if (fault !== 'unprompted')
        setImmediate(() => {
          endPrompt(path);
        });
      return [''];
    },
    Dismiss(_, path) {
      setImmediate(() => {
        endPrompt(path);
      });
      return [''];
    },
    Get([from, name], path) {
      const known = from === 'org.freedesktop.Secret.Item' ? ofItem(path) : properties[from as string]?.();
      const value = known?.[name as string];
      return value === undefined ? { error: NO_OBJECT } : ['v', value];
    },
    GetAll: ([from], path) => ['a{sv}', from === 'org.freedesktop.Secret.Item' ? ofItem(path) : (properties[from as string]?.() ?? {})],
  };

  // ---- Prompts

  async function showPrompter(): Promise<void> {
    if (isPrompterShown) return;
    isPrompterShown = true;
    await bus?.requestName(PROMPTER, 0);
  }

  /** As after Cancel. */
  function endPrompt(path: string): void {
    prompts = prompts.filter((one) => one !== path);
    const signal = { type: dbus.MessageType.SIGNAL, path, interface: 'org.freedesktop.Secret.Prompt', member: 'Completed' };
    bus?.send(new dbus.Message({ ...signal, signature: 'bv', body: [true, variant('ao', [])] }));
  }

  // ---- Who asks, and whether it is answered

  function reply(message: dbus.Message): void {
    const isOfSecrets = OF_SECRETS.has(message.member);
    const isForbidden = fault === 'forbidden' || (fault === 'withheld' && isOfSecrets);
    const answer = isForbidden ? { error: DENIED } : answers[message.member]?.(message.body as unknown[], message.path);
    const sent = answer ?? { error: 'org.freedesktop.DBus.Error.UnknownMethod' };
    bus?.send(
      'error' in sent
        ? // Its types say a text, it wants the message.
          dbus.Message.newError(message as unknown as string, sent.error, TEXTS[sent.error] ?? 'As a test wants it')
        : dbus.Message.newMethodReturn(message, sent[0], sent.slice(1)),
    );
  }

  function take(message: dbus.Message): boolean {
    if (!message.path.startsWith(ROOT)) return false;
    if (fault === 'hung' || (fault === 'stalled' && OF_SECRETS.has(message.member))) held.push(message);
    else reply(message);
    return true;
  }

  async function appear(): Promise<void> {
    const mine = dbus.sessionBus({ busAddress });
    mine.on('error', () => undefined);
    mine.addMethodHandler(take);
    bus = mine;
    await mine.requestName(NAME, 0);
  }

  /** What it held back and whom it knew goes with its connection. */
  function vanish(): void {
    bus?.disconnect();
    bus = null;
    [sessions, held, prompts, isPrompterShown] = [new Set(), [], [], false];
  }

  await appear();
  return {
    async set(next) {
      if (next === fault) return;
      fault = next;
      if (next === 'missing') {
        vanish();
        return;
      }
      if (bus === null) await appear();
      if (isPrompterShown) await bus?.releaseName(PROMPTER);
      isPrompterShown = false;
      for (const prompt of prompts) endPrompt(prompt);
      for (const message of held.splice(0)) take(message);
    },
    lose(isLost) {
      const gone = items.filter(({ attributes }) => isLost(attributes.account ?? ''));
      lost = [...lost, ...gone];
      items = items.filter((item) => !gone.includes(item));
      return gone.length;
    },
    giveBack() {
      items = [...items, ...lost.splice(0)];
    },
    accounts: () => items.map(({ attributes }) => attributes.account ?? ''),
    stop() {
      vanish();
      return Promise.resolve();
    },
  };
}

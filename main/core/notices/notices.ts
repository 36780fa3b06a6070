/** What a person is told of, once each: which kinds are wanted, when it is quiet, and what is still open. */
import type { Notice, NoticeKind, NoticesState, Settings } from '../../../preload/contract/contract';
import { createEmitter } from '../emitter';
import type { Ground } from '../ground';
import type { NoticeDocument, Stop } from '../ports';
import type { Notices, NoticeWhat } from '../services';
import { quietLeftMs } from './quietHours';

/** The treaty's; the oldest go. */
const MOST_OPEN = 50;
const MOST_TOLD = 500;

export const NOTICE_SETTING = {
  tokenExpiring: 'noticeExpiring',
  firstUse: 'noticeFirstUse',
  revokedElsewhere: 'noticeRevokedElsewhere',
  sessionEnding: 'noticeSessionEnding',
} as const satisfies Record<NoticeKind, keyof Settings>;

/** A session's end waits for no morning: after it the notice is worth nothing. */
const LOUD: readonly NoticeKind[] = ['sessionEnding'];

export function createNotices(ground: Ground): Notices {
  const { clock, digest } = ground.ports;
  const changed = createEmitter<NoticesState>();
  let pressedId: string | null = null;

  const settings = (): Settings => ground.settings.value().settings;
  const openNow = (): Notice[] => ground.notices.value().open;
  const state = (): NoticesState => ({ open: openNow(), pressedId });
  const delivery = createDelivery(ground);
  const isOn = (kind: NoticeKind): boolean => settings()[NOTICE_SETTING[kind]];

  /** False where it was told before. */
  async function keep(one: Notice, key: string): Promise<boolean> {
    let isNew = false;
    await ground.notices.change((document) => {
      isNew = !document.told.some((told) => told.key === key);
      return isNew ? withNotice(document, one, key) : document;
    });
    return isNew;
  }

  async function tell(kind: NoticeKind, { key, ...what }: NoticeWhat): Promise<void> {
    const one: Notice = { id: digest.randomId(), kind, token: null, program: null, untilMs: null, ...what, atMs: clock.now() };
    if (await keep(one, key)) delivery.add(one);
  }

  async function putAside(isGone: (one: Notice) => boolean): Promise<void> {
    await ground.notices.change((document) => {
      const open = document.open.filter((one) => !isGone(one));
      return open.length === document.open.length ? document : { ...document, open };
    });
  }

  ground.notices.onChange(() => {
    if (pressedId !== null && !openNow().some(({ id }) => id === pressedId)) pressedId = null;
    changed.emit(state());
  });
  // What is set counts at once, also for what is told already.
  ground.settings.onChange(() => {
    delivery.release();
    if (openNow().some(({ kind }) => !isOn(kind)))
      ground.background(
        'notices.off',
        putAside(({ kind }) => !isOn(kind)),
      );
  });

  return {
    state,
    onChange: (listener) => changed.on(listener),
    onDue: (listener) => delivery.onDue(listener),
    isOn,
    notify(kind, what) {
      if (isOn(kind)) ground.background('notices.tell', tell(kind, what));
    },
    putAside(isGone) {
      if (openNow().some(isGone)) ground.background('notices.putAside', putAside(isGone));
    },
    async dismiss({ id }) {
      await putAside((one) => one.id === id);
      return state();
    },
    press({ id }) {
      if (!openNow().some((one) => one.id === id)) return;
      pressedId = id;
      changed.emit(state());
    },
  };
}

/** What the desktop is to show, and when: what was told while it was quiet, afterwards. */
function createDelivery(ground: Ground): { add(one: Notice): void; release(): void; onDue: Notices['onDue'] } {
  const { clock, clocks } = ground.ports;
  const due = createEmitter<Notice[]>();
  let held: Notice[] = [];
  let stopTimer: Stop = () => undefined;

  /** Looks at the clock anew each time: a night may be shorter, or a clock be set. */
  function release(): void {
    stopTimer();
    if (held.length === 0) return;
    const leftMs = quietLeftMs(ground.settings.value().settings.quietHours, clocks.minuteOfDay(clock.now()));
    if (leftMs > 0) {
      stopTimer = clock.after(leftMs, release);
      return;
    }
    const ids = new Set(ground.notices.value().open.map(({ id }) => id));
    const now = held.filter(({ id }) => ids.has(id));
    held = [];
    if (now.length > 0) due.emit(now);
  }

  return {
    release,
    onDue: (listener) => due.on(listener),
    add(one) {
      if (LOUD.includes(one.kind)) due.emit([one]);
      else {
        held.push(one);
        release();
      }
    },
  };
}

function withNotice(document: NoticeDocument, one: Notice, key: string): NoticeDocument {
  return {
    ...document,
    told: [...document.told, { key, accountId: one.accountId }].slice(-MOST_TOLD),
    open: [one, ...document.open].slice(0, MOST_OPEN),
  };
}

import { describe, expect, it } from 'vitest';
import { EVENTS } from '../../../preload/contract/channels';
import type { EventName } from '../../../preload/contract/channels';
import { startEventStream } from '../../../main/ipc/eventStream';
import type { EventSources } from '../../../main/ipc/handlers';
import { fakeClock } from '../../fakes/fakeClock';
import { memoryLog } from '../../fakes/memoryLog';

const platform = { key: 'dnanexus', kind: 'dnanexus', name: 'DNAnexus', apiUrl: 'https://a', authUrl: 'https://b', webUrl: null };
const account = { id: 'dnanexus/user-amy', platform, userId: 'user-amy', username: 'amy', fullName: null };

const STATES: Record<EventName, unknown> = {
  'app.changed': null,
  'accounts.changed': { shownId: null, isAdding: false, list: [], removed: null },
  'session.changed': { status: 'signedOut', accountId: null, last: null, ended: null },
  'unanswered.changed': { signIns: [] },
  'tokens.changed': { accountId: null, rows: [], source: 'platform', problem: null, checkedMs: null, isRefreshing: false, mayExist: [] },
  'leases.changed': { leases: [] },
  'consent.changed': { changes: 0 },
  'rotation.changed': { accountId: null, open: [] },
  'queue.changed': { entries: [] },
  'clipboard.changed': { holding: null, lastOutcome: null, history: null, readBackBy: 'otherProgram', canPasteOnce: false },
  'panic.changed': { isAsked: false, current: null, last: null },
  'activity.changed': { lastN: null, waiting: 0, problem: null },
  'notices.changed': { open: [], pressedId: null },
  'shellToken.changed': { asking: null },
  'proxy.changed': { asking: null },
  'twoFactor.changed': {
    accountId: null,
    offer: 'unknown',
    isChecking: false,
    problem: null,
    checkedMs: null,
    status: null,
    authenticator: null,
    backupCodes: null,
    deadCodes: null,
    isKeyDead: false,
    clockOffsetMs: null,
  },
  'erase.changed': { phase: 'none' },
  'scan.changed': {
    status: 'none',
    isOffered: false,
    accountId: null,
    askHost: null,
    folders: null,
    lookedIn: null,
    atMs: null,
    filesRead: 0,
    filesTotal: null,
    tokens: [],
    skipped: [],
    skippedCount: 0,
    isCut: false,
  },
  'lock.changed': { isSetUp: true, isLocked: false, lockedBy: null, touchId: 'absent', waitUntilMs: null },
};

function stream() {
  const states = { ...STATES };
  const listeners = new Map<EventName, () => void>();
  const shown: (() => void)[] = [];
  const sent: { event: EventName; state: unknown }[] = [];
  const clock = fakeClock();
  const log = memoryLog();
  const window = { isShowing: true };
  const lock = { isLocked: false };
  const sources = Object.fromEntries(
    EVENTS.map((event) => [
      event,
      {
        state: () => states[event],
        onChange: (listener: () => void) => {
          listeners.set(event, listener);
          return () => listeners.delete(event);
        },
      },
    ]),
  ) as unknown as EventSources;
  const stop = startEventStream({
    sources,
    sink: {
      isShowing: () => window.isShowing,
      send: (event, state) => sent.push({ event, state }),
      onShown: (run) => {
        shown.push(run);
        return () => undefined;
      },
    },
    lock: { isLocked: () => lock.isLocked },
    clock,
    log,
  });
  const change = (event: EventName) => listeners.get(event)?.();
  const show = () => {
    window.isShowing = true;
    for (const run of shown) run();
  };
  return { states, sent, clock, log, window, lock, change, show, stop, listeners };
}

describe('events', () => {
  it('sends the first change at once, with the whole state', () => {
    const { change, sent } = stream();
    change('queue.changed');
    expect(sent).toEqual([{ event: 'queue.changed', state: { entries: [] } }]);
  });

  it('sends at most four a second, however much changes, and the last state in the end', async () => {
    const { change, sent, clock, states } = stream();
    for (let step = 0; step < 100; step += 1) {
      states['shellToken.changed'] = { asking: { id: String(step), account, label: 'a', program: 'make', folder: null, untilMs: 1 } };
      change('shellToken.changed');
      await clock.advance(10);
    }
    await clock.advance(1000);
    expect(sent.length).toBeLessThanOrEqual(5);
    expect(sent.at(-1)?.state).toMatchObject({ asking: { id: '99' } });
  });

  it('sends each event that changed meanwhile, once', async () => {
    const { change, sent, clock } = stream();
    change('queue.changed');
    change('clipboard.changed');
    change('session.changed');
    change('session.changed');
    await clock.advance(250);
    expect(sent.map((one) => one.event)).toEqual(['queue.changed', 'clipboard.changed', 'session.changed']);
  });

  it('sends nothing while the window is hidden, and every state once it shows', async () => {
    const { change, sent, clock, window, show, states } = stream();
    states['app.changed'] = undefined;
    window.isShowing = false;
    change('session.changed');
    await clock.advance(10_000);
    expect(sent).toEqual([]);
    show();
    expect(sent.map((one) => one.event).sort()).toEqual(EVENTS.filter((event) => event !== 'app.changed').sort());
  });

  it('keeps a state back that its schema does not allow, and says so without the state', () => {
    const { change, sent, states, log } = stream();
    states['queue.changed'] = { entries: [], secret: 'CANARY' };
    change('queue.changed');
    expect(sent).toEqual([]);
    expect(log.entries).toEqual([{ level: 'warn', event: 'ipc.eventRefused', fields: { event: 'queue.changed' }, error: undefined }]);
  });

  it('goes on when the clock is set back', async () => {
    const { change, sent, clock } = stream();
    change('queue.changed');
    await clock.advance(-3_600_000);
    change('queue.changed');
    await clock.advance(250);
    expect(sent).toHaveLength(2);
  });

  it('SECURITY: tells nothing of what happens behind the app lock until it is open, then everything', async () => {
    const { change, sent, clock, lock } = stream();
    change('tokens.changed');
    change('tokens.changed');
    sent.length = 0;
    lock.isLocked = true;
    for (const event of EVENTS) change(event);
    await clock.advance(10_000);
    // The app's own facts have no state in this test.
    expect([...new Set(sent.map((one) => one.event))].sort()).toEqual(['erase.changed', 'lock.changed', 'panic.changed']);
    sent.length = 0;
    lock.isLocked = false;
    change('lock.changed');
    await clock.advance(250);
    expect([...new Set(sent.map((one) => one.event))].sort()).toEqual(
      EVENTS.filter((event) => !['app.changed', 'erase.changed', 'panic.changed'].includes(event)).sort(),
    );
  });

  it('SECURITY: tells of the lock at once, to a hidden window, too', () => {
    const { change, sent, window } = stream();
    change('queue.changed');
    window.isShowing = false;
    change('lock.changed');
    expect(sent.map((one) => one.event)).toEqual(['queue.changed', 'lock.changed']);
  });

  it('is silent and lets go once stopped', async () => {
    const { change, sent, clock, stop, listeners } = stream();
    change('queue.changed');
    change('queue.changed');
    stop();
    await clock.advance(1000);
    expect(sent).toHaveLength(1);
    expect(listeners.size).toBe(0);
  });
});

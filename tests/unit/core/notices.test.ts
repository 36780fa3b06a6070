import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../preload/contract/contract';
import { quietLeftMs } from '../../../main/core/notices/quietHours';
import type { TestServices } from '../../fakes/createTestServices';
import { settle } from '../../fakes/fakeClock';
import { ACCOUNT, signedIn, started, wanted } from './signedIn';

const HOUR = 3_600_000;
const NIGHT = { fromMin: 22 * 60, toMin: 7 * 60 };

/** What the desktop was given to show, by kind. */
function desktopOf({ services }: Pick<TestServices, 'services'>): string[][] {
  const shown: string[][] = [];
  services.notices.onDue((list) => shown.push(list.map(({ kind }) => kind)));
  return shown;
}
const open = ({ services }: Pick<TestServices, 'services'>): Notice[] => services.notices.state().open;
const TOKEN = { signature: 'ab'.repeat(32), label: 'CI', last4: 'QRST' };

async function made(core: TestServices, label: string) {
  const minted = await core.services.tokens.mint(wanted(label));
  await settle();
  return minted;
}
/** To an hour of the day, this computer's time. */
async function until(core: TestServices, hour: number): Promise<void> {
  const day = 24 * HOUR;
  await core.clock.advance((hour * HOUR - (core.clock.now() % day) + day) % day);
}
async function expiring(core: TestServices, key: string): Promise<void> {
  core.services.notices.notify('tokenExpiring', { accountId: ACCOUNT, token: TOKEN, untilMs: core.clock.now() + HOUR, key });
  await settle();
}

describe('a notice', () => {
  it('is told once, also after a restart, and stays open until it is put aside', async () => {
    const core = await signedIn();
    const { row } = await made(core, 'CI');
    const { signature, label, last4 } = row;
    const desktop = desktopOf(core);
    const what = { accountId: ACCOUNT, token: { signature, label, last4 }, untilMs: 5, key: 'expiring week' };
    core.services.notices.notify('tokenExpiring', what);
    core.services.notices.notify('tokenExpiring', what);
    await settle();
    expect(desktop).toEqual([['tokenExpiring']]);
    const again = core.restart();
    await again.start();
    const later = desktopOf({ services: again });
    again.notices.notify('tokenExpiring', what);
    await settle();
    expect(later).toEqual([]);
    expect(again.notices.state().open).toMatchObject([{ kind: 'tokenExpiring', token: { label: 'CI' }, untilMs: 5 }]);
    await again.notices.dismiss({ id: again.notices.state().open[0]?.id ?? '' });
    expect(again.notices.state().open).toEqual([]);
  });

  it('of a kind that is off is not there, and one that is turned off goes', async () => {
    const core = await signedIn();
    const desktop = desktopOf(core);
    await core.services.settings.change({ noticeExpiring: false });
    await expiring(core, 'a');
    expect([desktop, open(core)]).toEqual([[], []]);
    await core.services.settings.change({ noticeExpiring: true });
    await expiring(core, 'a');
    expect(open(core)).toHaveLength(1);
    await core.services.settings.change({ noticeExpiring: false });
    await settle();
    expect(open(core)).toEqual([]);
  });

  it('waits for the end of quiet hours on the desktop, while the window has it at once', async () => {
    const core = await started();
    const desktop = desktopOf(core);
    await core.services.settings.change({ quietHours: NIGHT });
    await until(core, 23);
    await expiring(core, 'a');
    await expiring(core, 'b');
    expect(open(core)).toHaveLength(2);
    await core.clock.advance(7 * HOUR);
    expect(desktop).toEqual([]);
    await core.clock.advance(HOUR);
    expect(desktop).toEqual([['tokenExpiring', 'tokenExpiring']]);
  });

  it('that was put aside in the night is not shown in the morning; quiet hours that are taken away end at once', async () => {
    const core = await started();
    const desktop = desktopOf(core);
    await core.services.settings.change({ quietHours: NIGHT });
    await until(core, 23);
    await expiring(core, 'a');
    await core.services.notices.dismiss({ id: open(core)[0]?.id ?? '' });
    await expiring(core, 'b');
    await core.services.settings.change({ quietHours: null });
    expect(desktop).toEqual([['tokenExpiring']]);
  });

  it('of a session’s end breaks the quiet: after the end it is worth nothing', async () => {
    const core = await started();
    const desktop = desktopOf(core);
    await core.services.settings.change({ quietHours: NIGHT });
    await until(core, 23);
    core.services.notices.notify('sessionEnding', { accountId: ACCOUNT, key: 'end' });
    await settle();
    expect(desktop).toEqual([['sessionEnding']]);
  });

  it('that is pressed is named to the window until it is gone', async () => {
    const core = await started();
    await expiring(core, 'a');
    const id = open(core)[0]?.id ?? '';
    core.services.notices.press({ id: 'another' });
    expect(core.services.notices.state().pressedId).toBeNull();
    core.services.notices.press({ id });
    expect(core.services.notices.state().pressedId).toBe(id);
    await core.services.notices.dismiss({ id });
    expect(core.services.notices.state().pressedId).toBeNull();
  });
});

describe('a program that is given a token', () => {
  const ask = (name: string, pid: number) => ({ name, kind: 'env' as const, pid, projectId: null });

  it('is told of the first time, by its own name, and not again, also where its token was replaced', async () => {
    const core = await signedIn();
    await made(core, 'CI');
    core.processes.start(70);
    await core.services.grants.begin(ask('CI', 70));
    await core.services.grants.begin(ask('CI', 70));
    await settle();
    expect(open(core)).toMatchObject([{ kind: 'firstUse', program: 'bash', token: { label: 'CI' } }]);
    core.processes.start(71, 'nextflow');
    await core.services.grants.begin(ask('CI', 71));
    await settle();
    expect(open(core).map(({ program }) => program)).toEqual(['nextflow', 'bash']);
    const former = core.services.tokens.find('CI');
    await core.services.tokens.revoke({ signature: former.signature, when: 'now' });
    await made(core, 'CI');
    await core.services.grants.begin(ask('CI', 71));
    await settle();
    // What can be done no more is no longer offered, and the second of that label is no stranger.
    expect(open(core)).toEqual([]);
  });

  it('is known from then on where the kind was off', async () => {
    const core = await signedIn();
    await core.services.settings.change({ noticeFirstUse: false });
    await made(core, 'CI');
    core.processes.start(70);
    await core.services.grants.begin(ask('CI', 70));
    await settle();
    await core.services.settings.change({ noticeFirstUse: true });
    await core.services.grants.begin(ask('CI', 70));
    await settle();
    expect(open(core)).toEqual([]);
  });
});

describe('a token that the platform no longer knows', () => {
  it('is told of where nobody here has revoked it', async () => {
    const core = await signedIn();
    const { row } = await made(core, 'laptop');
    const { row: other } = await made(core, 'other');
    await core.services.tokens.refresh();
    for (const one of core.platform.issued) if (one.signature === row.signature) one.isDead = true;
    await core.services.tokens.revoke({ signature: other.signature, when: 'now' });
    await core.services.tokens.refresh();
    await settle();
    expect(open(core)).toMatchObject([{ kind: 'revokedElsewhere', token: { label: 'laptop' } }]);
  });

  it('is not told of where its time was over', async () => {
    const core = await signedIn();
    await core.services.tokens.mint(wanted('short', { expiresMs: core.clock.now() + HOUR }));
    await core.clock.advance(2 * HOUR);
    await core.services.tokens.refresh();
    await settle();
    expect(open(core)).toEqual([]);
  });
});

describe('a session', () => {
  it('that ends by its date is told of ten minutes before, once, and with it the notice goes', async () => {
    const core = await signedIn();
    const desktop = desktopOf(core);
    const state = core.services.session.state();
    const endMs = state.status === 'signedIn' ? (state.expiresMs ?? 0) : 0;
    await core.services.settings.change({ noticeExpiring: false });
    const input = setEvery(core);
    await core.clock.advance(endMs - core.clock.now() - 11 * 60_000);
    expect(desktop).toEqual([]);
    await core.clock.advance(2 * 60_000);
    expect(desktop).toEqual([['sessionEnding']]);
    expect(open(core)).toMatchObject([{ kind: 'sessionEnding', accountId: ACCOUNT, untilMs: endMs }]);
    input();
    await core.services.session.signOut({ kind: 'destroy' });
    await settle();
    expect(open(core)).toEqual([]);
  });
});

/** Somebody is there all the time. */
function setEvery({ clock, services }: TestServices): () => void {
  let stop = (): void => undefined;
  const touch = (): void => {
    services.idle.input();
    stop = clock.after(60_000, touch);
  };
  touch();
  return () => {
    stop();
  };
}

describe('an account that is removed', () => {
  it('takes all that was told of it along', async () => {
    const core = await signedIn();
    await made(core, 'CI');
    core.processes.start(70);
    await core.services.grants.begin({ name: 'CI', kind: 'env', pid: 70, projectId: null });
    await settle();
    await core.services.accounts.remove({ accountId: ACCOUNT, tokens: 'revoke' });
    await settle();
    expect(core.documents.notices.saved()).toEqual({ told: [], open: [], programs: [] });
  });
});

describe('quiet hours', () => {
  const at = (hour: number, minute = 0) => hour * 60 + minute;
  it.each([
    [null, at(23), 0],
    [NIGHT, at(21, 59), 0],
    [NIGHT, at(22), 9 * HOUR],
    [NIGHT, at(3), 4 * HOUR],
    [NIGHT, at(7), 0],
    [{ fromMin: at(9), toMin: at(17) }, at(12), 5 * HOUR],
    [{ fromMin: at(9), toMin: at(17) }, at(20), 0],
  ])('%j at minute %i: %i ms left', (hours, minute, left) => {
    expect(quietLeftMs(hours, minute)).toBe(left);
  });
});

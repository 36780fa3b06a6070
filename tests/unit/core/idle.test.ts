import { describe, expect, it } from 'vitest';
import { AppError } from '../../../main/core/errors';
import { settle } from '../../fakes/fakeClock';
import { AMY, BEN, OFFLINE } from '../../fakes/fakePlatform';
import { endOf, idleOf, left, MINUTE_MS, SECOND_MS, set } from './idling';
import { ACCOUNT, DNANEXUS, sessionSecret, signedIn, signedInByToken, wanted } from './signedIn';

const amy = { platform: DNANEXUS, username: AMY.username, password: AMY.password };

describe('the limit', () => {
  const org = (name: string, autoLogoutAfterMs: number | null | 'unreadable') => ({ name, autoLogoutAfterMs });

  it.each([
    ['is 15 minutes', {}, null, { limitMs: 15 * MINUTE_MS, from: 'platform', orgName: null, isPolicyRead: true }],
    ['is the 15 minutes where orgs set none', { a: null }, null, { limitMs: 15 * MINUTE_MS, from: 'platform', orgName: null }],
    ['is what an org sets, shorter', { a: 5 * MINUTE_MS }, null, { limitMs: 5 * MINUTE_MS, from: 'org', orgName: 'a' }],
    ['is what an org sets, longer', { a: 30 * MINUTE_MS }, null, { limitMs: 30 * MINUTE_MS, from: 'org', orgName: 'a' }],
    ['is the shortest of several', { a: 30 * MINUTE_MS, b: 20 * MINUTE_MS, c: null }, null, { limitMs: 20 * MINUTE_MS, orgName: 'b' }],
    ['is what a person chooses, shorter', { a: 30 * MINUTE_MS }, 10 * MINUTE_MS, { limitMs: 10 * MINUTE_MS, from: 'person' }],
    ['is never longer by a person’s choice', { a: 5 * MINUTE_MS }, 60 * MINUTE_MS, { limitMs: 5 * MINUTE_MS, from: 'org' }],
    [
      'is 15 minutes where a policy is no time',
      { a: 'unreadable' as const },
      null,
      { limitMs: 15 * MINUTE_MS, from: 'unreadable', orgName: 'a', isPolicyRead: false },
    ],
    [
      'is 15 minutes where the other org allows more',
      { a: 'unreadable' as const, b: 60 * MINUTE_MS },
      null,
      { limitMs: 15 * MINUTE_MS, from: 'unreadable', orgName: 'a' },
    ],
    [
      'is less where the other org allows less',
      { a: 'unreadable' as const, b: 5 * MINUTE_MS },
      null,
      { limitMs: 5 * MINUTE_MS, from: 'org', isPolicyRead: false },
    ],
  ])('%s', async (_, orgs, idleLimitMs, expected) => {
    const core = await left((one) => {
      for (const [name, limitMs] of Object.entries(orgs)) one.platform.orgs.set(`org-${name}`, org(name, limitMs));
    });
    await set(core, { idleLimitMs });
    expect(idleOf(core)).toMatchObject(expected);
  });

  it('says that it could not read an org that refuses, and that all of them were not read', async () => {
    const core = await left((one) => one.platform.orgs.set('org-lab', new AppError('PERMISSION_DENIED', { reached: 'yes' })));
    expect(idleOf(core)).toMatchObject({ limitMs: 15 * MINUTE_MS, from: 'unreadable', orgName: 'org-lab', isPolicyRead: false });
    core.platform.fail('findOrgs', new AppError('NOT_FOUND', { reached: 'yes' }));
    await core.clock.advance(5 * MINUTE_MS);
    expect(idleOf(core)).toMatchObject({ from: 'unreadable', orgName: null });
  });

  it('is known after a restart without a network', async () => {
    const core = await left((one) => one.platform.orgs.set('org-a', org('a', 5 * MINUTE_MS)));
    await core.services.stop();
    core.platform.fail('all', OFFLINE());
    const services = core.restart();
    await services.start();
    await settle();
    expect(idleOf({ services })).toMatchObject({ limitMs: 5 * MINUTE_MS, from: 'org', orgName: 'a' });
  });

  it('is unreadable, not unlimited, where the platform is out of reach, until it answers', async () => {
    const core = await left((one) => {
      one.platform.orgs.set('org-a', org('a', 30 * MINUTE_MS));
      one.platform.fail('findOrgs', OFFLINE());
    });
    expect(idleOf(core)).toMatchObject({ limitMs: 15 * MINUTE_MS, from: 'unreadable' });
    core.platform.heal();
    await core.clock.advance(5 * MINUTE_MS);
    expect(idleOf(core)).toMatchObject({ limitMs: 30 * MINUTE_MS, from: 'org', isPolicyRead: true });
  });

  it('follows an org that changes its policy', async () => {
    const core = await signedIn();
    core.platform.orgs.set('org-a', org('a', 5 * MINUTE_MS));
    await core.clock.advance(61 * MINUTE_MS);
    expect(idleOf(core)).toMatchObject({ limitMs: 5 * MINUTE_MS });
  });
});

describe('the end by idle', () => {
  it('destroys the session’s own token, takes it from the keychain, keeps API tokens, and says why', async () => {
    const core = await left();
    await core.services.tokens.mint(wanted('kept'));
    const secret = sessionSecret(core);
    await core.clock.advance(15 * MINUTE_MS);
    expect(endOf(core)).toBe('idle');
    expect(core.platform.issued.find((one) => one.secret === secret)?.isDead).toBe(true);
    expect(sessionSecret(core)).toBe('');
    expect(core.documents.index.saved()?.tokens.filter((one) => one.isHeld)).toHaveLength(1);
    expect(core.services.queue.state().entries).toEqual([]);
  });

  it('shows the sign-in at once, however long platform and keychain take', async () => {
    const core = await left();
    core.platform.hold('destroy');
    await core.clock.advance(15 * MINUTE_MS - SECOND_MS);
    const states: string[] = [];
    core.services.session.onChange((state) => states.push(state.status));
    await core.clock.advance(SECOND_MS);
    expect(states).toEqual(['signedOut']);
  });

  it('queues the destroying where the platform is out of reach', async () => {
    const core = await left();
    core.platform.fail('all', OFFLINE());
    await core.clock.advance(15 * MINUTE_MS);
    expect(endOf(core)).toBe('idle');
    expect(core.services.session.state()).toMatchObject({ ended: { notes: [{ step: 'destroy', isQueued: true }] } });
    expect(sessionSecret(core)).toBe('');
    core.platform.heal();
    await core.services.queue.run();
    expect(core.platform.issued.every((one) => one.isDead)).toBe(true);
  });

  it('clears our clipboard and drops what was shown once', async () => {
    const core = await left();
    await set(core, { clipboardClearMs: null });
    const { row } = await core.services.tokens.mint(wanted('fresh', { isKept: false }));
    await core.services.tokens.copy({ signature: row.signature });
    await core.clock.advance(15 * MINUTE_MS);
    expect(core.clipboard.text).toBe('');
    await expect(core.services.tokens.copy({ signature: row.signature })).rejects.toBeInstanceOf(AppError);
  });

  it('leaves what runs running, and hands out nothing new but what works while away', async () => {
    const core = await left();
    const needs = await core.services.tokens.mint(wanted('needs me'));
    await core.services.tokens.mint(wanted('unattended', { worksWhileAway: true }));
    const { pid } = core.processes.start(41);
    await core.services.grants.begin({ name: 'needs me', kind: 'exec', pid, projectId: null });
    await core.clock.advance(15 * MINUTE_MS);
    expect(core.services.grants.leases().map((one) => one.signature)).toEqual([needs.row.signature]);
    await expect(core.services.grants.begin({ name: 'needs me', kind: 'exec', pid, projectId: null })).rejects.toMatchObject({
      code: 'NOT_SIGNED_IN',
    });
    expect((await core.services.grants.begin({ name: 'unattended', kind: 'exec', pid, projectId: null })).label).toBe('unattended');
  });

  it('never comes to a session by API token', async () => {
    const core = await signedInByToken();
    core.idleSensor.leave();
    expect(idleOf(core)).toBeNull();
    await core.clock.advance(24 * 60 * MINUTE_MS);
    expect(endOf(core)).toBe('signedIn');
  });

  it('lets the person sign in again while the former session is still being ended', async () => {
    const core = await left();
    const release = core.platform.hold('destroy');
    await core.clock.advance(15 * MINUTE_MS);
    await core.services.session.signIn(amy);
    release();
    await settle();
    expect(endOf(core)).toBe('signedIn');
    expect(core.documents.index.saved()?.sessions).toHaveLength(1);
    expect(sessionSecret(core)).not.toBe('');
  });
});

describe('activity', () => {
  it('of the computer puts the end off, and is told seldom', async () => {
    const core = await signedIn();
    let told = 0;
    core.services.session.onChange(() => (told += 1));
    await core.clock.advance(60 * MINUTE_MS);
    expect(endOf(core)).toBe('signedIn');
    expect(told).toBeLessThanOrEqual(60 + 12);
  });

  it('is counted from the last input, not from the last look', async () => {
    const core = await left();
    await core.clock.advance(10 * MINUTE_MS + 7 * SECOND_MS);
    core.idleSensor.touch();
    await core.clock.advance(15 * MINUTE_MS - 2 * SECOND_MS);
    expect(endOf(core)).toBe('signedIn');
    await core.clock.advance(4 * SECOND_MS);
    expect(endOf(core)).toBe('idle');
  });

  it('is this app’s own input alone where that is set', async () => {
    const core = await signedIn();
    await set(core, { activity: 'app' });
    expect(idleOf(core)).toMatchObject({ activity: 'app', sensor: 'unused' });
    await core.clock.advance(10 * MINUTE_MS);
    core.services.idle.input();
    await core.clock.advance(14 * MINUTE_MS);
    expect(endOf(core)).toBe('signedIn');
    await core.clock.advance(MINUTE_MS);
    expect(endOf(core)).toBe('idle');
  });

  it('is nothing that a command asks for', async () => {
    const core = await left();
    await core.services.tokens.mint(wanted('one'));
    for (let minute = 0; minute < 14; minute += 1) {
      await core.clock.advance(MINUTE_MS);
      await core.services.session.verify();
      await core.services.tokens.refresh();
      await core.services.grants.begin({ name: 'one', kind: 'env', pid: core.processes.start(42).pid, projectId: null });
    }
    await core.clock.advance(MINUTE_MS);
    expect(endOf(core)).toBe('idle');
  });

  it('keeps the session alive on the platform, and its absence does not', async () => {
    const core = await signedIn();
    const before = core.platform.count('whoami');
    await core.clock.advance(15 * MINUTE_MS);
    expect(core.platform.count('whoami') - before).toBe(3);
    core.idleSensor.leave();
    const gone = core.platform.count('whoami');
    await core.clock.advance(14 * MINUTE_MS);
    expect(core.platform.count('whoami') - gone).toBeLessThanOrEqual(1);
  });
});

describe('the computer of a person who is away', () => {
  it('is asked once a minute, and every second of the last one', async () => {
    const core = await left();
    await core.clock.advance(MINUTE_MS);
    const atFirst = core.idleSensor.readings;
    await core.clock.advance(12 * MINUTE_MS);
    expect(core.idleSensor.readings - atFirst).toBeLessThanOrEqual(13);
    await core.clock.advance(MINUTE_MS);
    const atNotice = core.idleSensor.readings;
    await core.clock.advance(MINUTE_MS);
    expect(core.idleSensor.readings - atNotice).toBeGreaterThanOrEqual(59);
  });

  it('is asked nothing once nobody is signed in', async () => {
    const core = await left();
    await core.clock.advance(15 * MINUTE_MS);
    const { readings } = core.idleSensor;
    await core.clock.advance(60 * MINUTE_MS);
    expect(core.idleSensor.readings).toBe(readings);
  });

  it.each(['computer', 'app'] as const)(
    'keeps each minute that dxkey ran, whatever the limit, by the activity of the %s',
    async (activity) => {
      const core = await left((one) => one.platform.orgs.set('org-a', { name: 'a', autoLogoutAfterMs: 8 * 60 * MINUTE_MS }));
      await set(core, { activity });
      await core.clock.advance(MINUTE_MS);
      for (let minute = 0; minute < 20; minute += 1) {
        await core.clock.advance(MINUTE_MS);
        const seenMs = core.documents.idle.saved()?.sessions[0]?.seenDateMs ?? 0;
        expect(core.clock.now() - seenMs).toBeLessThanOrEqual(MINUTE_MS);
      }
    },
  );
});

describe('a dead sensor', () => {
  it.each([
    ['stays at 0', 'stuck', 0],
    ['stays at some other time', 'stuck', 7_000],
    ['says nothing', 'broken', 0],
  ] as const)('that %s is noticed within the limit and replaced by this app’s input', async (_, mode, stuckMs) => {
    const core = await left();
    Object.assign(core.idleSensor, { mode, stuckMs });
    await core.clock.advance(8 * MINUTE_MS);
    expect(idleOf(core)).toMatchObject({ sensor: 'dead', activity: 'app' });
    await core.clock.advance(7 * MINUTE_MS + 15 * SECOND_MS);
    expect(endOf(core)).toBe('idle');
  });

  it('leaves a person who uses this app signed in', async () => {
    const core = await signedIn();
    core.idleSensor.mode = 'stuck';
    for (let minute = 0; minute < 40; minute += 1) {
      core.services.idle.input();
      await core.clock.advance(MINUTE_MS);
    }
    expect(idleOf(core)).toMatchObject({ sensor: 'dead' });
  });

  it('is believed again once it moves', async () => {
    const core = await signedIn();
    core.idleSensor.mode = 'stuck';
    await core.clock.advance(10 * MINUTE_MS);
    expect(idleOf(core)).toMatchObject({ sensor: 'dead' });
    core.idleSensor.mode = 'busy';
    await core.clock.advance(30 * MINUTE_MS);
    expect(idleOf(core)).toMatchObject({ sensor: 'working', activity: 'computer' });
  });
});

describe('the notice', () => {
  it('comes a minute before, and Stay signed in takes it away', async () => {
    const core = await left();
    await core.clock.advance(14 * MINUTE_MS - 2 * SECOND_MS);
    expect(idleOf(core)?.isWarning).toBe(false);
    await core.clock.advance(3 * SECOND_MS);
    expect(idleOf(core)?.isWarning).toBe(true);
    expect(core.services.idle.stay()).toMatchObject({ status: 'signedIn', idle: { isWarning: false } });
    await core.clock.advance(14 * MINUTE_MS);
    expect(endOf(core)).toBe('signedIn');
  });

  it('goes by itself when the person touches the computer', async () => {
    const core = await left();
    await core.clock.advance(14 * MINUTE_MS + 10 * SECOND_MS + 500);
    core.idleSensor.touch();
    await core.clock.advance(2 * SECOND_MS);
    expect(idleOf(core)?.isWarning).toBe(false);
  });

  it('cannot put off an end that has come', async () => {
    const core = await left();
    core.clock.stall(16 * MINUTE_MS);
    expect(core.services.idle.stay().status).toBe('signedOut');
  });
});

describe('the desk', () => {
  it.each([
    ['locked', 'whenScreenLocks'],
    ['suspending', 'whenSuspended'],
    ['switchedAway', 'whenUserSwitches'],
  ] as const)('when %s does what is set, once, though it is told twice', async (event, setting) => {
    const core = await signedIn();
    core.desk.tell(event);
    expect(endOf(core)).toBe('signedIn');
    await set(core, { [setting]: 'signOut' });
    core.desk.tell(event);
    core.desk.tell(event);
    await settle();
    expect(endOf(core)).toBe('away');
    expect(core.platform.count('destroy')).toBe(1);
  });

  it('closes a session by API token and keeps its token', async () => {
    const core = await signedInByToken();
    await set(core, { whenScreenLocks: 'signOut' });
    core.desk.tell('locked');
    await settle();
    expect(endOf(core)).toBe('away');
    expect(core.platform.isAlive(core.signature)).toBe(true);
    expect(core.documents.index.saved()?.tokens).toMatchObject([{ isHeld: true }]);
    expect(core.secrets.entries.get(`token/${ACCOUNT}/${core.signature}`)).toBe(core.token);
  });
});

describe('signing out by hand', () => {
  it('lets commands finish, or ends them where that was asked', async () => {
    for (const commands of ['letFinish', 'end'] as const) {
      const core = await signedIn();
      await core.services.tokens.mint(wanted('one'));
      await core.services.grants.begin({ name: 'one', kind: 'exec', pid: core.processes.start(44).pid, projectId: null });
      await core.services.session.signOut({ kind: 'destroy', commands });
      expect(core.services.grants.leases()).toHaveLength(commands === 'end' ? 0 : 1);
    }
  });

  it('leaves no trace of the watch', async () => {
    const core = await signedIn();
    await core.services.session.signOut({ kind: 'destroy' });
    await settle();
    expect(core.documents.idle.saved()?.sessions).toEqual([]);
  });
});

it('a session of another account begins with a time of its own', async () => {
  const core = await left();
  await core.clock.advance(10 * MINUTE_MS);
  await core.services.session.signOut({ kind: 'destroy' });
  await core.services.session.signIn({ platform: DNANEXUS, username: BEN.username, password: BEN.password });
  await core.services.session.submitCode({ code: BEN.code ?? '' });
  await core.clock.advance(14 * MINUTE_MS);
  expect(endOf(core)).toBe('signedIn');
});

describe('two accounts side by side', () => {
  const OTHER = 'staging/user-amy';
  async function twoLeft() {
    const core = await signedIn();
    core.platform.orgs.set('a', { name: 'a', autoLogoutAfterMs: 5 * MINUTE_MS });
    await core.services.session.signIn({ ...amy, platform: { kind: 'staging' } });
    await settle();
    core.idleSensor.leave();
    const statuses = () => [ACCOUNT, OTHER].map((id) => core.services.session.stateOf(id));
    return { core, statuses };
  }

  it('end at the time of each, by its own org', async () => {
    const { core, statuses } = await twoLeft();
    expect(core.documents.idle.saved()).toMatchObject({
      sessions: [{ accountId: ACCOUNT }, { accountId: OTHER }],
      policies: [
        { accountId: ACCOUNT, limitMs: null },
        { accountId: OTHER, limitMs: 5 * MINUTE_MS },
      ],
    });
    await core.clock.advance(5 * MINUTE_MS);
    expect(statuses()).toMatchObject([{ status: 'signedIn' }, { ended: { reason: 'idle' } }]);
    expect(core.documents.idle.saved()?.sessions).toMatchObject([{ accountId: ACCOUNT }]);
    await core.clock.advance(10 * MINUTE_MS);
    expect(statuses()).toMatchObject([{ ended: { reason: 'idle' } }, { ended: { reason: 'idle' } }]);
    expect(core.platform.issued.map((one) => one.isDead)).toEqual([true, true]);
  });

  it('are both put off by a person who is there, and asked of each its own platform', async () => {
    const { core, statuses } = await twoLeft();
    await core.clock.advance(4 * MINUTE_MS + 30 * SECOND_MS);
    core.services.idle.stay();
    await core.clock.advance(4 * MINUTE_MS);
    expect(statuses()).toMatchObject([{ status: 'signedIn' }, { status: 'signedIn' }]);
    expect(core.platform.strays).toEqual([]);
  });

  it('of which one idled out while the app was away come back without it', async () => {
    const { core } = await twoLeft();
    await core.services.stop();
    core.platform.fail('findOrgs', OFFLINE());
    const again = core.restart();
    core.clock.sleep(6 * MINUTE_MS);
    await again.start();
    await settle();
    expect(again.session.stateOf(ACCOUNT)).toMatchObject({ status: 'signedIn' });
    expect(again.session.stateOf(OTHER)).toMatchObject({ status: 'signedOut', ended: { reason: 'idle' } });
  });
});

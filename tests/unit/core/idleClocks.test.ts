import { describe, expect, it } from 'vitest';
import { AppError } from '../../../main/core/errors';
import type { TestServices } from '../../fakes/createTestServices';
import { settle } from '../../fakes/fakeClock';
import { OFFLINE } from '../../fakes/fakePlatform';
import { endOf, idleOf, left, MINUTE_MS } from './idling';
import { ACCOUNT, signedIn, wanted } from './signedIn';

describe('SECURITY: clocks', () => {
  it('a clock set back does not lengthen a session, one set forward does not end it', async () => {
    const core = await left();
    core.clock.setDate(-3_600_000);
    await core.clock.advance(10 * MINUTE_MS);
    core.clock.setDate(5 * 3_600_000);
    await core.clock.advance(4 * MINUTE_MS);
    expect(endOf(core)).toBe('signedIn');
    await core.clock.advance(MINUTE_MS);
    expect(endOf(core)).toBe('idle');
  });

  it('sleep counts: the session is over on resume, before anything may use it', async () => {
    const core = await left();
    const { row } = await core.services.tokens.mint(wanted('one'));
    core.clock.sleep(20 * MINUTE_MS);
    core.idleSensor.touch();
    await expect(core.services.tokens.copy({ signature: row.signature })).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
    expect(endOf(core)).toBe('idle');
  });

  it('sleep is no activity, though the sensor’s count stood still in it', async () => {
    const core = await left();
    await core.clock.advance(5 * MINUTE_MS);
    core.clock.sleep(9 * MINUTE_MS);
    core.desk.tell('resumed');
    expect(idleOf(core)?.isWarning).toBe(true);
    await core.clock.advance(MINUTE_MS);
    expect(endOf(core)).toBe('idle');
  });

  it.each(['a call with the session', 'a token’s secret', 'a lease', 'the shown state'])(
    'a timer that is held back gives nothing more: %s',
    async (what) => {
      const core = await left();
      await core.services.tokens.mint(wanted('one'));
      core.clock.stall(15 * MINUTE_MS);
      const tried = {
        'a call with the session': () => core.services.session.verify(),
        'a token’s secret': () => core.services.tokens.copy({ signature: core.documents.index.saved()?.tokens[0]?.signature ?? '' }),
        'a lease': () => core.services.grants.begin({ name: 'one', kind: 'env', pid: core.processes.start(43).pid, projectId: null }),
        'the shown state': () =>
          Promise.reject(new AppError(core.services.session.state().status === 'signedOut' ? 'NOT_SIGNED_IN' : 'INTERNAL')),
      }[what];
      await expect(tried?.()).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
      expect(endOf(core)).toBe('idle');
    },
  );
});

describe('the next start', () => {
  async function restarted(core: TestServices): Promise<{ services: TestServices['services'] }> {
    const services = core.restart();
    await services.start();
    await settle();
    return { services };
  }

  it('ends a session whose time passed while the app was not there, before its secret is read, and queues its token', async () => {
    const core = await left();
    await core.services.stop();
    core.clock.sleep(16 * MINUTE_MS);
    core.platform.fail('all', OFFLINE());
    const again = await restarted(core);
    expect(endOf(again)).toBe('idle');
    expect(again.services.queue.state().entries).toMatchObject([{ reason: 'signOut' }]);
    expect(core.secrets.entries.has(`session/${ACCOUNT}`)).toBe(false);
  });

  it('goes on with the same deadline', async () => {
    const core = await left();
    await core.clock.advance(10 * MINUTE_MS);
    await core.services.stop();
    core.clock.sleep(2 * MINUTE_MS);
    const again = await restarted(core);
    await core.clock.advance(2 * MINUTE_MS);
    expect(endOf(again)).toBe('signedIn');
    await core.clock.advance(2 * MINUTE_MS);
    expect(endOf(again)).toBe('idle');
  });

  it('after a crash has at most the deadline of before', async () => {
    const core = await signedIn();
    await core.clock.advance(30 * MINUTE_MS);
    core.idleSensor.leave();
    core.clock.sleep(13 * MINUTE_MS);
    const again = await restarted(core);
    expect(endOf(again)).toBe('signedIn');
    await core.clock.advance(2 * MINUTE_MS);
    expect(endOf(again)).toBe('idle');
  });

  it.each([
    ['in time', 10 * MINUTE_MS, 0, 'signedIn'],
    ['too late', 16 * MINUTE_MS, 0, 'idle'],
    ['with a clock that went back', 10 * MINUTE_MS, -60 * MINUTE_MS, 'idle'],
    ['with a clock that went forward', MINUTE_MS, 60 * MINUTE_MS, 'idle'],
  ])('after a reboot goes by the date: %s', async (_, downMs, setMs, expected) => {
    const core = await left();
    await core.services.stop();
    core.clock.reboot(downMs);
    core.clock.setDate(setMs);
    expect(endOf(await restarted(core))).toBe(expected);
  });

  it('takes a session of which nothing was kept for as old as its sign-in', async () => {
    const core = await signedIn();
    await core.clock.advance(20 * MINUTE_MS);
    await core.services.stop();
    core.documents.idle.isDamaged = true;
    expect(endOf(await restarted(core))).toBe('idle');
  });
});

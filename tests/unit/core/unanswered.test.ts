import { describe, expect, it } from 'vitest';
import { AppError } from '../../../main/core/errors';
import type { TestServices } from '../../fakes/createTestServices';
import { settle } from '../../fakes/fakeClock';
import { AMY, BEN, LOST_REPLY, OFFLINE } from '../../fakes/fakePlatform';
import { ACCOUNT, DNANEXUS, signedIn, signedInByToken, started } from './signedIn';

/** A sign-in whose answer never comes may have opened a session that nobody holds: it is told, looked for, and ended by a person alone. */

const HOUR_MS = 3_600_000;
const amy = { platform: DNANEXUS, username: AMY.username, password: AMY.password };
const signIns = (core: { services: TestServices['services'] }) => core.services.unanswered.state().signIns;
const written = (core: TestServices) => core.documents.index.saved()?.unanswered ?? [];

/** The app went away while the platform was asked, and the platform had made a session by then. */
async function killedInSignIn(): Promise<TestServices> {
  const core = await started();
  core.platform.hold('signIn');
  void core.services.session.signIn(amy).catch(() => undefined);
  await settle();
  core.platform.issue(AMY.userId, { isSession: true, expiresMs: core.clock.now() + 18 * HOUR_MS });
  // The first call never comes back; later ones are free to.
  core.platform.hold('signIn')();
  return next(core);
}

async function next(core: TestServices): Promise<TestServices> {
  const services = core.restart();
  await services.start();
  await settle();
  return { ...core, services };
}

async function lostAnswer(core: TestServices): Promise<void> {
  core.platform.fail('signIn', LOST_REPLY(), { at: 'after', times: 1 });
  await expect(core.services.session.signIn(amy)).rejects.toMatchObject({ code: 'TIMED_OUT', details: { sessionMayExist: true } });
}

async function signIn(core: TestServices): Promise<void> {
  await core.services.session.signIn(amy);
  await settle();
}

describe('the record of intent', () => {
  it('is written before a password is sent, without it, and goes with the recording of the session', async () => {
    const core = await started();
    const release = core.platform.hold('signIn');
    const signingIn = core.services.session.signIn(amy);
    await settle();
    expect(written(core)).toMatchObject([
      { platform: { key: 'dnanexus' }, username: 'amy', askedMs: core.clock.now(), untilMs: core.clock.now() + 18 * HOUR_MS },
    ]);
    expect(JSON.stringify(core.documents.index.saved())).not.toContain(AMY.password);
    expect(signIns(core)).toEqual([]);
    release();
    await signingIn;
    expect(core.documents.index.saved()).toMatchObject({ unanswered: [], sessions: [{ accountId: ACCOUNT }] });
  });

  it('stands in the way of a password that could not be followed up', async () => {
    const core = await started();
    core.documents.index.isFull = true;
    await expect(core.services.session.signIn(amy)).rejects.toMatchObject({ code: 'FILE_FAULT' });
    expect(core.platform.count('signIn')).toBe(0);
  });

  it('goes where the platform refuses, asks for a code, or was not reached', async () => {
    const core = await started();
    await expect(core.services.session.signIn({ ...amy, password: 'wrong' })).rejects.toMatchObject({ code: 'WRONG_PASSWORD' });
    expect(written(core)).toEqual([]);
    core.platform.fail('signIn', OFFLINE(), { times: 1 });
    await expect(core.services.session.signIn(amy)).rejects.toMatchObject({ code: 'OFFLINE' });
    expect(written(core)).toEqual([]);
    await core.services.session.signIn({ platform: DNANEXUS, username: BEN.username, password: BEN.password });
    expect(core.services.session.state().status).toBe('needsCode');
    expect(written(core)).toEqual([]);
  });

  it('stays where a sign-in was cancelled and its session could neither be ended nor queued', async () => {
    const core = await started();
    const release = core.platform.hold('signIn');
    const signingIn = core.services.session.signIn(amy).catch(() => undefined);
    await settle();
    core.services.session.cancel();
    core.documents.queue.isFull = true;
    core.platform.fail('destroy', OFFLINE());
    release();
    await signingIn;
    await settle();
    expect(signIns(core)).toMatchObject([{ username: 'amy', look: 'signIn' }]);
  });

  it('goes where a cancelled sign-in was ended', async () => {
    const core = await started();
    const release = core.platform.hold('signIn');
    const signingIn = core.services.session.signIn(amy).catch(() => undefined);
    await settle();
    core.services.session.cancel();
    release();
    await signingIn;
    await settle();
    expect(core.platform.issued[0]?.isDead).toBe(true);
    expect(written(core)).toEqual([]);
  });
});

describe('a session that may be open', () => {
  it('is told at the next start, with its account and its end, and no longer after that end', async () => {
    const core = await killedInSignIn();
    const askedMs = core.clock.now();
    expect(signIns(core)).toMatchObject([
      { username: 'amy', platformName: 'DNAnexus', askedMs, untilMs: askedMs + 18 * HOUR_MS, look: 'signIn', sessions: [] },
    ]);
    await core.clock.advance(18 * HOUR_MS);
    expect(signIns(core)).toEqual([]);
  });

  it('is told at once where the answer was lost', async () => {
    const core = await started();
    await lostAnswer(core);
    expect(signIns(core)).toMatchObject([{ username: 'amy', look: 'signIn' }]);
  });

  it('is found after the next sign-in, stays until the person says so, and is ended by one press', async () => {
    const core = await killedInSignIn();
    const [lost] = core.platform.issued;
    await core.clock.advance(HOUR_MS);
    await signIn(core);
    const [told] = signIns(core);
    expect(told).toMatchObject({ look: 'found', sessions: [{ signature: lost?.signature }] });
    expect(lost?.isDead).toBe(false);
    await core.services.unanswered.end({ id: told?.id ?? '', signature: lost?.signature ?? '' });
    expect(lost?.isDead).toBe(true);
    expect(signIns(core)).toEqual([]);
    expect(core.services.session.state().status).toBe('signedIn');
  });

  it('is queued where the platform is out of reach at the press', async () => {
    const core = await killedInSignIn();
    await signIn(core);
    const [told] = signIns(core);
    const signature = told?.sessions[0]?.signature ?? '';
    core.platform.fail('destroy', OFFLINE());
    await core.services.unanswered.end({ id: told?.id ?? '', signature });
    expect(signIns(core)).toEqual([]);
    expect(core.services.queue.state().entries).toMatchObject([{ signature, reason: 'signOut' }]);
  });

  it('is told no longer once the person leaves it, and lives on', async () => {
    const core = await killedInSignIn();
    await signIn(core);
    await core.services.unanswered.leave({ id: signIns(core)[0]?.id ?? '' });
    expect(signIns(core)).toEqual([]);
    expect(core.platform.issued[0]?.isDead).toBe(false);
  });

  it('SECURITY: nothing but what may have come of it can be ended so', async () => {
    const core = await killedInSignIn();
    await core.clock.advance(HOUR_MS);
    const other = core.platform.issue(AMY.userId, { isSession: true });
    const token = core.platform.issue(AMY.userId, { label: 'laptop' });
    await signIn(core);
    const [told] = signIns(core);
    const own = core.documents.index.saved()?.sessions[0]?.signature ?? '';
    for (const signature of [other.signature, token.signature, own]) {
      await expect(core.services.unanswered.end({ id: told?.id ?? '', signature })).rejects.toMatchObject({ code: 'NO_SUCH_TOKEN' });
    }
    expect(core.platform.issued.filter((one) => one.isDead)).toEqual([]);
  });

  it('is looked for by the platform’s clock', async () => {
    const core = await started();
    core.platform.aheadMs = -10 * 60_000;
    await lostAnswer(core);
    const [lost] = core.platform.issued;
    if (lost === undefined) throw new Error('no session');
    lost.madeMs = core.clock.now() - 10 * 60_000;
    lost.expiresMs = null;
    await signIn(core);
    expect(signIns(core)).toMatchObject([{ look: 'found', sessions: [{ signature: lost.signature }] }]);
  });

  it('is no longer told once a list that would show it does not, when it can no longer be on its way', async () => {
    const core = await started();
    core.platform.fail('signIn', LOST_REPLY(), { times: 1 });
    await expect(core.services.session.signIn(amy)).rejects.toMatchObject({ code: 'TIMED_OUT' });
    await signIn(core);
    expect(signIns(core)).toMatchObject([{ look: 'looking' }]);
    await core.clock.advance(120_000);
    await settle();
    expect(signIns(core)).toEqual([]);
    expect(written(core)).toEqual([]);
  });

  it('is not looked for by a list that does not tell sessions, which is said', async () => {
    const core = await killedInSignIn();
    core.platform.fail('listTokens', new AppError('NOT_FOUND', { reached: 'yes' }));
    await signIn(core);
    expect(signIns(core)).toMatchObject([{ look: 'notListed', sessions: [] }]);
    core.platform.heal();
    core.platform.tellsDetails = false;
    await core.services.tokens.refresh();
    expect(signIns(core)).toMatchObject([{ look: 'notListed', sessions: [] }]);
    await core.clock.advance(HOUR_MS);
    expect(written(core)).toHaveLength(1);
  });

  it('is not cleared by the list of an account that was opened by a token and shows no session', async () => {
    const core = await signedInByToken();
    await core.services.session.signOut({ kind: 'forget' });
    core.platform.fail('signIn', LOST_REPLY(), { times: 1 });
    await expect(core.services.session.signIn(amy)).rejects.toMatchObject({ code: 'TIMED_OUT' });
    await core.services.session.inspectToken({ platform: DNANEXUS, token: core.token });
    await core.services.session.keepToken({ label: 'pasted', worksWhileAway: false });
    await settle();
    expect(signIns(core)).toMatchObject([{ look: 'notListed' }]);
  });

  it('is another account’s business: that one’s list says nothing of it', async () => {
    const core = await killedInSignIn();
    await core.services.session.signIn({ platform: DNANEXUS, username: BEN.username, password: BEN.password });
    await core.services.session.submitCode({ code: BEN.code ?? '' });
    await settle();
    await core.clock.advance(HOUR_MS);
    expect(signIns(core)).toMatchObject([{ username: 'amy', look: 'signIn' }]);
  });

  it('is found by whose name the platform says it was, however it was typed', async () => {
    const core = await signedIn();
    await core.services.session.signOut({ kind: 'destroy' });
    await core.documents.index.save({
      ...(core.documents.index.saved() ??
        (() => {
          throw new Error('nothing saved');
        })()),
      unanswered: [
        {
          id: 'other',
          platform: { key: 'dnanexus', kind: 'dnanexus', name: 'DNAnexus', apiUrl: 'https://a', authUrl: 'https://b', webUrl: null },
          username: 'AMY',
          accountId: null,
          askedMs: core.clock.now(),
          untilMs: core.clock.now() + HOUR_MS,
        },
      ],
    });
    const again = await next(core);
    await signIn(again);
    expect(signIns(again)).toMatchObject([{ username: 'AMY', look: 'looking' }]);
  });
});

describe('a session that could not be kept', () => {
  it('stands in a file at every moment until it is dead', async () => {
    const core = await started();
    core.secrets.setMode = 'fault';
    const release = core.platform.hold('destroy');
    const signingIn = core.services.session.signIn(amy).catch(() => undefined);
    await settle();
    expect(core.documents.index.saved()?.sessions).toMatchObject([{ signature: core.platform.issued[0]?.signature }]);
    release();
    await signingIn;
    expect(core.platform.issued[0]?.isDead).toBe(true);
    expect(core.documents.index.saved()).toMatchObject({ sessions: [], unanswered: [] });
  });
});

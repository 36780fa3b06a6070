import { describe, expect, it } from 'vitest';
import { auditKey } from '../../../main/core/accounts/keys';
import { asker, consenting } from '../../fakes/fakeAskers';
import { settle } from '../../fakes/fakeClock';
import { wanted } from './signedIn';
import { decisions, MAKE, MINUTE, PASSPHRASE, refused, withPolicy } from './withPolicy';

describe("a token's policy", () => {
  it('is any program, until a person says otherwise, and asks nobody', async () => {
    const { core, begin } = await withPolicy('allow');
    expect((await begin()).label).toBe('study');
    expect((await begin(asker(null, { program: null, terminal: null, place: null }))).label).toBe('study');
    expect(core.services.consent.state()).toBeNull();
  });

  it.each([
    ['never', {}, asker(), 'never'],
    ['never', { allow: [MAKE] }, asker(), 'never'],
    ['listed', {}, asker(), 'notListed'],
    ['listed', { allow: ['/usr/bin/dx'] }, asker(), 'notListed'],
    ['allow', { deny: [MAKE] }, asker(), 'programNever'],
    ['ask', { deny: [MAKE] }, asker(), 'programNever'],
  ] as const)('%s, %j: refuses with its reason, and the record has it', async (kind, programs, who, why) => {
    const { core, begin } = await withPolicy(kind, { ...programs } as { allow?: string[]; deny?: string[] });
    await expect(begin(who)).rejects.toMatchObject(refused(why));
    expect(core.services.grants.leases()).toEqual([]);
    expect(await decisions(core)).toEqual([`consent.refused ${why} ${MAKE}`]);
  });

  it('listed: gives it to a program of the list, in any terminal', async () => {
    const { begin } = await withPolicy('listed', { allow: [MAKE] });
    expect((await begin()).label).toBe('study');
    expect((await begin(asker(MAKE, { terminal: null, place: 'process 9 x' }))).label).toBe('study');
  });

  it.each(['listed', 'ask'] as const)(
    'SECURITY: %s: what the system does not prove is on no list, whatever it calls itself',
    async (kind) => {
      const { begin } = await withPolicy(kind, { allow: [MAKE] });
      const odd = asker(null, { program: 'make' });
      await expect(begin(odd, { waitMs: 0 })).rejects.toMatchObject(
        kind === 'listed' ? refused('notListed', null) : { code: 'NEEDS_CONSENT', details: { field: 'window' } },
      );
    },
  );

  it('SECURITY: without a word on who asks nobody is proven', async () => {
    const { core } = await withPolicy('listed', { allow: [MAKE] });
    const begun = core.services.grants.begin({ name: 'study', kind: 'exec', pid: 70, projectId: null });
    await expect(begun).rejects.toMatchObject(refused('notListed', null));
  });

  it('goes over to the token that takes its place', async () => {
    const { core, signature } = await withPolicy('listed', { allow: [MAKE] });
    const rotated = await core.services.rotations.rotate({ signature, scope: null, lengthMs: null, old: 'keep', mayRevokeExposed: false });
    const now = rotated.row?.signature ?? '';
    expect(now).not.toBe(signature);
    expect(core.services.consent.load({ signature: now }).policy).toEqual({ kind: 'listed', programs: [{ path: MAKE, isAllowed: true }] });
  });

  it('is forgotten for a program that is told to be, and set by whom the record says', async () => {
    const { core, signature } = await withPolicy('ask', { allow: [MAKE] });
    const { consent } = core.services.from({ by: 'window', program: null, folder: null, terminal: null });
    const state = await consent.change({ signature, kind: null, allow: [], deny: [], forget: [MAKE] });
    expect(state.policy).toEqual({ kind: 'ask', programs: [] });
    expect(await decisions(core)).toEqual(['consent.policySet ask -']);
  });
});

describe('asking', () => {
  it('shows program, folder, terminal, account and token, and serves the yes', async () => {
    const { core, begin, answer, signature } = await withPolicy('ask');
    const begun = begin();
    await settle();
    expect(core.services.consent.state()).toMatchObject({
      account: { username: 'amy' },
      token: { signature, label: 'study' },
      use: 'exec',
      reach: { breadth: 'full', projects: [] },
      asker: { program: 'make', path: MAKE, folder: '/home/amy/study', terminal: 'pts/1' },
      untilMs: core.clock.now() + MINUTE,
      answers: ['once', 'tenMinutes', 'terminal', 'always', 'deny', 'never'],
    });
    await answer('once');
    expect((await begun).label).toBe('study');
    expect(core.services.consent.state()).toBeNull();
    expect(await decisions(core)).toEqual([`consent.allowed once ${MAKE}`]);
  });

  it('tells the reach by what is known already, and asks the platform nothing', async () => {
    const { core, signature, begin, answer } = await withPolicy('ask');
    const before = core.platform.calls.length;
    const begun = begin();
    await settle();
    const known = await core.services.tokens.reach({ scope: { kind: 'full' } });
    const asked = core.platform.calls.slice(before).filter(({ route }) => route === 'listProjects');
    expect(core.services.consent.state()).toMatchObject({ token: { signature }, reach: { ...known, projects: [] } });
    expect(asked).toEqual([]);
    await answer('once');
    await begun;
  });

  it('does not guess the reach of a token that was made elsewhere', async () => {
    const { core, begin } = await withPolicy('ask');
    core.platform.tellsDetails = false;
    const { secret } = core.platform.issue('user-amy');
    const { signature } = await core.services.tokens.import({ token: secret, label: 'pasted', worksWhileAway: false });
    await core.services.consent.change({ signature, kind: 'ask', allow: [], deny: [], forget: [] });
    const pasted = { name: 'pasted', kind: 'exec', pid: 70, projectId: null } as const;
    const begun = expect(core.services.grants.begin({ ...pasted, consent: consenting() })).rejects.toMatchObject(refused('denied'));
    await settle();
    const question = core.services.consent.state();
    expect(question).toMatchObject({ token: { signature }, reach: null });
    await core.services.consent.answer({ id: question?.id ?? '', answer: 'deny' });
    await begun;
    core.window.canAsk = false;
    await expect(begin()).rejects.toMatchObject({ code: 'NEEDS_CONSENT', details: { reach: { breadth: 'full', projects: [] } } });
  });

  it('once: the next one is asked again', async () => {
    const { core, begin, answer } = await withPolicy('ask');
    const begun = begin();
    await answer('once');
    await begun;
    await expect(begin(asker(), { waitMs: 0 })).rejects.toMatchObject({ code: 'NEEDS_CONSENT' });
    expect(core.services.consent.state()).toBeNull();
  });

  it('10 minutes: as long as it is used before they are over, and 12 hours at most', async () => {
    const { core, begin, answer } = await withPolicy('ask');
    const begun = begin();
    await answer('tenMinutes');
    await begun;
    const sinceMs = core.clock.now();
    while (core.clock.now() - sinceMs < 12 * 60 * MINUTE - 9 * MINUTE) {
      core.services.idle.input();
      await core.clock.advance(9 * MINUTE);
      expect((await begin(asker(), { waitMs: 0 })).label).toBe('study');
    }
    core.services.idle.input();
    await core.clock.advance(9 * MINUTE);
    await expect(begin(asker(), { waitMs: 0 })).rejects.toMatchObject({ code: 'NEEDS_CONSENT' });
  });

  it('10 minutes: are over without a use', async () => {
    const { core, begin, answer, signature } = await withPolicy('ask');
    const begun = begin();
    await answer('tenMinutes');
    await begun;
    core.services.idle.input();
    await core.clock.advance(10 * MINUTE);
    expect(core.services.consent.load({ signature }).approvals).toEqual([]);
    await expect(begin(asker(), { waitMs: 0 })).rejects.toMatchObject({ code: 'NEEDS_CONSENT' });
  });

  it.each([
    ['another program', asker('/usr/bin/cmake')],
    ['another terminal', asker(MAKE, { terminal: 'pts/2', place: 'session 61 start-2 pts/2' })],
    ['a later terminal of the same number', asker(MAKE, { place: 'session 60 start-9 pts/1' })],
    ['a program without a terminal', asker(MAKE, { terminal: null, place: 'process 70 start-1' })],
    ['one that the system does not prove', asker(null, { program: 'make' })],
  ])('SECURITY: this terminal: opens nothing for %s', async (_, other) => {
    const { begin, answer, core, signature } = await withPolicy('ask');
    const begun = begin();
    await answer('terminal');
    await begun;
    expect((await begin(asker(MAKE, { pid: 99 }), { waitMs: 0 })).label).toBe('study');
    await expect(begin(other, { waitMs: 0 })).rejects.toMatchObject({ code: 'NEEDS_CONSENT' });
    expect(core.services.consent.load({ signature }).approvals).toMatchObject([
      { path: MAKE, terminal: 'pts/1', reach: 'terminal', untilMs: null },
    ]);
  });

  it('SECURITY: opens no other token', async () => {
    const { core, begin, answer } = await withPolicy('ask');
    const { row } = await core.services.tokens.mint(wanted('other'));
    await core.services.consent.change({ signature: row.signature, kind: 'ask', allow: [], deny: [], forget: [] });
    const begun = begin();
    await answer('terminal');
    await begun;
    const other = core.services.grants.begin({
      name: 'other',
      kind: 'exec',
      pid: 70,
      projectId: null,
      consent: consenting(asker(), { waitMs: 0 }),
    });
    await expect(other).rejects.toMatchObject({ code: 'NEEDS_CONSENT' });
  });

  it('tells of who asked which of them do what a script says', async () => {
    const { core, signature, begin } = await withPolicy('never');
    for (const path of ['/usr/bin/bash', MAKE]) await expect(begin(asker(path))).rejects.toMatchObject({ code: 'USE_REFUSED' });
    expect(core.services.consent.load({ signature })).toMatchObject({ asked: [MAKE, '/usr/bin/bash'], scripted: ['/usr/bin/bash'] });
  });

  it('always and never are written into the policy', async () => {
    const { core, begin, answer, signature } = await withPolicy('ask');
    const first = begin();
    await answer('always');
    await first;
    const second = begin(asker('/usr/bin/cmake'));
    const settled = expect(second).rejects.toMatchObject(refused('programNever', '/usr/bin/cmake'));
    await answer('never');
    await settled;
    expect(core.services.consent.load({ signature })).toMatchObject({
      policy: {
        kind: 'ask',
        programs: [
          { path: MAKE, isAllowed: true },
          { path: '/usr/bin/cmake', isAllowed: false },
        ],
      },
      asked: ['/usr/bin/cmake', MAKE],
      scripted: [],
    });
  });

  it.each([
    ['always', asker('/bin/bash')],
    ['always', asker('/usr/bin/python3.13')],
    ['tenMinutes', asker(null)],
    ['never', asker(null)],
    ['terminal', asker(MAKE, { terminal: null })],
    ['tenMinutes', asker(MAKE, { place: null })],
  ] as const)('SECURITY: takes no "%s" that would mean more than this program in this terminal', async (answered, who) => {
    const { core, begin, answer } = await withPolicy('ask');
    const begun = begin(who);
    await expect(answer(answered)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const settled = expect(begun).rejects.toMatchObject({ code: 'USE_REFUSED' });
    await answer('deny');
    await settled;
    expect(core.services.grants.leases()).toEqual([]);
  });

  it('a hundred at once: one question, one use of the keychain, a hundred answers', async () => {
    const { core, begin, answer } = await withPolicy('ask');
    const questions = new Set<string>();
    core.services.consent.onChange((question) => {
      if (question !== null) questions.add(question.id);
    });
    const reads = core.secrets.calls.length;
    const begun = Array.from({ length: 100 }, (_, at) => begin(asker(MAKE, { pid: 1000 + at })));
    await answer('once');
    const grants = await Promise.all(begun);
    expect(new Set(grants.map(({ lease }) => lease.id)).size).toBe(100);
    expect(questions.size).toBe(1);
    expect(core.secrets.calls.slice(reads).filter(({ op, key }) => op === 'get' && key !== auditKey)).toHaveLength(1);
    expect(await decisions(core)).toEqual([`consent.allowed once ${MAKE}`]);
  });

  it('asks about two programs one after the other, and each answer is for its own', async () => {
    const { core, begin, answer } = await withPolicy('ask');
    const first = begin();
    await settle();
    const second = begin(asker('/usr/bin/cmake'));
    const settled = expect(second).rejects.toMatchObject(refused('denied', '/usr/bin/cmake'));
    await answer('once');
    expect((await first).label).toBe('study');
    expect(core.services.consent.state()?.asker.program).toBe('cmake');
    await answer('deny');
    await settled;
  });

  it('SECURITY: one answer a question: a second one, or one for a question that is gone, is refused', async () => {
    const { core, begin } = await withPolicy('ask');
    const begun = begin();
    await settle();
    const id = core.services.consent.state()?.id ?? '';
    const settled = expect(begun).rejects.toMatchObject(refused('programNever'));
    const taken = core.services.consent.answer({ id, answer: 'never' });
    await expect(core.services.consent.answer({ id, answer: 'once' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await taken;
    await settled;
    await expect(core.services.consent.answer({ id, answer: 'once' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('ends when nobody answers in time, or nobody waits any more', async () => {
    const { core, begin } = await withPolicy('ask');
    const late = expect(begin()).rejects.toMatchObject(refused('unanswered'));
    await settle();
    await core.clock.advance(MINUTE);
    await late;
    expect(core.services.consent.state()).toBeNull();
    expect(await decisions(core)).toEqual([`consent.refused notAnswered ${MAKE}`]);
    const leaving = consenting();
    const left = core.services.grants.begin({ name: 'study', kind: 'exec', pid: 70, projectId: null, consent: leaving });
    const gone = expect(left).rejects.toMatchObject({ code: 'NO_SUCH_PROCESS' });
    await settle();
    leaving.leave();
    await gone;
    expect(core.services.consent.state()).toBeNull();
  });

  it('SECURITY: what is set while the question stands counts', async () => {
    const { core, begin, answer, signature } = await withPolicy('ask');
    const begun = expect(begin()).rejects.toMatchObject(refused('never'));
    await settle();
    await core.services.consent.change({ signature, kind: 'never', allow: [], deny: [], forget: [] });
    await answer('once');
    await begun;
  });

  it('is never shown for a token that nobody could be given', async () => {
    const { core, begin, signature } = await withPolicy('ask');
    await core.services.tokens.pause({ signature });
    await expect(begin()).rejects.toMatchObject({ code: 'TOKEN_PAUSED' });
    expect(core.services.consent.state()).toBeNull();
  });
});

describe('where no window can be shown', () => {
  async function withoutWindow() {
    const made = await withPolicy('ask');
    made.core.window.canAsk = false;
    return made;
  }

  it('the question goes to the terminal of the command', async () => {
    const { core, begin } = await withoutWindow();
    await expect(begin()).rejects.toMatchObject({ code: 'NEEDS_CONSENT', details: { field: 'terminal' } });
    expect((await begin(asker(), { answer: 'once' })).label).toBe('study');
    await expect(begin(asker(), { answer: 'deny' })).rejects.toMatchObject(refused('denied'));
    expect(await decisions(core)).toEqual([`consent.allowed once ${MAKE}`, `consent.refused deny ${MAKE}`]);
  });

  it.each([
    ['without a terminal', asker(MAKE, { terminal: null })],
    ['by another program than our command', asker(MAKE, { isByCommand: false })],
  ])('%s it is refused, with the program that the rule would name', async (_, who) => {
    const { begin } = await withoutWindow();
    await expect(begin(who, { answer: 'once' })).rejects.toMatchObject(refused('nobody'));
  });

  it('SECURITY: an answer that a caller brings counts for nothing where a window can be shown', async () => {
    const { begin, core } = await withPolicy('ask');
    const late = expect(begin(asker(), { answer: 'once' })).rejects.toMatchObject(refused('unanswered'));
    await settle();
    await core.clock.advance(MINUTE);
    await late;
  });

  it('also where the window could not be opened after all', async () => {
    const { core, begin } = await withPolicy('ask');
    const begun = expect(begin()).rejects.toMatchObject(refused('nobody'));
    await settle();
    core.services.consent.unshown({ id: core.services.consent.state()?.id ?? '' });
    await begun;
  });
});

describe('the lock', () => {
  it('is waited for as long as it is said, and no longer', async () => {
    const { core } = await withPolicy('ask');
    await core.services.lock.setUp({ passphrase: PASSPHRASE });
    core.services.lock.lock('person');
    const { consent } = core.services;
    const opened = consent.whenUnlocked(consenting());
    await core.clock.advance(20_000);
    await core.services.lock.unlock({ passphrase: PASSPHRASE });
    expect(await opened).toBe(40_000);
    expect(await consent.whenUnlocked(consenting())).toBe(MINUTE);
    core.services.lock.lock('person');
    const late = consent.whenUnlocked(consenting());
    await core.clock.advance(MINUTE);
    expect(await late).toBe(0);
    const leaving = consenting();
    const left = consent.whenUnlocked(leaving);
    leaving.leave();
    expect(await left).toBe(0);
  });
});

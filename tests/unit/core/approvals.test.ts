import { describe, expect, it } from 'vitest';
import { asker } from '../../fakes/fakeAskers';
import { settle } from '../../fakes/fakeClock';
import { decisions, MAKE, PASSPHRASE, withPolicy } from './withPolicy';

describe('what was allowed for a while', () => {
  async function allowed() {
    const made = await withPolicy('ask');
    const begun = made.begin();
    await made.answer('terminal');
    await begun;
    const isAsked = () => expect(made.begin(asker(), { waitMs: 0 })).rejects.toMatchObject({ code: 'NEEDS_CONSENT' });
    return { ...made, isAsked };
  }

  it('is taken back in the list, and that is recorded', async () => {
    const { core, signature, isAsked } = await allowed();
    const { consent } = core.services.from({ by: 'window', program: null, folder: null, terminal: null });
    const id = consent.load({ signature }).approvals[0]?.id ?? '';
    expect(consent.withdraw({ signature, id }).approvals).toEqual([]);
    await isAsked();
    expect(await decisions(core)).toContain('consent.withdrawn - -');
  });

  it.each(['tenMinutes', 'terminal'] as const)(
    'SECURITY: %s: ends with its terminal, and nothing is watched after it',
    async (answered) => {
      const { core, signature, begin, answer } = await withPolicy('ask');
      const shell = core.processes.start(60, 'bash');
      const inTerminal = asker(MAKE, { holder: { pid: 60, startMark: shell.startMark } });
      const before = core.processes.watching();
      const begun = begin(inTerminal);
      await answer(answered);
      const { lease } = await begun;
      await core.services.grants.end(lease.id);
      expect(core.services.consent.load({ signature }).approvals).toHaveLength(1);
      const { changes } = core.services.consent.standing.state();
      core.processes.end(60);
      expect(core.services.consent.load({ signature }).approvals).toEqual([]);
      expect(core.services.consent.standing.state().changes).toBeGreaterThan(changes);
      await expect(begin(inTerminal, { waitMs: 0 })).rejects.toMatchObject({ code: 'NEEDS_CONSENT' });
      expect(core.processes.watching()).toBe(before);
    },
  );

  it('is for nobody where the terminal went while the answer was given, and what is taken back is watched no more', async () => {
    const { core, signature, begin, answer } = await withPolicy('ask');
    const first = begin(asker(MAKE, { holder: { pid: 61, startMark: 'ended' } }));
    await answer('terminal');
    await first;
    expect(core.services.consent.load({ signature }).approvals).toEqual([]);
    const shell = core.processes.start(60, 'bash');
    const second = begin(asker(MAKE, { holder: { pid: 60, startMark: shell.startMark } }));
    await answer('terminal');
    await second;
    const watched = core.processes.watching();
    core.services.consent.withdraw({ signature, id: null });
    expect(core.processes.watching()).toBe(watched - 1);
  });

  it('SECURITY: goes with the sign-out', async () => {
    const { core, isAsked } = await allowed();
    await core.services.session.signOut({ kind: 'destroy' });
    await core.services.session.signIn({ platform: { kind: 'dnanexus' }, username: 'amy', password: 'CANARY-password-amy' });
    await settle();
    await isAsked();
  });

  it('SECURITY: goes with the lock, and a question that stands ends there', async () => {
    const { core, begin, isAsked } = await allowed();
    await core.services.lock.setUp({ passphrase: PASSPHRASE });
    const asked = expect(begin(asker('/usr/bin/cmake'))).rejects.toMatchObject({ code: 'APP_LOCKED' });
    await settle();
    core.services.lock.lock('person');
    await asked;
    expect(core.services.consent.state()).toBeNull();
    await core.services.lock.unlock({ passphrase: PASSPHRASE });
    await isAsked();
  });

  it('SECURITY: goes with a panic, and a question that stands ends there', async () => {
    const { core, signature, begin } = await allowed();
    const asked = expect(begin(asker('/usr/bin/cmake'))).rejects.toMatchObject({ code: 'APP_LOCKED' });
    await settle();
    await core.services.panic.begin({ scope: 'held' });
    await asked;
    expect(core.services.consent.state()).toBeNull();
    expect(() => core.services.consent.load({ signature })).toThrow();
  });

  it('goes with another policy', async () => {
    const { core, signature, isAsked } = await allowed();
    for (const kind of ['never', 'ask'] as const) await core.services.consent.change({ signature, kind, allow: [], deny: [], forget: [] });
    await isAsked();
  });

  it('SECURITY: is in no file', async () => {
    const { core, isAsked } = await allowed();
    const next = core.restart();
    await next.start();
    await settle();
    const [token] = next.tokens.state().rows;
    expect(next.consent.load({ signature: token?.signature ?? '' })).toEqual({
      policy: { kind: 'ask', programs: [] },
      approvals: [],
      asked: [],
      scripted: [],
    });
    await isAsked().catch(() => undefined);
  });
});

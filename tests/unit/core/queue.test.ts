import { describe, expect, it } from 'vitest';
import { AppError } from '../../../main/core/errors';
import { settle } from '../../fakes/fakeClock';
import { AMY, OFFLINE } from '../../fakes/fakePlatform';
import { DNANEXUS, signedIn, wanted, heldKeys } from './signedIn';

const amy = { platform: DNANEXUS, username: AMY.username, password: AMY.password };
const MINUTE_MS = 60_000;

/** Signed in, one token held and one elsewhere, both condemned while the platform was out of reach, then signed out. */
async function twoCondemned() {
  const core = await signedIn();
  const held = (await core.services.tokens.mint(wanted('held'))).row.signature;
  const elsewhere = core.platform.issue('user-amy', { label: 'elsewhere' }).signature;
  await core.services.tokens.refresh();
  core.platform.fail('all', OFFLINE());
  await core.services.tokens.revoke({ signature: held, when: 'now' });
  await core.services.tokens.revoke({ signature: elsewhere, when: 'now' });
  return { core, held, elsewhere };
}

describe('the revocation queue', () => {
  it('holds no secret in its file', async () => {
    const { core } = await twoCondemned();
    expect(JSON.stringify(core.documents.queue.saved())).not.toContain('CANARY');
    expect(core.documents.queue.saved()?.entries).toHaveLength(2);
  });

  it('survives the death of the app, and finishes without a session', async () => {
    const { core, held, elsewhere } = await twoCondemned();
    await core.services.session.signOut({ kind: 'destroy' });
    core.platform.heal();
    core.platform.calls.length = 0;
    const again = core.restart();
    await again.start();
    await settle();
    expect([held, elsewhere].map((one) => core.platform.isAlive(one))).toEqual([false, false]);
    expect(again.queue.state().entries).toEqual([]);
    expect(heldKeys(core)).toHaveLength(0);
  });

  it('says "sign in to finish" of a token that nobody can bear, and does so at the next sign-in', async () => {
    const core = await signedIn();
    const { signature } = core.platform.issue('user-amy', { label: 'elsewhere' });
    await core.services.tokens.refresh();
    core.platform.fail('destroy', OFFLINE(), { times: 1 });
    await core.services.tokens.revoke({ signature, when: 'now' });
    await core.services.session.signOut({ kind: 'destroy' });
    await core.services.queue.run();
    expect(core.services.queue.state().entries).toMatchObject([{ state: 'needsSignIn', nextTryMs: null }]);
    await core.services.session.signIn(amy);
    await settle();
    expect(core.platform.isAlive(signature)).toBe(false);
    expect(core.services.queue.state().entries).toEqual([]);
  });

  it('tries less and less often, and waits as long as the platform asks', async () => {
    const { core } = await twoCondemned();
    const waits: number[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      const next = core.services.queue.state().entries[0]?.nextTryMs ?? 0;
      waits.push((next - core.clock.now()) / MINUTE_MS);
      await core.clock.advance(next - core.clock.now());
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    core.platform.fail('all', new AppError('PLATFORM_BUSY', { details: { retryAfterMs: 120 * MINUTE_MS }, reached: 'yes' }));
    await core.clock.advance(60 * MINUTE_MS);
    const { nextTryMs, problem } = core.services.queue.state().entries[0] ?? {};
    expect(nextTryMs).toBe(core.clock.now() + 120 * MINUTE_MS);
    expect(problem).toMatchObject({ code: 'PLATFORM_BUSY' });
  });

  it('lets go of an entry, its secret and its row when the token has ended by itself', async () => {
    const core = await signedIn();
    const { signature } = (await core.services.tokens.mint(wanted('short', { expiresMs: core.clock.now() + 90_000 }))).row;
    core.platform.fail('destroy', OFFLINE());
    await core.services.tokens.revoke({ signature, when: 'now' });
    await core.clock.advance(5 * MINUTE_MS);
    expect(core.services.queue.state().entries).toEqual([]);
    expect(heldKeys(core).filter((key) => key.includes(signature))).toEqual([]);
  });

  it('finds a secret that a crash left at its former place', async () => {
    const core = await signedIn();
    const { row, secret } = await core.services.tokens.mint(wanted('held'));
    core.platform.fail('all', OFFLINE());
    await core.services.tokens.revoke({ signature: row.signature, when: 'now' });
    core.secrets.entries.delete(`condemned/${row.signature}`);
    core.secrets.entries.set(`token/dnanexus/user-amy/${row.signature}`, secret);
    await core.services.session.signOut({ kind: 'destroy' });
    core.platform.heal();
    const again = core.restart();
    await again.start();
    await settle();
    expect(core.platform.isAlive(row.signature)).toBe(false);
    expect(heldKeys(core)).toHaveLength(0);
  });

  it('tries a refused one again with another bearer at the next sign-in', async () => {
    const core = await signedIn();
    const { signature } = (await core.services.tokens.mint(wanted('held'))).row;
    core.platform.fail('destroy', new AppError('PERMISSION_DENIED', { reached: 'yes' }), { times: 2 });
    await expect(core.services.tokens.revoke({ signature, when: 'now' })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await core.services.session.signOut({ kind: 'destroy' });
    await core.services.session.signIn(amy);
    await settle();
    expect(core.platform.isAlive(signature)).toBe(false);
  });

  it('counts the account’s jobs with the session while there is one: a scoped token sees only those of its own projects', async () => {
    const core = await signedIn();
    const minted = await core.services.tokens.mint(wanted('scoped'));
    core.platform.running = { isKnown: true, count: 1, isAtLeast: false, named: [] };
    core.platform.calls.length = 0;
    await core.services.tokens.revoke({ signature: minted.row.signature, when: 'whenJobsDone' });
    await settle();
    const bearers = core.platform.calls.filter(({ route }) => route === 'findRunning').map(({ bearer }) => bearer);
    expect(bearers.length).toBeGreaterThan(0);
    expect(bearers).not.toContain(minted.secret);
    expect(core.platform.isAlive(minted.row.signature)).toBe(true);
  });

  it('does not take another condemned token’s word that nothing runs', async () => {
    const { core, elsewhere } = await twoCondemned();
    await core.services.session.signOut({ kind: 'destroy' });
    const saved = core.documents.queue.saved();
    await core.documents.queue.save({
      entries: (saved?.entries ?? []).map((entry) => (entry.signature === elsewhere ? { ...entry, when: 'whenJobsDone' as const } : entry)),
    });
    core.platform.heal();
    core.platform.running = { isKnown: true, count: 0, isAtLeast: false, named: [] };
    const again = core.restart();
    await again.start();
    await settle();
    expect(core.platform.isAlive(elsewhere)).toBe(true);
    expect(again.queue.state().entries).toMatchObject([{ signature: elsewhere, when: 'whenJobsDone' }]);
  });
});

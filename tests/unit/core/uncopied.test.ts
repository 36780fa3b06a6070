import { describe, expect, it } from 'vitest';
import type { TestServices } from '../../fakes/createTestServices';
import { endOf, left, MINUTE_MS } from './idling';
import { signedIn, wanted } from './signedIn';

const idleOut = (core: TestServices) => core.clock.advance(15 * MINUTE_MS);
function uncopied(core: TestServices): unknown {
  const state = core.services.session.state();
  return state.status === 'signedOut' ? state.ended?.uncopied : state.status;
}

describe('a new token that nobody had copied when the session ended by itself', () => {
  it.each([
    ['kept', true],
    ['not kept', false],
  ])('is named, %s, also once its secret was dropped for its time', async (_, isKept) => {
    const core = await left();
    await core.services.tokens.mint(wanted('laptop', { isKept }));
    await idleOut(core);
    expect(endOf(core)).toBe('idle');
    expect(uncopied(core)).toEqual([{ label: 'laptop', isKept }]);
    expect(core.documents.index.saved()).toMatchObject({ endings: [{ uncopied: [{ label: 'laptop', isKept }] }] });
  });

  it('is named as not kept where the keychain did not take it', async () => {
    const core = await left();
    core.secrets.setMode = 'locked';
    expect(await core.services.tokens.mint(wanted('laptop'))).toMatchObject({ isKept: false });
    core.secrets.setMode = 'ready';
    await idleOut(core);
    expect(uncopied(core)).toEqual([{ label: 'laptop', isKept: false }]);
  });

  it('is named where the platform no longer accepts the session', async () => {
    const core = await signedIn();
    await core.services.tokens.mint(wanted('laptop'));
    for (const one of core.platform.issued) one.isDead = true;
    await expect(core.services.tokens.findProjects({ query: '', limit: 10 })).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(endOf(core)).toBe('notAccepted');
    expect(uncopied(core)).toEqual([{ label: 'laptop', isKept: true }]);
  });

  it('is named at the session’s expiry', async () => {
    const core = await signedIn();
    await core.services.tokens.mint(wanted('laptop', { isKept: false }));
    await core.clock.advance(18 * 60 * MINUTE_MS);
    expect(endOf(core)).toBe('expired');
    expect(uncopied(core)).toEqual([{ label: 'laptop', isKept: false }]);
  });

  it('is named also where the app was locked before, which drops its secret', async () => {
    const core = await left();
    const passphrase = 'a passphrase of the test';
    await core.services.lock.setUp({ passphrase });
    const { row } = await core.services.tokens.mint(wanted('laptop', { isKept: false }));
    core.services.lock.lock('person');
    await core.services.lock.unlock({ passphrase });
    await expect(core.services.tokens.copy({ signature: row.signature })).rejects.toMatchObject({ code: 'TOKEN_NOT_HELD' });
    await idleOut(core);
    expect(uncopied(core)).toEqual([{ label: 'laptop', isKept: false }]);
  });
});

describe('nothing is said of a new token', () => {
  it('that was copied, or whose dialog was closed', async () => {
    const core = await left();
    await core.services.tokens.mint(wanted('closed', { isKept: false }));
    core.services.tokens.dismissFresh();
    for (const isKept of [true, false]) {
      const { row } = await core.services.tokens.mint(wanted(`copied ${String(isKept)}`, { isKept }));
      await core.services.tokens.copy({ signature: row.signature });
    }
    await idleOut(core);
    expect(endOf(core)).toBe('idle');
    expect(uncopied(core)).toEqual([]);
  });

  it('to whoever signs out by hand', async () => {
    const core = await signedIn();
    await core.services.tokens.mint(wanted('laptop', { isKept: false }));
    await core.services.session.signOut({ kind: 'destroy' });
    expect(endOf(core)).toBe('signedOut');
    expect(uncopied(core)).toEqual([]);
  });
});

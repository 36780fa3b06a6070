import { describe, expect, it } from 'vitest';
import { whenSecretsGo, whenShownSessionEnds } from '../../../main/shell/sessionEnd';
import { createTestServices } from '../../fakes/createTestServices';
import { AMY, BEN } from '../../fakes/fakePlatform';
import { ACCOUNT, signedIn } from '../core/signedIn';

function watched(core: ReturnType<typeof createTestServices>) {
  let ends = 0;
  const parts = { clock: core.clock, isWindowShowing: () => core.window.isShowing };
  const stop = whenShownSessionEnds(core.services.session, parts, () => (ends += 1));
  return { ends: () => ends, stop };
}

it('a sign-out is told once, after its answer', async () => {
  const core = await signedIn();
  const watch = watched(core);
  await core.services.session.signOut({ kind: 'destroy' });
  expect(watch.ends()).toBe(0);
  await core.clock.advance(50);
  expect(watch.ends()).toBe(1);
  await core.services.session.signIn({ platform: { kind: 'dnanexus' }, username: AMY.username, password: AMY.password });
  await core.services.session.signOut({ kind: 'destroy' });
  await core.clock.advance(50);
  expect(watch.ends()).toBe(2);
});

it('a session that the platform or its own time ends is told, too', async () => {
  const core = await signedIn();
  const watch = watched(core);
  await core.clock.advance(18 * 3_600_000 + 50);
  expect(core.services.session.state()).toMatchObject({ status: 'signedOut', ended: { reason: 'expired' } });
  expect(watch.ends()).toBe(1);
});

it('a sign-in that is given up ends no session', async () => {
  const core = createTestServices();
  await core.services.start();
  const watch = watched(core);
  await core.services.session.signIn({ platform: { kind: 'dnanexus' }, username: BEN.username, password: BEN.password });
  core.services.session.cancel();
  await core.clock.advance(1000);
  expect(watch.ends()).toBe(0);
});

it('a stopped watch tells nothing any more', async () => {
  const core = await signedIn();
  const watch = watched(core);
  await core.services.session.signOut({ kind: 'destroy' });
  watch.stop();
  await core.clock.advance(1000);
  expect(watch.ends()).toBe(0);
});

function cleared(core: ReturnType<typeof createTestServices>) {
  let times = 0;
  const stop = whenSecretsGo(core.services, core.clock, () => (times += 1));
  return { times: () => times, stop };
}

it('memory is cleared once, when it has been quiet after a sign-in, and again after the end', async () => {
  const core = await signedIn();
  const watch = cleared(core);
  await core.services.session.signOut({ kind: 'destroy' });
  expect(watch.times()).toBe(0);
  await core.clock.advance(2000);
  expect(watch.times()).toBe(1);
  await core.services.session.signIn({ platform: { kind: 'dnanexus' }, username: AMY.username, password: AMY.password });
  await core.clock.advance(2000);
  expect(watch.times()).toBe(2);
  await core.clock.advance(60_000);
  expect(watch.times()).toBe(2);
});

it('memory is cleared when the app gets locked; a stopped watch clears nothing', async () => {
  const core = await signedIn();
  const watch = cleared(core);
  await core.services.lock.setUp({ passphrase: 'a long passphrase' });
  core.services.lock.lock('person');
  await core.clock.advance(2000);
  expect(watch.times()).toBe(1);
  watch.stop();
  await core.services.session.signOut({ kind: 'destroy' });
  await core.clock.advance(2000);
  expect(watch.times()).toBe(1);
});

describe('with two accounts', () => {
  const OTHER = 'staging/user-amy';
  /** Amy on DNAnexus was shown; Amy on Staging is. */
  async function two() {
    const core = await signedIn();
    const watch = watched(core);
    await core.services.session.signIn({ platform: { kind: 'staging' }, username: AMY.username, password: AMY.password });
    await core.clock.advance(1000);
    const show = (accountId: string) => core.services.accounts.switchTo({ accountId });
    const end = async (accountId: string) => {
      await core.services.session.signOut({ kind: 'destroy', accountId });
      await core.clock.advance(50);
    };
    return { core, watch, show, end };
  }

  it('neither a switch nor one more sign-in takes the page away', async () => {
    const { core, watch, show } = await two();
    show(ACCOUNT);
    core.services.accounts.add();
    show(OTHER);
    await core.clock.advance(1000);
    expect(watch.ends()).toBe(0);
  });

  it('SECURITY: the end of the other leaves the page until the next switch, which takes what it has seen', async () => {
    const { core, watch, show, end } = await two();
    await end(ACCOUNT);
    expect(watch.ends()).toBe(0);
    show(ACCOUNT);
    await core.clock.advance(50);
    expect(watch.ends()).toBe(1);
  });

  it('SECURITY: it goes at once where nobody looks at the window', async () => {
    const { core, watch, end } = await two();
    core.window.isShowing = false;
    await end(ACCOUNT);
    expect(watch.ends()).toBe(1);
  });

  it('memory is cleared after the end of one that is not shown, too', async () => {
    const { core, end } = await two();
    const memory = cleared(core);
    await end(ACCOUNT);
    await core.clock.advance(2000);
    expect(memory.times()).toBe(1);
  });

  it('an account that this page never showed takes nothing with it', async () => {
    const { core, watch, show, end } = await two();
    await end(OTHER);
    expect(watch.ends()).toBe(1);
    // The fresh page stands at the sign-in of that account; now it shows the other, and goes back.
    show(ACCOUNT);
    show(OTHER);
    await core.clock.advance(1000);
    expect(watch.ends()).toBe(1);
  });

  it('a half-typed sign-in is not taken away by the end of another', async () => {
    const { core, watch, end } = await two();
    core.services.accounts.add();
    await end(ACCOUNT);
    expect(watch.ends()).toBe(0);
    core.services.session.cancel();
    await core.clock.advance(1000);
    expect(watch.ends()).toBe(0);
  });
});

import { expect, it } from 'vitest';
import { whenSecretsGo, whenSessionEnds } from '../../../main/shell/sessionEnd';
import { createTestServices } from '../../fakes/createTestServices';
import { AMY, BEN } from '../../fakes/fakePlatform';
import { signedIn } from '../core/signedIn';

function watched(core: ReturnType<typeof createTestServices>) {
  let ends = 0;
  const stop = whenSessionEnds(core.services.session, core.clock, () => (ends += 1));
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

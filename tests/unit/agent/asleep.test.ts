import { expect, it } from 'vitest';
import { createOperations, type Caller } from '../../../main/agent/operations';
import { UNPROVEN } from '../../../main/core/consent/policy';
import { signedIn } from '../core/signedIn';
import { facts } from './scriptedServices';

const caller: Caller = {
  pid: process.pid,
  mayLeaseTo: () => Promise.resolve(true),
  asker: () => Promise.resolve(UNPROVEN.asker),
  whenGone: () => () => undefined,
  describe: () => Promise.resolve({ program: 'sh', folder: null }),
  isConnected: () => true,
  account: null,
  holdExecLease: () => true,
  releaseLease: () => undefined,
};

/** The app started while the keychain keeps the session of the last run from it. */
async function asleep() {
  const core = await signedIn();
  core.secrets.mode = 'locked';
  const services = core.restart();
  await services.start();
  return { core, services, operations: createOperations({ services, facts, showWindow: () => undefined }) };
}

it('a command is told of the keychain, not that nobody is signed in, while a session waits for it', async () => {
  const { core, operations } = await asleep();
  await expect(operations.whoami({}, caller)).rejects.toMatchObject({ code: 'KEYCHAIN_LOCKED' });
  core.secrets.mode = 'denied';
  await expect(operations.whoami({}, caller)).rejects.toMatchObject({ code: 'KEYCHAIN_DENIED' });
});

it('a command that comes once the keychain is open is served, without a sign-in', async () => {
  const { core, operations } = await asleep();
  core.secrets.mode = 'ready';
  expect(await operations.whoami({}, caller)).toMatchObject({ account: { username: 'amy' } });
});

it('a sign-out stays one', async () => {
  const { core, services, operations } = await asleep();
  core.secrets.mode = 'ready';
  await services.session.wake();
  await services.session.signOut({ kind: 'destroy' });
  await expect(operations.whoami({}, caller)).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
});

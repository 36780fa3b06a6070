import { describe, expect, it } from 'vitest';
import type { Grant, LeaseRequest } from '../../../main/core/services';
import { AppError } from '../../../main/core/errors';
import { settle } from '../../fakes/fakeClock';
import type { TestServices } from '../../fakes/createTestServices';
import { AMY } from '../../fakes/fakePlatform';
import { signedIn, started, visible, wanted, heldKeys } from './signedIn';

const CANARY = 'CANARY-passphrase-0123456789';
const right = { passphrase: CANARY };
const wrong = { passphrase: 'not the passphrase' };
const code = (name: string, details?: object) => ({ code: name, ...(details === undefined ? {} : { details }) });

async function withLock(given?: TestServices): Promise<TestServices> {
  const core = given ?? (await signedIn());
  await core.services.lock.setUp(right);
  return core;
}
async function locked(given?: TestServices): Promise<TestServices> {
  const core = await withLock(given);
  core.services.lock.lock('person');
  await settle();
  return core;
}
function lease(core: TestServices, name: string | null, rest: Partial<LeaseRequest> = {}): Promise<Grant> {
  core.processes.start(4242);
  return core.services.grants.begin({ name, kind: 'env', pid: 4242, projectId: null, ...rest });
}

describe('an app lock', () => {
  it('is off until it is set up: locking does nothing', async () => {
    const { services } = await signedIn();
    expect(services.lock.lock('screenLocked')).toEqual({
      isSetUp: false,
      isLocked: false,
      lockedBy: null,
      touchId: 'absent',
      waitUntilMs: null,
    });
    await expect(services.lock.unlock(right)).rejects.toMatchObject(code('REFUSED'));
  });

  it('locks, says what locked it first, and opens with the passphrase', async () => {
    const { services } = await withLock();
    const told: boolean[] = [];
    services.lock.onChange((state) => told.push(state.isLocked));
    services.lock.lock('suspended');
    services.lock.lock('screenLocked');
    expect(services.lock.state()).toMatchObject({ isLocked: true, lockedBy: 'suspended' });
    await expect(services.lock.unlock(wrong)).rejects.toMatchObject(code('WRONG_PASSPHRASE', { retryAfterMs: 1000 }));
    expect(services.lock.isLocked()).toBe(true);
  });

  it('is locked after a start where one is set up', async () => {
    const core = await withLock();
    const again = core.restart();
    await again.start();
    expect(again.lock.state()).toMatchObject({ isLocked: true, lockedBy: 'start' });
    await again.lock.unlock(right);
    expect(again.lock.state()).toMatchObject({ isLocked: false, lockedBy: null });
    expect(again.session.state()).toMatchObject({ status: 'signedIn' });
  });

  it('is locked before anything else is read, so that nothing can be told meanwhile', async () => {
    const core = await withLock();
    const again = core.restart();
    const seen: boolean[] = [];
    again.tokens.onChange(() => seen.push(again.lock.isLocked()));
    again.session.onChange(() => seen.push(again.lock.isLocked()));
    await again.start();
    await settle();
    expect(seen.length).toBeGreaterThan(0);
    expect(seen).not.toContain(false);
  });

  it('stays locked where it is locked again while the passphrase is looked at', async () => {
    const { services } = await locked();
    const opening = services.lock.unlock(right);
    services.lock.lock('screenLocked');
    await opening;
    expect(services.lock.state().isLocked).toBe(true);
    await services.lock.unlock(right);
    expect(services.lock.state().isLocked).toBe(false);
  });

  it('takes a passphrase as it is typed on any keyboard: composed or not', async () => {
    const core = await signedIn();
    await core.services.lock.setUp({ passphrase: 'caf\u00e9 na\u00efve' });
    core.services.lock.lock('person');
    await core.services.lock.unlock({ passphrase: 'cafe\u0301 nai\u0308ve' });
    expect(core.services.lock.isLocked()).toBe(false);
  });

  it('wants eight characters and asks for nothing else', async () => {
    const { services } = await started();
    await expect(services.lock.setUp({ passphrase: '🧬🧬🧬🧬' })).rejects.toMatchObject(code('INVALID_INPUT', { field: 'newPassphrase' }));
    await services.lock.setUp({ passphrase: 'aaaaaaaa' });
    expect(services.lock.state().isSetUp).toBe(true);
    await expect(services.lock.setUp({ passphrase: 'another one' })).rejects.toMatchObject(code('REFUSED'));
  });

  it('is changed and removed with the passphrase only', async () => {
    const { services, clock } = await withLock();
    const next = { newPassphrase: 'a second passphrase' };
    await expect(services.lock.change({ ...wrong, ...next })).rejects.toMatchObject(code('WRONG_PASSPHRASE'));
    await clock.advance(1000);
    await services.lock.change({ ...right, ...next });
    services.lock.lock('person');
    await expect(services.lock.unlock(right)).rejects.toMatchObject(code('WRONG_PASSPHRASE'));
    await clock.advance(1000);
    await services.lock.unlock({ passphrase: next.newPassphrase });
    await expect(services.lock.remove(right)).rejects.toMatchObject(code('WRONG_PASSPHRASE'));
    await clock.advance(1000);
    await services.lock.remove({ passphrase: next.newPassphrase });
    expect(services.lock.lock('person')).toMatchObject({ isSetUp: false, isLocked: false });
  });
});

describe('wrong passphrases', () => {
  it('slow down: a second, twice as long each time, five minutes at the most', async () => {
    const { services, clock } = await locked();
    const waits: number[] = [];
    for (let tries = 0; tries < 11; tries += 1) {
      const error: unknown = await services.lock.unlock(wrong).catch((reason: unknown) => reason);
      const waitMs = error instanceof AppError ? (error.details?.retryAfterMs ?? 0) : 0;
      waits.push(waitMs);
      await clock.advance(waitMs);
    }
    expect(waits.map((ms) => ms / 1000)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
    await services.lock.unlock(right);
    services.lock.lock('person');
    await expect(services.lock.unlock(wrong)).rejects.toMatchObject(code('WRONG_PASSPHRASE', { retryAfterMs: 1000 }));
  });

  it('are not even looked at during the wait, nor is the right one', async () => {
    const { services, clock, passphrases } = await locked();
    await services.lock.unlock(wrong).catch(() => undefined);
    expect(services.lock.state().waitUntilMs).toBe(clock.now() + 1000);
    await clock.advance(400);
    await expect(services.lock.unlock(right)).rejects.toMatchObject(code('PASSPHRASE_WAIT', { retryAfterMs: 600 }));
    expect(passphrases.checks).toBe(1);
    await clock.advance(600);
    await services.lock.unlock(right);
    expect(services.lock.state()).toMatchObject({ isLocked: false, waitUntilMs: null });
  });

  it('at the same time count one after the other', async () => {
    const { services, passphrases } = await locked();
    const answers = await Promise.allSettled([services.lock.unlock(wrong), services.lock.unlock(wrong), services.lock.unlock(right)]);
    expect(answers.map((one) => one.status === 'rejected' && (one.reason as AppError).code)).toEqual([
      'WRONG_PASSPHRASE',
      'PASSPHRASE_WAIT',
      'PASSPHRASE_WAIT',
    ]);
    expect(passphrases.checks).toBe(1);
  });

  it('keep their wait over a restart', async () => {
    const core = await locked();
    for (const waitMs of [1000, 2000, 4000]) {
      await core.services.lock.unlock(wrong).catch(() => undefined);
      if (waitMs < 4000) await core.clock.advance(waitMs);
    }
    const again = core.restart();
    await again.start();
    await expect(again.lock.unlock(right)).rejects.toMatchObject(code('PASSPHRASE_WAIT', { retryAfterMs: 4000 }));
    await core.clock.advance(4000);
    await again.lock.unlock(right);
  });

  it('count also where the app dies while one is looked at', async () => {
    const core = await locked();
    core.passphrases.check = () => new Promise(() => undefined);
    void core.services.lock.unlock(wrong);
    await settle();
    expect(core.documents.lock.saved()?.failedCount).toBe(1);
  });

  it('wait once more in full after the clock was set back, not until it is there again', async () => {
    const { services, clock } = await locked();
    await services.lock.unlock(wrong).catch(() => undefined);
    await clock.advance(-3_600_000);
    await expect(services.lock.unlock(right)).rejects.toMatchObject(code('PASSPHRASE_WAIT', { retryAfterMs: 1000 }));
    await clock.advance(1000);
    await services.lock.unlock(right);
  });

  it('are not looked at where they cannot be counted', async () => {
    const { services, documents, passphrases } = await locked();
    documents.lock.isFull = true;
    await expect(services.lock.unlock(right)).rejects.toMatchObject(code('FILE_FAULT'));
    expect(passphrases.checks).toBe(0);
  });
});

describe('what the lock stands on', () => {
  it('a keychain that does not answer is no wrong passphrase, and nothing opens', async () => {
    const { services, secrets } = await locked();
    secrets.mode = 'locked';
    await expect(services.lock.unlock(right)).rejects.toMatchObject(code('KEYCHAIN_LOCKED'));
    secrets.mode = 'ready';
    await services.lock.unlock(right);
  });

  it('an entry that was removed or is not ours opens nothing', async () => {
    const { services, secrets, clock } = await locked();
    secrets.entries.set('lock/verifier', 'anything');
    await expect(services.lock.unlock(right)).rejects.toMatchObject(code('LOCK_LOST'));
    await clock.advance(1000);
    secrets.entries.delete('lock/verifier');
    await expect(services.lock.unlock(right)).rejects.toMatchObject(code('LOCK_LOST'));
    expect(services.lock.isLocked()).toBe(true);
  });

  it('a damaged file does not open it', async () => {
    const core = await withLock();
    core.documents.lock.isDamaged = true;
    const again = core.restart();
    await again.start();
    expect(again.lock.state()).toMatchObject({ isSetUp: true, isLocked: true });
    expect(again.facts.state().damagedFiles).toEqual(['lock.json']);
    await again.lock.unlock(right);
  });

  it('a damaged file where there was none sets none up', async () => {
    const core = await started();
    core.documents.lock.isDamaged = true;
    const again = core.restart();
    await again.start();
    expect(again.lock.state()).toMatchObject({ isSetUp: false, isLocked: false });
  });

  it('one that could not be kept is not set up', async () => {
    const core = await signedIn();
    core.secrets.mode = 'hung';
    await expect(core.services.lock.setUp(right)).rejects.toMatchObject(code('KEYCHAIN_HUNG'));
    expect(core.services.lock.state().isSetUp).toBe(false);
  });

  it('after its removal the keychain has nothing of it, at the latest after the next start', async () => {
    const core = await withLock();
    core.secrets.removeMode = 'fault';
    await core.services.lock.remove(right);
    core.secrets.removeMode = 'ready';
    const again = core.restart();
    await again.start();
    await settle();
    expect(heldKeys(core).filter((key) => key.startsWith('lock/'))).toEqual([]);
    expect(core.documents.index.saved()?.leftovers).toEqual([]);
  });

  it('SECURITY: the passphrase is in no file, no log, no state and no answer', async () => {
    const core = await locked();
    const answers: unknown[] = [await core.services.lock.unlock(wrong).catch((error: unknown) => error)];
    await core.clock.advance(1000);
    answers.push(await core.services.lock.unlock(right), await core.services.lock.change({ ...right, newPassphrase: `${CANARY}2` }));
    expect(visible(core, answers)).not.toContain(CANARY);
    expect(JSON.stringify([...core.secrets.entries])).not.toContain(CANARY);
  });
});

describe('Touch ID', () => {
  it('opens the lock once it was turned on with a touch, and only then', async () => {
    const { services, touchId } = await withLock();
    touchId.isThere = true;
    expect(services.lock.state().touchId).toBe('off');
    await expect(services.lock.useTouchId({ isOn: true })).rejects.toMatchObject(code('REFUSED', { field: 'touchId' }));
    services.lock.lock('person');
    await expect(services.lock.unlockByTouchId()).rejects.toMatchObject(code('REFUSED'));
    await services.lock.unlock(right);
    touchId.isGiven = true;
    await services.lock.useTouchId({ isOn: true });
    services.lock.lock('person');
    touchId.isGiven = false;
    await expect(services.lock.unlockByTouchId()).rejects.toMatchObject(code('REFUSED'));
    expect(services.lock.isLocked()).toBe(true);
    touchId.isGiven = true;
    await services.lock.unlockByTouchId();
    expect(services.lock.isLocked()).toBe(false);
    expect(touchId.asked).toBe(4);
  });

  it('is not offered where the computer has none, whatever the file says', async () => {
    const { services, touchId } = await withLock();
    touchId.isThere = true;
    touchId.isGiven = true;
    await services.lock.useTouchId({ isOn: true });
    touchId.isThere = false;
    services.lock.lock('person');
    expect(services.lock.state().touchId).toBe('absent');
    await expect(services.lock.unlockByTouchId()).rejects.toMatchObject(code('REFUSED'));
  });
});

describe('secrets behind the lock', () => {
  async function twoTokens(): Promise<TestServices> {
    const core = await signedIn();
    await core.services.tokens.mint(wanted('needs me', { isShellToken: true }));
    await core.services.tokens.mint(wanted('nightly', { worksWhileAway: true }));
    return core;
  }

  it('a token that needs me is not lent, by name or without; one that works while I am away is', async () => {
    const core = await locked(await twoTokens());
    for (const name of [null, 'needs me', 'no such token']) await expect(lease(core, name)).rejects.toMatchObject(code('APP_LOCKED'));
    expect((await lease(core, 'nightly')).label).toBe('nightly');
    await core.services.lock.unlock(right);
    expect((await lease(core, null)).label).toBe('needs me');
  });

  it('an ambiguous name tells of no token that needs me', async () => {
    const core = await twoTokens();
    await core.services.tokens.mint(wanted('needs me too'));
    await locked(core);
    const error = await lease(core, '').catch((reason: unknown) => reason);
    expect(JSON.stringify((error as AppError).details ?? {})).not.toContain('needs me');
  });

  it('leases that run go on', async () => {
    const core = await twoTokens();
    const running = await lease(core, 'needs me');
    await locked(core);
    expect(core.services.grants.leases().map((one) => one.id)).toEqual([running.lease.id]);
    expect(core.services.session.state().status).toBe('signedIn');
  });

  it('SECURITY: a lock that closes while the keychain is asked counts', async () => {
    const core = await withLock(await twoTokens());
    const { get } = core.secrets;
    core.secrets.get = (key) => {
      core.services.lock.lock('person');
      return get(key);
    };
    const begun = lease(core, 'needs me');
    await expect(begun).rejects.toMatchObject(code('APP_LOCKED'));
    expect(core.services.grants.leases()).toEqual([]);
  });

  it('nothing is copied, and what was copied is taken off the clipboard', async () => {
    const core = await twoTokens();
    const { signature } = core.services.tokens.find('needs me');
    await core.services.tokens.copy({ signature });
    await locked(core);
    expect(core.clipboard.text).toBe('');
    await expect(core.services.tokens.copy({ signature })).rejects.toMatchObject(code('APP_LOCKED'));
  });

  it('nothing is left of an enrolment that was under way, and the account is as it was', async () => {
    const core = await signedIn();
    await core.services.twoFactor.begin({ password: AMY.password, code: null });
    await locked(core);
    await core.services.lock.unlock(right);
    await expect(core.services.twoFactor.confirm({ code: '123456' })).rejects.toMatchObject(code('ENROLMENT_GONE'));
    expect(core.platform.accounts[0]?.factor?.secret).toBeNull();
  });
});

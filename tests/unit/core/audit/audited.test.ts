import { describe, expect, it } from 'vitest';
import { sourceOf, type Entry } from '../../../../main/core/audit/entries';
import { AppError } from '../../../../main/core/errors';
import type { Services } from '../../../../main/core/services';
import type { TestServices } from '../../../fakes/createTestServices';
import { settle } from '../../../fakes/fakeClock';
import { AMY, LOST_REPLY, OFFLINE } from '../../../fakes/fakePlatform';
import { ACCOUNT, DNANEXUS, sessionSecret, signedIn, started, wanted } from '../signedIn';

async function entries(core: TestServices): Promise<Entry[]> {
  await settle();
  const read = await core.services.audit.read({ wanted: () => true, limit: 1000 });
  return read.entries.reverse();
}
const deeds = async (core: TestServices) =>
  (await entries(core)).map(({ deed, detail, source }) => `${deed} ${detail ?? '-'} ${source.by}`);
const fromWindow = (core: TestServices): Services => core.services.from(sourceOf('window'));

describe('what is recorded', () => {
  it('is a sign-in and a sign-out, each with where it came from', async () => {
    const core = await started();
    const window = fromWindow(core);
    await window.session.signIn({ platform: DNANEXUS, username: AMY.username, password: AMY.password });
    await settle();
    await core.services.from(sourceOf('tray')).session.signOut({ kind: 'destroy' });
    expect(await deeds(core)).toEqual(['session.opened password window', 'session.ended destroy tray']);
    expect((await entries(core)).map(({ accountId }) => accountId)).toEqual([ACCOUNT, ACCOUNT]);
  });

  it('is no sign-in that failed', async () => {
    const core = await started();
    const wrong = fromWindow(core).session.signIn({ platform: DNANEXUS, username: AMY.username, password: 'wrong' });
    await expect(wrong).rejects.toMatchObject({ code: 'WRONG_PASSWORD' });
    expect(await deeds(core)).toEqual([]);
  });

  it('is a session that ended by itself, with the reason', async () => {
    const core = await signedIn();
    const bearer = sessionSecret(core);
    for (const one of core.platform.issued) if (one.secret === bearer) one.isDead = true;
    await expect(core.services.session.verify()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(await deeds(core)).toEqual(['session.ended notAccepted app']);
  });

  it('is the life of a token, by label and last 4', async () => {
    const core = await signedIn();
    const window = fromWindow(core);
    const { row, secret } = await window.tokens.mint(wanted('laptop'));
    await window.tokens.copy({ signature: row.signature });
    await window.tokens.revoke({ signature: row.signature, when: 'now' });
    expect(await deeds(core)).toEqual(['token.made kept window', 'token.copied - window', 'token.revoked now window']);
    const token = { signature: row.signature, label: 'laptop', last4: secret.slice(-4) };
    for (const entry of await entries(core)) expect(entry).toMatchObject({ accountId: ACCOUNT, token });
  });

  it('is a token made elsewhere that is revoked here: under its account, by its label', async () => {
    const core = await signedIn();
    const { signature } = core.platform.issue('user-amy', { label: 'elsewhere' });
    await core.services.tokens.refresh();
    await fromWindow(core).tokens.revoke({ signature, when: 'now' });
    const [entry] = await entries(core);
    expect(entry).toMatchObject({ deed: 'token.revoked', accountId: ACCOUNT, token: { signature, label: 'elsewhere' } });
  });

  it('is a secret that was printed, and counts as one that was exposed', async () => {
    const core = await signedIn();
    const command = core.services.from(sourceOf('command'));
    const { row } = await command.tokens.mint({ ...wanted('laptop'), isShellToken: true, isPrinted: true });
    expect(await deeds(core)).toEqual(['token.made kept command', 'token.shown - command']);
    const record = core.documents.index.saved()?.tokens.find((one) => one.signature === row.signature);
    expect(record?.wasExposed).toBe(true);
  });

  it('is a rotation, from where it was asked for, and what goes on by itself as the app’s', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('laptop', { isPrinted: false }));
    const window = fromWindow(core);
    const input = { signature: row.signature, scope: null, lengthMs: null, old: 'keep', mayRevokeExposed: false } as const;
    const made = await window.rotations.rotate(input);
    core.platform.fail('whoami', OFFLINE(), { times: 1 });
    await window.rotations.rotate({ ...input, signature: made.row?.signature ?? '' });
    await core.clock.advance(60_000);
    expect(await deeds(core)).toEqual(['token.rotated person window', 'token.rotated person app']);
  });

  it('is a rotation that was taken back', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('laptop', { isPrinted: false }));
    core.platform.fail('whoami', OFFLINE());
    const window = fromWindow(core);
    await window.rotations.rotate({ signature: row.signature, scope: null, lengthMs: null, old: 'keep', mayRevokeExposed: false });
    await window.rotations.undo({ id: window.rotations.state().open[0]?.id ?? '' });
    expect(await deeds(core)).toEqual(['token.revoked - app', 'token.rotationUndone - window']);
  });

  it('is a token given to a process: that one is named, as the system knows it', async () => {
    const core = await signedIn();
    await core.services.tokens.mint(wanted('laptop'));
    core.processes.start(4242);
    const command = core.services.from(sourceOf('command'));
    const grant = await command.grants.begin({ name: 'laptop', kind: 'exec', pid: 4242, projectId: null });
    const [entry] = await entries(core);
    const { program, folder, terminal } = grant.lease;
    expect(entry).toMatchObject({ deed: 'token.given', detail: 'exec', source: { by: 'command', program, folder, terminal } });
  });

  it('is a pause and its end', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('laptop'));
    await fromWindow(core).tokens.pause({ signature: row.signature });
    await core.services.from(sourceOf('command')).tokens.resume({ signature: row.signature });
    expect(await deeds(core)).toEqual(['token.paused - window', 'token.resumed - command']);
  });

  it('is a revocation that waited and was done later, as done by the app', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('laptop'));
    core.platform.fail('destroy', OFFLINE());
    await fromWindow(core).tokens.revoke({ signature: row.signature, when: 'now' });
    core.platform.heal();
    await core.services.queue.run();
    expect(await deeds(core)).toEqual(['token.revokeQueued now window', 'token.revoked - app']);
  });

  it('is a revocation that the platform refused: it waits, and is done by the app once that is allowed', async () => {
    const core = await signedIn();
    const { row } = await core.services.tokens.mint(wanted('laptop'));
    core.platform.fail('destroy', new AppError('PERMISSION_DENIED', { reached: 'yes' }));
    const refused = fromWindow(core).tokens.revoke({ signature: row.signature, when: 'now' });
    await expect(refused).rejects.toMatchObject({ code: 'PERMISSION_DENIED', details: { queued: true } });
    core.platform.heal();
    await core.services.queue.run();
    expect(await deeds(core)).toEqual(['token.revokeQueued now window', 'token.revoked - app']);
  });

  it('is the end of a session that a cut-off sign-in left open', async () => {
    const core = await started();
    core.platform.fail('signIn', LOST_REPLY(), { at: 'after', times: 1 });
    const amy = { platform: DNANEXUS, username: AMY.username, password: AMY.password };
    await core.services.session.signIn(amy).catch(() => undefined);
    await core.services.session.signIn(amy);
    await settle();
    const [open] = core.services.unanswered.state().signIns;
    await fromWindow(core).unanswered.end({ id: open?.id ?? '', signature: open?.sessions[0]?.signature ?? '' });
    expect((await entries(core)).at(-1)).toMatchObject({
      deed: 'session.ended',
      accountId: ACCOUNT,
      detail: 'unanswered',
      source: { by: 'window' },
    });
  });

  it('is the app lock being set up, changed and removed', async () => {
    const core = await signedIn();
    const { lock } = fromWindow(core);
    await lock.setUp({ passphrase: 'a long passphrase' });
    await lock.change({ passphrase: 'a long passphrase', newPassphrase: 'another passphrase' });
    await lock.remove({ passphrase: 'another passphrase' });
    expect(await deeds(core)).toEqual(['lock.setUp - window', 'lock.changed - window', 'lock.removed - window']);
  });

  it('holds no secret', async () => {
    const core = await started();
    const window = fromWindow(core);
    await window.session.signIn({ platform: DNANEXUS, username: AMY.username, password: AMY.password });
    await settle();
    const bearer = sessionSecret(core);
    const { row, secret } = await window.tokens.mint(wanted('laptop'));
    await window.tokens.copy({ signature: row.signature });
    await window.lock.setUp({ passphrase: 'CANARY-passphrase-0123' });
    await settle();
    const text = [...core.auditFiles.texts.values()].join('');
    expect(text).toContain('token.copied');
    for (const canary of [AMY.password, bearer, secret, 'CANARY-passphrase-0123']) expect(text).not.toContain(canary);
  });
});

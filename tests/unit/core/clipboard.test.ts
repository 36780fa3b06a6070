import { describe, expect, it } from 'vitest';
import { settle } from '../../fakes/fakeClock';
import { started, visible } from './signedIn';

const SECRET = 'CANARY0123456789CANARY0123456789';
const what = { label: 'laptop', last4: '6789' };

describe('after a crash', () => {
  it('the next start clears what it finds again by a salted hash, and forgets the hash', async () => {
    const core = await started();
    await core.services.clipboard.copy(SECRET, what);
    await settle();
    const [kept] = core.documents.clipboard.saved()?.kept ?? [];
    expect(`${kept?.key ?? ''} ${kept?.mac ?? ''}`).toMatch(/^[0-9a-f]{64} [0-9a-f]{64}$/);
    expect(visible(core, core.documents.clipboard.saved())).not.toContain(SECRET);
    const again = core.restart();
    await again.start();
    await settle();
    expect(core.clipboard.text).toBe('');
    expect(again.clipboard.state()).toMatchObject({ holding: null, lastOutcome: 'cleared' });
    expect(core.documents.clipboard.saved()).toEqual({ kept: [] });
  });

  it('leaves alone what is another’s, and what it cannot read, and says the latter', async () => {
    const core = await started();
    await core.services.clipboard.copy(SECRET, what);
    core.clipboard.text = 'a shopping list';
    const again = core.restart();
    await again.start();
    await settle();
    expect([core.clipboard.text, again.clipboard.state().lastOutcome]).toEqual(['a shopping list', null]);
    await again.clipboard.copy(SECRET, what);
    core.clipboard.kind = 'unverified';
    const third = core.restart();
    await third.start();
    await settle();
    expect([core.clipboard.text, third.clipboard.state().lastOutcome]).toEqual([SECRET, 'unverified']);
    expect(core.documents.clipboard.saved()).toEqual({ kept: [] });
  });

  it('keeps the hash until a clear has worked', async () => {
    const core = await started();
    await core.services.clipboard.copy(SECRET, what);
    core.clipboard.isBroken = true;
    const again = core.restart();
    await again.start();
    await settle();
    expect(again.clipboard.state().lastOutcome).toBe('failed');
    core.clipboard.isBroken = false;
    const third = core.restart();
    await third.start();
    await settle();
    expect([core.clipboard.text, core.documents.clipboard.saved()]).toEqual(['', { kept: [] }]);
  });

  it('SECURITY: nothing of a text that a hash could be tried out for is written down', async () => {
    const core = await started();
    await core.services.clipboard.copy('123456', { label: null, last4: '' });
    await settle();
    expect(core.documents.clipboard.saved()?.kept ?? []).toEqual([]);
  });

  it('only the newest copy is remembered, and one that fails leaves nothing', async () => {
    const core = await started();
    await core.services.clipboard.copy(SECRET, what);
    await core.services.clipboard.copy(`${SECRET}x`, what);
    await settle();
    expect(core.documents.clipboard.saved()?.kept).toHaveLength(1);
    core.clipboard.isBroken = true;
    await core.services.clipboard.copy(`${SECRET}y`, what).catch(() => undefined);
    await settle();
    expect(core.documents.clipboard.saved()?.kept).toHaveLength(1);
  });

  it('nothing is copied where the hash cannot be written', async () => {
    const core = await started();
    core.documents.clipboard.isFull = true;
    await expect(core.services.clipboard.copy(SECRET, what)).rejects.toMatchObject({ code: 'FILE_FAULT' });
    expect(core.clipboard.text).toBe('');
  });
});

describe('a clear', () => {
  it('overwrites what a history tool puts back', async () => {
    const core = await started();
    core.clipboard.hasRestorer = true;
    await core.services.clipboard.copy(SECRET, what);
    expect(await core.services.clipboard.clear()).toMatchObject({ holding: null, lastOutcome: 'cleared' });
    expect(core.clipboard.text).toBe(' ');
  });

  it('that no other program has looked at is said to be unproven', async () => {
    const core = await started();
    core.clipboard.readBackBy = 'itself';
    await core.services.clipboard.copy(SECRET, what);
    expect(await core.services.clipboard.clear()).toMatchObject({ lastOutcome: 'unproven' });
  });

  it('tells whether history tools were asked to leave the secret out', async () => {
    const core = await started();
    expect(core.services.clipboard.state().history).toBeNull();
    await core.services.clipboard.copy(SECRET, what);
    expect(core.services.clipboard.state().history).toBe('mayKeep');
  });

  it('a secret can be pasted once where the desktop can and it is set so', async () => {
    const core = await started();
    await core.services.settings.change({ pasteOnce: true });
    await core.services.clipboard.copy(SECRET, what);
    expect(core.clipboard.isForOnePaste).toBe(false);
    core.clipboard.canPasteOnce = true;
    await core.services.clipboard.copy(SECRET, what);
    expect(core.clipboard.isForOnePaste).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { createBook } from '../../../main/core/book';
import { memoryDocumentStore } from '../../fakes/memoryDocumentStore';
import { createTestServices } from '../../fakes/createTestServices';
import { AppError } from '../../../main/core/errors';
import { started } from './signedIn';

const what = { label: 'laptop', last4: 'wxyz' };

describe('the clipboard', () => {
  it('is cleared after thirty seconds if unchanged', async () => {
    const core = await started();
    const clipboard = core.services.clipboard;
    expect(await clipboard.copy('CANARY', what)).toEqual({ outcome: 'copied', clearsAtMs: core.clock.now() + 30_000 });
    expect(clipboard.state().holding).toMatchObject(what);
    await core.clock.advance(30_000);
    expect(core.clipboard.text).toBe('');
    expect(clipboard.state()).toMatchObject({ holding: null, lastOutcome: 'cleared' });
  });

  it('is left alone where another program wrote to it', async () => {
    const core = await started();
    await core.services.clipboard.copy('CANARY', what);
    core.clipboard.text = 'something else';
    await core.clock.advance(30_000);
    expect(core.clipboard.text).toBe('something else');
    expect(core.services.clipboard.state()).toMatchObject({ holding: null, lastOutcome: 'replaced' });
  });

  it('says what cannot be verified, and what failed, and can be tried again', async () => {
    const core = await started();
    core.clipboard.kind = 'unverified';
    expect(await core.services.clipboard.copy('CANARY', what)).toMatchObject({ outcome: 'copiedUnverified' });
    core.clipboard.isBroken = true;
    expect(await core.services.clipboard.clear()).toMatchObject({ holding: { clearsAtMs: null }, lastOutcome: 'failed' });
    core.clipboard.isBroken = false;
    expect(await core.services.clipboard.clear()).toMatchObject({ holding: null, lastOutcome: 'unverified' });
    core.clipboard.isBroken = true;
    await expect(core.services.clipboard.copy('CANARY', what)).rejects.toMatchObject({ code: 'CLIPBOARD_FAILED' });
  });

  it('keeps the clock of the newest copy, follows the setting, and is cleared when the app stops', async () => {
    const core = await started();
    await core.services.clipboard.copy('CANARY-1', what);
    await core.clock.advance(20_000);
    await core.services.clipboard.copy('CANARY-2', what);
    await core.clock.advance(20_000);
    expect(core.clipboard.text).toBe('CANARY-2');
    await core.services.settings.change({ clipboardClearMs: null });
    expect(await core.services.clipboard.copy('CANARY-3', what)).toMatchObject({ clearsAtMs: null });
    await core.clock.advance(86_400_000);
    expect(core.clipboard.text).toBe('CANARY-3');
    await core.services.stop();
    expect(core.clipboard.text).toBe('');
  });
});

describe('the clipboard’s time, changed while something is on it', () => {
  it('counts from the copy on: a longer one waits, a shorter one that is over clears at once', async () => {
    const core = await started();
    const { clipboard, settings } = core.services;
    const copiedMs = core.clock.now();
    await clipboard.copy('CANARY', what);
    await settings.change({ clipboardClearMs: 120_000 });
    expect(clipboard.state().holding?.clearsAtMs).toBe(copiedMs + 120_000);
    await core.clock.advance(60_000);
    expect(core.clipboard.text).toBe('CANARY');
    await settings.change({ notices: false });
    expect(clipboard.state().holding?.clearsAtMs).toBe(copiedMs + 120_000);
    await settings.change({ clipboardClearMs: 10_000 });
    await core.clock.advance(0);
    expect(core.clipboard.text).toBe('');
  });

  it('never means never for what is there, too', async () => {
    const core = await started();
    await core.services.clipboard.copy('CANARY', what);
    await core.services.settings.change({ clipboardClearMs: null });
    await core.clock.advance(86_400_000);
    expect(core.clipboard.text).toBe('CANARY');
  });
});

describe('settings and facts', () => {
  it('tells the settings when they are read, before anything is asked of a platform, and after each change', async () => {
    const core = await started();
    await core.services.settings.change({ proxy: { kind: 'none' } });
    const again = core.restart();
    const told: unknown[] = [];
    const before = core.platform.calls.length;
    again.settings.onChange(({ proxy }) => told.push([proxy.kind, core.platform.calls.length - before]));
    await again.start();
    await again.settings.change({ proxy: { kind: 'system' } });
    expect(told).toEqual([
      ['none', 0],
      ['system', 0],
    ]);
  });

  it('makes a change true outside before it is saved, and takes it back where it cannot be saved', async () => {
    const applied: boolean[] = [];
    const core = createTestServices({ ports: { applySettings: (next) => Promise.resolve(void applied.push(next.startAtLogin)) } });
    await core.services.start();
    await core.services.settings.change({ startAtLogin: true });
    expect(core.documents.settings.saved()?.settings.startAtLogin).toBe(true);
    core.documents.settings.isFull = true;
    await expect(core.services.settings.change({ startAtLogin: false })).rejects.toMatchObject({ code: 'FILE_FAULT' });
    expect(core.services.settings.state().startAtLogin).toBe(true);
    expect(applied).toEqual([true, false, true]);
  });

  it('saves nothing that could not be made true', async () => {
    const core = createTestServices({ ports: { applySettings: () => Promise.reject(new AppError('FILE_FAULT')) } });
    await expect(core.services.settings.change({ appearance: 'dark' })).rejects.toMatchObject({ code: 'FILE_FAULT' });
    expect(core.documents.settings.saved()).toBeNull();
  });

  it('says that there is no tray once, ever', async () => {
    const core = await started();
    expect(await core.services.settings.claimTrayNotice()).toBe(true);
    expect(await core.services.settings.claimTrayNotice()).toBe(false);
    const again = core.restart();
    await again.start();
    expect(await again.settings.claimTrayNotice()).toBe(false);
  });

  it('says it once also where the desktop answers before the settings are read, and keeps them', async () => {
    const core = await started();
    await core.services.settings.change({ closeWithoutTray: 'minimise' });
    await core.services.settings.claimTrayNotice();
    const again = core.restart();
    const claimed = again.settings.claimTrayNotice();
    await again.start();
    expect(await claimed).toBe(false);
    expect(core.documents.settings.saved()).toMatchObject({ settings: { closeWithoutTray: 'minimise' }, wasTrayAbsenceSaid: true });
  });

  it('names the files that were damaged', async () => {
    const core = createTestServices();
    core.documents.index.isDamaged = true;
    await core.services.start();
    expect(core.services.facts.state().damagedFiles).toEqual(['index.json']);
  });

  it('tells the state of the keychain as it is used', async () => {
    const core = await started();
    const seen: string[] = [];
    core.services.facts.onChange((state) => seen.push(state.keychain));
    core.secrets.mode = 'hung';
    expect(await core.services.facts.probeKeychain()).toBe('hung');
    core.secrets.mode = 'ready';
    await core.services.facts.probeKeychain();
    expect(seen).toEqual(['hung', 'ready']);
  });
});

describe('a book', () => {
  it('writes changes in their order, and holds in memory what was last written', async () => {
    const store = memoryDocumentStore<string[]>([]);
    const book = createBook(store, []);
    await book.load();
    await Promise.all(['a', 'b', 'c'].map((one) => book.change((all) => [...all, one])));
    expect(store.saved()).toEqual(['a', 'b', 'c']);
    store.isFull = true;
    await expect(book.change((all) => [...all, 'd'])).rejects.toMatchObject({ code: 'FILE_FAULT' });
    expect(book.value()).toEqual(['a', 'b', 'c']);
    store.isFull = false;
    await book.change((all) => [...all, 'e']);
    expect(store.saved()).toEqual(['a', 'b', 'c', 'e']);
  });

  it('lets no change overwrite what was kept and is not read yet', async () => {
    const store = memoryDocumentStore<string[]>([]);
    await store.save(['kept']);
    const book = createBook(store, []);
    const change = book.change((all) => [...all, 'new']);
    await book.load();
    await change;
    expect(store.saved()).toEqual(['kept', 'new']);
  });
});

import { describe, expect, it } from 'vitest';
import {
  createAsyncClipboard,
  createExternalClipboard,
  createPressClipboard,
  createReadBackClipboard,
  createSyncClipboard,
  hasAsyncClipboard,
} from '../../../main/shell/systemClipboard';

/** A clipboard of the system, whose reads can be made to differ or to fail; what is written becomes what is selected, as Chromium does on Linux. */
function fakeSystem() {
  const system = {
    text: '',
    selected: 'a word',
    makesSelected: true,
    failing: false,
    isOverwritten: false,
    items: [] as Record<string, string>[],
    refusesItems: false,
  };
  const use = <T>(work: () => T): T => {
    if (system.failing) throw new Error('the clipboard is in use');
    return work();
  };
  const read = () => use(() => (system.isOverwritten ? 'something else' : system.text));
  const write = (text: string) =>
    use(() => {
      system.text = text;
      if (system.makesSelected && text !== '') system.selected = text;
    });
  const unselect = () => use(() => void (system.selected = ''));
  const sync = {
    readText: (type?: 'selection') => (type === undefined ? read() : system.selected),
    writeText: write,
    clear: (type?: 'selection') => {
      if (type === undefined) write('');
      else unselect();
    },
  };
  const async_ = {
    readText: () => Promise.resolve().then(read),
    writeText: (text: string) => Promise.resolve().then(() => write(text)),
    write: (items: object[]) =>
      Promise.resolve().then(() => {
        if (system.refusesItems) throw new Error('no such format');
        const item = items[0] as Record<string, string>;
        system.items.push(item);
        write(item['text/plain'] ?? '');
      }),
    clear: () => write(''),
    selection: { readText: () => Promise.resolve(system.selected), clear: unselect },
  };
  return { system, sync, async: async_ };
}

const is = (text: string) => (read: string) => read === text;

const kinds = {
  'below Electron 44': (fake: ReturnType<typeof fakeSystem>) => createSyncClipboard(fake.sync, 'linux', 'system'),
  'from Electron 44 on': (fake: ReturnType<typeof fakeSystem>) =>
    createAsyncClipboard(fake.async, (contents) => contents, 'linux', 'system'),
};

it('is chosen by the version', () => {
  expect([25, 43, 44, 45].map(hasAsyncClipboard)).toEqual([false, false, true, true]);
});

describe.each(Object.entries(kinds))('the clipboard %s', (_name, create) => {
  it('copies, tells whether it still holds that, and clears', async () => {
    const fake = fakeSystem();
    const clipboard = create(fake);
    expect(await clipboard.write('CANARY', false)).toMatchObject({ outcome: 'copied' });
    expect(await clipboard.holds(is('CANARY'))).toBe(true);
    expect(await clipboard.holds(is('another'))).toBe(false);
    await clipboard.clear();
    expect(fake.system.text).toBe('');
  });

  it('does not leave it selected, where a middle click would paste it; what else is selected stays', async () => {
    const fake = fakeSystem();
    await create(fake).write('CANARY', false);
    expect([fake.system.text, fake.system.selected]).toEqual(['CANARY', '']);
    fake.system.makesSelected = false;
    fake.system.selected = 'a word';
    await create(fake).write('CANARY', false);
    expect(fake.system.selected).toBe('a word');
  });

  it('says so where what is read back is not what was written', async () => {
    const fake = fakeSystem();
    fake.system.isOverwritten = true;
    expect(await create(fake).write('CANARY', false)).toMatchObject({ outcome: 'unverified' });
  });

  it('fails by its code, without the text, and cannot tell what it holds', async () => {
    const fake = fakeSystem();
    fake.system.failing = true;
    const clipboard = create(fake);
    await expect(clipboard.write('CANARY', false)).rejects.toMatchObject({ code: 'CLIPBOARD_FAILED', message: 'CLIPBOARD_FAILED' });
    await expect(clipboard.clear()).rejects.toMatchObject({ code: 'CLIPBOARD_FAILED' });
    expect(await clipboard.holds(is('CANARY'))).toBeNull();
  });
});

describe('from Electron 44 on', () => {
  it('asks clipboard managers to forget it, in the same write', async () => {
    const fake = fakeSystem();
    await createAsyncClipboard(fake.async, (contents) => contents, 'linux', 'system').write('CANARY', false);
    expect(fake.system.items).toEqual([
      { 'text/plain': 'CANARY', 'electron application/osclipboard;format="x-kde-passwordManagerHint"': 'secret' },
    ]);
  });

  it('says whether the mark was taken', async () => {
    const fake = fakeSystem();
    const clipboard = createAsyncClipboard(fake.async, (contents) => contents, 'linux', 'system');
    expect(await clipboard.write('CANARY', false)).toMatchObject({ isMarked: true });
    fake.system.refusesItems = true;
    expect(await clipboard.write('CANARY', false)).toMatchObject({ isMarked: false });
  });

  it('copies without that mark where the desktop does not take it', async () => {
    const fake = fakeSystem();
    fake.system.refusesItems = true;
    expect(await createAsyncClipboard(fake.async, (contents) => contents, 'linux', 'system').write('CANARY', false)).toMatchObject({
      outcome: 'copied',
    });
    expect(fake.system.text).toBe('CANARY');
  });
});

describe('on Wayland without a program of the desktop', () => {
  it('writes nothing before the press', async () => {
    const fake = fakeSystem();
    const waiting: (() => Promise<void>)[] = [];
    const clipboard = createPressClipboard(createSyncClipboard(fake.sync, 'linux', 'system'), (write) => waiting.push(write));
    expect(await clipboard.write('CANARY', false)).toMatchObject({ outcome: 'needsPress' });
    expect(fake.system.text).toBe('');
    await waiting[0]?.();
    expect(fake.system.text).toBe('CANARY');
  });
});

describe('on X11 with a program that reads back', () => {
  it('believes what that program reads, not what Electron reads of its own', async () => {
    const fake = fakeSystem();
    const seen: { text: string | null; isOwner: boolean } = { text: 'CANARY', isOwner: false };
    const clipboard = createReadBackClipboard(createSyncClipboard(fake.sync, 'linux', 'itself'), {
      read: () => Promise.resolve(seen.text),
      clear: () => Promise.resolve(void (seen.isOwner = true)),
    });
    expect(clipboard.readBackBy).toBe('otherProgram');
    expect(await clipboard.write('CANARY', false)).toMatchObject({ outcome: 'copied' });
    seen.text = 'something else';
    expect(await clipboard.write('CANARY', false)).toMatchObject({ outcome: 'unverified' });
    expect(await clipboard.holds(is('CANARY'))).toBe(false);
    seen.text = null;
    expect(await clipboard.holds(is('CANARY'))).toBeNull();
    await clipboard.clear();
    expect(fake.system.text).toBe('');
    // It outlives us: an empty clipboard without an owner is a history tool's to fill again.
    expect(seen.isOwner).toBe(true);
  });
});

describe('through a program of the desktop', () => {
  it('does not read what can be pasted once', async () => {
    let reads = 0;
    const written: [string, boolean][] = [];
    const clipboard = createExternalClipboard({
      canPasteOnce: true,
      write: (text, isForOnePaste) => Promise.resolve(void written.push([text, isForOnePaste])).then(() => ({ isMarked: false })),
      read: () => Promise.resolve(((reads += 1), 'CANARY')),
      offersText: () => Promise.resolve(true),
      clear: () => Promise.resolve(),
    });
    expect(await clipboard.write('CANARY', true)).toMatchObject({ outcome: 'copied' });
    expect([reads, written]).toEqual([0, [['CANARY', true]]]);
    await clipboard.write('CANARY', false);
    expect(reads).toBe(1);
  });
});

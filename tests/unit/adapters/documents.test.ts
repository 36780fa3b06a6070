import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDocuments } from '../../../main/adapters/documents';
import type { IndexDocument } from '../../../main/core/ports';
import { scratchFolder, silentLog } from './scratch';

const PLATFORM = {
  key: 'standin',
  kind: 'standin',
  name: 'Stand-in',
  apiUrl: 'http://127.0.0.1:1',
  authUrl: 'http://127.0.0.1:1',
  webUrl: null,
} as const;
const CANARY = 'Canary0123456789Canary0123456789';

function index(): IndexDocument {
  return {
    accounts: [{ id: 'standin/user-amy', platform: PLATFORM, userId: 'user-amy', username: 'amy', fullName: null }],
    tokens: [
      {
        signature: 'a'.repeat(64),
        accountId: 'standin/user-amy',
        label: 'laptop',
        last4: 'abcd',
        scope: { kind: 'projects', projects: { '*': 'VIEW' } },
        origin: 'minted',
        isHeld: true,
        worksWhileAway: false,
        isShellToken: true,
        isPaused: false,
        madeMs: 1,
        expiresMs: 2,
        lastUsedMs: null,
        parentSignature: null,
        defaultProject: { id: 'project-FFFFFFFFFFFFFFFFFFFFFFF0', name: 'Exome' },
        goneMs: null,
        isLost: false,
        wasExposed: true,
        replaces: null,
        replacedBy: null,
        selfRotation: 'off',
        policy: { kind: 'listed', programs: [{ path: '/usr/bin/make', isAllowed: true }] },
      },
    ],
    sessions: [{ accountId: 'standin/user-amy', openedBy: 'password', signature: 'b'.repeat(64), sinceMs: 1, expiresMs: null }],
    activeAccountId: 'standin/user-amy',
    uncertain: [{ accountId: 'standin/user-amy', label: 'x', askedMs: 1, untilMs: 2, before: null }],
    unanswered: [
      { id: 'id-1', platform: PLATFORM, username: 'amy', accountId: 'standin/user-amy', askedMs: 1, untilMs: 2 },
      { id: 'id-2', platform: PLATFORM, username: 'ben', accountId: null, askedMs: 1, untilMs: 2 },
    ],
    endings: [
      {
        accountId: 'standin/user-ben',
        reason: 'signedOut',
        atMs: 3,
        username: 'ben',
        notes: [{ step: 'destroy', code: 'OFFLINE', isQueued: true }],
        openedBy: 'token',
        uncopied: [{ label: 'laptop', isKept: false }],
      },
    ],
    leftovers: ['session/standin/user-ben'],
  };
}

describe('documents', () => {
  it('come back as they were saved, and are absent before', async () => {
    const folder = join(scratchFolder(), 'data');
    const documents = openDocuments(folder, silentLog);
    expect(await documents.index.load()).toMatchObject({ state: 'absent', value: { tokens: [] } });
    await documents.index.save(index());
    expect(await openDocuments(folder, silentLog).index.load()).toEqual({ state: 'read', value: index() });
    for (const name of ['queue', 'settings', 'leases', 'idle'] as const) {
      const store = documents[name];
      const { value } = await store.load();
      await (store.save as (value: unknown) => Promise<void>)(value);
      expect(await store.load()).toEqual({ state: 'read', value });
    }
  });

  it('are 0600 in a 0700 folder, also where either stood open before, and leave no other file', async () => {
    const folder = join(scratchFolder(), 'data');
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, 'index.json'), '{}');
    chmodSync(join(folder, 'index.json'), 0o644);
    await openDocuments(folder, silentLog).index.save(index());
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'index.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['index.json']);
  });

  it.each([
    ['half a file', '{"version": 1, "value": {"accou'],
    ['another shape', '{"version": 1, "value": {"tokens": 7}}'],
    ['another version', '{"version": 99, "value": {}}'],
    ['no object', 'null'],
    ['nothing', ''],
  ])('are set aside and said where the file holds %s', async (_, text) => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'index.json'), text);
    expect(await openDocuments(folder, silentLog).index.load()).toMatchObject({ state: 'damaged', value: { tokens: [] } });
    const [aside, ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    expect(aside).toMatch(/^index\.json\.damaged-\d+$/);
    expect(readFileSync(join(folder, aside ?? ''), 'utf8')).toBe(text);
  });

  it('of a time when one session could be open bring its account and its session along', async () => {
    const folder = join(scratchFolder(), 'data');
    const { sessions, activeAccountId, endings, ...rest } = index();
    const [session] = sessions;
    const former = { ...rest, session, last: { platform: PLATFORM, username: 'amy' }, ended: null };
    mkdirSync(folder);
    const write = (value: object) => {
      writeFileSync(join(folder, 'index.json'), JSON.stringify({ version: 1, value }));
    };
    write(former);
    expect(await openDocuments(folder, silentLog).index.load()).toEqual({ state: 'read', value: { ...index(), endings: [] } });
    const { accountId: _, ...ended } = endings[0] ?? { accountId: '' };
    write({ ...former, session: null, ended });
    const { value } = await openDocuments(folder, silentLog).index.load();
    expect(value).toMatchObject({ sessions: [], activeAccountId, endings: [{ accountId: 'standin/user-amy', reason: 'signedOut' }] });
  });

  it('refuse a link in the place of the file or of the folder, and leave its target alone', async () => {
    const folder = scratchFolder();
    const target = join(folder, 'target.json');
    writeFileSync(target, 'mine');
    symlinkSync(target, join(folder, 'index.json'));
    const documents = openDocuments(folder, silentLog);
    await expect(documents.index.load()).rejects.toMatchObject({ code: 'FILE_FAULT' });
    await expect(documents.index.save(index())).rejects.toMatchObject({ code: 'FILE_FAULT' });
    expect(readFileSync(target, 'utf8')).toBe('mine');
    symlinkSync(folder, join(folder, 'linked'));
    await expect(openDocuments(join(folder, 'linked'), silentLog).queue.save({ entries: [] })).rejects.toMatchObject({
      code: 'FILE_FAULT',
    });
  });

  it.each(['index', 'leases'] as const)('SECURITY: %s is not written through a link under the name of its next file', async (name) => {
    const folder = scratchFolder();
    const target = join(folder, 'target.json');
    writeFileSync(target, 'mine');
    symlinkSync(target, join(folder, `${name}.json.${String(process.pid)}.new`));
    const store = openDocuments(folder, silentLog)[name];
    const { value } = await store.load();
    await (store.save as (value: unknown) => Promise<void>)(value);
    expect(readFileSync(target, 'utf8')).toBe('mine');
    expect(readdirSync(folder).sort()).toEqual([`${name}.json`, 'target.json']);
  });

  it('write nothing that is not of the document, so that no stray secret stands in a file', async () => {
    const folder = scratchFolder();
    const stray = { ...index(), secret: CANARY, sessions: index().sessions.map((one) => ({ ...one, bearer: CANARY })) };
    await openDocuments(folder, silentLog).index.save(stray);
    expect(readFileSync(join(folder, 'index.json'), 'utf8')).not.toContain(CANARY);
  });

  it('refuse what could not be read again, and the former file then stands', async () => {
    const folder = scratchFolder();
    const { index: store } = openDocuments(folder, silentLog);
    await store.save(index());
    await expect(store.save({ ...index(), tokens: [{}] } as unknown as IndexDocument)).rejects.toMatchObject({ code: 'FILE_FAULT' });
    expect(await store.load()).toEqual({ state: 'read', value: index() });
  });

  it('stand in the order of the saves, however close together', async () => {
    const { queue } = openDocuments(scratchFolder(), silentLog);
    const { settings } = openDocuments(scratchFolder(), silentLog);
    const first = (await settings.load()).value;
    await Promise.all(
      [10_000, 20_000, 30_000, 40_000].map((clipboardClearMs) =>
        settings.save({ ...first, settings: { ...first.settings, clipboardClearMs } }),
      ),
    );
    expect((await settings.load()).value.settings.clipboardClearMs).toBe(40_000);
    expect((await queue.load()).state).toBe('absent');
  });

  it('SECURITY: a settings file with a login of a proxy is not read', async () => {
    const folder = scratchFolder();
    const { settings } = openDocuments(folder, silentLog);
    const first = (await settings.load()).value;
    const withProxy = (url: string) => ({ ...first, settings: { ...first.settings, proxy: { kind: 'fixed' as const, url, bypass: '' } } });
    await settings.save(withProxy('http://proxy.example:3128'));
    expect((await openDocuments(folder, silentLog).settings.load()).value.settings.proxy).toMatchObject({
      url: 'http://proxy.example:3128',
    });
    const path = join(folder, 'settings.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('http://proxy', `http://amy:${CANARY}@proxy`));
    const { state, value } = await openDocuments(folder, silentLog).settings.load();
    expect([state, value.settings.proxy]).toEqual(['damaged', { kind: 'system' }]);
  });
});

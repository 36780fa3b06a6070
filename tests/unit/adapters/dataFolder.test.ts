import { existsSync } from 'node:fs';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesSetAside, removeDocuments, removeRest } from '../../../main/adapters/dataFolder';
import { openDocuments } from '../../../main/adapters/documents';
import { FIRST_START } from '../../../main/core/ports';
import { memoryLog } from '../../fakes/memoryLog';
import { scratchFolder } from './scratch';

const begun = { begun: { tokens: 'forget', isNameless: false, alive: null, keys: null } } as const;

/** All that an app writes there, and what an older one left. */
async function lived(folder: string): Promise<void> {
  const documents = openDocuments(folder, memoryLog());
  for (const [name, store] of Object.entries(documents)) await store.save(FIRST_START[name as keyof typeof FIRST_START] as never);
  await documents.erase.save({ begun: { ...begun.begun } });
  for (const name of ['activity', 'log', 'run', 'hook', join('chromium', 'Cache')]) await mkdir(join(folder, name), { recursive: true });
  const files = [
    'index.json.damaged-17',
    'queue.json.42.new',
    'activity/000000000001.log',
    'log/dxkey.log',
    'log/dxkey.log.1',
    'run/agent.sock',
    'hook/wake',
    'hook/rules',
    'hook/allowed.json',
    'hook/allowed.json.42.new',
  ];
  for (const name of [...files, 'chromium/Preferences', 'chromium/Cache/x']) await writeFile(join(folder, name), '{}');
}

describe('what dxkey wrote into its data folder', () => {
  it('is removed but for what a running app still needs; then the rest, and the folder itself', async () => {
    const folder = join(scratchFolder(), 'data');
    await mkdir(folder);
    await lived(folder);
    expect(await filesSetAside(folder)).toEqual(['index.json.damaged-17']);
    expect(await removeDocuments(folder)).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual(['chromium', 'erase.json', 'hook', 'log', 'run']);
    removeRest(folder);
    expect(existsSync(folder)).toBe(false);
    // A second time there is nothing, and that is no fault.
    expect(await removeDocuments(folder)).toEqual([]);
    removeRest(folder);
  });

  it('SECURITY: what somebody else keeps in that folder stays', async () => {
    const folder = scratchFolder();
    await lived(folder);
    for (const name of ['package.json', 'index.json.bak', 'notes.txt', 'log/other.log', 'activity/mine.txt'])
      await writeFile(join(folder, name), '');
    await removeDocuments(folder);
    removeRest(folder);
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(
      ['activity', 'activity/mine.txt', 'index.json.bak', 'log', 'log/other.log', 'notes.txt', 'package.json'].sort(),
    );
  });

  it('what cannot be removed is named, and the others go all the same', async () => {
    const folder = scratchFolder();
    await lived(folder);
    // A folder in a file's place.
    await removeDocuments(folder);
    await mkdir(join(folder, 'queue.json', 'x'), { recursive: true });
    await writeFile(join(folder, 'index.json'), '');
    expect(await removeDocuments(folder)).toEqual(['queue.json']);
    expect(existsSync(join(folder, 'index.json'))).toBe(false);
  });

  it('SECURITY: a link in the place of Chromium’s own socket leads nowhere', async () => {
    const folder = scratchFolder();
    const other = scratchFolder();
    await lived(folder);
    await writeFile(join(other, 'SingletonSocket'), '');
    await mkdir(join(other, 'deep'));
    await symlink(join(other, 'SingletonSocket'), join(folder, 'chromium', 'SingletonSocket'));
    await removeDocuments(folder);
    removeRest(folder);
    expect(existsSync(other)).toBe(true);
    expect(existsSync(join(other, 'deep'))).toBe(true);
  });
});

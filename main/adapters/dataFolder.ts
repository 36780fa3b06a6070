/** What we wrote into the data folder, by name: what somebody else keeps in a folder that DXKEY_DATA_DIR names is not ours to remove. */
import { lstatSync, readdirSync, readlinkSync, rmdirSync, rmSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FIRST_START, HOOK_FILES, HOOK_FOLDER } from '../core/ports';
import { isOurs } from './privateFolder';

/** `erase` is the erasure's own document: it goes last of all. The lock goes last of the others. */
const DOCUMENTS = Object.keys(FIRST_START).filter((name) => name !== 'erase');
const AFTER_NAME = String.raw`(\.damaged-\d+|\.\d+\.new)?`;
const isDocument = (file: string): boolean => new RegExp(String.raw`^(${DOCUMENTS.join('|')})\.json${AFTER_NAME}$`).test(file);
const isEraseDocument = (file: string): boolean => new RegExp(String.raw`^erase\.json${AFTER_NAME}$`).test(file);
const ACTIVITY = /^\d{12}\.log$/;
const LOG = /^dxkey\.log(\.\d+)?$/;
const TRIES = 5;

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** Files of ours that could not be read once, and were set aside. */
export async function filesSetAside(folder: string): Promise<string[]> {
  return (await namesIn(folder)).filter((name) => isDocument(name) && name.includes('.damaged-'));
}

/** Removes documents and the activity record; answers the names of what stays. */
export async function removeDocuments(folder: string): Promise<string[]> {
  const left: string[] = [];
  const remove = async (name: string): Promise<void> => {
    await rm(join(folder, name), { force: true }).catch(() => left.push(name));
  };
  const documents = (await namesIn(folder)).filter(isDocument);
  const activity = (await namesIn(join(folder, 'activity'))).filter((name) => ACTIVITY.test(name));
  for (const name of activity) await remove(join('activity', name));
  await rmdir(join(folder, 'activity')).catch(() => undefined);
  // SECURITY: while the lock's file stands, a start in the middle of this is a locked one.
  for (const name of documents.sort((a, b) => Number(a.startsWith('lock.')) - Number(b.startsWith('lock.')))) await remove(name);
  return left;
}

/**
 * What a running app still writes (Chromium's folder, the log), then the erasure's document, then the folder itself, if it is empty. In one
 * turn, as the last thing that the process does. Where it fails before the document goes, the next start goes on.
 */
export function removeRest(folder: string): void {
  const chromium = join(folder, 'chromium');
  removeSingletonSocket(chromium);
  for (let tries = 0; tries < TRIES && isThere(chromium); tries += 1) {
    try {
      rmSync(chromium, { recursive: true, force: true });
    } catch {
      // One of Chromium's processes wrote into it meanwhile.
    }
  }
  for (const [name, isMine] of [
    ['log', (file: string) => LOG.test(file)],
    ['run', (file: string) => file === 'agent.sock'],
    [HOOK_FOLDER, (file: string) => (Object.values(HOOK_FILES) as string[]).includes(file.replace(/(\.\d+)?\.new$/, ''))],
  ] as const) {
    for (const file of syncNamesIn(join(folder, name)).filter(isMine)) rmSync(join(folder, name, file), { force: true });
    removeEmpty(join(folder, name));
  }
  for (const file of syncNamesIn(folder).filter(isEraseDocument)) rmSync(join(folder, file), { force: true });
  removeEmpty(folder);
}

/** Chromium's own socket between two starts of an app stands in a folder under the temporary one, and a link says where. */
function removeSingletonSocket(chromium: string): void {
  try {
    const place = dirname(readlinkSync(join(chromium, 'SingletonSocket')));
    // SECURITY: the link is a file's word: only a folder of this user right under the temporary folder is meant.
    const facts = lstatSync(place);
    if (dirname(place) !== tmpdir() || !facts.isDirectory() || !isOurs(facts.uid)) return;
    for (const file of ['SingletonSocket', 'SingletonCookie']) rmSync(join(place, file), { force: true });
    rmdirSync(place);
  } catch {
    // There is none, or Chromium removed it itself.
  }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function syncNamesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A folder in which somebody keeps something else stays. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not empty, or not there.
  }
}

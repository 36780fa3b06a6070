import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePrivateFile } from '../../../main/adapters/privateFile';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dxkey-private-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('a file that a person asked for', () => {
  it('is readable by them alone', async () => {
    const path = join(folder, 'codes.txt');
    await writePrivateFile(path, 'one\ntwo\n');
    expect(await readFile(path, 'utf8')).toBe('one\ntwo\n');
    expect(await modeOf(path)).toBe(0o600);
  });

  it('takes the place of one that was open to others, and closes it', async () => {
    const path = join(folder, 'open.txt');
    await writeFile(path, 'what stood there before, and was longer', { mode: 0o644 });
    await writePrivateFile(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await modeOf(path)).toBe(0o600);
  });

  it('is FILE_FAULT where it cannot be written', async () => {
    await expect(writePrivateFile(join(folder, 'absent', 'codes.txt'), 'x')).rejects.toMatchObject({ code: 'FILE_FAULT' });
  });
});

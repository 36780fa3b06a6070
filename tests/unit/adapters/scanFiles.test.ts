import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createScanFiles } from '../../../main/adapters/scanFiles';
import { AppError } from '../../../main/core/errors';
import { scratchFolder } from './scratch';

const uid = process.getuid?.() ?? null;
function home() {
  const folder = scratchFolder();
  const put = (path: string, text = 'x'): string => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, 'latin1');
    return join(folder, path);
  };
  return { folder, put, files: createScanFiles({ home: folder, uid }) };
}
const code = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => (error instanceof AppError ? [error.code, error.details?.field] : error),
  );

describe('what is looked at', () => {
  it('in a home: configurations, histories, start files, notebooks and their like, and no program’s folders', async () => {
    const { put, files } = home();
    const wanted = [
      '.dnanexus_config/environment.json',
      '.dnanexus_config/sessions/41/environment.json',
      '.bash_history',
      '.zsh_history',
      '.local/share/fish/fish_history',
      '.netrc',
      'work/.env',
      'work/a.ipynb',
      'work/.Renviron',
      'flow/nextflow.config',
      'flow/main.nf',
      'play/site.yml',
    ].map((path) => put(path));
    for (const path of ['work/readme.md', 'node_modules/a/.env', 'work/.git/config.yml', '.cache/x.ipynb']) put(path);
    const found = await files.find(null, () => undefined);
    expect(found.paths.sort()).toEqual(wanted.sort());
    expect(found).toMatchObject({ skipped: [], isCut: false });
  });

  it('of a path: everything in it; links are not followed and are told, and what is not there, too', async () => {
    const { folder, put, files } = home();
    const real = put('a/deep/notes.txt');
    symlinkSync(real, join(folder, 'a', 'link'));
    const found = await files.find([join(folder, 'a'), join(folder, 'nowhere')], () => undefined);
    expect(found.paths).toEqual([real]);
    expect(found.skipped).toEqual([
      { path: join(folder, 'a', 'link'), why: 'link' },
      { path: join(folder, 'nowhere'), why: 'unreadable' },
    ]);
  });

  it('reads a character a byte; a link, a foreign and a huge file are left and told, a missing one is nothing', async () => {
    const { folder, put, files } = home();
    const path = put('a', '\xff\x00\x80');
    expect(await files.read(path)).toMatchObject({ bytes: '\xff\x00\x80' });
    symlinkSync(path, join(folder, 'link'));
    expect(await files.read(join(folder, 'link'))).toEqual({ path: join(folder, 'link'), why: 'link' });
    expect(await createScanFiles({ home: folder, uid: (uid ?? 0) + 1 }).read(path)).toEqual({ path, why: 'foreign' });
    truncateSync(path, 40_000_000);
    expect(await files.read(path)).toEqual({ path, why: 'tooLarge' });
    expect(await files.read(join(folder, 'nowhere'))).toBeNull();
  });
});

describe('putting in place', () => {
  const marked = async (files: ReturnType<typeof home>['files'], path: string): Promise<string> => {
    const read = await files.read(path);
    if (read === null || 'why' in read) throw new Error('not read');
    return read.mark;
  };

  it('keeps the mode, leaves nothing beside it, and tells the new mark', async () => {
    const { folder, put, files } = home();
    const path = put('a', 'before');
    chmodSync(path, 0o640);
    const next = await files.replace(path, await marked(files, path), 'a\xff\x00er!');
    expect(readFileSync(path, 'latin1')).toBe('a\xff\x00er!');
    expect(statSync(path).mode & 0o7777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['a']);
    expect(await marked(files, path)).toBe(next);
  });

  it('refuses a file that changed, is a link now, or has another name, and leaves it', async () => {
    const { folder, put, files } = home();
    const path = put('a', 'before');
    const mark = await marked(files, path);
    writeFileSync(path, 'begone');
    expect(await code(files.replace(path, mark, 'x'))).toEqual(['FILE_CHANGED', undefined]);
    expect(readFileSync(path, 'utf8')).toBe('begone');
    linkSync(path, join(folder, 'b'));
    expect(await code(files.replace(path, await marked(files, path), 'x'))).toEqual(['REFUSED', 'links']);
    symlinkSync(path, join(folder, 'link'));
    expect(await code(files.replace(join(folder, 'link'), mark, 'x'))).toEqual(['FILE_CHANGED', undefined]);
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['a', 'b', 'link']);
  });
});

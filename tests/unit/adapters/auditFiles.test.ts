import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuditFiles } from '../../../main/adapters/auditFiles';

describe('the files of the activity record', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'dxkey-audit-'));
  });
  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
  });
  const folder = () => join(home, 'activity');
  const NAME = '000000000001.log';

  it('are listed in order, ours alone', async () => {
    const files = createAuditFiles(folder());
    await files.append('000000000011.log', 'b\n');
    await files.append(NAME, 'a\n');
    writeFileSync(join(folder(), 'notes.txt'), 'mine');
    expect(await files.list()).toEqual([NAME, '000000000011.log']);
    await files.remove(NAME);
    expect(await files.list()).toEqual(['000000000011.log']);
  });

  it('are appended to, read a character a byte, and cut', async () => {
    const files = createAuditFiles(folder());
    await files.append(NAME, 'one\n');
    await files.append(NAME, 'two\n');
    writeFileSync(join(folder(), NAME), Buffer.from([0x6f, 0xef, 0xbf, 0xbd, 0x0a]), { flag: 'a' });
    const text = await files.read(NAME);
    expect([text.length, text.slice(0, 8)]).toEqual([13, 'one\ntwo\n']);
    await files.cut(NAME, 8);
    expect(await files.read(NAME)).toBe('one\ntwo\n');
  });

  it('are this user’s alone, also after a mode was loosened', async () => {
    const files = createAuditFiles(folder());
    await files.append(NAME, 'one\n');
    chmodSync(join(folder(), NAME), 0o644);
    await files.append(NAME, 'two\n');
    expect([statSync(folder()).mode & 0o777, statSync(join(folder(), NAME)).mode & 0o777]).toEqual([0o700, 0o600]);
  });

  it('follow no link', async () => {
    const files = createAuditFiles(folder());
    await files.list();
    const elsewhere = join(home, 'elsewhere');
    writeFileSync(elsewhere, 'kept');
    symlinkSync(elsewhere, join(folder(), NAME));
    await expect(files.append(NAME, 'one\n')).rejects.toMatchObject({ code: 'FILE_FAULT' });
  });
});

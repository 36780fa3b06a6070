import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDocuments } from '../../../main/adapters/documents';
import { isFirstUse } from '../../../main/adapters/firstUse';
import { FIRST_START } from '../../../main/core/ports';

const log = { hide: () => undefined, info: () => undefined, warn: () => undefined };

describe('whether the first screen is surely an empty sign-in form', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dxkey-first-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const documents = () => openDocuments(folder, log);

  it('is, where there is no folder yet, or an empty one', () => {
    expect(isFirstUse(join(folder, 'none'))).toBe(true);
    expect(isFirstUse(folder)).toBe(true);
  });

  it('is, with the settings that a first start writes', async () => {
    await documents().settings.save(FIRST_START.settings);
    expect(isFirstUse(folder)).toBe(true);
  });

  it('is not, where accounts, a lock or an erasure may ask for another screen', async () => {
    for (const name of ['index', 'lock', 'erase'] as const) {
      await documents()[name].save(FIRST_START[name] as never);
      expect(isFirstUse(folder), name).toBe(false);
      rmSync(join(folder, `${name}.json`));
    }
  });

  it('is not, where the form would have to be light or dark against the system', async () => {
    const { settings } = FIRST_START;
    await documents().settings.save({ ...settings, settings: { ...settings.settings, appearance: 'dark' } });
    expect(isFirstUse(folder)).toBe(false);
  });

  it('is not, where the settings cannot be read', () => {
    mkdirSync(join(folder, 'settings.json'));
    expect(isFirstUse(folder)).toBe(false);
    rmSync(join(folder, 'settings.json'), { recursive: true });
    writeFileSync(join(folder, 'index.json'), 'damaged');
    expect(isFirstUse(folder)).toBe(false);
  });
});

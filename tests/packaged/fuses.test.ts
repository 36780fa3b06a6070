import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { describe, expect, it } from 'vitest';
import { release, test, type Build } from './builds';

/** As the wire spells them: a character each. */
const ENABLE = '1';
const DISABLE = '0';

const HARDENED = {
  RunAsNode: DISABLE,
  EnableCookieEncryption: ENABLE,
  EnableNodeOptionsEnvironmentVariable: DISABLE,
  EnableNodeCliInspectArguments: DISABLE,
  EnableEmbeddedAsarIntegrityValidation: ENABLE,
  OnlyLoadAppFromAsar: ENABLE,
  LoadBrowserProcessSpecificV8Snapshot: DISABLE,
  GrantFileProtocolExtraPrivileges: DISABLE,
};

/** Read back from the executable; one that this Electron has no fuse for is left out. */
async function fusesOf(build: Build): Promise<Record<string, string>> {
  const wire = await getCurrentFuseWire(build.executable);
  const names = Object.keys(HARDENED) as (keyof typeof HARDENED)[];
  return Object.fromEntries(
    names.flatMap((name) =>
      wire[FuseV1Options[name]] === undefined ? [] : [[name, String.fromCharCode(Number(wire[FuseV1Options[name]]))]],
    ),
  );
}

/** Electron 25's wire ends before the last fuse. */
function expected(build: Build, changes: Partial<Record<keyof typeof HARDENED, string>> = {}): Record<string, string> {
  const major = Number.parseInt(readFileSync(join(build.folder, 'version'), 'utf8'), 10);
  const { GrantFileProtocolExtraPrivileges, ...rest } = { ...HARDENED, ...changes };
  return major >= 29 ? { ...rest, GrantFileProtocolExtraPrivileges } : rest;
}

describe('fuses, read back from the executables (row 13)', () => {
  it('are all on their safe side in the release', async () => {
    expect(await fusesOf(release)).toEqual(expected(release));
  });

  it('differ in the test build by the inspector alone', async () => {
    expect(await fusesOf(test)).toEqual(expected(test, { EnableNodeCliInspectArguments: ENABLE }));
  });
});

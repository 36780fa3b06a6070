import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../../../main/core/audit/entries';
import type { TestServices } from '../../../fakes/createTestServices';
import { settle } from '../../../fakes/fakeClock';
import { ACCOUNT, signedIn, wanted } from '../signedIn';

const everything = { accountId: ACCOUNT, text: '', kind: 'all', limit: 100 } as const;

async function withActivity(): Promise<TestServices> {
  const core = await signedIn();
  const window = core.services.from(sourceOf('window'));
  const { row } = await window.tokens.mint(wanted('=HYPERLINK("x")'));
  await window.tokens.copy({ signature: row.signature });
  await window.lock.setUp({ passphrase: 'a long passphrase' });
  core.services.audit.record({ deed: 'token.copied', accountId: 'staging/user-zoe', token: null, detail: null }, sourceOf('tray'));
  await settle();
  return core;
}
const deeds = async (core: TestServices, filter: object) =>
  (await core.services.activity.load({ ...everything, ...filter })).entries.map(({ deed }) => deed);

describe('the activity of an account', () => {
  it('is its own and the app’s, the newest first, and no other account’s', async () => {
    const core = await withActivity();
    expect(await deeds(core, {})).toEqual(['lock.setUp', 'token.copied', 'token.made']);
  });

  it('is filtered by kind, and by any name in it', async () => {
    const core = await withActivity();
    expect(await deeds(core, { kind: 'security' })).toEqual(['lock.setUp']);
    expect(await deeds(core, { kind: 'sessions' })).toEqual([]);
    expect(await deeds(core, { text: ' hyperLINK ' })).toEqual(['token.copied', 'token.made']);
    expect(await deeds(core, { text: 'nobody' })).toEqual([]);
  });

  it('says that there is more than it was asked for', async () => {
    const core = await withActivity();
    expect(await core.services.activity.load({ ...everything, limit: 2 })).toMatchObject({ hasMore: true });
  });

  it('is taken along as CSV in which no label is a formula', async () => {
    const core = await withActivity();
    expect(await core.services.activity.exportAs({ accountId: ACCOUNT, text: '', kind: 'tokens', format: 'csv' })).toEqual({
      path: core.papers.path,
      count: 2,
    });
    const [saved] = core.papers.saved;
    expect(saved?.name).toBe('dxkey-activity.csv');
    const [head, first] = (saved?.text ?? '').split('\r\n');
    expect(head).toBe('"n","at","deed","detail","account","label","last4","signature","by","program","folder","terminal"');
    expect(first).toContain(`"token.copied","","${ACCOUNT}","'=HYPERLINK(""x"")"`);
  });

  it('is taken along as JSON', async () => {
    const core = await withActivity();
    await core.services.activity.exportAs({ accountId: ACCOUNT, text: '', kind: 'all', format: 'json' });
    const entries = JSON.parse(core.papers.saved[0]?.text ?? '') as { deed: string }[];
    expect(entries.map(({ deed }) => deed)).toEqual(['lock.setUp', 'token.copied', 'token.made']);
  });
});

import { describe, expect, it } from 'vitest';
import { chooseRows } from '../../../main/core/tokens/choice';
import { settle } from '../../fakes/fakeClock';
import { OFFLINE } from '../../fakes/fakePlatform';
import { signedIn, wanted } from './signedIn';

const DAY_MS = 86_400_000;

async function withThree() {
  const core = await signedIn();
  const make = async (label: string) => (await core.services.tokens.mint(wanted(label))).row.signature;
  const signatures = [await make('one'), await make('two'), await make('three')];
  return { core, signatures, tokens: core.services.tokens };
}

describe('revoking several tokens', () => {
  it('says what breaks for all of them together, and counts the children that stay', async () => {
    const { core, signatures, tokens } = await withThree();
    const [one = '', two = ''] = signatures;
    core.platform.running = { isKnown: true, count: 4, isAtLeast: false, named: [] };
    for (const label of ['child', 'another child']) core.platform.issue('user-amy', { label }).parentSignature = one;
    await tokens.refresh();
    expect(await tokens.previewRevokeMany({ signatures: [one, two] })).toMatchObject({
      rows: [{ label: 'one' }, { label: 'two' }],
      running: { isKnown: true, count: 4 },
      childCount: 2,
    });
  });

  it('revokes each of them', async () => {
    const { core, signatures, tokens } = await withThree();
    const { results } = await tokens.revokeMany({ signatures, when: 'now' });
    await settle();
    expect(results.map((one) => one.outcome)).toEqual(['revoked', 'revoked', 'revoked']);
    expect(signatures.map((one) => core.platform.isAlive(one))).toEqual([false, false, false]);
  });

  it('is stopped by none that is out of reach: it waits in the queue, and says so', async () => {
    const { core, signatures, tokens } = await withThree();
    core.platform.fail('destroy', OFFLINE(), { times: 1 });
    const { results } = await tokens.revokeMany({ signatures, when: 'now' });
    expect(results.map((one) => one.outcome).sort()).toEqual(['queued', 'revoked', 'revoked']);
    for (const { signature, outcome } of results) expect(core.platform.isAlive(signature)).toBe(outcome === 'queued');
  });

  it('says which one it could not revoke, and why', async () => {
    const { signatures, tokens } = await withThree();
    const { results } = await tokens.revokeMany({ signatures: [...signatures, 'f'.repeat(64)], when: 'now' });
    expect(results.at(-1)).toMatchObject({ outcome: 'failed', error: { code: 'NO_SUCH_TOKEN' } });
  });
});

describe('which tokens are meant', () => {
  it('are the named ones, with all that came of them where that is asked', async () => {
    const { core, signatures, tokens } = await withThree();
    const [one = ''] = signatures;
    const child = core.platform.issue('user-amy', { label: 'child' });
    child.parentSignature = one;
    core.platform.issue('user-amy', { label: 'grandchild' }).parentSignature = child.signature;
    const rows = (await tokens.refresh()).rows;
    const labels = (also: 'children' | null) => chooseRows(rows, { names: ['one'], also }, core.clock.now()).map((row) => row.label);
    expect(labels(null)).toEqual(['one']);
    expect(labels('children').sort()).toEqual(['child', 'grandchild', 'one']);
  });

  it('are those that end within three days, or all that can go', async () => {
    const { core, tokens } = await withThree();
    const nowMs = core.clock.now();
    core.platform.issue('user-amy', { label: 'ends soon', expiresMs: nowMs + DAY_MS });
    core.platform.issue('user-amy', { label: 'ends later', expiresMs: nowMs + 9 * DAY_MS });
    const rows = (await tokens.refresh()).rows;
    const labels = (also: 'expiring' | 'all') => chooseRows(rows, { names: [], also }, nowMs).map((row) => row.label);
    expect(labels('expiring')).toEqual(['ends soon']);
    expect(labels('all').sort()).toEqual(['ends later', 'ends soon', 'one', 'three', 'two']);
  });
});

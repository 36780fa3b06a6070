import { describe, expect, it } from 'vitest';
import { lasting, othersThatLast } from '../../../main/core/grants/jobLength';
import type { TokenRow } from '../../../preload/contract/contract';
import { tokenRow } from '../agent/scriptedServices';
import { signedIn, wanted } from './signedIn';

const HOUR = 3_600_000;
const NOW = 1_000_000;
const A = 'project-0123456789BFGJKPQVXYZbfg';
const B = 'project-1123456789BFGJKPQVXYZbfg';
let n = 0;
const row = (change: Partial<TokenRow>): TokenRow =>
  tokenRow({ signature: String(++n).padStart(64, '0'), expiresMs: NOW + 100 * HOUR, ...change });
const on = (projects: Extract<TokenRow['scope'], { kind: 'projects' }>['projects']): TokenRow['scope'] => ({ kind: 'projects', projects });

describe('whether a token outlives a job', () => {
  it('to the millisecond; an unknown end is no promise', () => {
    expect(lasting({ expiresMs: NOW + HOUR }, HOUR, NOW)).toBe('lasts');
    expect(lasting({ expiresMs: NOW + HOUR - 1 }, HOUR, NOW)).toBe('endsFirst');
    expect(lasting({ expiresMs: null }, HOUR, NOW)).toBe('unknown');
  });
});

describe('what is offered in its place', () => {
  const asked = row({ label: 'asked', scope: on({ [A]: 'UPLOAD' }), expiresMs: NOW + HOUR });
  const offered = (...rows: TokenRow[]) => othersThatLast([asked, ...rows], asked, 12 * HOUR, NOW).map((one) => one.label);

  it('reaches as much and lasts long enough: the least reach first, then the soonest end', () => {
    const full = row({ label: 'full' });
    const all = row({ label: 'all', scope: on({ '*': 'CONTRIBUTE' }) });
    const two = row({ label: 'two', scope: on({ [A]: 'ADMINISTER', [B]: 'VIEW' }) });
    const later = row({ label: 'later', scope: on({ [A]: 'UPLOAD' }), expiresMs: NOW + 500 * HOUR });
    const sooner = row({ label: 'sooner', scope: on({ [A]: 'UPLOAD' }), expiresMs: NOW + 13 * HOUR });
    expect(offered(full, all, two, later, sooner)).toEqual(['sooner', 'later', 'two', 'all', 'full']);
  });

  it('is none that reaches less, ends too soon or at an unknown time, is held elsewhere, or no longer lives', () => {
    expect(
      offered(
        row({ scope: on({ [A]: 'VIEW' }) }),
        row({ scope: on({ [B]: 'ADMINISTER' }) }),
        row({ scope: on({ '*': 'ADMINISTER', [A]: 'VIEW' }) }),
        row({ scope: { kind: 'unknown' } }),
        row({ expiresMs: NOW + 2 * HOUR }),
        row({ expiresMs: null }),
        row({ held: 'elsewhere' }),
        row({ state: 'revoking' }),
      ),
    ).toEqual([]);
  });

  it('is full access alone for a token whose reach is unknown', () => {
    const unknown = row({ scope: { kind: 'unknown' }, expiresMs: NOW });
    const full = row({ label: 'full' });
    expect(othersThatLast([full, row({ scope: on({ '*': 'ADMINISTER' }) })], unknown, HOUR, NOW)).toEqual([full]);
  });
});

describe('a lease for a job', () => {
  async function withTokens() {
    const core = await signedIn();
    const nowMs = core.clock.now();
    await core.services.tokens.mint(wanted('short', { expiresMs: nowMs + 6 * HOUR, worksWhileAway: true }));
    await core.services.tokens.mint(wanted('long', { expiresMs: nowMs + 48 * HOUR }));
    core.processes.start(70);
    const begin = (name: string, needsMs: number) => core.services.grants.begin({ name, kind: 'exec', pid: 70, projectId: null, needsMs });
    return { core, begin };
  }

  it('is refused before anything is begun, with the tokens that last', async () => {
    const { core, begin } = await withTokens();
    await expect(begin('short', 12 * HOUR)).rejects.toMatchObject({
      code: 'TOKEN_ENDS_FIRST',
      details: { field: 'others', candidates: [{ label: 'long' }] },
    });
    await expect(begin('long', 72 * HOUR)).rejects.toMatchObject({ code: 'TOKEN_ENDS_FIRST', details: {} });
    expect(core.services.grants.leases()).toEqual([]);
    expect(core.shellFolders.folders.size).toBe(0);
    expect((await begin('long', 12 * HOUR)).label).toBe('long');
  });

  it('while locked tells of no token that needs the person', async () => {
    const { core, begin } = await withTokens();
    await core.services.lock.setUp({ passphrase: 'a passphrase of mine' });
    core.services.lock.lock('person');
    await expect(begin('short', 12 * HOUR)).rejects.toMatchObject({ code: 'TOKEN_ENDS_FIRST', details: {} });
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { createPlatform } from '../../../main/adapters/platform/platform';
import { systemClock } from '../../../main/adapters/systemClock';
import { type Answering, type OddServer, json, startOddServer, typed } from './oddServer';

const SECRET = 'Canary0123456789Canary0123456789';

const servers: OddServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function serve(...answers: Answering[]): Promise<OddServer> {
  const server = await startOddServer(...answers);
  servers.push(server);
  return server;
}
const quiet = { info: () => undefined, warn: () => undefined };
const client = () => createPlatform({ fetchKept: fetch, fetchOnce: fetch, clock: systemClock, log: quiet });

describe('projects', () => {
  it('filters projects itself where the platform refuses or ignores the filter', async () => {
    const ids = ['project-FFFFFFFFFFFFFFFFFFFFFFF0', 'project-FFFFFFFFFFFFFFFFFFFFFFF1'] as const;
    const all = json(200, {
      results: [
        { id: ids[0], level: 'VIEW', describe: { id: ids[0], name: 'Exome\u001b[31m pilot' } },
        { id: ids[1], describe: { id: ids[1], name: 'Other' } },
      ],
      next: null,
    });
    const expected = [{ id: ids[0], name: 'Exome [31m pilot', level: 'VIEW', region: null, billTo: null, containsPhi: null }];
    const refusing = await serve(typed('InvalidInput', 422), all);
    expect(await client().findProjects(refusing.platform, SECRET, { query: 'eXome', limit: 5 })).toEqual({
      projects: expected,
      hasMore: false,
    });
    const ignoring = await serve(all);
    expect(await client().findProjects(ignoring.platform, SECRET, { query: 'exome', limit: 5 })).toEqual({
      projects: expected,
      hasMore: false,
    });
    const byId = await serve(json(200, { results: [], next: null }), all);
    expect((await client().findProjects(byId.platform, SECRET, { query: 'FFF1', limit: 5 })).projects.map(({ id }) => id)).toEqual([
      ids[1],
    ]);
  });

  it('lists projects a page of a thousand at a time, and gives marks back as they came', async () => {
    const id = 'project-FFFFFFFFFFFFFFFFFFFFFFF0';
    const page = (next: unknown) => json(200, { results: [{ id, level: 'VIEW', describe: { id, name: 'a', containsPHI: true } }], next });
    const server = await serve(page({ at: 2 }), page(null), page(''));
    const first = await client().listProjects(server.platform, SECRET, null);
    expect(first).toMatchObject({ projects: [{ id, level: 'VIEW', containsPhi: true }], next: { at: 2 } });
    expect((await client().listProjects(server.platform, SECRET, first.next)).next).toBeNull();
    expect((await client().listProjects(server.platform, SECRET, null)).next).toBeNull();
    expect(server.arrived.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      { level: 'VIEW', limit: 1_000 },
      { starting: { at: 2 } },
      {},
    ]);
  });

  it('asks for the undocumented PHI switch only where it was chosen, and reads it back', async () => {
    const server = await serve(json(200, { access_token: 'abc' }));
    const asked = { label: 'laptop', expiresMs: null };
    const scope = { kind: 'projects', projects: { '*': 'VIEW' } } as const;
    await client().mint(server.platform, SECRET, { ...asked, scope });
    await client().mint(server.platform, SECRET, { ...asked, scope: { ...scope, leavesPhiOut: true } });
    expect(server.arrived.map(({ body }) => (JSON.parse(body) as { scope: unknown }).scope)).toEqual([
      { projects: { '*': 'VIEW' } },
      { projects: { '*': 'VIEW' }, phiAccess: false },
    ]);
    const listed = await serve(
      json(200, { tokens: [{ signature: 'a'.repeat(64), scope: { projects: { '*': 'VIEW' }, phiAccess: false } }], next: null }),
    );
    expect((await client().listTokens(listed.platform, SECRET))[0]?.scope).toEqual({ ...scope, leavesPhiOut: true });
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { createPlatform } from '../../../main/adapters/platform/platform';
import { systemClock } from '../../../main/adapters/systemClock';
import { startStandin } from '../../fakes/standinProcess';
import { type Answering, type OddServer, json, platformAt, startOddServer, typed } from './oddServer';
import { silentLog } from './scratch';

const SECRET = 'Canary0123456789Canary0123456789';
const servers: OddServer[] = [];
const platform = createPlatform({
  fetchKept: (url, init) => fetch(url, init),
  fetchOnce: (url, init) => fetch(url, init),
  clock: systemClock,
  log: silentLog,
  limits: { firstPauseMs: 5 },
});

async function serve(...answers: Answering[]): Promise<OddServer> {
  const server = await startOddServer(...answers);
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

describe('the orgs of a person', () => {
  it('are those where they are a member, pages followed', async () => {
    const server = await serve(
      json(200, { results: [{ id: 'org-a', level: 'MEMBER' }], next: 'b' }),
      json(200, { results: [{ id: 'org-b' }], next: null }),
    );
    expect(await platform.findOrgs(server.platform, SECRET)).toEqual(['org-a', 'org-b']);
    expect(server.arrived.map(({ path, body }) => [path, JSON.parse(body) as unknown])).toEqual([
      ['/system/findOrgs', { level: 'MEMBER' }],
      ['/system/findOrgs', { level: 'MEMBER', starting: 'b' }],
    ]);
  });

  it('SECURITY: are no answer where not all of them came', async () => {
    const server = await serve(json(200, { results: [{ id: 'org-a' }], next: 'same' }));
    await expect(platform.findOrgs(server.platform, SECRET)).rejects.toMatchObject({ code: 'MALFORMED_ANSWER' });
  });

  it.each([
    [{}, null],
    [{ autoLogoutAfter: null }, null],
    [{ autoLogoutAfter: 1_800_000 }, 1_800_000],
    [{ autoLogoutAfter: '30 minutes' }, 'unreadable'],
    [{ autoLogoutAfter: 0 }, 'unreadable'],
    [{ autoLogoutAfter: -5 }, 'unreadable'],
    [{ autoLogoutAfter: 0.5 }, 'unreadable'],
  ])('say when they sign out: %j', async (policies, autoLogoutAfterMs) => {
    const server = await serve(json(200, { id: 'org-a', name: 'A\u001b[31m Lab', policies }));
    expect(await platform.describeOrg(server.platform, SECRET, 'org-a')).toEqual({ name: 'A [31m Lab', autoLogoutAfterMs });
    expect(server.arrived[0]?.path).toBe('/org-a/describe');
  });

  it('that do not tell their policies, or refuse, have none that was read', async () => {
    const silent = await serve(json(200, { id: 'org-a', name: 'A' }));
    await expect(platform.describeOrg(silent.platform, SECRET, 'org-a')).rejects.toMatchObject({ code: 'MALFORMED_ANSWER' });
    const refusing = await serve(typed('PermissionDenied', 401));
    await expect(platform.describeOrg(refusing.platform, SECRET, 'org-a')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  it('SECURITY: an id that would name another route is sent nowhere', async () => {
    const server = await serve(json(200, {}));
    await expect(platform.describeOrg(server.platform, SECRET, 'org-a/../user-b')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(server.arrived).toEqual([]);
  });

  it('as the stand-in has them', { timeout: 30_000 }, async () => {
    const standin = await startStandin();
    const at = platformAt(standin.url);
    const { secret } = await standin.control.mint({ username: 'omar' });
    expect(await platform.findOrgs(at, secret)).toEqual(['org-riverside_lab', 'org-hillside_genomics']);
    expect(await platform.describeOrg(at, secret, 'org-hillside_genomics')).toEqual({
      name: 'Hillside Genomics',
      autoLogoutAfterMs: 1_800_000,
    });
    expect(await platform.describeOrg(at, secret, 'org-riverside_lab')).toMatchObject({ autoLogoutAfterMs: null });
    await standin.stop();
  });
});

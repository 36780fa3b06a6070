import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPlatform } from '../../../main/adapters/platform/platform';
import { nodeDigest } from '../../../main/adapters/nodeDigest';
import { systemClock } from '../../../main/adapters/systemClock';
import { type StandinProcess, startStandin } from '../../fakes/standinProcess';
import { platformAt } from './oddServer';

const HOUR_MS = 3_600_000;
const log = { info: () => undefined, warn: () => undefined };

describe('the wire against the stand-in platform', { timeout: 30_000 }, () => {
  let standin: StandinProcess;
  const platform = createPlatform({
    fetchKept: (url, init) => fetch(url, init),
    fetchOnce: (url, init) => fetch(url, init),
    clock: systemClock,
    log,
    limits: { firstPauseMs: 5 },
  });
  const at = () => platformAt(standin.url);

  beforeAll(async () => {
    standin = await startStandin();
  });
  afterAll(() => standin.stop());
  beforeEach(() => standin.control.reset());

  async function signIn(username: string, otp: string | null = null): Promise<string> {
    const { password } = standin.account(username);
    const answer = await platform.signIn(at(), { username, password, otp, expiresMs: Date.now() + HOUR_MS });
    if (answer.kind !== 'token') throw new Error('a code was asked for');
    return answer.token.secret;
  }

  it('signs in by password, and by code only where the server asks', async () => {
    const { password } = standin.account('omar');
    const input = { username: 'omar', password, otp: null, expiresMs: Date.now() + HOUR_MS };
    expect(await platform.signIn(at(), input)).toEqual({ kind: 'needsCode' });
    await expect(platform.signIn(at(), { ...input, otp: '000000' })).rejects.toMatchObject({ code: 'WRONG_CODE', reached: 'yes' });
    const bearer = await signIn('omar', await standin.control.code('omar'));
    expect(await platform.whoami(at(), bearer)).toEqual({ userId: 'user-omar' });
    expect(await platform.describeUser(at(), bearer, 'user-omar')).toEqual({ username: 'omar', fullName: 'Omar Bashir' });
  });

  it('tells a wrong password, single sign-on and a lock-out apart', async () => {
    const wrong = { username: 'amy', password: 'wrong', otp: null, expiresMs: Date.now() + HOUR_MS };
    for (let count = 0; count < 5; count += 1) await expect(platform.signIn(at(), wrong)).rejects.toMatchObject({ code: 'WRONG_PASSWORD' });
    await expect(platform.signIn(at(), wrong)).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED', details: { retryAfterMs: 900_000 } });
    await expect(platform.signIn(at(), { ...wrong, username: 'sigrid' })).rejects.toMatchObject({ code: 'SSO_REQUIRED' });
  });

  it('mints, lists and revokes; a dead bearer and a gone token are told apart', async () => {
    const bearer = await signIn('amy');
    const scope = { kind: 'projects', projects: { 'project-FFFFFFFFFFFFFFFFFFFFFFF0': 'CONTRIBUTE' } } as const;
    const expiresMs = Date.now() + HOUR_MS;
    const made = await platform.mint(at(), bearer, { label: 'laptop', scope, expiresMs });
    expect(made).toMatchObject({ signature: nodeDigest.sha256Hex(made.secret), userId: 'user-amy' });
    const row = (await platform.listTokens(at(), bearer)).find(({ signature }) => signature === made.signature);
    expect(row).toMatchObject({ label: 'laptop', scope, expiresMs, isSession: false, parentSignature: nodeDigest.sha256Hex(bearer) });
    await platform.destroy(at(), bearer, made.signature);
    await expect(platform.destroy(at(), bearer, made.signature)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(platform.whoami(at(), made.secret)).rejects.toMatchObject({ code: 'TOKEN_NOT_ACCEPTED' });
    await platform.destroy(at(), bearer, nodeDigest.sha256Hex(bearer));
    await expect(platform.destroy(at(), bearer, made.signature)).rejects.toMatchObject({ code: 'TOKEN_NOT_ACCEPTED' });
  });

  it('reads a list of several pages whole, and says where it is refused', async () => {
    const bearer = await signIn('amy');
    for (let count = 0; count < 120; count += 1) await standin.control.mint({ username: 'amy', label: `token ${String(count)}` });
    const rows = await platform.listTokens(at(), bearer);
    expect(new Set(rows.map(({ signature }) => signature)).size).toBe((await standin.control.liveTokens('amy')).length);
    await standin.control.settings({ listRoute: 'PermissionDenied' });
    await expect(platform.listTokens(at(), bearer)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  it('finds projects by part of a name or by id, and describes one', async () => {
    const bearer = await signIn('amy');
    const found = await platform.findProjects(at(), bearer, { query: 'exome p', limit: 10 });
    expect(found).toEqual({
      projects: [
        {
          id: 'project-FFFFFFFFFFFFFFFFFFFFFFF0',
          name: 'Exome pilot',
          level: 'ADMINISTER',
          region: 'aws:us-east-1',
          billTo: 'org-riverside_lab',
          containsPhi: false,
        },
      ],
      hasMore: false,
    });
    const all = await platform.findProjects(at(), bearer, { query: '', limit: 3 });
    expect(all).toMatchObject({ hasMore: true });
    expect(all.projects).toHaveLength(3);
    const byId = await platform.findProjects(at(), bearer, { query: 'project-FFFFFFFFFFFFFFFFFFFFFFF0', limit: 3 });
    expect(byId.projects).toEqual([await platform.describeProject(at(), bearer, 'project-FFFFFFFFFFFFFFFFFFFFFFF0')]);
    expect((await platform.findProjects(at(), bearer, { query: 'no such (project)', limit: 3 })).projects).toEqual([]);
  });

  it('counts running executions only', async () => {
    const bearer = await signIn('amy');
    const before = await platform.findRunning(at(), bearer, 'user-amy');
    const id = await standin.control.launchJob({ tokenSignature: nodeDigest.sha256Hex(bearer), name: 'align' });
    const during = await platform.findRunning(at(), bearer, 'user-amy');
    expect(during.count).toBe(before.count + 1);
    expect(during.named).toContainEqual(expect.objectContaining({ id, name: 'align' }));
    await standin.control.endJob(id);
    expect((await platform.findRunning(at(), bearer, 'user-amy')).count).toBe(before.count);
  });

  it('sends a sign-in and a mint once under every fault, and says that it may have been carried out', async () => {
    const bearer = await signIn('amy');
    for (const fault of [
      { drop: 'afterBody' },
      { drop: 'beforeBody' },
      { status: 500, carriedOut: true },
      { cutOff: true },
      { badJson: true },
    ] as const) {
      await standin.control.clearCounts();
      await standin.control.fault({ route: '/system/newAuthToken', ...fault });
      const mint = platform.mint(at(), bearer, { label: 'once', scope: { kind: 'full' }, expiresMs: null });
      await expect(mint).rejects.toMatchObject({ reached: 'maybe' });
      expect((await standin.control.counts())['/system/newAuthToken']).toMatchObject({ arrived: 1 });
      await standin.control.clearFaults();
    }
  });
});

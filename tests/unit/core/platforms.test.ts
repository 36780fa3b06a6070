import { describe, expect, it } from 'vitest';
import { createPlatforms } from '../../../main/core/accounts/platforms';

const STANDIN = 'http://127.0.0.1:4100';
const open = createPlatforms({ loopbackOnly: false, standinUrl: STANDIN }, 'dev');
const custom = (apiUrl: string, authUrl = apiUrl) => ({ kind: 'custom', apiUrl, authUrl }) as const;
const refusal = (code: string, field?: string): unknown =>
  expect.objectContaining(field === undefined ? { code } : { code, details: { field } });

describe('platforms', () => {
  it('knows the origins of the known ones', () => {
    expect(open.resolve({ kind: 'dnanexus' })).toMatchObject({ apiUrl: 'https://api.dnanexus.com', authUrl: 'https://auth.dnanexus.com' });
    expect(open.resolve({ kind: 'staging' })).toMatchObject({
      apiUrl: 'https://stagingapi.dnanexus.com',
      webUrl: 'https://staging.dnanexus.com',
    });
    expect(open.resolve({ kind: 'china' })).toMatchObject({ authUrl: 'https://auth.cn.dnanexus.com:8001', webUrl: null });
  });

  it('takes a custom one as two origins, written in one way', () => {
    expect(open.resolve(custom('HTTPS://Api.Example.org:443/', 'https://auth.example.org'))).toEqual({
      key: 'custom https://api.example.org https://auth.example.org',
      kind: 'custom',
      name: 'api.example.org',
      apiUrl: 'https://api.example.org',
      authUrl: 'https://auth.example.org',
      webUrl: null,
    });
  });

  it('makes a custom one with known origins the known one', () => {
    expect(open.resolve(custom('https://api.dnanexus.com', 'https://auth.dnanexus.com')).key).toBe('dnanexus');
    expect(open.resolve(custom(STANDIN)).key).toBe('standin');
  });

  it.each([
    'http://api.example.org',
    'https://amy:pw@api.example.org',
    'https://api.example.org/path',
    'https://api.example.org?query=1',
    'https://api.example.org#part',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://localhost.example.org',
    'http://127.0.0.1.example.org',
    'api.example.org',
    '',
  ])('SECURITY: refuses %j and names the field', (url) => {
    expect(() => open.resolve(custom(url, 'https://auth.example.org'))).toThrow(refusal('INVALID_INPUT', 'apiUrl'));
    expect(() => open.resolve(custom('https://api.example.org', url))).toThrow(refusal('INVALID_INPUT', 'authUrl'));
  });

  it.each(['http://localhost:1', 'http://127.0.0.1:1', 'http://127.9.9.9', 'http://[::1]:1'])(
    'takes %s without TLS, for it is this computer',
    (url) => {
      expect(open.resolve(custom(url)).apiUrl).toBe(url);
    },
  );

  it('SECURITY: on the fallback runtime only loopback can be chosen, also by a stored key', () => {
    const closed = createPlatforms({ loopbackOnly: true, standinUrl: STANDIN }, 'dev');
    for (const choice of [{ kind: 'dnanexus' }, custom('https://api.example.org')] as const)
      expect(() => closed.resolve(choice)).toThrow(refusal('PLATFORM_NOT_ALLOWED'));
    expect(closed.byKey('dnanexus')).toBeNull();
    expect(closed.resolve({ kind: 'standin' }).apiUrl).toBe(STANDIN);
    expect(
      closed
        .offers()
        .filter((offer) => offer.isChoosable)
        .map((offer) => offer.kind),
    ).toEqual(['standin', 'custom']);
  });

  it('SECURITY: never offers the stand-in in a release, nor one on another machine', () => {
    const release = createPlatforms({ loopbackOnly: false, standinUrl: STANDIN }, 'release');
    expect(release.offers().map((offer) => offer.kind)).not.toContain('standin');
    expect(() => release.resolve({ kind: 'standin' })).toThrow(refusal('PLATFORM_NOT_ALLOWED'));
    expect(() => createPlatforms({ loopbackOnly: false, standinUrl: 'https://evil.example' }, 'dev')).toThrow(
      refusal('PLATFORM_NOT_ALLOWED'),
    );
  });

  it('reads what the command was given', () => {
    expect(open.parse('Staging')).toEqual({ kind: 'staging' });
    expect(open.parse('https://api.dnanexus.com')).toEqual({ kind: 'dnanexus' });
    expect(open.parse('http://127.0.0.1:1')).toEqual(custom('http://127.0.0.1:1'));
    expect(open.parse('https://a.example,https://b.example')).toEqual(custom('https://a.example', 'https://b.example'));
    for (const text of ['nowhere', '', 'https://a.example,', 'https://a.example,https://b.example,https://c.example'])
      expect(() => open.parse(text)).toThrow(refusal('INVALID_INPUT', 'platform'));
  });

  it('finds a custom one again by its key, and nothing by a key that was tampered with', () => {
    const info = open.resolve(custom('https://a.example', 'https://b.example'));
    expect(open.byKey(info.key)).toEqual(info);
    for (const key of ['custom http://a.example http://b.example', 'custom https://a.example/ https://b.example', 'custom x', 'else'])
      expect(open.byKey(key)).toBeNull();
  });
});

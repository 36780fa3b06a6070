import { describe, expect, it } from 'vitest';
import { ALL_VARIABLES, shellVariables } from '../../../main/core/shellExport/variables';
import type { ExportSubject } from '../../../main/core/shellExport/variables';

const subject: ExportSubject = {
  secret: 'CANARYtoken0123456789abcdefABCDE',
  platform: { kind: 'dnanexus', apiUrl: 'https://api.dnanexus.com', authUrl: 'https://auth.dnanexus.com' },
  username: 'amy',
  accountId: 'dnanexus/user-amy',
  label: 'dxkey laptop',
  signature: 'ab'.repeat(32),
  expiresMs: Date.UTC(2030, 0, 31, 12, 0, 0),
  project: { id: 'project-0123456789BFGJKPQVXYZbfg' },
  confFolder: '/run/user/1000/dxkey-shells/1',
};

describe('what a shell is given', () => {
  it('names the token, the server, the person, the project and the private folder', () => {
    const { set } = shellVariables(subject, { alsoApiToken: false });
    expect(set).toEqual({
      DX_SECURITY_CONTEXT: JSON.stringify({ auth_token: subject.secret, auth_token_type: 'Bearer' }),
      DX_APISERVER_PROTOCOL: 'https',
      DX_APISERVER_HOST: 'api.dnanexus.com',
      DX_APISERVER_PORT: '443',
      DX_USERNAME: 'amy',
      DX_PROJECT_CONTEXT_ID: 'project-0123456789BFGJKPQVXYZbfg',
      DX_USER_CONF_DIR: '/run/user/1000/dxkey-shells/1',
      DXKEY_LABEL: 'dxkey laptop',
      DXKEY_SIGNATURE: 'ab'.repeat(32),
      DXKEY_EXPIRES: '2030-01-31T12:00:00.000Z',
      DXKEY_ACCOUNT: 'dnanexus/user-amy',
    });
  });

  it.each([
    ['standin', 'http://127.0.0.1:4100', { protocol: 'http', host: '127.0.0.1', port: '4100' }],
    ['custom', 'https://dx.example.org', { protocol: 'https', host: 'dx.example.org', port: '443' }],
    ['custom', 'http://localhost', { protocol: 'http', host: 'localhost', port: '80' }],
    ['custom', 'http://[::1]:8124', { protocol: 'http', host: '[::1]', port: '8124' }],
  ] as const)('says where the auth server of a %s platform at %s is', (kind, url, expected) => {
    const { set } = shellVariables({ ...subject, platform: { kind, apiUrl: url, authUrl: url } }, { alsoApiToken: false });
    expect(set).toMatchObject({
      DX_APISERVER_PROTOCOL: expected.protocol,
      DX_APISERVER_HOST: expected.host,
      DX_APISERVER_PORT: expected.port,
      DX_AUTHSERVER_HOST: expected.host,
      DX_AUTHSERVER_PORT: expected.port,
    });
  });

  it('leaves the auth server of a known platform to dx, and takes away one that was set', () => {
    const china = { kind: 'china', apiUrl: 'https://api.cn.dnanexus.com', authUrl: 'https://auth.cn.dnanexus.com:8001' } as const;
    const { set, unset } = shellVariables({ ...subject, platform: china }, { alsoApiToken: false });
    expect(set).not.toHaveProperty('DX_AUTHSERVER_HOST');
    expect(unset).toEqual(expect.arrayContaining(['DX_AUTHSERVER_HOST', 'DX_AUTHSERVER_PORT']));
  });

  it('sets DX_API_TOKEN only when asked, and otherwise takes a former one away', () => {
    expect(shellVariables(subject, { alsoApiToken: true }).set.DX_API_TOKEN).toBe(subject.secret);
    const { set, unset } = shellVariables(subject, { alsoApiToken: false });
    expect(set).not.toHaveProperty('DX_API_TOKEN');
    expect(unset).toContain('DX_API_TOKEN');
  });

  it('takes away what the former account left behind, the project included when this one is unknown', () => {
    const { set, unset } = shellVariables(
      { ...subject, project: null, username: null, label: null, expiresMs: null },
      { alsoApiToken: false },
    );
    expect(Object.keys(set)).not.toContain('DX_PROJECT_CONTEXT_ID');
    expect(unset).toEqual(
      expect.arrayContaining([
        'DX_PROJECT_CONTEXT_ID',
        'DX_USERNAME',
        'DXKEY_LABEL',
        'DXKEY_EXPIRES',
        'DX_CLI_WD',
        'DX_JOB_ID',
        'DX_WORKSPACE_ID',
        'DX_PROJECT_CONTEXT_NAME',
      ]),
    );
  });

  it('accounts for every variable exactly once', () => {
    const { set, unset } = shellVariables(subject, { alsoApiToken: false });
    expect([...Object.keys(set), ...unset].sort()).toEqual([...ALL_VARIABLES].sort());
  });

  it('never touches certificates or proxies', () => {
    expect(ALL_VARIABLES.filter((name) => /CERT|PROXY|SSL/i.test(name))).toEqual([]);
  });

  it('tells no end beyond what a date can say', () => {
    const { set, unset } = shellVariables({ ...subject, expiresMs: Number.MAX_SAFE_INTEGER }, { alsoApiToken: false });
    expect(set).not.toHaveProperty('DXKEY_EXPIRES');
    expect(unset).toContain('DXKEY_EXPIRES');
  });
});

import { describe, expect, it } from 'vitest';
import { answerPage, CONTENT_SECURITY_POLICY, SCHEME_PRIVILEGES } from '../../../main/shell/rendererScheme';

const FILES: Record<string, string> = {
  '/root/index.html': '<html>',
  '/root/assets/app.js': 'js',
  '/root/assets/app.css': 'css',
  '/root/secret.map': 'map',
  '/etc/passwd': 'root',
};

function ask(url: string, method = 'GET') {
  const read: string[] = [];
  const answer = answerPage(
    { method, url },
    {
      root: '/root',
      readFile: (path) => {
        read.push(path);
        const text = FILES[path];
        return text === undefined ? Promise.reject(new Error('ENOENT')) : Promise.resolve(Buffer.from(text));
      },
      pages: { 'press.html': 'press' },
    },
  );
  return answer.then((given) => ({ ...given, read }));
}

describe('our scheme', () => {
  it.each([
    ['dxkey://app/', '<html>', 'text/html; charset=utf-8'],
    ['dxkey://app/index.html', '<html>', 'text/html; charset=utf-8'],
    ['dxkey://app/index.html?a=../x#y', '<html>', 'text/html; charset=utf-8'],
    ['dxkey://app/assets/app.js', 'js', 'text/javascript; charset=utf-8'],
    ['dxkey://app/assets/app.css', 'css', 'text/css; charset=utf-8'],
    ['dxkey://app/press.html', 'press', 'text/html; charset=utf-8'],
  ])('serves %s with its fixed type', async (url, body, type) => {
    const answer = await ask(url);
    expect(answer.status).toBe(200);
    expect(Buffer.from(answer.body).toString()).toBe(body);
    expect(answer.headers['content-type']).toBe(type);
  });

  it.each([
    'dxkey://app/../etc/passwd',
    'dxkey://app/assets/../../etc/passwd',
    'dxkey://app/%2e%2e/etc/passwd',
    'dxkey://app/%2E%2E%2Fetc/passwd',
    'dxkey://app/..%2fetc%2fpasswd',
    'dxkey://app/..\\etc\\passwd',
    'dxkey://app/assets\\app.js',
    'dxkey://app//etc/passwd',
    'dxkey://app/./index.html',
    'dxkey://app/C:/index.html',
    'dxkey://app/.hidden.js',
    'dxkey://app/index.html/',
    'dxkey://app/index.html%00.js',
    'dxkey://app/index .html',
    'dxkey://app.evil/index.html',
    'dxkey://other/index.html',
    'dxkey://user@app/index.html',
    'dxkey://app:1/index.html',
    'DXKEY://app/index.html',
    'file:///root/index.html',
    'https://app/index.html',
    '',
  ])('answers %s with an error and reads nothing', async (url) => {
    const answer = await ask(url);
    expect(answer.status).toBe(400);
    expect(answer.read).toEqual([]);
  });

  it('has no page for a kind of file that the page is not made of', async () => {
    const answer = await ask('dxkey://app/secret.map');
    expect([answer.status, answer.read]).toEqual([404, []]);
  });

  it('answers a file that is not there with an error', async () => {
    expect((await ask('dxkey://app/assets/other.js')).status).toBe(404);
  });

  it.each(['POST', 'HEAD', 'PUT', 'OPTIONS'])('refuses %s', async (method) => {
    const answer = await ask('dxkey://app/index.html', method);
    expect([answer.status, answer.read]).toEqual([405, []]);
  });

  it.each(['dxkey://app/', 'dxkey://app/assets/app.js', 'dxkey://app/none.js', 'dxkey://app/..', 'dxkey://app/press.html'])(
    'puts the policy and nosniff on the answer to %s',
    async (url) => {
      const { headers } = await ask(url);
      expect(headers['content-security-policy']).toBe(CONTENT_SECURITY_POLICY);
      expect(headers['x-content-type-options']).toBe('nosniff');
    },
  );

  it('has exactly the policy of the design', () => {
    expect(CONTENT_SECURITY_POLICY).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });

  it('refuses devices and captures by policy, before any handler is asked', async () => {
    const policy = (await ask('dxkey://app/')).headers['permissions-policy'] ?? '';
    for (const feature of ['usb', 'hid', 'serial', 'camera', 'microphone', 'display-capture', 'clipboard-read'])
      expect(policy).toContain(`${feature}=()`);
  });

  it('is a standard, secure scheme that bypasses nothing', () => {
    expect(SCHEME_PRIVILEGES.privileges).toMatchObject({
      standard: true,
      secure: true,
      bypassCSP: false,
      allowServiceWorkers: false,
      supportFetchAPI: false,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { kindOf } from '../../../../main/core/scan/kinds';
import { recognise } from '../../../../main/core/scan/recognise';
import { filler, scrubbed } from '../../../../main/core/scan/scrub';

const T = 'hY3kQ0vXw7Pz1LrT9bNf5sJd2GmCe8Ua';
const nobody = () => false;
const found = (bytes: string) => recognise(bytes, nobody).found;
const contexts = (bytes: string) => found(bytes).map(({ context, secret }) => [context, secret]);

describe('a token is recognised by what stands before it', () => {
  it.each([
    ['securityContext', `"DX_SECURITY_CONTEXT": "{\\"auth_token\\": \\"${T}\\", \\"auth_token_type\\": \\"Bearer\\"}"`],
    ['securityContext', `export DX_SECURITY_CONTEXT='{"auth_token_type": "Bearer", "auth_token": "${T}"}'`],
    ['securityContext', `dxpy.set_security_context({\n  "auth_token_type": "Bearer",\n  "auth_token": "${T}"})`],
    ['variable', `export DX_API_TOKEN=${T}`],
    ['variable', `set -gx DX_API_TOKEN ${T}`],
    ['variable', `Sys.setenv(DX_API_TOKEN = "${T}")`],
    ['variable', `os.environ[\\"DX_API_TOKEN\\"] = \\"${T}\\"\\n`],
    ['variable', `#!/bin/sh\\nexport DX_API_TOKEN=${T}\\n`],
    ['variable', `DX_API_TOKEN: >-\n  ${T}`],
    ['variable', `- name: DX_API_TOKEN\n  value: ${T}`],
    ['variable', `params.dxToken = '${T}'`],
    ['variable', `DX_WHATEVER=${T}`],
    ['dxLogin', `: 1700000000:0;dx login --noprojects --token ${T}`],
    ['dxLogin', `dx login \\\n --token=${T}`],
    ['dxLogin', `["dx", "login", "--token", "${T}"]`],
    ['uaToken', `./ua --read-threads 4 --auth-token ${T} x.bam`],
    ['netrc', `machine api.dnanexus.com login amy password ${T}`],
    ['bearer', `curl -H "Authorization: Bearer ${T}" https://api.dnanexus.com/system/whoami`],
  ])('%s: %s', (context, text) => {
    expect(contexts(text)).toEqual([[context, T]]);
  });
});

describe('what only looks like one is left alone', () => {
  it.each([
    `API_KEY=${T}`,
    `gh auth login --token ${T}`,
    `dx login\ngh auth login --token ${T}`,
    `dx login; other login --token ${T}`,
    `INDX_API_TOKEN=${T}`,
    'DX_FILE_MD5=0123456789abcdef0123456789abcdef',
    'auth_token: 0123456789abcdef0123456789abcdef',
    'DX_API_TOKEN=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    'DX_API_TOKEN=replace-this-with-your-own-token',
    'DX_API_TOKEN=\nSOME_OTHER_VARIABLE_OF_9aB=1',
    'DX_PROJECT_CONTEXT_ID=project-0123456789BFGJKPQVXYZbfg',
    `machine github.com login amy password ${T}`,
    `DX_API_TOKEN=${filler(32)}`,
  ])('%s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('a known token is recognised by its signature, wherever it stands', () => {
  it.each([`x ${T} y`, `"a\\n${T}"`, `%3D${T}&`, `\u001b[0m${T}`, `key_${T}-1`, `note: \\u003d${T}`])('%s', (text) => {
    expect(recognise(text, (one) => one === T).found.map(({ secret, context }) => [secret, context])).toEqual([[T, 'elsewhere']]);
  });
  it('and nothing else is', () => {
    expect(found(`x ${T} y`)).toEqual([]);
  });
});

describe('places', () => {
  it('are bytes of the file and lines of the text, also beside bytes of no encoding', () => {
    const bytes = `\xff\xfeno\x80\nDX_API_TOKEN=${T}`.replace('\xff\xfe', '\xfd\x90');
    const [one] = found(bytes);
    expect(one?.line).toBe(2);
    expect(bytes.slice(one?.start, (one?.start ?? 0) + 32)).toBe(T);
  });
  it('of UTF-16 are two bytes a character', () => {
    const wide = (text: string) => Buffer.from(text, 'utf16le').toString('latin1');
    const bytes = wide(`\ufeffa\r\nDX_API_TOKEN=${T}\r\n`);
    const { found: all, order } = recognise(bytes, nobody);
    expect(all.map(({ secret, line, length }) => [secret, line, length])).toEqual([[T, 2, 64]]);
    expect(scrubbed(bytes, all, order)).toBe(wide(`\ufeffa\r\nDX_API_TOKEN=${filler(32)}\r\n`));
  });
  it('of one that is taken out leave every other byte where it was', () => {
    const bytes = `a\x00\xff DX_API_TOKEN=${T}\r\nrest`;
    expect(scrubbed(bytes, found(bytes), 'single')).toBe(`a\x00\xff DX_API_TOKEN=removed-by-dxkey-xxxxxxxxxxxxxxx\r\nrest`);
  });
});

it('the platform that a file names is told, where it names one', () => {
  const config = (host: string) => `{"DX_APISERVER_HOST": "${host}", "DX_API_TOKEN": "${T}"}`;
  expect(recognise(config('stagingapi.dnanexus.com'), nobody).host).toBe('stagingapi.dnanexus.com');
  expect(recognise(config('a.org') + config('b.org'), nobody).host).toBeNull();
});

it.each([
  ['/home/a/.dnanexus_config/sessions/12/environment.json', 'dxConfig'],
  ['/home/a/.bash_history', 'history'],
  ['/home/a/.local/share/fish/fish_history', 'history'],
  ['/home/a/.netrc', 'netrc'],
  ['/p/.env.local', 'env'],
  ['/p/x.ipynb', 'notebook'],
  ['/p/.Renviron', 'renviron'],
  ['/p/nextflow.config', 'nextflow'],
  ['/p/site.yaml', 'ansible'],
  ['/p/readme.txt', 'other'],
])('%s is %s', (path, kind) => {
  expect(kindOf(path)).toBe(kind);
});

it('a line of half a million characters that begin like one is read to its end', () => {
  const line = `${'DX_API_TOKEN '.repeat(20_000)}${'auth_token'.repeat(20_000)}${'dx login '.repeat(20_000)}`;
  expect(found(`${line}\nDX_API_TOKEN=${T}`).map(({ secret }) => secret)).toEqual([T]);
});

import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileLog } from '../../../main/adapters/fileLog';
import { AppError } from '../../../main/core/errors';
import { scratchFolder } from './scratch';

const TOKEN = 'Canary0123456789Canary0123456789';
const SIGNATURE = '0aeea787670a4cc2da1db376f2cd9e4ec6723493aa4340c6c6735cf4a1422137';

function read(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
}

describe('the log', () => {
  it('is one JSON object a line, 0600', () => {
    const folder = join(scratchFolder(), 'log');
    const log = createFileLog({ folder, now: () => 0 });
    log.info('app.start', { build: 'test', count: 3 });
    log.warn('platform.failed', {}, new AppError('OFFLINE', { details: { requestId: 'r1' }, cause: new Error('net::ERR_FAILED') }));
    const [first, second] = read(folder)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(first).toEqual({ at: '1970-01-01T00:00:00.000Z', level: 'info', event: 'app.start', build: 'test', count: 3 });
    expect(second).toMatchObject({ level: 'warn', code: 'OFFLINE', requestId: 'r1', 'cause.message': 'net::ERR_FAILED' });
    expect(statSync(join(folder, 'dxkey.log')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['a token by its look', `whoami with ${TOKEN} failed`],
    ['a bearer', `Authorization: Bearer ${TOKEN}`],
    ['a bearer of another length', 'headers {"authorization":"bearer Canary-short-one"}'],
    ['a password in JSON', '{"username":"amy","password":"Canary \\"quoted\\" horse","otp":"Canary"}'],
    ['a password in a query', 'https://x/?password=Canary-horse&otp=Canary1'],
    ['a code', 'submitCode {"code":"Canary1","otp":null} code=Canary-2x'],
    ['a token in a shell line', "export DX_API_TOKEN='x' secret='Canary horse'"],
  ])('never holds %s, in a field, an error or its cause', (_, text) => {
    const folder = join(scratchFolder(), 'log');
    const log = createFileLog({ folder });
    log.info('x', { text });
    log.warn('x', { text }, new Error(text));
    log.warn('x', {}, new AppError('OFFLINE', { cause: new Error(text, { cause: new Error(text) }) }));
    expect(read(folder)).toContain('[redacted]');
    expect(read(folder)).not.toContain('Canary');
  });

  it('never holds what was named as a secret, whatever it looks like', () => {
    const folder = join(scratchFolder(), 'log');
    const log = createFileLog({ folder });
    log.hide('correct "horse"\n');
    log.warn('x', { text: 'typed correct "horse"\n here' }, new Error('for correct "horse"\n too'));
    expect(read(folder)).not.toContain('horse');
  });

  it('leaves signatures and request ids readable', () => {
    const folder = join(scratchFolder(), 'log');
    createFileLog({ folder }).info('tokens.revoked', { signature: SIGNATURE, requestId: '1795487766480-798346' });
    expect(read(folder)).toContain(SIGNATURE);
    expect(read(folder)).toContain('1795487766480-798346');
  });

  it('keeps three files of a bounded size', () => {
    const folder = join(scratchFolder(), 'log');
    const log = createFileLog({ folder, largestBytes: 2_000 });
    for (let count = 0; count < 200; count += 1) log.info('event', { count });
    expect(readdirSync(folder).sort()).toEqual(['dxkey.log', 'dxkey.log.1', 'dxkey.log.2']);
    for (const name of readdirSync(folder)) {
      expect(statSync(join(folder, name)).size).toBeLessThan(2_200);
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
    expect(read(folder)).toContain('"count":199');
  });

  it('never throws, also where it cannot write', () => {
    const blocked = join(scratchFolder(), 'file');
    writeFileSync(blocked, '');
    createFileLog({ folder: join(blocked, 'log') }).info('x');
    const folder = scratchFolder();
    mkdirSync(join(folder, 'dxkey.log'));
    expect(() => {
      createFileLog({ folder }).warn('x', {}, { toString: () => 'odd' });
    }).not.toThrow();
  });
});

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publishFolders } from '../../../main/adapters/mappedFolders';
import { answerFor, findRule, ruleInPlay, saveAnswer } from '../../../main/cli/rules';

let home: string;
let data: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'dxkey-rules-')));
  data = join(home, 'data');
  mkdirSync(join(home, 'work', 'below'), { recursive: true });
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const work = (): string => join(home, 'work');
const write = (text: string, folder = work()): void => {
  writeFileSync(join(folder, '.dxkey'), text);
};

function allow(folder = work()): void {
  const found = findRule(folder);
  if (found !== null) saveAnswer(data, found, 'allow');
}

describe('the rule of a directory', () => {
  it('is the nearest one above, and counts once it was allowed', () => {
    expect(findRule(join(work(), 'below'))).toBeNull();
    write('account = amy');
    expect(ruleInPlay(data, join(work(), 'below'))).toMatchObject({ kind: 'unanswered', found: { folder: work() } });
    allow();
    expect(ruleInPlay(data, join(work(), 'below'))).toMatchObject({ kind: 'rule', folder: work(), rule: { account: 'amy', token: null } });
    write('token = ci', join(work(), 'below'));
    expect(ruleInPlay(data, join(work(), 'below'))).toMatchObject({ kind: 'unanswered' });
  });

  it('SECURITY: is not the one that was allowed once a byte of it changed, nor in another folder', () => {
    write('account = amy');
    allow();
    write('account = ben');
    expect(ruleInPlay(data, work())).toMatchObject({ kind: 'unanswered' });
    write('account = amy');
    expect(ruleInPlay(data, work())).toMatchObject({ kind: 'rule' });
    write('account = amy', home);
    expect(ruleInPlay(data, home)).toMatchObject({ kind: 'unanswered' });
  });

  it('is left aside after deny, until it changes', () => {
    write('account = amy');
    const found = findRule(work());
    if (found !== null) saveAnswer(data, found, 'deny');
    expect(ruleInPlay(data, work())).toEqual({ kind: 'none' });
    write('account = ben');
    expect(ruleInPlay(data, work())).toMatchObject({ kind: 'unanswered' });
  });

  it('SECURITY: is allowed by nothing that cannot be read', () => {
    write('account = amy');
    allow();
    writeFileSync(join(data, 'hook', 'allowed.json'), '{"half');
    const found = findRule(work());
    expect(found === null ? null : answerFor(data, found)).toBeNull();
  });

  it('is no rule where it is a folder, and is refused where it is larger than a rule', () => {
    mkdirSync(join(work(), '.dxkey'));
    expect(findRule(work())).toBeNull();
    write(`# ${'x'.repeat(5000)}`, join(work(), 'below'));
    expect(() => findRule(join(work(), 'below'))).toThrow('larger than a rule');
  });
});

describe('the map of folders', () => {
  const mapped = (folder: string, label: string) => ({ folder, accountId: 'dnanexus/user-amy', label, project: null, needs: '12h' });
  const below = (): string => join(work(), 'below');

  it('counts for a folder and what is below it, the nearest first, as a file does', () => {
    publishFolders(data, [mapped(home, 'wide'), mapped(work(), 'narrow')]);
    const rule = { account: 'dnanexus/user-amy', token: 'narrow', project: null, needs: '12h' };
    expect(ruleInPlay(data, below())).toEqual({ kind: 'rule', folder: work(), from: 'map', rule });
    expect(ruleInPlay(data, home)).toMatchObject({ folder: home, rule: { token: 'wide' } });
    write('token = file', below());
    expect(ruleInPlay(data, below())).toMatchObject({ kind: 'unanswered' });
    allow(below());
    expect(ruleInPlay(data, below())).toMatchObject({ from: 'file', rule: { token: 'file' } });
  });

  it('in one folder goes before a file that nobody allowed or that was denied, and after one that was allowed', () => {
    publishFolders(data, [mapped(work(), 'mapped')]);
    write('token = file');
    expect(ruleInPlay(data, work())).toMatchObject({ from: 'map', rule: { token: 'mapped' } });
    allow();
    expect(ruleInPlay(data, work())).toMatchObject({ from: 'file', rule: { token: 'file' } });
    const found = findRule(work());
    if (found !== null) saveAnswer(data, found, 'deny');
    expect(ruleInPlay(data, work())).toMatchObject({ from: 'map' });
  });

  it('SECURITY: that cannot be read refuses, in place of another account’s token', () => {
    publishFolders(data, [mapped(work(), 'mapped')]);
    for (const damaged of [`${work()}\n{"accountId": 7}\n`, `${work()}\n`, `${work()}\n{"acc`, work()]) {
      writeFileSync(join(data, 'hook', 'folders'), damaged);
      expect(() => ruleInPlay(data, work()), damaged).toThrow('cannot be read');
    }
  });

  it('is gone with the last folder', () => {
    publishFolders(data, [mapped(work(), 'mapped')]);
    publishFolders(data, []);
    expect(ruleInPlay(data, work())).toEqual({ kind: 'none' });
  });
});

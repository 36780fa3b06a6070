import { describe, expect, it } from 'vitest';
import { promptName, liveLine } from '../../../main/core/shellExport/hookFiles';
import { parseRule } from '../../../main/core/shellExport/rule';

const PROJECT = 'project-0123456789BFGJKPQVXYZbfg';
const none = { account: null, token: null, project: null, needs: null };

describe("a directory's rule", () => {
  it('says account, token, project and length, in lines of KEY = VALUE', () => {
    expect(parseRule(`# ours\n\naccount = amy@DNAnexus\r\ntoken="ci upload"\n project =${PROJECT}\nneeds = 12h`)).toEqual({
      rule: { account: 'amy@DNAnexus', token: 'ci upload', project: PROJECT, needs: '12h' },
    });
    expect(parseRule('')).toEqual({ rule: none });
    expect(parseRule('token = a = b')).toEqual({ rule: { ...none, token: 'a = b' } });
  });

  it('expands and runs nothing', () => {
    expect(parseRule('token = $(id) `id` $HOME')).toEqual({ rule: { ...none, token: '$(id) `id` $HOME' } });
  });

  it.each([
    ['shell = bash', 'line 1 has a key that dxkey does not know; it knows account, token, project, needs'],
    ['constructor = x', 'line 1 has a key that dxkey does not know'],
    ['account = amy\naccount = ben', 'line 2 says account again'],
    ['amy', 'line 1 is not KEY = VALUE'],
    ['token =', 'line 1: token needs a value'],
    ['token = a\u001b[2J', 'line 1: token needs a value of 1 to 200 visible characters'],
    ['project = Mine', 'line 1: project takes an id'],
    ['needs = soon', 'line 1: needs takes a span'],
    ['needs = 0h', 'line 1: needs takes a span'],
  ])('that is none is said by line, %j', (text, problem) => {
    expect(parseRule(text)).toEqual({ problem: expect.stringContaining(problem) as string });
  });

  it('SECURITY: never takes a token itself, and does not repeat it', () => {
    const secret = 'CANARYsecretABCDEFGHIJKLMNOPQRST';
    const parsed = parseRule(`token = ${secret}`);
    expect(parsed).toEqual({ problem: expect.stringContaining('never a token itself') as string });
    expect(JSON.stringify(parsed)).not.toContain(secret);
  });
});

describe('what a hook reads', () => {
  it('says until when, in seconds, and for whom', () => {
    expect(liveLine(1_800_000_000_999, 'amy')).toBe('live 1800000000 amy');
    expect(liveLine(null, 'amy')).toBe('live - amy');
  });

  it('SECURITY: has no name that a prompt or a terminal could read anything into', () => {
    expect(promptName('a b$(id)`id`\u001b[2J%n\\u\u202e👩')).toMatch(/^[A-Za-z0-9._@-]+$/);
    expect(promptName('x'.repeat(300))).toHaveLength(40);
  });
});

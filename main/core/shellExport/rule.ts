import { parseSpan } from './span';

/** What a `.dxkey` file says of its folder and those below; null is what it does not say. */
export interface DirectoryRule {
  account: string | null;
  /** A label, or the first characters of a signature. */
  token: string | null;
  project: string | null;
  /** How long jobs here run, as `exec --needs` takes it. */
  needs: string | null;
}

export const RULE_FILE = '.dxkey';
/** A rule is a few lines; a larger file is none. */
export const MOST_RULE_BYTES = 4096;

const KEYS = ['account', 'token', 'project', 'needs'] as const;
const PROJECT_ID = /^project-[0-9A-Za-z]{24}$/;

/** `problem` is for people and repeats no value: one could be a secret in the wrong place. */
export type ParsedRule = { rule: DirectoryRule } | { problem: string };

/** Lines of `key = value`; blank ones and those that begin with `#` say nothing. Nothing of it is ever run or expanded. */
export function parseRule(text: string): ParsedRule {
  const rule: DirectoryRule = { account: null, token: null, project: null, needs: null };
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const said = line.trim();
    if (said === '' || said.startsWith('#')) continue;
    const at = `line ${String(index + 1)}`;
    const equals = said.indexOf('=');
    if (equals === -1) return { problem: `${at} is not KEY = VALUE` };
    const name = said.slice(0, equals).trim();
    const value = unquoted(said.slice(equals + 1).trim());
    const key = KEYS.find((one) => one === name);
    if (key === undefined) return { problem: `${at} has a key that dxkey does not know; it knows ${KEYS.join(', ')}` };
    if (rule[key] !== null) return { problem: `${at} says ${key} again` };
    const problem = problemWith(key, value);
    if (problem !== null) return { problem: `${at}: ${problem}` };
    rule[key] = value;
  }
  return { rule };
}

function unquoted(text: string): string {
  return /^"[^"]*"$/.test(text) ? text.slice(1, -1) : text;
}

/** In words, or null. */
export function problemWith(key: (typeof KEYS)[number], value: string): string | null {
  // eslint-disable-next-line no-control-regex -- what a terminal could read something into
  if (value === '' || value.length > 200 || /[\u0000-\u001f\u007f]/.test(value))
    return `${key} needs a value of 1 to 200 visible characters`;
  if (key === 'project' && !PROJECT_ID.test(value)) return 'project takes an id: project-xxxx, with 24 characters';
  if (key === 'needs' && (parseSpan(value) ?? 0) === 0) return 'needs takes a span: 30m, 12h, 7d';
  if (key === 'token' && value.length === 32 && /^[A-Za-z0-9]+$/.test(value) && !/^[0-9a-f]+$/.test(value))
    return 'token takes a label, never a token itself: treat what stands there as exposed, and revoke it';
  return null;
}

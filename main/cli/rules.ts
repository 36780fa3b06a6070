/**
 * `.dxkey` files: the nearest one above the working folder counts, and only after `dxkey allow` was said of this very content
 * in this very place, as direnv does it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HOOK_FILES, HOOK_FOLDER } from '../core/shellExport/hookFiles';
import { MOST_RULE_BYTES, parseRule, RULE_FILE } from '../core/shellExport/rule';
import type { DirectoryRule } from '../core/shellExport/rule';
import { visible } from './errorText';
import { UsageError } from './usage';

export interface FoundRule {
  /** The folder that it stands in. */
  folder: string;
  text: string;
}

export type Answer = 'allow' | 'deny';

/** Null where there is none; throws UsageError where there is one that is no rule. */
export function findRule(from: string): FoundRule | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, RULE_FILE);
    const facts = lstatSync(path, { throwIfNoEntry: false });
    if (facts?.isFile() === true) {
      if (facts.size > MOST_RULE_BYTES) throw new UsageError(`${visible(path)} is larger than a rule (${String(MOST_RULE_BYTES)} bytes).`);
      return { folder, text: readFileSync(path, 'utf8') };
    }
    if (dirname(folder) === folder) return null;
  }
}

export function ruleOf({ folder, text }: FoundRule): DirectoryRule {
  const parsed = parseRule(text);
  if ('problem' in parsed) throw new UsageError(`${visible(join(folder, RULE_FILE))}: ${parsed.problem}.`);
  return parsed.rule;
}

/** SECURITY: of the place and the content together: neither another folder's copy nor a changed file is what was looked at. */
function printOf({ folder, text }: FoundRule): string {
  return createHash('sha256').update(`${folder}\0${text}`).digest('hex');
}

/** By folder, so that an answer replaces the one before. */
type Answers = Record<string, { print: string; answer: Answer }>;

function readAnswers(dataFolder: string): Answers {
  try {
    const read: unknown = JSON.parse(readFileSync(join(dataFolder, HOOK_FOLDER, HOOK_FILES.allowed), 'utf8'));
    return isAnswers(read) ? read : {};
  } catch {
    // SECURITY: what cannot be read allows nothing.
    return {};
  }
}

function isAnswers(value: unknown): value is Answers {
  return (
    typeof value === 'object' && value !== null && Object.values(value).every((one: unknown) => typeof one === 'object' && one !== null)
  );
}

export function answerFor(dataFolder: string, found: FoundRule): Answer | null {
  const answers = readAnswers(dataFolder);
  const given = Object.hasOwn(answers, found.folder) ? answers[found.folder] : undefined;
  // SECURITY: a file that was changed since is one that nobody looked at.
  if (given?.print !== printOf(found)) return null;
  return given.answer === 'allow' ? 'allow' : 'deny';
}

/** Hooks look again at their next prompt. */
export function saveAnswer(dataFolder: string, found: FoundRule, answer: Answer): void {
  const folder = join(dataFolder, HOOK_FOLDER);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const answers = { ...readAnswers(dataFolder), [found.folder]: { print: printOf(found), answer } };
  replaceFile(join(folder, HOOK_FILES.allowed), `${JSON.stringify(answers)}\n`);
  replaceFile(join(folder, HOOK_FILES.rules), `${randomBytes(8).toString('hex')}\n`);
}

function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${String(process.pid)}.new`;
  writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
  renameSync(temporary, path);
}

export type RuleInPlay =
  { kind: 'none' } | { kind: 'unanswered'; found: FoundRule } | { kind: 'rule'; folder: string; rule: DirectoryRule };

export function ruleInPlay(dataFolder: string, cwd: string): RuleInPlay {
  const found = findRule(cwd);
  if (found === null) return { kind: 'none' };
  const answer = answerFor(dataFolder, found);
  if (answer === null) return { kind: 'unanswered', found };
  return answer === 'deny' ? { kind: 'none' } : { kind: 'rule', folder: found.folder, rule: ruleOf(found) };
}

export function unansweredText({ folder }: FoundRule): string {
  return `${visible(join(folder, RULE_FILE))} is not allowed: nobody said yes to it, or it changed since. Look at it, then say \`dxkey allow\` or \`dxkey deny\``;
}

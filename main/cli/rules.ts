/**
 * `.dxkey` files, and the map of folders in the settings: the nearest one above the working folder counts. A file counts only after
 * `dxkey allow` was said of this very content in this very place, as direnv does it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HOOK_FILES, HOOK_FOLDER } from '../core/shellExport/hookFiles';
import { MOST_RULE_BYTES, parseRule, RULE_FILE } from '../core/shellExport/rule';
import type { DirectoryRule } from '../core/shellExport/rule';
import { visible } from './errorText';
import { RuleNotAllowed, UsageError } from './usage';

export interface FoundRule {
  /** The folder that it stands in. */
  folder: string;
  text: string;
}

export type Answer = 'allow' | 'deny';

/** Null where there is none; throws UsageError where there is one that is no rule. */
export function findRule(from: string): FoundRule | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = ruleFileIn(folder);
    if (found !== null || dirname(folder) === folder) return found;
  }
}

function ruleFileIn(folder: string): FoundRule | null {
  const path = join(folder, RULE_FILE);
  const facts = lstatSync(path, { throwIfNoEntry: false });
  if (facts?.isFile() !== true) return null;
  if (facts.size > MOST_RULE_BYTES) throw new UsageError(`${visible(path)} is larger than a rule (${String(MOST_RULE_BYTES)} bytes).`);
  return { folder, text: readFileSync(path, 'utf8') };
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
  | { kind: 'none' }
  | { kind: 'unanswered'; found: FoundRule }
  /** `from`: a `.dxkey` file that was allowed, or the map of the settings. */
  | { kind: 'rule'; folder: string; from: 'file' | 'map'; rule: DirectoryRule };

/**
 * The nearest folder counts. In one and the same, a file that was allowed goes before the map, and the map, which is this person's own
 * word, before a file that nobody said yes to; a file that was denied is passed over.
 */
export function ruleInPlay(dataFolder: string, cwd: string): RuleInPlay {
  const map = readMap(dataFolder);
  for (let folder = cwd; ; folder = dirname(folder)) {
    const found = ruleFileIn(folder);
    const answer = found === null ? null : answerFor(dataFolder, found);
    if (found !== null && answer === 'allow') return { kind: 'rule', folder, from: 'file', rule: ruleOf(found) };
    const mapped = map.get(folder);
    if (mapped !== undefined) return { kind: 'rule', folder, from: 'map', rule: mapped };
    if (found !== null && answer === null) return { kind: 'unanswered', found };
    if (dirname(folder) === folder) return { kind: 'none' };
  }
}

/** SECURITY: a map that cannot be read is refused: it may have said another account than the one that is shown. */
export function readMap(dataFolder: string): Map<string, DirectoryRule> {
  const path = join(dataFolder, HOOK_FOLDER, HOOK_FILES.folders);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw unreadable(path);
  }
  const lines = text.split('\n');
  // It ends with a line break; one that does not was cut.
  if (lines.pop() !== '') throw unreadable(path);
  const map = new Map<string, DirectoryRule>();
  for (let at = 0; at < lines.length; at += 2) {
    const rule = mappedRule(lines[at + 1] ?? '');
    if (rule === null) throw unreadable(path);
    map.set(lines[at] ?? '', rule);
  }
  return map;
}

function mappedRule(text: string): DirectoryRule | null {
  try {
    const { accountId, label, project, needs } = JSON.parse(text) as Record<string, unknown>;
    const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';
    if (typeof accountId !== 'string' || !isTextOrNull(label) || !isTextOrNull(project) || !isTextOrNull(needs)) return null;
    return { account: accountId, token: label, project, needs };
  } catch {
    return null;
  }
}

const unreadable = (path: string): RuleNotAllowed =>
  new RuleNotAllowed(
    `${visible(path)}, the map of folders of the settings, cannot be read, so nobody knows whose token belongs here. Start dxkey again: it writes it anew. --no-rule leaves it aside.`,
  );

export function unansweredText({ folder }: FoundRule): string {
  return `${visible(join(folder, RULE_FILE))} is not allowed: nobody said yes to it, or it changed since. Look at it, then say \`dxkey allow\` or \`dxkey deny\``;
}

import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RULE_FILE } from '../../core/shellExport/rule';
import type { DirectoryRule } from '../../core/shellExport/rule';
import { JSON_OPTION, type Command, type Invocation } from '../command';
import { visible } from '../errorText';
import { EXIT } from '../exitCodes';
import { answerFor, findRule, readMap, ruleInPlay, unansweredText } from '../rules';
import type { RuleInPlay } from '../rules';
import { json } from '../text';
import { UsageError } from '../usage';

export const rules: Command = {
  help: {
    usage: [
      'dxkey rules [--dir DIR] [--json]',
      'dxkey rules set FOLDER [--token LABEL] [--project ID] [--needs SPAN] [--account NAME]',
      'dxkey rules remove FOLDER',
    ],
    about: `Says which rule counts in the working folder, and why; and the map of folders of the settings. \`set\` and \`remove\` change the map, as
Settings, Folders does in the window. What counts is obeyed by \`env\`, \`exec\`, the shell's hook and the dx shim.`,
    sections: [
      {
        title: 'Which one counts',
        text: `The nearest folder, upwards from the working one. In one and the same a .dxkey file that was allowed (\`dxkey help allow\`) goes before
the map, and the map before a file that nobody allowed. A file that was denied is passed over. NAME, \`--account\` and \`--no-rule\` of \`env\` and
\`exec\` leave both aside.`,
      },
    ],
    examples: [
      { line: 'dxkey rules', about: 'what counts here' },
      { line: 'dxkey rules set ~/trio --token "ci upload" --needs 12h', about: 'that token there, and no run that it would not last' },
    ],
  },
  options: {
    dir: { type: 'string', value: 'DIR', about: 'this folder in place of the working one' },
    token: { type: 'string', value: 'LABEL', about: "without it this computer's shell token" },
    project: { type: 'string', value: 'ID', about: "this project instead of the token's default one" },
    needs: { type: 'string', value: 'SPAN', about: 'how long jobs there run (30m, 12h, 7d), as `exec --needs` takes it' },
    ...JSON_OPTION,
  },
  maxPositionals: 2,
  firstWord: ['set', 'remove'],
  takesAccount: true,
  run(invocation) {
    const [word, folder] = invocation.positionals;
    if (word === undefined) return Promise.resolve(show(invocation));
    if (word !== 'set' && word !== 'remove') throw new UsageError('say set or remove, or nothing.');
    if (folder === undefined) throw new UsageError('a FOLDER is needed.');
    if (word === 'remove') return remove(invocation, folder);
    return set(invocation, folder);
  },
};

async function set({ io, app, text }: Invocation, given: string): Promise<number> {
  const folder = folderOf(given);
  const { label, ...rest } = { label: text('token'), project: text('project'), needs: text('needs') };
  const client = await app.connect();
  const { accountId } = await client.request('setFolder', { folder, label, ...rest });
  io.err(`${visible(folder)} is in the map:\n${linesOf({ account: accountId, token: label, ...rest })}`);
  return EXIT.done;
}

async function remove({ io, app }: Invocation, given: string): Promise<number> {
  // One that is not there any more stands in the map as it was.
  const folder = realOr(given) ?? resolve(given);
  const client = await app.connect();
  await client.request('removeFolder', { folder });
  io.err(`${visible(folder)} is not in the map any more.\n`);
  return EXIT.done;
}

function show({ io, app, text, flag }: Invocation): number {
  const folder = folderOf(text('dir') ?? '.');
  const map = [...readMap(app.dataFolder)].map(([mapped, rule]) => ({ folder: mapped, ...rule }));
  const inPlay = ruleInPlay(app.dataFolder, folder);
  if (flag('json')) io.out(json({ folder, inPlay: plain(inPlay), map }));
  else io.out(`${inPlayText(app.dataFolder, folder, inPlay)}${mapText(map)}`);
  return EXIT.done;
}

function plain(inPlay: RuleInPlay): unknown {
  if (inPlay.kind === 'none') return null;
  if (inPlay.kind === 'unanswered') return { folder: inPlay.found.folder, from: 'file', isAllowed: false };
  return { folder: inPlay.folder, from: inPlay.from, isAllowed: true, ...inPlay.rule };
}

function inPlayText(dataFolder: string, folder: string, inPlay: RuleInPlay): string {
  const left = leftAside(dataFolder, folder, inPlay);
  if (inPlay.kind === 'none') return `No rule counts in ${visible(folder)}.\n${left}`;
  if (inPlay.kind === 'unanswered') return `${unansweredText(inPlay.found)}.\nUntil then nothing counts in ${visible(folder)}.\n`;
  const where =
    inPlay.from === 'map' ? `the map, for ${visible(inPlay.folder)}` : `${visible(join(inPlay.folder, RULE_FILE))}, which was allowed`;
  return `In ${visible(folder)} counts ${where}:\n${linesOf(inPlay.rule)}${left}`;
}

/** A nearer, or as near, file that does not count, and why. */
function leftAside(dataFolder: string, folder: string, inPlay: RuleInPlay): string {
  const found = findRule(folder);
  if (found === null || (inPlay.kind === 'rule' && inPlay.from === 'file' && inPlay.folder === found.folder)) return '';
  const path = visible(join(found.folder, RULE_FILE));
  const answer = answerFor(dataFolder, found);
  if (answer === 'deny') return `${path} was denied, so it is passed over.\n`;
  if (inPlay.kind === 'rule' && inPlay.folder === found.folder) return `${path} is not allowed, so the map goes before it.\n`;
  return '';
}

function mapText(map: readonly ({ folder: string } & DirectoryRule)[]): string {
  if (map.length === 0) return '\nThe map is empty.\n';
  return `\nThe map:\n${map.map(({ folder, ...rule }) => `${visible(folder)}\n${linesOf(rule)}`).join('')}`;
}

function linesOf({ account, token, project, needs }: DirectoryRule): string {
  const said = Object.entries({ account, token, project, needs }).filter((entry): entry is [string, string] => entry[1] !== null);
  return said.map(([key, value]) => `  ${key} = ${visible(value)}\n`).join('');
}

function folderOf(given: string): string {
  const folder = realOr(given);
  if (folder === null) throw new UsageError('there is no such folder.');
  return folder;
}

function realOr(given: string): string | null {
  try {
    return realpathSync(resolve(given));
  } catch {
    return null;
  }
}

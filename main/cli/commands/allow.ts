import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RULE_FILE } from '../../core/shellExport/rule';
import type { Command, Invocation } from '../command';
import { visible } from '../errorText';
import { EXIT } from '../exitCodes';
import { findRule, ruleOf, saveAnswer } from '../rules';
import type { Answer } from '../rules';
import { UsageError } from '../usage';

export const allow: Command = {
  help: {
    usage: ['dxkey allow [DIR]'],
    about: `Lets the nearest .dxkey file, from DIR or the working folder upwards, choose the account, token and project of \`env\`, \`exec\` and
the shell's hook. It counts for this very content in this very place: once the file changes it has to be allowed again.`,
    sections: [
      {
        title: 'The file',
        text: `  # lines of KEY = VALUE; nothing in them is run or expanded
  account = amy@DNAnexus            as --account takes it
  token   = ci upload               a label, never a token
  project = project-xxxx            an id
  needs   = 12h                     as exec --needs takes it

The nearest one upwards counts. An unknown key is refused by line. A file that was neither allowed nor denied makes \`env\` and
\`exec\` end with 5 and changes nothing in a hooked shell. NAME, \`--account\` and \`--no-rule\` leave the file aside; \`--project\` and
\`--needs\` count before what it says. Leaving the directory brings back the token that the shell had before.`,
      },
      {
        title: 'The wrong account',
        text: `Where a project is in play (\`--project\`, the one of the file, or for \`exec\` without NAME and \`--account\` the DX_PROJECT_CONTEXT_ID of the
shell), dxkey asks the platform with the token whether it reaches it. Where it does not, nothing is started, the command ends with 5
and names the accounts of this computer that do. Where the platform cannot be asked, it goes on: the platform itself then refuses
what is wrong.`,
      },
    ],
    examples: [
      { line: 'dxkey allow', about: 'allows the file of this folder, or of the nearest one above' },
      { line: 'dxkey allow ~/work/cohort-a', about: 'allows another one' },
    ],
  },
  options: {},
  maxPositionals: 1,
  run: (invocation) => Promise.resolve(answer(invocation, 'allow')),
};

export const deny: Command = {
  help: {
    usage: ['dxkey deny [DIR]'],
    about: `Leaves the nearest .dxkey file aside, from DIR or the working folder upwards, without a word about it until it changes.
\`dxkey help allow\` tells what such a file may say.`,
  },
  options: {},
  maxPositionals: 1,
  run: (invocation) => Promise.resolve(answer(invocation, 'deny')),
};

function answer({ io, app, positionals }: Invocation, said: Answer): number {
  const found = findRule(folderOf(positionals[0]));
  if (found === null) throw new UsageError(`there is no ${RULE_FILE} here or above.`);
  const path = visible(join(found.folder, RULE_FILE));
  if (said === 'allow') {
    const lines = Object.entries(ruleOf(found)).filter((entry): entry is [string, string] => entry[1] !== null);
    io.err(`${path} is allowed:\n${lines.map(([key, value]) => `  ${key} = ${visible(value)}\n`).join('')}`);
  } else io.err(`${path} is left aside.\n`);
  saveAnswer(app.dataFolder, found, said);
  return EXIT.done;
}

function folderOf(given: string | undefined): string {
  try {
    return realpathSync(resolve(given ?? '.'));
  } catch {
    throw new UsageError('there is no such folder.');
  }
}

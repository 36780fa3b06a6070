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
  help: `Usage: dxkey allow [DIR]

Lets the nearest .dxkey file, from DIR or the working folder upwards, choose the account, token and project of \`env\`, \`exec\` and the
shell's hook. It counts for this very content in this very place: once the file changes it has to be allowed again.
  account = USER or USER@PLATFORM     token = LABEL     project = project-xxxx     needs = 12h
`,
  options: {},
  maxPositionals: 1,
  run: (invocation) => Promise.resolve(answer(invocation, 'allow')),
};

export const deny: Command = {
  help: `Usage: dxkey deny [DIR]

Leaves the nearest .dxkey file aside, from DIR or the working folder upwards, without a word about it until it changes.
`,
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

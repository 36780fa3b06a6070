/** All that the command says of itself: `dxkey help`, and as data for docs/commands.md and the man page (scripts/manual). */
import { optionsOf } from './arguments';
import type { CommandTable, Help, OptionTable, Section } from './command';
import { blocksOf, helpText, optionName, topicText, wrap } from './helpText';
import type { Manual } from './manualData';
import { json } from './text';
import { TOPICS, exitRows } from './topics';

const TITLE = 'DNAnexus tokens in the keychain, and in a shell only while it needs one';
const ABOUT = `
dxkey asks the running app, and starts it hidden where it is not running. \`dxkey help COMMAND\` tells a command's options, examples and
exit codes.`;

/** Null where there is no such command or topic. */
export async function helpOn(words: readonly string[], all: CommandTable): Promise<string | null> {
  const [name] = words;
  if (words.length > 1) return null;
  if (name === undefined) return overview(all);
  if (name === '--json') return json(await manualOf(all));
  if (Object.hasOwn(TOPICS, name)) return TOPICS[name] === undefined ? null : topicText(TOPICS[name]);
  const command = Object.hasOwn(all, name) ? await all[name]?.load() : undefined;
  return command === undefined ? null : helpText(command.help, optionsOf(command));
}

export function overview(all: CommandTable): string {
  const rows = (pairs: [string, string][]): string[] => {
    const width = Math.max(...pairs.map(([name]) => name.length));
    return pairs.map(([name, text]) => wrap(text, ' '.repeat(width + 4), `  ${name.padEnd(width)}  `));
  };
  return [
    `dxkey: ${TITLE}.`,
    '',
    'Usage: dxkey COMMAND [...]',
    '       dxkey help [COMMAND|TOPIC]',
    '',
    'Commands:',
    ...rows(Object.entries(all).map(([name, { summary }]) => [name, summary])),
    '',
    'Topics:',
    ...rows(Object.entries(TOPICS).map(([name, { title }]) => [name, title])),
    '',
    'A token is named by its label, the first characters of its signature, or its last',
    '4 characters. `dxkey help COMMAND` (or `dxkey COMMAND --help`) tells more.',
    '',
    'Exit codes:',
    ...rows(exitRows()),
    '',
  ].join('\n');
}

async function manualOf(all: CommandTable): Promise<Manual> {
  const commands = Object.entries(all).map(async ([name, { summary, load }]) => {
    const command = await load();
    return { name, summary, ...pageOf(command.help, optionsOf(command)) };
  });
  const topics = Object.entries(TOPICS).map(([name, topic]) => ({ name, ...sectionOf(topic) }));
  return {
    title: TITLE,
    about: blocksOf(ABOUT),
    topics: topics.filter(({ name }) => name !== 'exit-codes'),
    exits: exitRows(),
    commands: await Promise.all(commands),
  };
}

const sectionOf = ({ title, text }: Section) => ({ title, text: blocksOf(text) });

function pageOf({ usage, about, sections = [], examples = [], exits = {} }: Help, options: OptionTable) {
  return {
    usage,
    about: blocksOf(about),
    options: Object.entries(options).map(([name, option]) => ({ name: optionName(name, option), about: option.about })),
    sections: sections.map(sectionOf),
    examples,
    exits: Object.entries(exits),
  };
}

/** The help as a terminal shows it: its data (command.ts) in 80 columns. scripts/docs makes pages of the same data. */
import type { Help, Option, OptionTable, Section } from './command';
import type { Block } from './manualData';

const COLUMNS = 80;
/** An option longer than this has its text on the next line. */
const MAX_OPTION = 24;

/** What the text of a help is made of; the same for every reader of it. */
export function blocksOf(text: string): Block[] {
  return text
    .replace(/^\n+|\s+$/g, '')
    .split(/\n{2,}/)
    .map((part): Block => {
      if (part.startsWith('  ')) return { kind: 'verbatim', text: part.replace(/^ {2}/gm, '') };
      if (part.startsWith('- ')) return { kind: 'list', items: part.slice(2).split('\n- ').map(oneLine) };
      return { kind: 'paragraph', text: oneLine(part) };
    });
}

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ');

export function wrap(text: string, indent = '', first = indent): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  // What stands between backticks is one word: it can be copied whole.
  for (const word of text.match(/(?:`[^`]*`|[^\s`])+/g) ?? []) {
    if (!isEmpty && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join('\n');
}

export function textOf(text: string): string {
  return blocksOf(text)
    .map((block) => {
      if (block.kind === 'verbatim') return block.text.replace(/^(?=.)/gm, '  ');
      if (block.kind === 'paragraph') return wrap(block.text);
      return block.items.map((item) => wrap(item, '  ', '- ')).join('\n');
    })
    .join('\n\n');
}

/** `-y, --yes`, `--needs SPAN`. */
export function optionName(name: string, option: Option): string {
  const letter = option.short === undefined ? '' : `-${option.short}, `;
  return `${letter}--${name}${option.type === 'string' ? ` ${option.value}` : ''}`;
}

function optionsText(table: OptionTable): string {
  const rows = Object.entries(table).map(([name, option]) => ({ name: optionName(name, option), about: option.about }));
  const width = Math.max(...rows.map(({ name }) => name.length).filter((length) => length <= MAX_OPTION));
  const indent = ' '.repeat(width + 4);
  return rows
    .map(({ name, about }) =>
      name.length > width ? `  ${name}\n${wrap(about, indent)}` : wrap(about, indent, `  ${name.padEnd(width)}  `),
    )
    .join('\n');
}

const titled = ({ title, text }: Section): string => `${title}:\n\n${textOf(text)}`;

/** The whole of `dxkey NAME --help`. */
export function helpText(help: Help, options: OptionTable): string {
  const parts = [
    help.usage.map((line, at) => `${at === 0 ? 'Usage: ' : '       '}${line}`).join('\n'),
    textOf(help.about),
    `Options:\n${optionsText(options)}`,
    ...(help.sections ?? []).map(titled),
  ];
  if (help.examples !== undefined)
    parts.push(`Examples:\n${help.examples.map(({ line, about }) => `  ${line}\n${wrap(about, '      ')}`).join('\n')}`);
  const exits = Object.entries(help.exits ?? {}).map(([code, meaning]) => wrap(meaning, '      ', `  ${code.padEnd(2)}  `));
  parts.push([...(exits.length > 0 ? ['Exit codes:', ...exits] : []), 'Exit codes of every command: `dxkey help exit-codes`.'].join('\n'));
  return `${parts.join('\n\n')}\n`;
}

/** `dxkey help TOPIC`. */
export const topicText = ({ title, text }: Section): string => `${title}\n\n${textOf(text)}\n`;

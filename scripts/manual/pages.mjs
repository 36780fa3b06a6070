/** The pages made of what `dxkey help --json` says: docs/commands.md and the man page. Pure: data in, text out. */

/** @typedef {import('../../main/cli/manualData').Manual} Manual */
/** @typedef {Manual['about'][number]} Block */
/** @typedef {Manual['commands'][number]} CommandPage */

/** @param {Manual} manual @returns {string} Markdown, as prettier wants it once it has formatted it. */
export function markdownOf({ title, about, topics, exits, commands }) {
  return [
    '# The dxkey command',
    '<!-- Made by `npm run manual` of what `dxkey help` says; a change belongs there. -->',
    `${title}.`,
    markdownBlocks(about),
    'In the tree it runs as `node dist/cli/dxkey.cjs`; the package carries it as one file that needs no Node, and a man page.',
    table(
      ['command', 'what it does'],
      commands.map(({ name, summary }) => [`[\`${name}\`](#dxkey-${name})`, summary]),
    ),
    ...topics.flatMap(({ title: topic, text }) => [`## ${topic}`, markdownBlocks(text)]),
    '## Exit codes',
    table(['code', 'meaning'], exits),
    ...commands.flatMap(markdownCommand),
  ].join('\n\n');
}

/** @param {CommandPage} command */
function markdownCommand({ name, usage, about, options, sections, examples, exits }) {
  return [
    `## dxkey ${name}`,
    fenced(usage),
    markdownBlocks(about),
    table(
      ['option', 'what it does'],
      options.map((option) => [`\`${option.name}\``, option.about]),
    ),
    ...sections.flatMap(({ title, text }) => [`### ${title}`, markdownBlocks(text)]),
    ...(examples.length > 0 ? [fenced(examples.flatMap(({ line, about: words }) => [`# ${words}`, line]))] : []),
    ...(exits.length > 0 ? ['Exit codes of its own:', table(['code', 'meaning'], exits)] : []),
  ];
}

/** @param {readonly string[]} lines */
const fenced = (lines) => ['```', ...lines, '```'].join('\n');

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

/** @param {string} text */
const cell = (text) => text.replaceAll('|', '\\|');

/** @param {readonly Block[]} blocks */
const markdownBlocks = (blocks) =>
  blocks
    .map((block) => {
      if (block.kind === 'verbatim') return fenced([block.text]);
      return block.kind === 'list' ? block.items.map((item) => `- ${item}`).join('\n') : block.text;
    })
    .join('\n\n');

/**
 * The source of dxkey(1), for man(7).
 * @param {Manual} manual @param {{ version: string }} of
 */
export function manOf({ title, about, topics, exits, commands }, { version }) {
  return `${[
    '.\\" Made by `npm run manual` of what `dxkey help` says; a change belongs there.',
    `.TH DXKEY 1 "" "dxkey ${version}" "User Commands"`,
    '.SH NAME',
    `dxkey \\- ${roff(title)}`,
    '.SH SYNOPSIS',
    '.B dxkey',
    '.I COMMAND',
    '[...]',
    '.SH DESCRIPTION',
    ...roffBlocks(about),
    '.SH COMMANDS',
    ...commands.flatMap(({ name, summary }) => ['.TP', `.B ${roff(name)}`, roff(summary)]),
    ...commands.flatMap(manCommand),
    ...topics.flatMap(({ title: topic, text }) => [`.SH ${roff(topic.toUpperCase())}`, ...roffBlocks(text)]),
    '.SH EXIT STATUS',
    ...roffRows(exits),
  ].join('\n')}\n`;
}

/** @param {CommandPage} command */
function manCommand({ name, usage, about, options, sections, examples, exits }) {
  return [
    `.SH "DXKEY ${roff(name.toUpperCase())}"`,
    ...roffVerbatim(usage.join('\n')),
    ...roffBlocks(about),
    '.SS Options',
    ...roffRows(options.map((option) => [option.name, option.about])),
    ...sections.flatMap(({ title, text }) => [`.SS ${roff(title)}`, ...roffBlocks(text)]),
    ...(examples.length > 0
      ? ['.SS Examples', ...examples.flatMap(({ line, about: words }) => ['.PP', roff(words), ...roffVerbatim(line)])]
      : []),
    ...(exits.length > 0 ? ['.SS "Exit codes of its own"', ...roffRows(exits)] : []),
  ];
}

/** @param {readonly (readonly [string, string])[]} rows */
const roffRows = (rows) => rows.flatMap(([name, text]) => ['.TP', `.B ${roff(name)}`, roff(text)]);

/** @param {readonly Block[]} blocks */
const roffBlocks = (blocks) =>
  blocks.flatMap((block) => {
    if (block.kind === 'verbatim') return roffVerbatim(block.text);
    if (block.kind === 'paragraph') return ['.PP', roff(block.text)];
    return block.items.flatMap((item) => ['.IP \\(bu 2', roff(item)]);
  });

/** @param {string} text */
const roffVerbatim = (text) => ['.PP', '.nf', '.RS', ...text.split('\n').map((line) => roff(line, { isVerbatim: true })), '.RE', '.fi'];

/**
 * One line of text. A minus is to be typed, so it is no hyphen; what stands between backticks is bold; a dot or a quote that begins a line
 * would be a request.
 * @param {string} text @param {{ isVerbatim?: boolean }} [how]
 */
function roff(text, { isVerbatim = false } = {}) {
  const plain = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti');
  const marked = isVerbatim ? plain.replaceAll('`', '\\(ga') : plain.replace(/`([^`]*)`/g, '\\fB$1\\fR');
  return marked.replace(/^\./, '\\&.');
}

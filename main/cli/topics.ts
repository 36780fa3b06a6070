/** What is not about one command: `dxkey help TOPIC`, and the same in the manual. */
import type { Section } from './command';
import type { EXIT } from './exitCodes';

/** Of each number once, in the order of the numbers; a number without words does not compile. */
const EXIT_WORDS: Readonly<Record<(typeof EXIT)[keyof typeof EXIT], string>> = {
  0: 'done',
  1: '`audit verify`, `scan` or `doctor` found something',
  2: 'used wrongly',
  3: 'not signed in',
  4: 'no such token or process, or an ambiguous name',
  5: 'refused, or the app is locked',
  6: 'keychain',
  7: 'platform unreachable',
  8: 'platform refused',
  9: 'token expired, or ends too soon',
  10: 'the app cannot be started',
  11: 'token paused',
  12: 'frozen: a panic is under way',
  70: 'our fault',
};

export const exitRows = (): [string, string][] => Object.entries(EXIT_WORDS);

export const TOPICS: Readonly<Record<string, Section>> = {
  names: {
    title: 'How tokens are named',
    text: `
A token is named by its label, its signature's first characters, or its last 4. A name that means several is refused, and they are
listed. \`--json\` prints data where there is any. There is no colour.`,
  },
  secrets: {
    title: 'Secrets',
    text: `
Never give a secret as an argument: other processes can read it and your shell keeps it. An argument that looks like a token is
refused; treat it as exposed. Secrets come from standard input (\`login --token-stdin\`, \`import --stdin\`, \`env\` and
\`exec --token-stdin\`) or are asked for on the terminal. Only \`env\` and \`create --print\` print one. Nothing is asked without a
terminal.`,
  },
  headless: {
    title: 'Without a desktop',
    text: `
Over SSH, in a container or in CI there is no app and no keychain. \`dxkey exec --token-stdin -- CMD\` and \`dxkey env --token-stdin\`
work there, store nothing and ask nobody; the first line of standard input is the token, the rest is the command's. \`--platform\` says
where the token belongs (DNAnexus); a platform of your own goes by its addresses here, \`API,AUTH\`. Every other command says what is
missing and ends with 10.`,
  },
  lock: {
    title: 'While the app is locked',
    text: `
With an app lock set up, a locked app gives out only tokens that work while you are away (\`env\` and \`exec\` with their name). Leases
that run go on, and \`env --off\` works. \`status\` says that it is locked and names no account and no token; every other command ends
with 5. The lock is opened in the window, never from a terminal.`,
  },
  'exit-codes': {
    title: 'Exit codes',
    text: exitRows()
      .map(([code, words]) => `- ${code}: ${words}`)
      .join('\n'),
  },
};

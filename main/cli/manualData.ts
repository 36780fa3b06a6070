/** What `dxkey help --json` prints: all that the command says of itself, for whoever makes pages of it (scripts/manual). */

/** A text in parts, so that no other reader has to know how it is written. */
export type Block = { kind: 'paragraph'; text: string } | { kind: 'verbatim'; text: string } | { kind: 'list'; items: string[] };

export interface Manual {
  title: string;
  about: Block[];
  topics: { name: string; title: string; text: Block[] }[];
  exits: [code: string, meaning: string][];
  commands: {
    name: string;
    summary: string;
    /** The ways to call it, each a line. */
    usage: readonly string[];
    about: Block[];
    options: { name: string; about: string }[];
    sections: { title: string; text: Block[] }[];
    examples: readonly { line: string; about: string }[];
    /** Codes that mean something of their own here. */
    exits: [code: string, meaning: string][];
  }[];
}

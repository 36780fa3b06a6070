/** The command was called wrongly; the text is shown as it is and never holds an argument that could be a secret. */
export class UsageError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'UsageError';
  }
}

/** A `.dxkey` file that nobody said yes to: refused, and no usage error. */
export class RuleNotAllowed extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'RuleNotAllowed';
  }
}

/** A person answered a question with Ctrl-C or end of file: the shell's exit code for an interrupt. */
export class Interrupted extends Error {
  readonly exitCode: number;
  constructor(exitCode = 130) {
    super('interrupted');
    this.name = 'Interrupted';
    this.exitCode = exitCode;
  }
}

const TOKEN_LENGTH = 32;

/** 32 letters and digits are a token (PROTOCOL.md) unless all are hex, which is the start of a signature. */
export function looksLikeToken(argument: string): boolean {
  const word = argument.includes('=') ? argument.slice(argument.lastIndexOf('=') + 1) : argument;
  return word.length === TOKEN_LENGTH && /^[A-Za-z0-9]+$/.test(word) && !/^[0-9a-f]+$/.test(word);
}

export const EXPOSED_TOKEN = [
  'one of the arguments looks like a token. It was not used.',
  'Every process on this computer can read the arguments of another, and shells keep them in their history:',
  'treat that token as exposed and revoke it. Secrets are read from standard input:',
  '  dxkey login --token-stdin, dxkey import --stdin, dxkey exec --token-stdin, dxkey env --token-stdin',
].join('\n');

/** What a person, a platform or an attacker may call a token, a user or a folder: made from what shells read something into. */
import fc from 'fast-check';

/** Each would make this file in the working folder, were it ever run. */
export const CANARY = 'dxkey-canary';

const TOUCH = `touch ${CANARY}`;

/** One of each way in that a shell has. */
const ATTACKS: readonly string[] = [
  `$(${TOUCH})`,
  `\`${TOUCH}\``,
  `'; ${TOUCH}; '`,
  `"; ${TOUCH}; "`,
  `'"; ${TOUCH}; "'`,
  `\\'; ${TOUCH}; \\'`,
  `\\\\'; ${TOUCH} #`,
  `\n${TOUCH}\n`,
  `'\n${TOUCH}\n'`,
  `\r\n${TOUCH}\r\n`,
  `; ${TOUCH}`,
  `| ${TOUCH}`,
  `&& ${TOUCH}`,
  `& ${TOUCH} &`,
  `(${TOUCH})`,
  `{ ${TOUCH}; }`,
  `<(${TOUCH})`,
  `>(${TOUCH})`,
  `=(${TOUCH})`,
  `> ${CANARY}`,
  `'> ${CANARY}`,
  `$'\\047; ${TOUCH}; \\047'`,
  `\\047; ${TOUCH}; \\047`,
  `\${x:-$(${TOUCH})}`,
  `$((x[$(${TOUCH})]))`,
  `!!; ${TOUCH}`,
  `!${TOUCH}`,
  `%0a${TOUCH}`,
  `%COMSPEC% /c ${TOUCH}`,
  `\u2019; ${TOUCH}; \u2018`,
  `end; ${TOUCH}; begin`,
  `EOF\n${TOUCH}\nEOF`,
];

const CHARACTERS: readonly string[] = [
  ...`'"\`$(){}[]\\;|&<>!#~*?%^=@:,-+ \n\t\r`.split(''),
  ...Array.from({ length: 31 }, (_, at) => String.fromCharCode(at + 1)),
  ...['\u007f', '\u0085', '\u00a0', '\u00ad', '\u200b', '\u200f', '\u202e', '\u2028', '\u2029', '\u2066', '\ufeff', '\ufffd'],
  ...['é', 'ß', 'e\u0301', '日', 'ש', 'ع', '👩\u200d🔬', '🧬', '🇩🇪', '\u{10ffff}', '\ue000', '\uf8ff'],
  ...['a', 'Z', '0', '9'],
];

const anything = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...CHARACTERS), { minLength: 1, maxLength: 24 }).map((all) => all.join('')) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 24 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 24 }) },
);
const attack = fc
  .tuple(fc.option(anything, { nil: '' }), fc.constantFrom(...ATTACKS), fc.option(anything, { nil: '' }))
  .map(([before, middle, after]) => `${before}${middle}${after}`);
const value = fc.oneof({ weight: 1, arbitrary: attack }, { weight: 1, arbitrary: anything });

/** A NUL or half a letter cannot stand in an environment at all; a folder's name is no longer than a file system takes. */
export function canStand(text: string): boolean {
  const bytes = Buffer.from(text);
  return !text.includes('\0') && bytes.toString() === text && bytes.length < 200;
}

export function generateValues(count: number, seed: number): string[] {
  const made = fc.sample(
    value.filter((text) => canStand(text) && text !== ''),
    { numRuns: count, seed },
  );
  return [...ATTACKS, ...made].slice(0, count);
}

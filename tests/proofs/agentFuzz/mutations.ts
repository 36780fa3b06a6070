/** One message of the agent's protocol with something wrong in it, from a seed: wrong in its meaning, its text, or its bytes. */
import { operations, type OperationName } from '../../../main/agent/messages';
import { MAX_REQUEST_BYTES } from '../../../main/agent/protocol';
import { rightInput, TYPED } from './inputs';
import type { Chance } from './random';

/** The one that lends comes oftener. */
const OPERATIONS = [...(Object.keys(operations) as OperationName[]), ...Array<OperationName>(6).fill('beginLease')];

const JUNK: readonly unknown[] = [
  ...[null, true, -1, 0, 1e308, Number.MAX_SAFE_INTEGER + 2, 2 ** 31, 0.5, '', ' ', '../../etc/passwd', '\u0000', '\u001b[2J', '\ud800'],
  ...['a'.repeat(5000), '__proto__', 'f'.repeat(64), '\u202e', [], [[]], {}, { length: 1 }, { toString: 1 }, { then: 1 }],
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  new Array(200).fill(0),
];

/** One thing wrong somewhere, or nothing. */
function wrongValue(value: unknown, chance: Chance, depth = 0): unknown {
  if (chance.is(0.1 + depth * 0.05)) return chance.pick(JUNK);
  if (Array.isArray(value)) return value.map((each) => wrongValue(each, chance, depth + 1));
  if (typeof value !== 'object' || value === null) return chance.is(0.2) ? chance.pick(JUNK) : value;
  const entries = Object.entries(value);
  const roll = chance.below(10);
  if (roll < 2) entries.splice(chance.below(entries.length), 1);
  else if (roll < 4) entries.push([chance.pick(['extra', 'constructor', 'secret', 'then', 'op']), chance.pick(JUNK)]);
  else if (entries.length > 0) {
    const entry = chance.pick(entries);
    entry[1] = wrongValue(entry[1], chance, depth + 1);
  }
  return Object.fromEntries(entries);
}

type Bytes = (line: Buffer, chance: Chance) => Buffer;

/** After the text was written: none of these knows what it says. */
const BYTES: Readonly<Record<string, Bytes>> = {
  bitFlips: (line, chance) => {
    const wrong = Buffer.from(line);
    for (let flips = 1 + chance.below(8); flips > 0; flips -= 1) {
      const at = chance.below(wrong.length);
      wrong[at] = (wrong[at] ?? 0) ^ (1 << chance.below(8));
    }
    return wrong;
  },
  cut: (line, chance) => line.subarray(0, chance.below(line.length)),
  noText: (line, chance) => spliced(line, chance, Buffer.from(chance.pick([[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf8, 0x88]]))),
  noise: (line, chance) => spliced(line, chance, Buffer.from(Array.from({ length: 1 + chance.below(12) }, () => chance.below(128)))),
  twice: (line) => Buffer.concat([line, line]),
  halves: (line, chance) => spliced(line, chance, Buffer.from('\n')),
  spaces: (line, chance) => Buffer.concat([Buffer.from(chance.pick(['\ufeff', ' \t', '\r', '\u0000'])), line, Buffer.from('\r')]),
  lengthFirst: (line, chance) =>
    Buffer.concat([Buffer.from(chance.pick([`${String(line.length)}:`, '\u0000\u0000\u0000\u0010', 'Content-Length: 7\r\n\r\n'])), line]),
  otherProtocol: (_line, chance) =>
    Buffer.from(chance.pick(['GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'SSH-2.0-x\r\n', '\u0016\u0003\u0001', 'QUIT'])),
};

function spliced(line: Buffer, chance: Chance, into: Buffer): Buffer {
  const at = chance.below(line.length);
  return Buffer.concat([line.subarray(0, at), into, line.subarray(at)]);
}

/** Where the text itself is what is wrong. */
const TEXTS: Readonly<Record<string, (text: string, chance: Chance) => string>> = {
  deep: (text, chance) => {
    const depth = chance.pick([100, 2000, 20_000]);
    const [open, shut] = chance.pick([
      ['[', ']'],
      ['{"a":', '}'],
    ] as const);
    const nested = open.repeat(Math.min(depth, 9000)) + (open === '[' ? '' : '1') + shut.repeat(Math.min(depth, 9000));
    return text.replace(/"input":.*$/u, `"input":${nested}}`);
  },
  hugeNumber: (text, chance) =>
    text.replace(
      /:(\d+)/u,
      `:${chance.pick(['1e999', '-1e999', '9'.repeat(400), '9007199254740993', '-0', '0x10', '1.0000000000000001'])}`,
    ),
  prototype: (text, chance) =>
    text.replace('{', `{${chance.pick(['"__proto__":{"polluted":true},', '"constructor":{"prototype":{}},', '"id":7,'])}`),
  nested: (text) => text.replace('"input":{', '"input":{"__proto__":{"polluted":true,"print":true},'),
  unknown: (text, chance) =>
    text.replace(/"op":"[^"]*"/u, `"op":"${chance.pick(['constructor', '__proto__', 'toString', 'readSecret', '', 'BEGINLEASE'])}"`),
  // One line that is longer than any may be, or just not.
  long: (text, chance) => text.padEnd(MAX_REQUEST_BYTES + chance.pick([-1, 0, 1, 4096]), ' '),
};

/** A whole message, its closing newline among it. */
export function message(id: number, chance: Chance): Buffer {
  const op = chance.pick(OPERATIONS);
  const right = rightInput(op, chance);
  const account = chance.is(0.05) ? { account: chance.pick(['amy', 'nobody', 'amy@nowhere', TYPED.token]) } : {};
  const request = { id, op, input: chance.is(0.5) ? wrongValue(right, chance) : right, ...account };
  let text = JSON.stringify(chance.is(0.1) ? (wrongValue(request, chance) ?? null) : request);
  if (op === 'hello' && chance.is(0.3)) text = text.replace('"protocol":1', `"protocol":${chance.pick(['2', '0', '-1', '"1"'])}`);
  const how = chance.below(10);
  // Some stay as they are: what is right has to stay right among all that is wrong.
  if (how === 0) text = chance.pick(Object.values(TEXTS))(text, chance);
  const line = Buffer.from(text);
  const bytes = how > 0 && how < 4 && line.length > 0 ? chance.pick(Object.values(BYTES))(line, chance) : line;
  return Buffer.concat([bytes, Buffer.from('\n')]);
}

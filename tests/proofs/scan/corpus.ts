/** A home folder full of files, some with tokens and some without, made anew from a seed. */
import { createHash } from 'node:crypto';
import { LOOK_ALIKES, PROSE } from './lookAlikes';
import { KINDS, PLAIN, TOKEN_MARK } from './places';
import { ALNUM, seeded, type Random } from './random';

export interface PlantedFile {
  /** Below the home folder. */
  path: string;
  bytes: Buffer;
  tokens: string[];
  kind: string;
}

const HUGE = 100_000;

function wrapped(body: string, random: Random, isWhole: boolean): string {
  if (isWhole) return body;
  const around = (): string =>
    Array.from({ length: random.below(6) }, () => (random.below(3) === 0 ? random.pick(LOOK_ALIKES)(random) : random.pick(PROSE))).join(
      '\n',
    );
  return `${around()}\n${body}\n${around()}`;
}

/** As other systems and editors would have written the same. */
function written(text: string, random: Random, mayBeWide: boolean): Buffer {
  const way = random.below(mayBeWide ? 9 : 6);
  if (way === 0) return Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1');
  if (way === 1) return Buffer.from(`\xef\xbb\xbf${text}`, 'latin1');
  if (way === 2) return Buffer.from(`${text}\n\xff\xfe\x80\xc3(\0\x01 not UTF-8\n`, 'latin1');
  if (way === 3) return Buffer.from(text.trimEnd(), 'latin1');
  if (way === 4) return Buffer.from(`${random.text(`${ALNUM}+/ `, HUGE).replace(/(\S{120})/g, '$1 ')}\n${text}\n`, 'latin1');
  if (way === 6) return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (way === 7) return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  return Buffer.from(`${text}\n`, 'latin1');
}

/** JSON and YAML stay what they are; histories and start files get lines around it. */
const WHOLE = ['dxConfig', 'dxSession', 'notebook', 'nextflow', 'nextflowScript', 'ansible', 'netrc'];
/** Of what a Windows shell writes. */
const WIDE = ['env', 'powershellHistory', 'renviron'];

export function corpus(seed: number, count: number): { files: PlantedFile[]; known: Map<string, string> } {
  const random = seeded(seed);
  const files: PlantedFile[] = [];
  const known = new Map<string, string>();
  const token = (): string => random.text(ALNUM, 32);
  for (let n = 0; files.length < count; n++) {
    const id = String(n).padStart(4, '0');
    const home = `home-${id}`;
    if (n % 3 === 2) {
      const text = Array.from({ length: 1 + random.below(30) }, () =>
        random.pick(random.below(4) === 0 ? PROSE.map((line) => () => line) : LOOK_ALIKES)(random),
      ).join('\n');
      files.push({
        path: `${home}/${random.pick(['.bash_history', 'a/.env', 'n.ipynb', 'site.yml', 'x/nextflow.config', '.netrc', '.zsh_history'])}`,
        bytes: written(text, random, true),
        tokens: [],
        kind: 'lookAlike',
      });
      continue;
    }
    if (n % 12 === 1) {
      const one = token();
      known.set(createHash('sha256').update(one).digest('hex'), one);
      const body = wrapped(random.pick(PLAIN).replaceAll(TOKEN_MARK, one), random, false);
      files.push({ path: `${home}/notes-${id}.env`, bytes: written(body, random, false), tokens: [one], kind: 'known' });
      continue;
    }
    const kind = KINDS[n % KINDS.length] ?? random.pick(KINDS);
    const tokens = Array.from({ length: WHOLE.includes(kind.name) ? 1 : 1 + random.below(3) }, token);
    const body = tokens.map((one) => random.pick(kind.bodies)(random).replaceAll(TOKEN_MARK, one)).join('\n');
    const text = wrapped(body, random, WHOLE.includes(kind.name));
    files.push({ path: `${home}/${kind.path(id)}`, bytes: written(text, random, WIDE.includes(kind.name)), tokens, kind: kind.name });
  }
  return { files, known };
}

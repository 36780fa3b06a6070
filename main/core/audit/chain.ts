/**
 * A chain of HMACs over lines: each line's covers its text and the HMAC of the line before. Whoever has no key can change, cut,
 * insert or reorder nothing unseen up to the anchor, which is kept elsewhere (the keychain) and says how far the chain had come.
 */
export type Hmac = (text: string) => string;

/** A place in the chain: after the entry `n`, whose HMAC is `mac`. */
export interface Place {
  n: number;
  mac: string;
}

/** Before the first entry of all. */
export const BEGINNING: Place = { n: 0, mac: '0'.repeat(64) };

/** What is kept of the chain in the keychain. `start`: what lies before it was dropped with old files. `last`: proven up to here. */
export interface Anchor {
  start: Place;
  last: Place;
}

export interface ChainLine {
  mac: string;
  text: string;
}

/** `<mac> <text>`; null for anything else. */
export function parseLine(line: string): ChainLine | null {
  const found = /^([0-9a-f]{64}) (\{.*\})$/s.exec(line);
  return found === null ? null : { mac: found[1] ?? '', text: found[2] ?? '' };
}

export function link(hmac: Hmac, before: Place, text: string): { place: Place; line: string } {
  const mac = macOf(hmac, before.mac, text);
  return { place: { n: before.n + 1, mac }, line: `${mac} ${text}\n` };
}

const macOf = (hmac: Hmac, macBefore: string, text: string): string => hmac(`${macBefore}\n${text}`);

/** What does not hold, and where: `line` counts from 1 in its file. `n` is the entry that was expected there. */
export interface Finding {
  kind: 'altered' | 'missing';
  file: string | null;
  line: number | null;
  n: number;
}

export interface ChainReport {
  /** Lines that were looked at. */
  lines: number;
  /** Entries up to the anchor that hold. */
  proven: number;
  /** Lines after the anchor: they may be ours, and nothing says that none was cut or changed. */
  unproven: number;
  /** Of what lies before the anchor. Not more than MOST_FINDINGS. */
  findings: Finding[];
}

const MOST_FINDINGS = 100;

/** Takes the files' texts in order; each line is looked at once. */
export function createVerifier(hmac: Hmac, anchor: Anchor) {
  let before = anchor.start;
  const report: ChainReport = { lines: 0, proven: 0, unproven: 0, findings: [] };
  let holdsAnchor = anchor.last.n === anchor.start.n;

  function find(finding: Finding): void {
    if (report.findings.length < MOST_FINDINGS) report.findings.push(finding);
  }

  function take(line: string, file: string, at: number, isEnded = true): void {
    report.lines++;
    const n = before.n + 1;
    const parsed = parseLine(line);
    const isWhole = isEnded && parsed !== null && macOf(hmac, before.mac, parsed.text) === parsed.mac && numberOf(parsed.text) === n;
    if (n > anchor.last.n) report.unproven++;
    else if (isWhole) report.proven++;
    else find({ kind: 'altered', file, line: at, n });
    // On from what stands there, so that one changed line is one finding and not the end of the proof.
    if (parsed !== null) before = { n: isWhole ? n : Math.max(numberOf(parsed.text) ?? n, n), mac: parsed.mac };
    if (isWhole && n === anchor.last.n) holdsAnchor = parsed.mac === anchor.last.mac;
  }

  return {
    /** `text` is a whole file: lines, each ended by a newline. */
    file(name: string, text: string): void {
      if (text === '') return;
      const lines = text.split('\n');
      // What follows the last newline: nothing, or a line that was never finished.
      const rest = lines.pop() ?? '';
      lines.forEach((line, at) => {
        take(line, name, at + 1);
      });
      if (rest !== '') take(rest, name, lines.length + 1, false);
    },
    end(): ChainReport {
      if (!holdsAnchor) find({ kind: 'missing', file: null, line: null, n: Math.min(before.n + 1, anchor.last.n) });
      return report;
    },
  };
}

/** The entry's own number; the rest of it is not needed to prove it. */
function numberOf(text: string): number | null {
  const found = /^\{"n":(\d{1,15}),/.exec(text);
  return found === null ? null : Number(found[1]);
}

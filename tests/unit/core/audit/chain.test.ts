import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BEGINNING, createVerifier, link, type Anchor, type Place } from '../../../../main/core/audit/chain';

const hmac = (text: string) => createHmac('sha256', 'a key').update(text).digest('hex');
const FILE = 'one.log';

/** `count` entries, and the place after each. */
function chain(count: number, from: Place = BEGINNING) {
  const places = [from];
  const lines: string[] = [];
  for (let at = 0; at < count; at++) {
    const before = places.at(-1) ?? from;
    const made = link(hmac, before, JSON.stringify({ n: before.n + 1, what: `entry ${String(at)}` }));
    places.push(made.place);
    lines.push(made.line);
  }
  const anchorAt = (n: number): Anchor => ({ start: from, last: places[n] ?? from });
  return { lines, anchorAt };
}

function report(lines: string[], anchor: Anchor) {
  const verifier = createVerifier(hmac, anchor);
  verifier.file(FILE, lines.join(''));
  return verifier.end();
}

describe('the chain of the activity record', () => {
  const { lines, anchorAt } = chain(10);
  const anchor = anchorAt(8);
  const changed = (at: number, edit: (line: string) => string) => lines.map((line, each) => (each === at ? edit(line) : line));

  it('proves what lies before the anchor and says how many lie after it', () => {
    expect(report(lines, anchor)).toEqual({ lines: 10, proven: 8, unproven: 2, findings: [] });
  });

  it('is content with nothing where nothing was recorded', () => {
    expect(report([], { start: BEGINNING, last: BEGINNING })).toEqual({ lines: 0, proven: 0, unproven: 0, findings: [] });
  });

  it('names the one line that was changed, and goes on proving after it', () => {
    const found = report(
      changed(3, (line) => line.replace('entry 3', 'entry X')),
      anchor,
    );
    expect(found).toEqual({ lines: 10, proven: 7, unproven: 2, findings: [{ kind: 'altered', file: FILE, line: 4, n: 4 }] });
  });

  it('finds an entry that was cut out, at its place', () => {
    const found = report([...lines.slice(0, 2), ...lines.slice(3)], anchor);
    expect(found.findings[0]).toEqual({ kind: 'altered', file: FILE, line: 3, n: 3 });
  });

  it('finds that the end was cut off', () => {
    expect(report(lines.slice(0, 5), anchor).findings).toEqual([{ kind: 'missing', file: null, line: null, n: 6 }]);
    expect(report([], anchor).findings).toEqual([{ kind: 'missing', file: null, line: null, n: 1 }]);
  });

  it('raises no alarm for an end that was lost after the anchor', () => {
    expect(report(lines.slice(0, 8), anchor)).toMatchObject({ proven: 8, unproven: 0, findings: [] });
  });

  it('finds an entry of its own that stands twice, or in another place', () => {
    expect(report([...lines.slice(0, 3), lines[2] ?? '', ...lines.slice(3)], anchor).findings).not.toEqual([]);
    expect(report([lines[1] ?? '', lines[0] ?? '', ...lines.slice(2)], anchor).findings).not.toEqual([]);
  });

  it('finds lines that are none of ours, and empty ones', () => {
    expect(report([...lines.slice(0, 3), 'a line\n', ...lines.slice(3)], anchor).findings).toEqual([
      { kind: 'altered', file: FILE, line: 4, n: 4 },
    ]);
    expect(report([...lines.slice(0, 3), '\n', ...lines.slice(3)], anchor).findings).toHaveLength(1);
  });

  it('says of a line that a crash left half written that it is not proven', () => {
    const torn = changed(9, (line) => line.slice(0, 40));
    expect(report(torn, anchor)).toMatchObject({ proven: 8, unproven: 2, findings: [] });
  });

  it('begins where an older beginning was dropped, and finds when more is missing', () => {
    const later = { start: anchorAt(4).last, last: anchor.last };
    expect(report(lines.slice(4), later)).toMatchObject({ proven: 4, unproven: 2, findings: [] });
    expect(report(lines.slice(5), later).findings).not.toEqual([]);
  });

  it('takes no entry of another key for its own', () => {
    const verifier = createVerifier((text) => createHmac('sha256', 'another').update(text).digest('hex'), anchor);
    verifier.file(FILE, lines.join(''));
    expect(verifier.end().proven).toBe(0);
  });
});

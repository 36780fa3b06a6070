import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineReader } from '../../../main/agent/protocol';

function collect(maxBytes: number): { lines: string[]; faults: string[]; reader: ReturnType<typeof createLineReader> } {
  const lines: string[] = [];
  const faults: string[] = [];
  const reader = createLineReader({ maxBytes, onLine: (line) => lines.push(line), onFault: (fault) => faults.push(fault) });
  return { lines, faults, reader };
}

describe('cutting a stream into lines', () => {
  it('gives the same lines however the bytes were cut, inside characters too', () => {
    const line = fc
      .string({ unit: 'grapheme', maxLength: 40 })
      .filter((text) => !text.includes('\n') && Buffer.from(text).toString() === text);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.array(fc.nat(9), { maxLength: 60 }), (wanted, cuts) => {
        const { lines, reader } = collect(10_000);
        let rest = Buffer.from(wanted.map((one) => `${one}\n`).join(''));
        for (const cut of cuts) {
          reader.push(rest.subarray(0, cut));
          rest = rest.subarray(cut);
        }
        reader.push(rest);
        expect(lines).toEqual(wanted);
        expect(reader.hasPartialLine()).toBe(false);
      }),
    );
  });

  it('stops for good at a line that is too long, in one piece or in many', () => {
    for (const pieces of [[100], [50, 50], Array<number>(100).fill(1)]) {
      const { lines, faults, reader } = collect(64);
      for (const size of pieces) reader.push(Buffer.alloc(size, 'a'));
      reader.push(Buffer.from('\nok\n'));
      expect(faults).toEqual(['tooLong']);
      expect(lines).toEqual([]);
    }
  });

  it('stops at bytes that are no text', () => {
    const { lines, faults, reader } = collect(64);
    reader.push(Buffer.from([0x22, 0xff, 0x22, 0x0a]));
    reader.push(Buffer.from('ok\n'));
    expect(faults).toEqual(['notText']);
    expect(lines).toEqual([]);
  });

  it('knows a half line from a whole one', () => {
    const { reader } = collect(64);
    reader.push(Buffer.from('ab'));
    expect(reader.hasPartialLine()).toBe(true);
    reader.push(Buffer.from('c\n'));
    expect(reader.hasPartialLine()).toBe(false);
  });
});

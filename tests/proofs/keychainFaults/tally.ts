/** What the proof counts, over real daemons and over the faulty service alike. */
export interface Tally {
  calls: number;
  /** Commands that ran, and what the window was asked. */
  answers: number;
  /** Starts of the real app. */
  starts: number;
  wrong: string[];
  /** The longest call of the store. */
  slowestMs: number;
  /** The longest that a command or the window took to say its state, its own start included for a command. */
  toldMs: number;
  writtenElsewhere: number;
  recovered: number;
  recoveries: number;
}

export const tally: Tally = {
  calls: 0,
  answers: 0,
  starts: 0,
  wrong: [],
  slowestMs: 0,
  toldMs: 0,
  writtenElsewhere: 0,
  recovered: 0,
  recoveries: 0,
};

export function expectOne(what: string, found: string, allowed: readonly string[]): void {
  if (!allowed.includes(found)) tally.wrong.push(`${what}: ${found}, not ${allowed.join(' or ')}`);
}

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Records } from './model';

/** The records in memory and their file; `save` returns only when a killed process would find them again. */
export interface State {
  records: Records;
  save(): void;
  /** Starts over with other records. */
  replace(records: Records): void;
}

/**
 * Opens `<folder>/state.json`, or makes it. Records of another seed are set aside beside it (their people and projects do
 * not exist in this one) and `notice` is told.
 */
export async function openState(
  folder: string,
  seedHash: string,
  makeRecords: () => Promise<Records>,
  notice: (text: string) => void,
): Promise<State> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'state.json');
  const kept = readRecords(file, seedHash, notice);
  const state: State = {
    records: kept ?? (await makeRecords()),
    save: () => {
      writeAtomically(file, JSON.stringify(state.records));
    },
    replace: (records) => {
      state.records = records;
      state.save();
    },
  };
  if (kept === null) state.save();
  return state;
}

function readRecords(file: string, seedHash: string, notice: (text: string) => void): Records | null {
  if (!existsSync(file)) return null;
  try {
    const records = JSON.parse(readFileSync(file, 'utf8')) as Records;
    if ((records.version as number) === 1 && records.seedHash === seedHash) return records;
  } catch {
    // Damaged: treated as any other file that is not ours to go on with.
  }
  const aside = `${file}.${String(Date.now())}.old`;
  renameSync(file, aside);
  notice(`standin: state.json came from another seed; it is kept as ${aside}, and the stand-in starts anew`);
  return null;
}

/** A rename is whole or not at all even under SIGKILL; no fsync, since a power cut may cost a stand-in its memory. */
function writeAtomically(file: string, text: string): void {
  const temporary = `${file}.${String(process.pid)}.tmp`;
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, file);
}

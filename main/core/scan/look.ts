import { platformOfAccount, type Ground } from '../ground';
import type { SkippedFile } from '../ports';
import type { ScanService } from '../services';
import type { Finding, Findings } from './findings';

/** One look: what it reads is let go of file by file, what it finds stays here until it is dropped. */
export interface Look {
  accountId: string | null;
  findings: Findings;
  /** Of each file with a finding, what it held when it was read. */
  marks: Map<string, string>;
  paths: readonly string[] | null;
  filesRead: number;
  filesTotal: number | null;
  skipped: SkippedFile[];
  isCut: boolean;
  atMs: number | null;
}

/** The one host that a string may be sent to: that of the account whose look it is. */
export function askHostOf(ground: Ground, accountId: string | null): string | null {
  if (accountId === null) return null;
  try {
    return hostOf(platformOfAccount(ground, accountId).apiUrl);
  } catch {
    return null;
  }
}

/** Name and port of an origin; `URL` is no part of the language that core is written in. */
function hostOf(origin: string): string {
  return origin.replace(/^https?:\/\//, '');
}

/** The look at hand, for what is done with it. Both `need`s throw SCAN_GONE where there is none any more. */
export interface Looking {
  needLook(): Look;
  need(tokenId: string): Finding;
  tell(): void;
  state: ScanService['state'];
}

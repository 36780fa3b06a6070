/** The treaty's part about tokens that were left in files. No secret is in any of it: they stay in main's memory. */
import { z } from 'zod';

const ms = z.number().int().nonnegative();
const count = z.number().int().nonnegative();
const id = z.string().min(1).max(100);
const path = z.string().max(5000);

/** At most; what is beyond it is found by the next look. */
export const MOST_FOUND = 2000;
const MOST_FOLDERS = 50;

const place = z.strictObject({
  id,
  path,
  /** Counted from 1. */
  line: z.number().int().positive(),
  kind: z.enum(['dxConfig', 'history', 'netrc', 'env', 'notebook', 'renviron', 'nextflow', 'ansible', 'other']),
  /** What it stood in; elsewhere: it was recognised by its signature. */
  context: z.enum(['securityContext', 'variable', 'dxLogin', 'uaToken', 'netrc', 'bearer', 'elsewhere']),
  isScrubbed: z.boolean(),
});

const foundToken = z.strictObject({
  id,
  last4: z.string().max(4),
  label: z.string().nullable(),
  /** Whose it is, where a signature or the platform said so. */
  account: z.strictObject({ id: z.string().max(900), username: z.string(), platformName: z.string() }).nullable(),
  /** expired: or revoked, or never one: the platform does not take it. */
  state: z.enum(['live', 'expired', 'unknown']),
  /** The keychain has it. */
  isHeld: z.boolean(),
  /** Nobody knows whose it is, and what it stands in lets the platform be asked. */
  mayAsk: z.boolean(),
  places: z.array(place).max(MOST_FOUND),
});

export const scanState = z.strictObject({
  /** dropped: what was found was forgotten, after a while or because the app was locked or somebody signed out. */
  status: z.enum(['none', 'running', 'done', 'dropped']),
  /** It was not begun or declined on this computer yet. */
  isOffered: z.boolean(),
  /** Whose look it is: that account's platform is the one that may be asked. */
  accountId: z.string().max(900).nullable(),
  askHost: z.string().max(300).nullable(),
  /** What the next look of the window goes through; null: the places of the home folder where tokens are left. */
  folders: z.array(path).max(MOST_FOLDERS).nullable(),
  /** What this one goes through. */
  lookedIn: z.array(path).max(200).nullable(),
  atMs: ms.nullable(),
  filesRead: count,
  /** Null while the files are being counted. */
  filesTotal: count.nullable(),
  tokens: z.array(foundToken).max(MOST_FOUND),
  skipped: z.array(z.strictObject({ path, why: z.enum(['link', 'foreign', 'unreadable', 'tooLarge', 'special']) })).max(200),
  skippedCount: count,
  /** There was more than is looked at. */
  isCut: z.boolean(),
});

export const scanScrubInput = z.strictObject({ placeIds: z.array(id).min(1).max(MOST_FOUND) });
export const scanScrubOutput = z.strictObject({
  /** Places that are clean now. */
  scrubbedCount: count,
  failed: z.array(z.strictObject({ path, code: z.enum(['FILE_CHANGED', 'FILE_FAULT', 'REFUSED']) })).max(MOST_FOUND),
  hasHistory: z.boolean(),
});
export const scanTokenInput = z.strictObject({ tokenId: id });
/** `host`: the one that the person said yes to. */
export const scanAskInput = z.strictObject({ tokenIds: z.array(id).min(1).max(MOST_FOUND), host: z.string().min(1).max(300) });

export type ScanState = z.infer<typeof scanState>;
export type FoundToken = ScanState['tokens'][number];
export type FoundPlace = FoundToken['places'][number];
export type ScanScrubbed = z.infer<typeof scanScrubOutput>;

import type { CustomPlatform, PlatformChoice, PlatformInfo } from '../../../preload/contract/contract';
import { AppError } from '../errors';

/** Names under which a password is sent to DNAnexus; no other host may stand under one of them. */
const TAKEN_NAMES: readonly string[] = ['dnanexus', 'staging', 'china', 'standin', 'stand-in', 'custom', 'custom host'];

interface Parts {
  former: readonly CustomPlatform[];
  resolve: (choice: PlatformChoice) => PlatformInfo;
  /** Names of the accounts that are known on a platform, by its key. */
  accountsOn: (key: string) => string[];
}

/**
 * The list as it may be kept. Throws INVALID_INPUT (field `name`, `nameTaken`, `apiUrl`, `authUrl`, `addressKnown`, `addressTaken`),
 * PLATFORM_NOT_ALLOWED, and PLATFORM_IN_USE with the accounts of an entry that would be changed or removed.
 */
export function checkedPlatforms(next: readonly CustomPlatform[], { former, resolve, accountsOn }: Parts): CustomPlatform[] {
  const checked = next.map((one) => (former.some((old) => isSame(old, one)) ? one : checkedEntry(one, resolve)));
  checked.forEach((one, at) => {
    const others = checked.slice(0, at);
    if (others.some((other) => folded(other.name) === folded(one.name))) throw refused('nameTaken');
    if (others.some((other) => other.apiUrl === one.apiUrl && other.authUrl === one.authUrl)) throw refused('addressTaken');
  });
  for (const old of former) if (!checked.some((one) => isSame(old, one))) checkUnused(old, resolve, accountsOn);
  return checked;
}

function checkedEntry({ name: typed, apiUrl, authUrl }: CustomPlatform, resolve: Parts['resolve']): CustomPlatform {
  const name = typed.normalize('NFKC').trim();
  // SECURITY: what steers the direction of text could show another name; a slash or a comma could pass for an address in `--platform`.
  if (name === '' || /[\p{Cc}\p{Cf}/,]/u.test(name)) throw refused('name');
  // SECURITY: a host of somebody else must not stand under a name that people type their DNAnexus password for.
  if (TAKEN_NAMES.includes(folded(name))) throw refused('nameTaken');
  const info = resolve({ kind: 'custom', apiUrl, authUrl });
  if (info.kind !== 'custom') throw refused('addressKnown');
  return { name, apiUrl: info.apiUrl, authUrl: info.authUrl };
}

function checkUnused({ apiUrl, authUrl }: CustomPlatform, resolve: Parts['resolve'], accountsOn: Parts['accountsOn']): void {
  let key: string;
  try {
    ({ key } = resolve({ kind: 'custom', apiUrl, authUrl }));
  } catch {
    // What cannot be used here is used by nobody.
    return;
  }
  const accounts = accountsOn(key).slice(0, 20);
  if (accounts.length > 0) throw new AppError('PLATFORM_IN_USE', { details: { accounts } });
}

const isSame = (a: CustomPlatform, b: CustomPlatform): boolean => a.name === b.name && a.apiUrl === b.apiUrl && a.authUrl === b.authUrl;
const folded = (name: string): string => name.toLowerCase().replace(/\s+/gu, ' ');
const refused = (field: string): AppError => new AppError('INVALID_INPUT', { details: { field } });

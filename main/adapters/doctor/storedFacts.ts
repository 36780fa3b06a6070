/** What a command without the app needs of our own files: ids of accounts and the way to the network, read leniently and never written. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

const LARGEST_BYTES = 16_000_000;

export interface StoredFacts {
  accountIds: string[];
  proxyKind: 'system' | 'none' | 'fixed';
  customPlatforms: { name: string; apiUrl: string; authUrl: string }[];
}

/** A file that is not there, or cannot be read, says nothing; the app itself tells which were damaged. */
export async function readStoredFacts(dataFolder: string): Promise<StoredFacts> {
  const [index, settingsDocument] = await Promise.all([
    valueOf(join(dataFolder, 'index.json')),
    valueOf(join(dataFolder, 'settings.json')),
  ]);
  const settings = member(settingsDocument, 'settings');
  const kind = member(member(settings, 'proxy'), 'kind');
  return {
    accountIds: listOf(member(index, 'accounts')).flatMap((account) => textsOf(account, 'id')?.slice(0, 1) ?? []),
    proxyKind: kind === 'none' || kind === 'fixed' ? kind : 'system',
    customPlatforms: listOf(member(settings, 'customPlatforms')).flatMap((one) => {
      const [name, apiUrl, authUrl] = textsOf(one, 'name', 'apiUrl', 'authUrl') ?? [];
      return name === undefined || apiUrl === undefined || authUrl === undefined ? [] : [{ name, apiUrl, authUrl }];
    }),
  };
}

async function valueOf(path: string): Promise<unknown> {
  try {
    if ((await stat(path)).size > LARGEST_BYTES) return null;
    return member(JSON.parse(await readFile(path, 'utf8')), 'value');
  } catch {
    return null;
  }
}

function member(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Null unless all of them are texts. */
function textsOf(of: unknown, ...names: string[]): string[] | null {
  const texts = names.map((name) => member(of, name));
  return texts.every((one) => typeof one === 'string') ? texts : null;
}

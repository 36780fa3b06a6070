import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HookSight } from '../../core/ports';

const LARGEST_BYTES = 1_000_000;
/** A line that runs it; a comment does not. */
const HOOK_LINE = /^(?!\s*#).*\bdxkey\s+hook\s+(bash|zsh|fish)\b/gm;

/** Which start files of the person's shells have dxkey's hook; nothing of them is run or kept. */
export async function lookForHooks(home: string, env: Readonly<Record<string, string | undefined>>): Promise<HookSight[]> {
  const config = env.XDG_CONFIG_HOME ?? join(home, '.config');
  const places: [shell: HookSight['shell'], path: string][] = [
    ...['.bashrc', '.bash_profile', '.bash_login', '.profile'].map((name): ['bash', string] => ['bash', join(home, name)]),
    ['zsh', join(env.ZDOTDIR ?? home, '.zshrc')],
    ['fish', join(config, 'fish', 'config.fish')],
  ];
  const looked = await Promise.all(
    places.map(async ([shell, path]) => ({ shell, path, hooks: [...(await textOf(path)).matchAll(HOOK_LINE)].map(([, hook]) => hook) })),
  );
  return looked
    .filter(({ hooks }) => hooks.length > 0)
    .map(({ shell, path, hooks }) => ({
      path,
      isTwice: hooks.filter((hook) => hook === shell).length > 1,
      isOfAnother: hooks.some((hook) => hook !== shell),
      shell,
    }));
}

async function textOf(path: string): Promise<string> {
  try {
    const facts = await stat(path);
    return facts.isFile() && facts.size <= LARGEST_BYTES ? await readFile(path, 'utf8') : '';
  } catch {
    // None, or none of this person's to read: then no shell of theirs reads it either.
    return '';
  }
}

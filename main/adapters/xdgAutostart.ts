import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { AppError } from '../core/errors';
import { ensureFolder } from './privateFolder';

const NAME = 'dxkey.desktop';

export type Environment = Readonly<Record<string, string | undefined>>;

export function autostartFile(env: Environment, home: string): string {
  const config = env.XDG_CONFIG_HOME;
  return join(!config?.startsWith('/') ? join(home, '.config') : config, 'autostart', NAME);
}

/** An argument of an `Exec` line, quoted as the desktop entry specification wants it: its reserved characters twice. */
function quoted(argument: string): string {
  // A line break would begin another key of the entry.
  if (/\p{Cc}/u.test(argument)) throw new AppError('FILE_FAULT');
  const inner = argument
    .replace(/["`$\\]/gu, '\\$&')
    .replace(/\\/gu, '\\\\')
    .replace(/%/gu, '%%');
  return `"${inner}"`;
}

export function autostartEntry(argv: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=dxkey',
    `Exec=${argv.map(quoted).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** Start at login on Linux: an entry in the autostart folder, or none. Throws FILE_FAULT. */
export async function setXdgAutostart(options: {
  isOn: boolean;
  /** The program and its arguments (`--hidden`). */
  argv: readonly string[];
  env: Environment;
  home: string;
}): Promise<void> {
  const file = autostartFile(options.env, options.home);
  try {
    if (!options.isOn) {
      await rm(file, { force: true });
      return;
    }
    await ensureFolder(join(file, '..'));
    await writeFileAtomic(file, autostartEntry(options.argv), { mode: 0o600 });
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('FILE_FAULT', { cause: error });
  }
}

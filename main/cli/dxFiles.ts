/**
 * What `dx` keeps in files of its own: a token that some tools take in place of the environment's, and the project and folder that a
 * person chose. dxkey's command reads them, and writes a choice into a private folder; never the token.
 */
import { lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Shell } from '../../preload/contract/contract';
import { AppError } from '../core/errors';
import { procTable, type ProcessTable } from './owner';
import { isProjectId } from './scope';

type Env = Readonly<Record<string, string | undefined>>;

/** The names of a choice; the token is none of them. */
const CONTEXT_NAMES = ['DX_PROJECT_CONTEXT_ID', 'DX_PROJECT_CONTEXT_NAME', 'DX_CLI_WD'] as const;
export type Context = Partial<Record<(typeof CONTEXT_NAMES)[number], string>>;

const LARGEST_BYTES = 1_000_000;
const MAX_DEPTH = 32;

/** Null where there is none, or where it is nothing that `dx` writes. */
function readObject(path: string): Record<string, unknown> | null {
  try {
    const facts = lstatSync(path);
    if (!facts.isFile() || facts.size > LARGEST_BYTES) return null;
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const homeOf = (env: Env): string | undefined => env.HOME ?? env.USERPROFILE;

/** The file of the home folder that dxda and dxfuse read before the environment; null where it holds no token. */
function winningFile(env: Env): string | null {
  const home = homeOf(env);
  if (home === undefined || home === '') return null;
  const path = join(home, '.dnanexus_config', 'environment.json');
  const context = readObject(path)?.DX_SECURITY_CONTEXT;
  return context !== undefined && hasToken(context) ? path : null;
}

/** As `dx` writes it: JSON in a string. */
function hasToken(context: unknown): boolean {
  try {
    const value: unknown = typeof context === 'string' ? JSON.parse(context) : context;
    if (typeof value !== 'object' || value === null || !('auth_token' in value)) return false;
    // What `scan --scrub` left there is no token.
    return typeof value.auth_token === 'string' && value.auth_token !== '' && !value.auth_token.startsWith('removed-by-dxkey');
  } catch {
    return false;
  }
}

/** The folder in words that the shell reads. */
const FOLDER: Partial<Record<Shell, string>> = { powershell: '"$HOME/.dnanexus_config"', cmd: '"%USERPROFILE%\\.dnanexus_config"' };

/** Empty where no file would win. */
export function winningFileText(env: Env, command: string, shell: Shell | null): string {
  if (winningFile(env) === null) return '';
  const folder = (shell === null ? undefined : FOLDER[shell]) ?? '~/.dnanexus_config';
  return `dxkey ${command}: ~/.dnanexus_config/environment.json holds a token, which dxda and dxfuse take in place of this one.\nTo take it out: dxkey scan ${folder} --scrub\n`;
}

/** What the nearest session of `dx`, else its user file, has of a choice; `from` is where to begin to look for the session's process. */
export function chosenContext(env: Env, from: number, table: Pick<ProcessTable, 'parentOf'> = procTable): Context {
  const home = homeOf(env);
  const folder = given(env.DX_USER_CONF_DIR) ?? (given(home) === undefined ? undefined : join(home ?? '', '.dnanexus_config'));
  if (folder === undefined) return {};
  const stored = { ...readObject(join(folder, 'environment.json')), ...sessionOf(folder, from, table) };
  const id = stored.DX_PROJECT_CONTEXT_ID;
  // A folder without its project would be looked for in another one.
  if (typeof id !== 'string' || !isProjectId(id)) return {};
  const context: Context = { DX_PROJECT_CONTEXT_ID: id };
  for (const name of ['DX_PROJECT_CONTEXT_NAME', 'DX_CLI_WD'] as const) {
    const value = stored[name];
    if (typeof value === 'string' && value.length <= 4096 && !value.includes('\0')) context[name] = value;
  }
  return context;
}

const given = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

function sessionOf(folder: string, from: number, table: Pick<ProcessTable, 'parentOf'>): Record<string, unknown> | null {
  let pid: number | null = from;
  for (let depth = 0; depth < MAX_DEPTH && pid !== null && pid > 1; depth++) {
    const found = readObject(join(folder, 'sessions', String(pid), 'environment.json'));
    if (found !== null) return found;
    pid = table.parentOf(pid);
  }
  return null;
}

/** Into a private folder that is new: there `dx` reads it, and `dx select` and `dx cd` change it. */
export function writeContext(confFolder: string, context: Context): void {
  if (Object.keys(context).length === 0) return;
  try {
    // SECURITY: names and values of the list above alone; nothing else of the file that they come from.
    const text = JSON.stringify(Object.fromEntries(CONTEXT_NAMES.flatMap((name) => (name in context ? [[name, context[name]]] : []))));
    writeFileSync(join(confFolder, 'environment.json'), text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw new AppError('FILE_FAULT', { cause: error });
  }
}

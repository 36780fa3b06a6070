/**
 * Variables as what a shell's `eval` takes. Each form is printed whole or not at all, and ends with success only where
 * everything is set; a failure ends with a failing command, so that `eval` under `set -e` stops.
 */
import type { Shell } from '../../../preload/contract/contract';
import { isSafeForCmd, isWholeForTcsh, quoteFish, quotePosix, quotePowershell, quoteTcsh } from './quoting';
import { ALL_VARIABLES } from './variables';
import type { ShellVariables } from './variables';

export interface RenderOptions {
  /** For a token that no app looks after: the shell itself removes its private folder when it exits. */
  removeFolderOnExit?: string;
}

interface Syntax {
  set(name: string, value: string): string;
  unset(names: readonly string[]): string[];
  /** The last line of a failure. */
  fail: string;
  /** Registers the removal of `folder` at the shell's exit; null where the shell has no such hook. */
  onExit: ((folder: string) => string[]) | null;
  /** Removes what `onExit` was given, now; for `--off`. */
  offExit: string[];
}

const FOLDER_FUNCTION = '__dxkey_remove_folder';

/** Runs in bash, zsh, dash and ksh alike, so that a script of any of them can take it. */
const posix: Syntax = {
  set: (name, value) => `export ${name}=${quotePosix(value)}`,
  unset: (names) => (names.length === 0 ? [] : [`unset -v ${names.join(' ')}`]),
  fail: 'false',
  onExit: (folder) => [
    // What the shell itself had trapped still runs, and sees the exit status it would have seen.
    `${FOLDER_FUNCTION}() { __dxkey_status=$?; rm -rf -- ${quotePosix(folder)}; return "$__dxkey_status"; }`,
    'if [ -n "${ZSH_VERSION-}" ]; then eval \'typeset -ga zshexit_functions; zshexit_functions+=(' + FOLDER_FUNCTION + ")'",
    'elif [ -n "${BASH_VERSION-}" ]; then',
    `  __dxkey_chain() { trap -- "${FOLDER_FUNCTION}"'; '"\${3-}" EXIT; }`,
    '  eval "__dxkey_chain $(trap -p EXIT)"; unset -f __dxkey_chain',
    `else trap ${FOLDER_FUNCTION} EXIT; fi`,
  ],
  offExit: [`if command -v ${FOLDER_FUNCTION} >/dev/null 2>&1; then ${FOLDER_FUNCTION}; ${FOLDER_FUNCTION}() { :; }; fi`],
};

const fish: Syntax = {
  set: (name, value) => `set -gx ${name} ${quoteFish(value)}`,
  // Erasing what is not set answers 4, which is no failure here.
  unset: (names) => names.map((name) => `set -e ${name}; or true`),
  fail: 'false',
  onExit: (folder) => [`function ${FOLDER_FUNCTION} --on-event fish_exit; rm -rf -- ${quoteFish(folder)}; end`],
  offExit: [`if functions -q ${FOLDER_FUNCTION}; ${FOLDER_FUNCTION}; functions -e ${FOLDER_FUNCTION}; end`],
};

/** Each line ends with a semicolon: `eval "\`...\`"` makes one line of them. */
const tcsh: Syntax = {
  set: (name, value) => `setenv ${name} ${quoteTcsh(value)};`,
  unset: (names) => names.map((name) => `unsetenv ${name};`),
  fail: 'false;',
  onExit: null,
  offExit: [],
};

const powershell: Syntax = {
  set: (name, value) => `$env:${name} = ${quotePowershell(value)}`,
  unset: (names) => names.map((name) => `Remove-Item -ErrorAction SilentlyContinue -LiteralPath Env:${name}`),
  fail: "throw 'dxkey env failed'",
  onExit: (folder) => [
    `$null = Register-EngineEvent -SourceIdentifier PowerShell.Exiting -Action { Remove-Item -Recurse -Force -LiteralPath ${quotePowershell(folder)} }`,
  ],
  offExit: [],
};

const cmd: Syntax = {
  set: (name, value) => `set "${name}=${value}"`,
  unset: (names) => names.map((name) => `set "${name}="`),
  fail: 'cmd /c exit 1',
  onExit: null,
  offExit: [],
};

const SYNTAXES: Readonly<Record<Exclude<Shell, 'json'>, Syntax>> = { bash: posix, zsh: posix, fish, tcsh, powershell, cmd };

/** True where the shell can be made to remove a folder when it exits. */
export function hasExitHook(shell: Shell): boolean {
  return shell !== 'json' && SYNTAXES[shell].onExit !== null;
}

/** Null where this shell cannot hold one of the values (a NUL anywhere; `%`, `!` or a line break in cmd; too much for tcsh) or has no exit hook. */
export function render(shell: Shell, variables: ShellVariables, options: RenderOptions = {}): string | null {
  const { set, unset } = shell === 'cmd' ? withoutUnsafeLabel(variables) : variables;
  const values = Object.entries(set);
  if (values.some(([, value]) => value.includes('\0'))) return null;
  if (shell === 'json') return `${JSON.stringify({ ok: true, set, unset })}\n`;
  if (shell === 'cmd' && values.some(([, value]) => !isSafeForCmd(value))) return null;
  const syntax = SYNTAXES[shell];
  const folder = options.removeFolderOnExit;
  if (folder !== undefined && syntax.onExit === null) return null;
  const hook = folder === undefined || syntax.onExit === null ? [] : [...syntax.offExit, ...syntax.onExit(folder)];
  const text = lines([...syntax.unset(unset), ...hook, ...values.map(([name, value]) => syntax.set(name, value))]);
  return shell === 'tcsh' && !isWholeForTcsh(text) ? null : text;
}

/** The label is for people alone: a shell that cannot hold it gets the rest. */
function withoutUnsafeLabel({ set, unset }: ShellVariables): ShellVariables {
  const { DXKEY_LABEL: label, ...rest } = set;
  return label === undefined || isSafeForCmd(label) ? { set, unset } : { set: rest, unset: [...unset, 'DXKEY_LABEL'] };
}

/** Undoes all that `render` may have done; succeeds whatever was set. */
export function renderOff(shell: Shell): string {
  if (shell === 'json') return `${JSON.stringify({ ok: true, set: {}, unset: ALL_VARIABLES })}\n`;
  const syntax = SYNTAXES[shell];
  return lines([...syntax.offExit, ...syntax.unset(ALL_VARIABLES)]);
}

/** No old account stays, and the shell's `eval` fails. */
export function renderFailure(shell: Shell): string {
  if (shell === 'json') return `${JSON.stringify({ ok: false, set: {}, unset: ALL_VARIABLES })}\n`;
  const syntax = SYNTAXES[shell];
  return lines([...syntax.unset(ALL_VARIABLES), syntax.fail]);
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}

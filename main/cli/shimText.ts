import { quotePosix } from '../core/shellExport/quoting';

/** The second line of a shim, by which ours is told from anybody else's `dx`. */
export const SHIM_MARK = '# dxkey shim: `dxkey shim remove` takes it away';

/**
 * Runs in any POSIX shell. Where this process was lent a token already (a hooked shell, or a child of `dxkey exec`) for this very
 * directory it goes straight to the real dx, so that what `dx select` chose stays, and nothing goes round in circles. `foldersFile`: the map
 * of the settings, a folder on every other line.
 */
export const shimText = (foldersFile: string): string => `#!/bin/sh
${SHIM_MARK}
real=''
old_ifs=$IFS
IFS=:
set -f
for folder in $PATH; do
  candidate=\${folder:-.}/dx
  [ -f "$candidate" ] && [ -x "$candidate" ] || continue
  mark=''
  { IFS= read -r mark; IFS= read -r mark; } <"$candidate" 2>/dev/null
  case $mark in '# dxkey shim:'*) continue ;; esac
  real=$candidate
  break
done
IFS=$old_ifs
set +f
if [ -z "$real" ]; then
  echo 'dx (dxkey shim): there is no other dx on the PATH. Install it, or take the shim away: dxkey shim remove' >&2
  exit 127
fi
map='
'
folders=${quotePosix(foldersFile)}
if [ -f "$folders" ]; then
  while IFS= read -r folder && IFS= read -r mark; do
    map="$map$folder
"
  done <"$folders"
fi
rule=$(pwd -P)
while [ ! -f "$rule/.dxkey" ]; do
  case $map in *"
\${rule:-/}
"*) rule=\${rule:-/}; break ;; esac
  [ -n "$rule" ] || break
  rule=\${rule%/*}
done
if [ -n "\${DXKEY_SIGNATURE-}" ] && [ -d "\${DX_USER_CONF_DIR-}" ]; then
  if [ -z "$rule" ] || [ "$rule" = "\${DXKEY_RULE-}" ] || [ "$rule" = "\${DXKEY_SHIM-}" ]; then exec "$real" "$@"; fi
fi
if ! command -v dxkey >/dev/null 2>&1; then
  echo "dx (dxkey shim): dxkey is not on the PATH, so nothing was started. The real dx is $real" >&2
  exit 127
fi
DXKEY_SHIM=$rule exec dxkey exec -- "$real" "$@"
`;

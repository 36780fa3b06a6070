import { quotePosix } from './quoting';
import { renderOff } from './render';

/** Where the hook looks, and the time at which its text was printed, for shells that cannot tell the time. */
export interface HookFacts {
  rulesFile: string;
  /** The map of the settings: a folder a line, and what is no business of a hook on the next one. */
  foldersFile: string;
  wakeFile: string;
  nowMs: number;
}

const WARN_S = 3600;

/**
 * Reads the clock, at most four one-line files and, in a directory with a rule, that rule; in another directory than before it looks for
 * one upwards, and it reads the map once after each change. Starts `dxkey env --renew` only where one of them says something new. Every
 * name that begins with `__dxkey` is the shell's own and is not exported.
 */
const LOOK = `
  local IFS=$' \\t\\n' __need='' __line='' __state='' __until='-' __name='' __now __left __time __former=''
  # Whose token a person chose here, outside of any rule: what is gone back to, and asked for again.
  if [[ -n \${DXKEY_ACCOUNT-} ]]; then
    if [[ -z \${DXKEY_RULE-} ]]; then
      if [[ \${DX_USER_CONF_DIR-} != "\${__dxkey_seen-}" ]]; then __dxkey_project=\${DX_PROJECT_CONTEXT_ID-}; fi
      __dxkey_sig=\${DXKEY_SIGNATURE-} __dxkey_acc=$DXKEY_ACCOUNT __dxkey_proj=\${DX_PROJECT_CONTEXT_ID-}
    fi
    __dxkey_off=''
  elif [[ -n \${__dxkey_seen-} ]]; then
    # A person said --off.
    __dxkey_sig='' __dxkey_acc='' __dxkey_proj='' __dxkey_off=''
  fi
  { read -r __line <"$__dxkey_rules_file"; } 2>/dev/null || :
  if [[ $PWD != "\${__dxkey_pwd-}" || $__line != "\${__dxkey_rules-}" ]]; then
    if [[ $__line != "\${__dxkey_rules-}" ]]; then __former=\${__dxkey_file-} __dxkey_asked='' __dxkey_map=''; fi
    __dxkey_pwd=$PWD __dxkey_rules=$__line __dxkey_file=''
    if [[ -z \${__dxkey_map-} ]]; then
      __dxkey_map=$'\\n'
      { while IFS= read -r __name && IFS= read -r __state; do __dxkey_map=$__dxkey_map$__name$'\\n'; done <"$__dxkey_folders_file"; } 2>/dev/null || :
      __state=''
    fi
    # The command goes by the folder itself, whatever links led here.
    __name=$PWD
    while [[ -n $__name && ! -L $__name ]]; do __name=\${__name%/*}; done
    if [[ -n $__name ]]; then __name=$(builtin pwd -P 2>/dev/null) || __name=$PWD; else __name=$PWD; fi
    while :; do
      if [[ -f $__name/.dxkey ]]; then __dxkey_file=$__name/.dxkey; break; fi
      if [[ $__dxkey_map == *$'\\n'"\${__name:-/}"$'\\n'* ]]; then __dxkey_file=\${__name:-/}; break; fi
      [[ -n $__name ]] || break
      __name=\${__name%/*}
    done
    __name=''
    if [[ -n $__dxkey_file && $__dxkey_file != "\${__dxkey_asked-}" ]]; then
      __need=enter
      # Where only what a rule says may have changed, what was chosen here stays.
      if [[ -n \${DXKEY_RULE-} && $__dxkey_file == "$__former" ]]; then __need=changed; fi
    elif [[ -z $__dxkey_file && ( -n \${DXKEY_RULE-} || ( -n \${__dxkey_off-} && -n \${__dxkey_asked-} ) ) ]]; then __need=leave
    fi
  fi
  if [[ -n \${DXKEY_RULE-} && $__dxkey_file == */.dxkey && -z $__need ]]; then
    __line=''
    { IFS= read -r -d '' __line <"$__dxkey_file"; } 2>/dev/null || :
    [[ $__line == "\${__dxkey_text-}" ]] || __need=changed
  fi
  __now=\${EPOCHSECONDS:-$((__dxkey_printed + SECONDS - __dxkey_started))}
  if [[ -n \${DXKEY_ACCOUNT-} && -n \${DX_USER_CONF_DIR-} ]]; then
    { read -r __state __until __name <"$DX_USER_CONF_DIR/dxkey-stamp"; } 2>/dev/null || :
    # What stands in a file is never computed with unless it is a number.
    if [[ -z $__until || $__until == *[!0-9]* ]]; then __until='-'; fi
    if [[ $__state != live ]]; then __need=\${__need:-changed}
    elif [[ $__until != '-' ]] && (( __now >= __until )); then __need=\${__need:-changed}
    elif [[ \${DX_PROJECT_CONTEXT_ID-} != "\${__dxkey_project-}" && \${DX_USER_CONF_DIR-} == "\${__dxkey_seen-}" ]]; then __need=\${__need:-changed}
    fi
  elif [[ -n \${__dxkey_off-} ]]; then
    __line=''
    { read -r __line <"$__dxkey_wake_file"; } 2>/dev/null || :
    if [[ $__line != "\${__dxkey_wake-}" ]]; then __dxkey_wake=$__line; __need=\${__need:-changed}; fi
  fi
  if [[ -n $__need ]]; then
    __dxkey_renew "$__need"
    __state='' __until='-' __name=''
    if [[ -n \${DXKEY_ACCOUNT-} && -n \${DX_USER_CONF_DIR-} ]]; then
      { read -r __state __until __name <"$DX_USER_CONF_DIR/dxkey-stamp"; } 2>/dev/null || :
      if [[ -z $__until || $__until == *[!0-9]* ]]; then __until='-'; fi
    fi
  elif [[ -n \${DXKEY_ACCOUNT-} ]]; then
    __dxkey_project=\${DX_PROJECT_CONTEXT_ID-}
  fi
  __dxkey_seen=\${DXKEY_ACCOUNT:+\${DX_USER_CONF_DIR-}}
  __dxkey_segment
`;

const RENEW = `__dxkey_renew() {
  local __out='' __proj=\${DX_PROJECT_CONTEXT_ID-} __wake=''
  case $1 in enter) __proj='' ;; leave) __proj=\${__dxkey_proj-} ;; esac
  [[ -n \${DXKEY_ACCOUNT-} ]] || __proj=\${__dxkey_proj-}
  __dxkey_asked=$__dxkey_file
  { read -r __wake <"$__dxkey_wake_file"; } 2>/dev/null || :
  __dxkey_wake=$__wake
  if command -v dxkey >/dev/null 2>&1; then
    __out=$(DXKEY_WAS=\${DXKEY_ACCOUNT-} DXKEY_ACCOUNT=\${__dxkey_acc-} DXKEY_SIGNATURE=\${__dxkey_sig-} DX_PROJECT_CONTEXT_ID=$__proj command dxkey env --renew --shell SHELL --for-pid $$) || :
    if [[ -n $__out ]]; then eval "$__out" || __dxkey_off=1; fi
  else
    __dxkey_unset
    __dxkey_off=1
  fi
  if [[ -n \${DXKEY_ACCOUNT-} ]]; then __dxkey_off=''; fi
  __dxkey_project=\${DX_PROJECT_CONTEXT_ID-}
  __dxkey_text=''
  if [[ -n \${DXKEY_RULE-} && $__dxkey_file == */.dxkey ]]; then { IFS= read -r -d '' __dxkey_text <"$__dxkey_file"; } 2>/dev/null || :; fi
}`;

const SEGMENT = `__dxkey_segment() {
  DXKEY_PROMPT=''
  if [[ -n \${__dxkey_off-} ]]; then DXKEY_PROMPT='(no token) '
  elif [[ -n \${DXKEY_ACCOUNT-} && $__state == live ]]; then
    __time=''
    if [[ $__until != '-' ]]; then
      __left=$(( __until - __now ))
      if (( __left >= 172800 )); then __time=" $(( __left / 86400 ))d"
      elif (( __left >= ${String(WARN_S)} )); then __time=" $(( __left / 3600 ))h"
      else __time=" $(( __left / 60 ))m"
      fi
      if (( __left <= ${String(WARN_S)} )) && [[ \${__dxkey_warned-} != "\${DXKEY_SIGNATURE-}" ]]; then
        __dxkey_warned=\${DXKEY_SIGNATURE-}
        printf 'dxkey: the token of this shell ends in %s minutes. Rotate it in the dxkey window, or by: dxkey rotate %s\\n' "$(( __left / 60 ))" "\${DXKEY_SIGNATURE:0:12}" >&2
      fi
    fi
    case $__name in *[!A-Za-z0-9._@-]*) __name='' ;; esac
    DXKEY_PROMPT="(\${__name:-dxkey}$__time) "
  fi
  if [[ -z \${DXKEY_NO_PROMPT-} ]]; then
    PROMPT_VARIABLE=\${PROMPT_VARIABLE#"\${__dxkey_shown-}"}
    PROMPT_VARIABLE=$DXKEY_PROMPT$PROMPT_VARIABLE
    __dxkey_shown=$DXKEY_PROMPT
  fi
}`;

function facts({ rulesFile, foldersFile, wakeFile, nowMs }: HookFacts): string {
  return [
    `__dxkey_rules_file=${quotePosix(rulesFile)}`,
    `__dxkey_folders_file=${quotePosix(foldersFile)}`,
    `__dxkey_wake_file=${quotePosix(wakeFile)}`,
    `__dxkey_printed=${String(Math.floor(nowMs / 1000))} __dxkey_started=$SECONDS`,
    '{ read -r __dxkey_rules <"$__dxkey_rules_file"; } 2>/dev/null || :',
    `__dxkey_unset() {\n${renderOff('bash')}}`,
  ].join('\n');
}

/** bash 4 and later; an older one tells the time by how long it has been running. */
export function bashHook(given: HookFacts): string {
  return `${facts(given)}
${RENEW.replace('SHELL', 'bash')}
${SEGMENT.replaceAll('PROMPT_VARIABLE', 'PS1')}
__dxkey_hook() {
  local __dxkey_status=$?
${LOOK}
  return "$__dxkey_status"
}
case $(declare -p PROMPT_COMMAND 2>/dev/null) in
  *__dxkey_hook*) ;;
  'declare -a'*) PROMPT_COMMAND+=(__dxkey_hook) ;;
  *) PROMPT_COMMAND="\${PROMPT_COMMAND:+$PROMPT_COMMAND"$'\\n'"}__dxkey_hook" ;;
esac
`;
}

export function zshHook(given: HookFacts): string {
  return `zmodload zsh/datetime 2>/dev/null
${facts(given)}
${RENEW.replace('SHELL', 'zsh').replace('{\n', '{\n  emulate -L zsh\n')}
${SEGMENT.replaceAll('PROMPT_VARIABLE', 'PROMPT').replace('{\n', '{\n  emulate -L zsh\n')}
__dxkey_hook() {
  local __dxkey_status=$?
  emulate -L zsh
${LOOK}
  return $__dxkey_status
}
typeset -ga precmd_functions
if [[ \${precmd_functions[(Ie)__dxkey_hook]} -eq 0 ]]; then precmd_functions+=(__dxkey_hook); fi
`;
}

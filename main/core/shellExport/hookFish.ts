import type { HookFacts } from './hookPosix';
import { quoteFish } from './quoting';
import { renderOff } from './render';

/** As the hook of bash and zsh, with fish's builtins alone; the time comes from `path mtime`, which fish has since 3.6. */
export function fishHook({ rulesFile, foldersFile, wakeFile }: HookFacts): string {
  return `set -g __dxkey_rules_file ${quoteFish(rulesFile)}
set -g __dxkey_folders_file ${quoteFish(foldersFile)}
set -g __dxkey_wake_file ${quoteFish(wakeFile)}
${FUNCTIONS.replace('UNSET', renderOff('fish').trimEnd())}`;
}

const FUNCTIONS = `function __dxkey_unset
UNSET
end
set -g __dxkey_rules ''
test -f "$__dxkey_rules_file"; and read -g __dxkey_rules <"$__dxkey_rules_file"
function __dxkey_status
    return $argv[1]
end
function __dxkey_read_stamp --no-scope-shadowing
    set __state ''
    set __until -
    set __name ''
    if set -q DXKEY_ACCOUNT DX_USER_CONF_DIR; and test -f "$DX_USER_CONF_DIR/dxkey-stamp"
        read -l a b c <"$DX_USER_CONF_DIR/dxkey-stamp"
        set __state "$a"
        set __name "$c"
        string match -qr '^[0-9]+$' -- "$b"; and set __until $b
    end
end
function __dxkey_renew --argument-names why
    set -l project "$DX_PROJECT_CONTEXT_ID"
    switch $why
        case enter
            set project ''
        case leave
            set project "$__dxkey_proj"
    end
    set -q DXKEY_ACCOUNT; or set project "$__dxkey_proj"
    set -g __dxkey_asked "$__dxkey_file"
    set -l wake ''
    test -f "$__dxkey_wake_file"; and read wake <"$__dxkey_wake_file"
    set -g __dxkey_wake "$wake"
    if command -q dxkey
        DXKEY_WAS="$DXKEY_ACCOUNT" DXKEY_ACCOUNT="$__dxkey_acc" DXKEY_SIGNATURE="$__dxkey_sig" DX_PROJECT_CONTEXT_ID="$project" command dxkey env --renew --shell fish --for-pid $fish_pid | source
        or set -g __dxkey_off 1
    else
        __dxkey_unset
        set -g __dxkey_off 1
    end
    set -q DXKEY_ACCOUNT; and set -g __dxkey_off ''
    set -g __dxkey_project "$DX_PROJECT_CONTEXT_ID"
    set -g __dxkey_text ''
    if set -q DXKEY_RULE; and test -f "$__dxkey_file"
        read -z text <"$__dxkey_file"
        set -g __dxkey_text "$text"
    end
end
function __dxkey_hook --on-event fish_prompt
    set -l __state
    set -l __until
    set -l __name
    set -l need ''
    if set -q DXKEY_ACCOUNT
        if not set -q DXKEY_RULE
            test "$DX_USER_CONF_DIR" != "$__dxkey_seen"; and set -g __dxkey_project "$DX_PROJECT_CONTEXT_ID"
            set -g __dxkey_sig "$DXKEY_SIGNATURE"
            set -g __dxkey_acc "$DXKEY_ACCOUNT"
            set -g __dxkey_proj "$DX_PROJECT_CONTEXT_ID"
        end
        set -g __dxkey_off ''
    else if test -n "$__dxkey_seen"
        set -g __dxkey_sig ''
        set -g __dxkey_acc ''
        set -g __dxkey_proj ''
        set -g __dxkey_off ''
    end
    set -l rules ''
    test -f "$__dxkey_rules_file"; and read rules <"$__dxkey_rules_file"
    if test "$PWD" != "$__dxkey_pwd" -o "$rules" != "$__dxkey_rules"
        set -l former ''
        if test "$rules" != "$__dxkey_rules"
            set former "$__dxkey_file"
            set -g __dxkey_asked ''
            set -e __dxkey_map
        end
        set -g __dxkey_pwd "$PWD"
        set -g __dxkey_rules "$rules"
        set -g __dxkey_file ''
        if not set -q __dxkey_map
            set -g __dxkey_map
            if test -f "$__dxkey_folders_file"
                while read -l folder
                    read -l rest
                    set -a __dxkey_map "$folder"
                end <"$__dxkey_folders_file"
            end
        end
        # The command goes by the folder itself, whatever links led here.
        set -l at (builtin pwd -P 2>/dev/null; or echo "$PWD")
        while true
            if test -f "$at/.dxkey"
                set -g __dxkey_file "$at/.dxkey"
                break
            end
            if contains -- "$at" $__dxkey_map
                set -g __dxkey_file "$at"
                break
            end
            test "$at" = /; and break
            set at (path dirname -- "$at")
        end
        if test -n "$__dxkey_file"
            if test "$__dxkey_file" != "$__dxkey_asked"
                set need enter
                # Where only what a rule says may have changed, what was chosen here stays.
                set -q DXKEY_RULE; and test "$__dxkey_file" = "$former"; and set need changed
            end
        else if set -q DXKEY_RULE; or test -n "$__dxkey_off" -a -n "$__dxkey_asked"
            set need leave
        end
    end
    if test -z "$need" -a -n "$__dxkey_file"; and set -q DXKEY_RULE
        set -l text ''
        test -f "$__dxkey_file"; and read -z text <"$__dxkey_file"
        test "$text" = "$__dxkey_text"; or set need changed
    end
    set -l now 0
    if set -q DXKEY_ACCOUNT DX_USER_CONF_DIR
        __dxkey_read_stamp
        set now (__dxkey_now)
        if test -z "$need"
            if test "$__state" != live
                set need changed
            else if test "$__until" != - ; and test $now -ge $__until
                set need changed
            else if test "$DX_PROJECT_CONTEXT_ID" != "$__dxkey_project" -a "$DX_USER_CONF_DIR" = "$__dxkey_seen"
                set need changed
            end
        end
    else if test -n "$__dxkey_off"
        set -l wake ''
        test -f "$__dxkey_wake_file"; and read wake <"$__dxkey_wake_file"
        if test "$wake" != "$__dxkey_wake"
            set -g __dxkey_wake "$wake"
            test -n "$need"; or set need changed
        end
    end
    if test -n "$need"
        __dxkey_renew $need
        __dxkey_read_stamp
        set now (__dxkey_now)
    else if set -q DXKEY_ACCOUNT
        set -g __dxkey_project "$DX_PROJECT_CONTEXT_ID"
    end
    set -g __dxkey_seen ''
    set -q DXKEY_ACCOUNT; and set -g __dxkey_seen "$DX_USER_CONF_DIR"
    __dxkey_segment "$__state" "$__until" "$__name" $now
end
function __dxkey_now
    set -l file "$DX_USER_CONF_DIR/dxkey-stamp"
    set -l at (path mtime -- "$file" 2>/dev/null)
    set -l ago (path mtime -R -- "$file" 2>/dev/null)
    if test -n "$at" -a -n "$ago"
        math $at + $ago
    else
        echo 0
    end
end
function __dxkey_segment --argument-names state until name now
    set -g DXKEY_PROMPT ''
    if test -n "$__dxkey_off"
        set -g DXKEY_PROMPT '(no token) '
    else if set -q DXKEY_ACCOUNT; and test "$state" = live
        set -l time ''
        if test "$until" != - -a "$now" -gt 0
            set -l left (math $until - $now)
            set -l minutes (math -s0 $left / 60)
            if test $left -ge 172800
                set time " "(math -s0 $left / 86400)d
            else if test $left -ge 3600
                set time " "(math -s0 $left / 3600)h
            else
                set time " "$minutes"m"
            end
            if test $left -le 3600 -a "$__dxkey_warned" != "$DXKEY_SIGNATURE"
                set -g __dxkey_warned "$DXKEY_SIGNATURE"
                echo "dxkey: the token of this shell ends in $minutes minutes. Rotate it in the dxkey window, or by: dxkey rotate "(string sub -l 12 -- "$DXKEY_SIGNATURE") >&2
            end
        end
        string match -qr '^[A-Za-z0-9._@-]+$' -- "$name"; or set name dxkey
        set -g DXKEY_PROMPT "($name$time) "
    end
    if not set -q DXKEY_NO_PROMPT; and not functions -q __dxkey_user_prompt; and functions -q fish_prompt
        functions -c fish_prompt __dxkey_user_prompt
        function fish_prompt
            set -l last $status
            dxkey_prompt
            __dxkey_status $last
            __dxkey_user_prompt
        end
    end
end
function dxkey_prompt
    echo -n -s "$DXKEY_PROMPT"
end
`;

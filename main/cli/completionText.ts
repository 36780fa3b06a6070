import { quoteFish, quotePosix, quotePowershell } from '../core/shellExport/quoting';

/** What a shell is told of one command. */
export interface Completed {
  name: string;
  summary: string;
  options: readonly { name: string; takesValue: boolean }[];
  /** Its first word is a token's label. */
  takesLabel: boolean;
  /** The words that its first one can be, where they are few. */
  words: readonly string[];
}

/** Asks the running app for labels; none where it does not run. */
const LABELS = 'dxkey completion labels 2>/dev/null';

const optionsOf = ({ options }: Completed): string[] => options.map(({ name }) => `--${name}`);

export function bashCompletion(all: readonly Completed[]): string {
  const cases = all.map(
    (one) =>
      `    ${one.name}) options=${quotePosix(optionsOf(one).join(' '))} words=${quotePosix(one.words.join(' '))} labels=${one.takesLabel ? '1' : "''"} ;;`,
  );
  return `_dxkey() {
  local current=\${COMP_WORDS[COMP_CWORD]} options='' words='' labels='' line
  COMPREPLY=()
  if (( COMP_CWORD == 1 )); then
    COMPREPLY=($(compgen -W ${quotePosix(all.map(({ name }) => name).join(' '))} -- "$current"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  elif [[ -n $labels && \${COMP_WORDS[COMP_CWORD-1]} != --* ]]; then
    while IFS= read -r line; do
      # A label is a person's own text: it is quoted, and never expanded.
      if [[ $line == "$current"* ]]; then COMPREPLY+=("$(printf %q "$line")"); fi
    done < <(${LABELS})
  fi
}
complete -o default -F _dxkey dxkey
`;
}

export function zshCompletion(all: readonly Completed[]): string {
  const cases = all.map(
    (one) =>
      `    ${one.name}) options=(${optionsOf(one).join(' ')}) choices=(${one.words.join(' ')}) labels=${one.takesLabel ? '1' : "''"} ;;`,
  );
  return `#compdef dxkey
_dxkey() {
  local -a commands options choices
  local labels=''
  commands=(${all.map(({ name, summary }) => quotePosix(`${name}:${summary.replaceAll(':', '\\:')}`)).join(' ')})
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case $words[2] in
${cases.join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    compadd -- $options
  elif (( $#choices )); then
    compadd -- $choices
  elif [[ -n $labels && $words[CURRENT-1] != --* ]]; then
    compadd -- "\${(@f)$(${LABELS})}"
  else
    _files
  fi
}
if (( $+functions[compdef] )); then compdef _dxkey dxkey; fi
`;
}

export function fishCompletion(all: readonly Completed[]): string {
  const lines = ['complete -c dxkey -e'];
  for (const { name, summary, options, takesLabel, words } of all) {
    const when = `-n ${quoteFish(`__fish_seen_subcommand_from ${name}`)}`;
    lines.push(`complete -c dxkey -f -n __fish_use_subcommand -a ${name} -d ${quoteFish(summary)}`);
    for (const option of options) lines.push(`complete -c dxkey ${when} -l ${option.name}${option.takesValue ? ' -x' : ''}`);
    if (words.length > 0) lines.push(`complete -c dxkey -f ${when} -a ${quoteFish(words.join(' '))}`);
    if (takesLabel) lines.push(`complete -c dxkey -f ${when} -a ${quoteFish(`(${LABELS})`)}`);
  }
  return `${lines.join('\n')}\n`;
}

export function powershellCompletion(all: readonly Completed[]): string {
  const rows = all.map(
    (one) => `    ${quotePowershell(one.name)} = @(${[...one.words, ...optionsOf(one)].map(quotePowershell).join(', ')})`,
  );
  return `Register-ArgumentCompleter -Native -CommandName dxkey -ScriptBlock {
  param($word, $ast, $position)
  $commands = [ordered]@{
${rows.join('\n')}
  }
  $name = if ($ast.CommandElements.Count -gt 1) { $ast.CommandElements[1].ToString() } else { '' }
  $known = if ($commands.Contains($name) -and $name -ne $word) { $commands[$name] } else { $commands.Keys }
  $known | Where-Object { $_.StartsWith($word) } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`;
}

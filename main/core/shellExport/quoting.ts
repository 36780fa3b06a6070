/**
 * One value as one word of a shell, whatever it holds: quotes, newlines, `$(...)`, backticks, any script. A NUL cannot stand in
 * an environment at all and is refused by `render`.
 */

/** bash, zsh, dash, ksh: nothing is special between single quotes but the quote itself. */
export function quotePosix(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** fish: between single quotes a backslash escapes the quote and itself. */
export function quoteFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** PowerShell: a quote is doubled, and it takes the typographic quotes for quotes, too. */
export function quotePowershell(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}

/** True where cmd can hold the value in `set "NAME=value"`: it has no escape for `%`, `!` or a line break, and a quote inside ends the shelter of the others. */
export function isSafeForCmd(text: string): boolean {
  return !/[%!\r\n]/.test(text) && !(text.includes('"') && /[&|<>^]/.test(text));
}

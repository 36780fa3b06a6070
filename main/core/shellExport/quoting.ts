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

/**
 * tcsh: `!` is history even between single quotes, and a line break ends a word of `eval "\`...\`"`; only `$'...'` holds all. What
 * is ASCII and not plain goes by its number, so that none of the shell's variables (`backslash_quote`, `histchars`) has a say.
 */
export function quoteTcsh(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are among what is not plain
  const plain = text.replace(/[\u0000-\u007f]/g, (one) =>
    /[\w ./:,-]/.test(one) ? one : `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return plain === text ? `'${text}'` : `$'${plain}'`;
}

/** What tcsh reads of a command's output at once. */
const TCSH_READS_BYTES = 4096;

/** False where tcsh may tear a letter: in the C locale it does so at each end of its buffer, and misreads all that follows. */
export function isWholeForTcsh(text: string): boolean {
  let bytes = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes === text.length || bytes < TCSH_READS_BYTES;
}

/** PowerShell: a quote is doubled, and it takes the typographic quotes for quotes, too. */
export function quotePowershell(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}

/** True where cmd can hold the value in `set "NAME=value"`: it has no escape for `%`, `!` or a line break, and a quote inside ends the shelter of the others. */
export function isSafeForCmd(text: string): boolean {
  return !/[%!\r\n]/.test(text) && !(text.includes('"') && /[&|<>^]/.test(text));
}

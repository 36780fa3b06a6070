const INTERPRETERS =
  /^(?:(?:ba|da|z|k|mk|fi|tc|c|a|pw|xon|nu|el)?sh|busybox|powershell|cmd|python[\d.]*|pypy[\d.]*|ipython[\d.]*|node|nodejs|deno|bun|perl[\d.]*|ruby[\d.]*|R|Rscript|java|php[\d.]*|lua[\d.]*|luajit|tclsh[\d.]*|wish[\d.]*|[gmn]?awk|expect|guile|racket|julia|env|xargs)(?:\.exe)?$/iu;

/** A program that does what a script tells it: a yes to it is a yes to every script of it. */
export const isInterpreter = (path: string): boolean =>
  INTERPRETERS.test(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1));

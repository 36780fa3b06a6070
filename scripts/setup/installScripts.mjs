/**
 * Which packages may run a script of their own when they are installed (SECURITY.md row 22). `.npmrc` refuses all; set-up
 * rebuilds the allowed ones by name. tests/security/installScripts.test.ts compares both lists with package-lock.json, so a
 * new package with an install script fails the suite until somebody has decided here.
 */

/** @type {Readonly<Record<string, string>>} */
export const ALLOWED = {
  bun: 'puts the binary of its own platform package in place of a stub that only prints an error; the command is compiled with it',
};

/** @type {Readonly<Record<string, string>>} */
export const REFUSED = {
  'electron-25': 'types only: the second end that main/shell is checked against; its download is never wanted',
  'electron-winstaller': 'comes with electron-builder; only picks a 7z binary for a Windows installer that we do not build',
  'es5-ext': 'prints a message; nothing is built',
  esbuild: 'only swaps its JavaScript launcher for the native binary; we use its API, which finds the binary itself',
  keytar: 'the prebuilt binaries are in the package; the script would look for one elsewhere or compile',
  koffi: 'the prebuilt binary is in its platform package; the script would only compile where that is missing',
  usocket: 'optional part of dbus-next that passes file descriptors over D-Bus, which we never do',
};

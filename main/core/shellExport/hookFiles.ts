/** The line in a lease's folder: `live EXPIRY NAME` or `changed`. */
export { HOOK_FILES, HOOK_FOLDER } from '../ports';

/** The token was rotated: there is another one to ask for. */
export const CHANGED = 'changed';

/** `EXPIRY` in whole seconds since the epoch, `-` where nobody knows it. */
export function liveLine(expiresMs: number | null, username: string): string {
  const expiry = expiresMs === null ? '-' : String(Math.floor(expiresMs / 1000));
  return `live ${expiry} ${promptName(username)}`;
}

/** SECURITY: a prompt shows it: nothing that a terminal or a shell could read anything into. */
export function promptName(username: string): string {
  return username.replace(/[^A-Za-z0-9._@-]/g, '_').slice(0, 40);
}

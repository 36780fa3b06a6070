import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Any of these may ask for another first screen than the plain sign-in form. */
const TELLING = ['index.json', 'lock.json', 'erase.json'];
/** Settings are written at the first start already; of them only this changes how the form looks. */
const HAS_OWN_APPEARANCE = /"appearance":"(?!system")/;

/**
 * Whether the first screen is surely the sign-in form of somebody whom this computer does not know. Asked before the window is made,
 * so nothing is parsed; what cannot be read is another computer's business.
 */
export function isFirstUse(dataFolder: string): boolean {
  if (TELLING.some((name) => existsSync(join(dataFolder, name)))) return false;
  try {
    return !HAS_OWN_APPEARANCE.test(readFileSync(join(dataFolder, 'settings.json'), 'utf8'));
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}

/** Where the app's pictures are, in the tree and in a package. */
import { join } from 'node:path';

export const ASSETS = join(__dirname, '..', '..', 'assets');
export const ICON = join(ASSETS, 'app', 'icons', '128x128.png');

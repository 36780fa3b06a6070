/** `installed-size`: what lies on the disk after an installation, against Electron's own folder. */
import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { folderOf } from '../package/builder.mjs';
import { electronRuntime } from '../setup/electronRuntime.mjs';
import { figure } from './measure.mjs';

/** @param {string} folder */
function bytesOf(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => lstatSync(path.join(folder, name)))
    .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);
}

export function installedSize() {
  const electron = electronRuntime();
  return Promise.resolve([figure('installed-size', 1.6, bytesOf(folderOf('release')), bytesOf(`${electron?.dist ?? ''}/`))]);
}

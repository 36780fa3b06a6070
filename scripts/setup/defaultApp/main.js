'use strict';
// What `electron <folder or file>` runs first. The fallback runtime comes without Electron's own default app, so this one
// reads the same arguments: -r MODULE, --app=PATH, --version, then the path of the app.
const { app } = require('electron');
const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

/** @param {string[]} args */
function readArguments(args) {
  const found = { preloads: [], target: null, wantsVersion: false };
  for (let at = 0; at < args.length && found.target === null; at += 1) {
    const arg = args[at];
    if (arg === '--version' || arg === '-v') found.wantsVersion = true;
    else if (arg === '-r' || arg === '--require') found.preloads.push(args[(at += 1)]);
    else if (arg.startsWith('--app=')) found.target = arg.slice('--app='.length);
    else if (!arg.startsWith('-')) found.target = arg;
  }
  return found;
}

/** @param {string} target */
function takeIdentityFrom(target) {
  const manifestPath = path.join(target, 'package.json');
  if (!existsSync(manifestPath)) return false;
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
  if (manifest.version) app.setVersion(manifest.version);
  app.name = manifest.productName || manifest.name || app.name;
  app.setDesktopName(manifest.desktopName || `${app.name}.desktop`);
  return true;
}

const { preloads, target, wantsVersion } = readArguments(process.argv.slice(1));
if (wantsVersion) {
  process.stdout.write(`v${process.versions.electron}\n`);
  process.exit(0);
}
if (target === null) {
  process.stderr.write('usage: electron [-r MODULE] PATH\n');
  process.exit(1);
}
Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
if (preloads.length > 0) Module._preloadModules(preloads);
const folder = path.resolve(target);
const hasManifest = takeIdentityFrom(folder);
const entry = Module._resolveFilename(folder, null, true);
app.setAppPath(hasManifest ? folder : path.dirname(entry));
Module._load(entry, module, true);

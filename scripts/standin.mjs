// Runs the stand-in platform (tests/standin), bundling it first where a source is newer than the bundle.
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, 'tests/standin');
const bundle = join(root, 'dist/standin/standin.cjs');

/** @param {string} folder @returns {number} */
function newest(folder) {
  const times = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? newest(path) : statSync(path).mtimeMs;
  });
  return Math.max(0, ...times);
}

function isFresh() {
  const made = statSync(bundle, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return made > newest(sources) && made > statSync(fileURLToPath(import.meta.url)).mtimeMs;
}

async function build() {
  const { build: esbuild } = await import('esbuild');
  mkdirSync(dirname(bundle), { recursive: true });
  // Under another name first: several tests may start stand-ins at once, and none may load half a bundle.
  const temporary = `${bundle}.${process.pid}.tmp`;
  try {
    await esbuild({
      entryPoints: [join(sources, 'main.ts')],
      outfile: temporary,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'error',
    });
    renameSync(temporary, bundle);
  } finally {
    rmSync(temporary, { force: true });
  }
}

if (!isFresh()) await build();
createRequire(import.meta.url)(bundle);

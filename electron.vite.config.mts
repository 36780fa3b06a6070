import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { firstForms } from './scripts/firstForm.mjs';

/** Native modules stay outside of the bundle; everything else is bundled, so that nothing is looked for at run time. */
const native = ['electron', 'keytar', 'koffi'];

/**
 * Optional parts of dbus-next that we do not ship: finding a bus by an X window (dbus-autolaunch), passing file descriptors.
 * SECURITY: bundled as absent, since a bare name left in the bundle would be looked for in folders above the installed app.
 */
const absentParts: Plugin = {
  name: 'absent-parts',
  enforce: 'pre',
  resolveId: (id) => (id === 'x11' || id === 'usocket' ? `\0absent:${id}` : null),
  load: (id) => (id.startsWith('\0absent:') ? `module.exports = null; throw new Error('not part of dxkey');` : null),
};

const builds: Record<string, string> = { production: 'release', release: 'release', test: 'test' };

export default defineConfig(({ mode }) => {
  const define = { __DXKEY_BUILD__: JSON.stringify(builds[mode] ?? 'dev') };
  // SECURITY: no source map in a package (row 14); in the tree they would only be noise.
  const shared = { emptyOutDir: true, sourcemap: false, minify: true } as const;
  // CommonJS for Node 18, the older of the two ends: its Electron cannot load an ES module as main.
  const node = { ...shared, target: 'node18', externalizeDeps: false } as const;
  return {
    main: {
      define,
      plugins: [absentParts],
      build: {
        ...node,
        outDir: 'dist/main',
        rolldownOptions: {
          input: 'main/index.ts',
          external: native,
          // What index loads later stands in files of its own, so that the window does not wait until they are read and compiled.
          output: { format: 'cjs', entryFileNames: '[name].js', chunkFileNames: '[name].js' },
        },
      },
    },
    preload: {
      define,
      build: {
        ...node,
        outDir: 'dist/preload',
        rolldownOptions: { input: 'preload/index.ts', external: ['electron'], output: { format: 'cjs', entryFileNames: '[name].js' } },
      },
    },
    renderer: {
      define,
      root: 'renderer',
      plugins: [react(), firstForms()],
      build: {
        ...shared,
        outDir: resolve(import.meta.dirname, 'dist/renderer'),
        target: 'chrome114',
        // SECURITY: the CSP has no data: for fonts and scripts; small files stay files.
        assetsInlineLimit: 0,
        rolldownOptions: { input: resolve(import.meta.dirname, 'renderer/index.html') },
      },
    },
  };
});

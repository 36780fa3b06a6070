/** Builds the page alone, as the app ships it, for the browser tests. */
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { firstForms } from '../../scripts/firstForm.mjs';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('../../renderer'),
  base: './',
  plugins: [react(), firstForms()],
  build: { target: 'chrome114', emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});

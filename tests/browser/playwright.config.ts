import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** The renderer in the distribution's current Chromium, over the same treaty as in Electron (the newer end of what we support). */
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((file) => existsSync(file));

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../../test-results/browser',
  // A test that passes on a second try hides a race that a person will meet on the first.
  retries: 0,
  // Each test has a page and a fake main process of its own, so they may run side by side; axe is what takes the time.
  workers: 2,
  fullyParallel: true,
  timeout: 30_000,
  forbidOnly: true,
  use: {
    browserName: 'chromium',
    launchOptions: { chromiumSandbox: true, ...(chromium ? { executablePath: chromium } : {}) },
    viewport: { width: 1100, height: 720 },
    screenshot: 'only-on-failure',
  },
});

import { defineConfig } from '@playwright/test';

/**
 * The real app on a real keychain, display and bus: run by scripts/test.mjs inside a session (scripts/session), where root is
 * an ordinary user and the Chromium sandbox stays on. The fixtures name the executable.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../../test-results/electron',
  retries: 0,
  // One app, one clipboard, one keyring: tests take turns.
  workers: 1,
  timeout: 60_000,
  forbidOnly: true,
});

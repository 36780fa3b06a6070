import { defineConfig } from 'vitest/config';

const define = { __DXKEY_BUILD__: JSON.stringify('test') };

export default defineConfig({
  test: {
    projects: [
      { define, test: { name: 'unit', environment: 'node', include: ['tests/{unit,contract}/**/*.test.ts'] } },
      { define, test: { name: 'shells', environment: 'node', include: ['tests/shells/**/*.test.ts'] } },
      { define, test: { name: 'security', environment: 'node', include: ['tests/security/**/*.test.ts'] } },
      { define, test: { name: 'keychain', environment: 'node', include: ['tests/keychain/**/*.test.ts'], fileParallelism: false } },
      // On what `npm run package -- --test-runtime` left in release/; as root, outside of a session.
      {
        define,
        test: {
          name: 'packaged',
          environment: 'node',
          include: ['tests/packaged/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 40_000,
        },
      },
    ],
  },
});

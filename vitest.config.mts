import { defineConfig } from 'vitest/config';

const define = { __DXKEY_BUILD__: JSON.stringify('test') };

export default defineConfig({
  test: {
    projects: [
      {
        define,
        test: { name: 'unit', environment: 'node', include: ['tests/{unit,contract}/**/*.test.ts'], exclude: ['tests/unit/standin/**'] },
      },
      // Programs of their own (the stand-in, real shells), which one Node is enough for.
      { define, test: { name: 'standin', environment: 'node', include: ['tests/unit/standin/**/*.test.ts'], testTimeout: 30_000 } },
      { define, test: { name: 'shells', environment: 'node', include: ['tests/shells/**/*.test.ts'], testTimeout: 30_000 } },
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

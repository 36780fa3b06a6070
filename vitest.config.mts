import { defineConfig } from 'vitest/config';

const define = { __DXKEY_BUILD__: JSON.stringify('test') };

export default defineConfig({
  test: {
    projects: [
      { define, test: { name: 'unit', environment: 'node', include: ['tests/{unit,contract}/**/*.test.ts'] } },
      { define, test: { name: 'security', environment: 'node', include: ['tests/security/**/*.test.ts'] } },
      { define, test: { name: 'keychain', environment: 'node', include: ['tests/keychain/**/*.test.ts'], fileParallelism: false } },
    ],
  },
});

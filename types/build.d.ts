/**
 * `dev` from the tree, `test` in release/test-unpacked, `release` in what is shipped: replaced at build time. The only
 * difference in code between the test build and the release (SECURITY.md row 23).
 */
declare const __DXKEY_BUILD__: 'dev' | 'test' | 'release';

/** What may not get into a bundle by any way round. Apart from the other rules, since here `import type` counts for nothing. */
const { options } = require('./.dependency-cruiser.cjs');

module.exports = {
  forbidden: [
    {
      name: '1-renderer-without-zod',
      severity: 'error',
      comment: 'zod probes eval, and the page runs under a CSP that refuses it.',
      from: { path: '^renderer/begin\\.ts$' },
      to: { path: '^node_modules/zod/', reachable: true },
    },
    {
      name: '2-preload-without-zod',
      severity: 'error',
      comment: 'The preload stays a few lines.',
      from: { path: '^preload/index\\.ts$' },
      to: { path: '^node_modules/zod/', reachable: true },
    },
    {
      name: '6-command-is-small',
      severity: 'error',
      comment: 'The command has no electron, no keytar, no koffi and no zod, so that `dxkey env` in a start file costs little.',
      from: { path: '^main/cli/index\\.ts$' },
      to: { path: '^(node_modules/)?(electron|keytar|@github/keytar|koffi|zod)(/|$)', reachable: true },
    },
  ],
  options: { ...options, tsPreCompilationDeps: false },
};

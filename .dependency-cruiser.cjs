/** DESIGN.md, "Who may import whom", rule by rule. The folder that a line stands in says what it may import. */

/** What every folder may import of its own and of the treaty. */
const TYPES_OF_TREATY = '^preload/contract/(contract|channels|errors)\\.ts$';
const NODE = { dependencyTypes: ['core'] };
/** @param {string} name @param {string} comment @param {object} from @param {object} to */
const forbid = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    forbid('no-cycles', 'No cycles.', {}, { circular: true }),
    forbid('no-unresolved', 'What cannot be found cannot be checked.', {}, { couldNotResolve: true, pathNot: '^electron' }),

    forbid(
      '1-renderer-is-a-web-page',
      'Rule 1: the treaty and the bridge, and npm UI packages; never main.',
      { path: '^renderer/' },
      { path: '^(main|tests|scripts)/' },
    ),
    forbid(
      '1-renderer-treaty-types',
      'Rule 1: of contract and bridge the types only: zod probes eval, which the CSP refuses.',
      { path: '^renderer/' },
      { path: '^preload/(contract/contract|bridge)\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      '1-renderer-preload',
      'Rule 1: of preload nothing else.',
      { path: '^renderer/' },
      { path: '^preload/', pathNot: ['^preload/bridge\\.ts$', TYPES_OF_TREATY] },
    ),
    forbid(
      '1-renderer-no-node',
      'Rule 1: never electron, never node.',
      { path: '^renderer/' },
      { path: '^node_modules/electron/|^electron$' },
    ),
    forbid('1-renderer-no-core', 'Rule 1: never node.', { path: '^renderer/' }, NODE),
    forbid(
      '1-renderer-packages',
      'Rule 1: UI packages only.',
      { path: '^renderer/' },
      {
        path: '^node_modules/',
        pathNot:
          '^node_modules/(@types/|react/|react-dom/|react-aria-components/|react-aria/|@react-aria/|@react-types/|@internationalized/|zustand/|qrcode\\.react/)',
      },
    ),

    forbid(
      '2-preload-index',
      'Rule 2: electron, the bridge, the names of the treaty.',
      { path: '^preload/index\\.ts$' },
      { pathNot: ['^preload/bridge\\.ts$', '^preload/contract/channels\\.ts$', '^node_modules/electron/', '^electron$'] },
    ),
    forbid(
      '2-bridge',
      'Rule 2: the bridge knows names, and types.',
      { path: '^preload/bridge\\.ts$' },
      { pathNot: ['^preload/contract/'] },
    ),
    forbid(
      '2-treaty',
      'The treaty knows itself and zod.',
      { path: '^preload/contract/' },
      { pathNot: ['^preload/contract/', '^node_modules/zod/'] },
    ),

    forbid(
      '3-core-is-pure',
      'Rule 3: core imports itself, types of the treaty, and otplib.',
      { path: '^main/core/' },
      { pathNot: ['^main/core/', TYPES_OF_TREATY, '^node_modules/(otplib|@otplib)/'] },
    ),
    forbid(
      '3-core-treaty-types',
      'Rule 3: of the treaty the types only.',
      { path: '^main/core/' },
      { path: '^preload/contract/contract\\.ts$', dependencyTypesNot: ['type-only'] },
    ),

    forbid(
      '4-adapters',
      'Rule 4: the ports, the errors, the treaty, one library.',
      { path: '^main/adapters/' },
      {
        path: '^(main|renderer|preload|tests|scripts)/',
        pathNot: ['^main/adapters/', '^main/core/(ports|errors)\\.ts$', '^preload/contract/'],
      },
    ),
    forbid(
      '4-only-shell-has-electron',
      'The only folder that imports electron is main/shell, with preload/index and the composition root.',
      {
        pathNot: [
          '^main/shell/',
          '^main/(index|composeDesktop)\\.ts$',
          '^preload/index\\.ts$',
          '^tests/',
          '^scripts/(setup/defaultApp|bench/bareElectron)/',
        ],
      },
      { path: '^(node_modules/)?electron(-25)?(/|$)' },
    ),

    forbid(
      '5-ipc',
      'Rule 5: core and the treaty.',
      { path: '^main/ipc/' },
      { pathNot: ['^main/ipc/', '^main/core/', '^preload/contract/', '^node_modules/zod/'] },
    ),
    forbid(
      '5-agent',
      'Rule 5: core, the treaty, sockets.',
      { path: '^main/agent/' },
      { path: '^(main|renderer|preload|tests|scripts)/', pathNot: ['^main/agent/', '^main/core/', '^preload/contract/'] },
    ),
    forbid(
      '5-shell',
      'Rule 5: electron, core, ipc, agent.',
      { path: '^main/shell/' },
      { path: '^(main|renderer|preload|tests|scripts)/', pathNot: ['^main/(shell|core|ipc|agent)/', '^preload/contract/'] },
    ),
    forbid(
      '5-cli',
      "Rule 5: its composition, the agent's client, shellExport, errors; which programs run scripts, the sentence of a reach.",
      { path: '^main/cli/' },
      {
        path: '^(main|renderer|preload|tests|scripts)/',
        pathNot: [
          '^main/cli/',
          '^main/composeCommand\\.ts$',
          '^main/agent/(client|location|messages|ancestry)\\.ts$',
          '^main/core/shellExport/',
          '^main/core/(errors|ports|consent/interpreters|tokens/reachSentence)\\.ts$',
          TYPES_OF_TREATY,
        ],
      },
    ),
    forbid(
      '5-cli-treaty-types',
      'The command starts fast: of treaty and messages the types only.',
      { path: '^main/(cli/|composeCommand\\.ts$)' },
      { path: '^(preload/contract/contract|main/agent/messages)\\.ts$', dependencyTypesNot: ['type-only'] },
    ),

    forbid(
      '6-composeDesktop',
      'Rule 6: only index composes the desktop app.',
      { path: '^(main|preload|renderer)/', pathNot: '^main/index\\.ts$' },
      { path: '^main/composeDesktop\\.ts$' },
    ),
    forbid(
      '6-composeCommand',
      'Rule 6: only cli composes the command.',
      { path: '^(main|preload|renderer)/', pathNot: '^main/cli/' },
      { path: '^main/composeCommand\\.ts$' },
    ),
    forbid('6-nothing-imports-tests', 'Rule 6: nothing imports tests.', { pathNot: '^tests/' }, { path: '^tests/' }),
    forbid(
      '6-nothing-imports-scripts',
      'Scripts make the app; they are not in it.',
      { path: '^(main|preload|renderer)/' },
      { path: '^scripts/' },
    ),
    forbid(
      '6-standin-is-apart',
      'Rule 6: the stand-in shares no code with what it judges.',
      { path: '^tests/standin/' },
      { path: '^(main|preload|renderer|scripts|tests)/', pathNot: '^tests/standin/' },
    ),
    forbid(
      '6-nothing-imports-standin',
      'The stand-in is a program of its own: it is run, not imported.',
      { path: '^tests/', pathNot: '^tests/(standin|unit/standin)/' },
      // Its seeds are data.
      { path: '^tests/standin/', pathNot: '^tests/standin/seeds/', dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|release)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json'],
    },
    skipAnalysisNotInRules: true,
  },
};

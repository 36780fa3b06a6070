/** The entry of the `dxkey` command: dist/cli/dxkey.cjs under Node, resources/bin/dxkey compiled. */
import { composeCommand } from '../composeCommand';
import { createIo } from './io';
import { run } from './run';

run(process.argv.slice(2), createIo(), composeCommand).then(
  (exitCode) => process.exit(exitCode),
  () => process.exit(70),
);

/** The entry of the `dxkey` command: dist/cli/dxkey.cjs under Node, resources/bin/dxkey compiled. */
import { composeCommand } from '../composeCommand';
import { createIo } from './io';
import { run } from './run';

function finish(exitCode: number): void {
  // Whoever read us may be gone (`dxkey tokens | head -1`); that is no failure of ours.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  process.stdout.write('', () => {
    process.stderr.write('', () => {
      process.exit(exitCode);
    });
  });
}

process.stdout.on('error', () => {
  process.exit(0);
});
run(process.argv.slice(2), createIo(), composeCommand).then(finish, () => {
  finish(70);
});

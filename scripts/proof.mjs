/** `npm run proof -- NAME [--size small|full] [ARGS]`: one heavy proof by name, with all that it needs around it. */
import { Stop, runMain, say } from './commands.mjs';
import { proofNames, runProof, takeSize } from './proof/proofs.mjs';
import { prepare } from './proof/prepare.mjs';

await runMain(async () => {
  const [name, ...rest] = process.argv.slice(2);
  const names = proofNames();
  if (name === undefined || !names.includes(name)) {
    say(`Proofs: ${names.join(', ')}`);
    if (name === undefined) return 0;
    throw new Stop(`There is no proof called ${name}.`, 2);
  }
  const { size, args } = takeSize(rest);
  const isPrepared = args.includes('--no-build');
  if (!isPrepared) await prepare();
  return runProof(
    name,
    size,
    args.filter((arg) => arg !== '--no-build'),
  );
});

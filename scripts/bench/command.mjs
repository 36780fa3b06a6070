/** `env-vs-secret-tool` and `env-vs-node`: the compiled command against the keychain's own tool, and against an empty Node. */
import { createHash } from 'node:crypto';
import { capture } from '../commands.mjs';
import { command } from './app.mjs';
import { alternate, figure, median, timeToExit } from './measure.mjs';
import { startSignedIn } from './signedIn.mjs';

const FEW = 10;

/** The attributes under which keytar filed the token, as secret-tool wants them. @param {string} dataFolder @param {NodeJS.ProcessEnv} env */
function filedAs(dataFolder, env) {
  const service = `dxkey-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 12)}`;
  // The secret itself is on stdout; only the attributes, on stderr, are looked at.
  const { stdout, stderr } = capture('secret-tool', ['search', '--all', 'service', service], { env });
  const account = /^attribute\.account = (token\/.*)$/m.exec(`${stderr}\n${stdout}`)?.[1];
  if (account === undefined) throw new Error(`secret-tool finds no token under ${service}.`);
  return ['service', service, 'account', account];
}

export async function commandFigures() {
  const app = await startSignedIn(FEW);
  try {
    const { env } = app;
    const filed = filedAs(app.dataFolder, env);
    const taken = await alternate({
      ours: () => timeToExit(command, ['env', '--shell', 'bash', '--for-pid', String(process.pid)], env),
      secretTool: () => timeToExit('secret-tool', ['lookup', ...filed], env),
      node: () => timeToExit(process.execPath, ['-e', '0'], env),
    });
    const [ours, secretTool, node] = [taken.ours, taken.secretTool, taken.node].map((values) => median(values ?? []));
    return [figure('env-vs-secret-tool', 2.5, ours ?? NaN, secretTool ?? NaN), figure('env-vs-node', 0.6, ours ?? NaN, node ?? NaN)];
  } finally {
    await app.end();
  }
}

import { spawn } from 'node:child_process';

/**
 * Starts one part of a session. It is in a process group of its own, so that Ctrl-C reaches the command first, and it ends
 * with the process that started it even if that is killed.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env: NodeJS.ProcessEnv, stdio: import('node:child_process').StdioOptions }} options
 */
export function startPart(command, args, { env, stdio }) {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', command, ...args], { env, stdio, detached: true });
  let said = '';
  child.stderr?.on('data', (/** @type {Buffer} */ chunk) => (said = (said + chunk.toString()).slice(-4000)));
  const gone = new Promise((/** @type {(code: number) => void} */ resolve) => {
    child.on('error', (error) => {
      said += error.message;
      resolve(127);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
  return {
    child,
    gone,
    /** What it last said on stderr. */
    words: () => said.trim(),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 2000);
      await gone;
      clearTimeout(timer);
    },
  };
}

/**
 * Resolves with the first line that arrives on a pipe of a part; rejects when the part ends, or says nothing, before.
 * @param {ReturnType<typeof startPart>} part
 * @param {number} descriptor
 * @param {string} name
 */
export function firstLine(part, descriptor, name) {
  const pipe = part.child.stdio[descriptor];
  return /** @type {Promise<string>} */ (
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${name} did not get ready in 10 s: ${part.words()}`)), 10_000);
      void part.gone.then((code) => reject(new Error(`${name} ended with ${code}: ${part.words()}`)));
      let text = '';
      pipe?.on('data', (/** @type {Buffer} */ chunk) => {
        text += chunk.toString();
        if (!text.includes('\n')) return;
        clearTimeout(timer);
        resolve(String(text.split('\n')[0]));
      });
    })
  );
}

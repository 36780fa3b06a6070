import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { say } from '../commands.mjs';

const EVERY_MS = 500;

/** @param {string} command @param {string[]} args @param {Buffer} [input] */
function pipe(command, args, input) {
  return new Promise((/** @type {(output: Buffer | null) => void} */ resolve) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.on('error', () => resolve(null));
    child.on('close', (code) => resolve(code === 0 ? Buffer.concat(chunks) : null));
  });
}

/**
 * Saves a picture whenever the screen shows what it has not shown before (a blinking caret is thus two pictures, not
 * thousands). Answers what ends it.
 * @param {string} folder
 */
export function watchScreen(folder) {
  mkdirSync(folder, { recursive: true });
  for (const old of readdirSync(folder).filter((name) => /^screen-\d+\.png$/.test(name))) rmSync(path.join(folder, old));
  /** @type {Set<string>} */
  const seen = new Set();
  let isWatching = true;
  const look = async () => {
    const picture = await pipe('import', ['-window', 'root', 'ppm:-']);
    if (!isWatching) return;
    const hash = picture && createHash('sha256').update(picture).digest('hex');
    if (picture && hash && !seen.has(hash)) {
      seen.add(hash);
      const file = path.join(folder, `screen-${String(seen.size).padStart(4, '0')}.png`);
      await pipe('convert', ['ppm:-', file], picture);
      say(`screen: ${path.relative(process.cwd(), file)}`);
    }
    if (isWatching) setTimeout(() => void look(), EVERY_MS);
  };
  void look();
  return () => {
    isWatching = false;
  };
}

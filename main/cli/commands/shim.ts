import { accessSync, constants, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { HOOK_FILES, HOOK_FOLDER } from '../../core/shellExport/hookFiles';
import type { Command, Invocation } from '../command';
import { visible } from '../errorText';
import { EXIT } from '../exitCodes';
import { SHIM_MARK, shimText } from '../shimText';
import { UsageError } from '../usage';

export const shim: Command = {
  help: {
    usage: ['dxkey shim install|remove|status [--dir DIR]'],
    about: `A small script called dx, in ~/.local/bin, for make, nextflow, cron and scripts that know no alias. The folder has to stand before that of
the real dx on the PATH. It runs the next dx of the PATH by \`dxkey exec\`: with the directory's rule (\`dxkey help allow\`), else this computer's shell
token; the wrong-account guard holds there, too.

In a shell or child that has a token of dxkey's already it runs dx as it is, so that what \`dx select\` chose stays and nothing goes
round in circles. Without dxkey, or with a rule that nobody allowed, nothing is started. A dx that is not a shim of dxkey, or a link, is
never written over nor removed. Under cron the app has to be running.`,
    examples: [
      { line: 'dxkey shim install', about: 'then `dxkey shim status` says which dx is meant' },
      { line: 'dxkey shim remove', about: 'takes it away again' },
    ],
    exits: { 5: 'the dx that stands there is not a shim of dxkey' },
  },
  options: {
    dir: { type: 'string', value: 'DIR', about: 'another folder than ~/.local/bin' },
  },
  maxPositionals: 1,
  firstWord: ['install', 'remove', 'status'],
  run(invocation) {
    const act = { install, remove, status }[invocation.positionals[0] ?? ''];
    if (act === undefined) throw new UsageError('say install, remove or status.');
    if (process.platform === 'win32') throw new UsageError('there is no shim for Windows.');
    return Promise.resolve(act(invocation, resolve(invocation.text('dir') ?? join(invocation.io.env.HOME ?? homedir(), '.local', 'bin'))));
  },
};

function install({ io, app }: Invocation, folder: string): number {
  const path = join(folder, 'dx');
  const found = kindOf(path);
  if (found === 'other') return refuse(io, path);
  mkdirSync(folder, { recursive: true });
  const temporary = `${path}.${String(process.pid)}.new`;
  // SECURITY: what somebody put under this name is not written through.
  writeFileSync(temporary, shimText(join(app.dataFolder, HOOK_FOLDER, HOOK_FILES.folders)), { mode: 0o755, flag: 'wx' });
  renameSync(temporary, path);
  io.err(`${visible(path)} is the shim.\n${placeText(io, folder)}`);
  return EXIT.done;
}

function remove({ io }: Invocation, folder: string): number {
  const path = join(folder, 'dx');
  const found = kindOf(path);
  if (found === 'other') return refuse(io, path);
  if (found === 'shim') rmSync(path);
  io.err(found === 'shim' ? `${visible(path)} is gone.\n` : `There is no shim in ${visible(folder)}.\n`);
  return EXIT.done;
}

function status({ io }: Invocation, folder: string): number {
  const path = join(folder, 'dx');
  const words = { shim: 'is the shim.', other: "is not dxkey's.", none: 'is not there: no shim.' } as const;
  const found = kindOf(path);
  io.out(`${visible(path)} ${words[found]}\n${found === 'shim' ? placeText(io, folder) : ''}`);
  return EXIT.done;
}

/** SECURITY: only what carries our mark, and is a file and no link, is ever replaced or removed. */
function kindOf(path: string): 'none' | 'shim' | 'other' {
  const facts = lstatSync(path, { throwIfNoEntry: false });
  if (facts === undefined) return 'none';
  return facts.isFile() && facts.size < 10_000 && readFileSync(path, 'utf8').split('\n')[1] === SHIM_MARK ? 'shim' : 'other';
}

function refuse(io: Invocation['io'], path: string): number {
  io.err(`dxkey shim: ${visible(path)} is not a shim of dxkey, so it was left as it is. Choose another folder: --dir DIR\n`);
  return EXIT.refused;
}

function placeText(io: Invocation['io'], folder: string): string {
  const all = (io.env.PATH ?? '').split(delimiter).map((one) => resolve(one));
  const first = all.find((one) => isRunnable(join(one, 'dx')));
  const real = all.find((one) => isRunnable(join(one, 'dx')) && kindOf(join(one, 'dx')) !== 'shim');
  const lines = [real === undefined ? 'There is no other dx on the PATH.' : `The real one is ${visible(join(real, 'dx'))}.`];
  if (!all.includes(folder)) lines.push(`${visible(folder)} is not on the PATH: put it there, before the real one.`);
  else if (first !== folder) lines.push('The real one comes first on the PATH: put the shim before it.');
  return `${lines.join('\n')}\n`;
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

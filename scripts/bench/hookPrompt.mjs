/** `hook-prompt`: so many prompts of a shell with the hook, its token and nothing new, against as many of an empty prompt function. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { capture } from '../commands.mjs';
import { command, scratch } from './app.mjs';
import { alternate, figure, median, timeToExit } from './measure.mjs';

const PROMPTS = 200;
const GOAL = 60;
/** What a person would begin to feel; said, not judged: it is the computer's figure as much as ours. */
const FELT_MS = 5;

/** @type {Record<string, { args: string[], loop: (name: string) => string, empty: string }>} */
const SHELLS = {
  bash: {
    args: ['--norc'],
    loop: (name) => `for ((i = 0; i < ${PROMPTS}; i++)); do ${name}; done`,
    empty: 'empty() { :; }',
  },
  zsh: { args: ['-f'], loop: (name) => `for ((i = 0; i < ${PROMPTS}; i++)); do ${name}; done`, empty: 'empty() { :; }' },
  fish: { args: ['--no-config'], loop: (name) => `for i in (seq ${PROMPTS}); ${name}; end`, empty: 'function empty; end' },
};

export async function hookPrompt() {
  const home = scratch();
  const conf = path.join(home, 'conf');
  const hook = path.join(home, 'data', 'hook');
  for (const folder of [conf, hook]) mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(conf, 'dxkey-stamp'), 'live 4102444800 amy\n');
  for (const name of ['rules', 'wake']) writeFileSync(path.join(hook, name), 'a\n');
  const env = { ...process.env, HOME: home, DXKEY_DATA_DIR: path.join(home, 'data') };
  const within = { ...env, DXKEY_ACCOUNT: 'dnanexus/user-amy', DXKEY_SIGNATURE: 'ab'.repeat(32), DX_USER_CONF_DIR: conf };
  const figures = [];
  for (const [shell, { args, loop, empty }] of Object.entries(SHELLS)) {
    const text = capture(command, ['hook', shell], { env }).stdout;
    const write = (/** @type {string} */ name, /** @type {string} */ script) => {
      const file = path.join(home, `${shell}-${name}`);
      writeFileSync(file, script);
      return file;
    };
    const ours = write('hook', `${text}\n${loop('__dxkey_hook')}\n`);
    const bare = write('empty', `${empty}\n${loop('empty')}\n`);
    const taken = await alternate({
      ours: () => timeToExit(shell, [...args, ours], within),
      bare: () => timeToExit(shell, [...args, bare], within),
    });
    const [ourMs, bareMs] = [median(taken.ours ?? []), median(taken.bare ?? [])];
    const aPromptMs = (ourMs - bareMs) / PROMPTS;
    process.stderr.write(`hook-prompt: ${shell}: ${aPromptMs.toFixed(2)} ms a prompt (a person feels ${FELT_MS} ms)\n`);
    figures.push(figure(`hook-prompt-${shell}`, GOAL, ourMs, bareMs));
  }
  return figures;
}

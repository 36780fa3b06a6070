import { join } from 'node:path';
import { fishHook } from '../../core/shellExport/hookFish';
import { HOOK_FILES, HOOK_FOLDER } from '../../core/shellExport/hookFiles';
import { bashHook, zshHook } from '../../core/shellExport/hookPosix';
import type { Command } from '../command';
import { EXIT } from '../exitCodes';
import { UsageError } from '../usage';

const HOOKS = { bash: bashHook, zsh: zshHook, fish: fishHook } as const;

export const hook: Command = {
  help: `Usage: eval "$(dxkey hook bash)"        at the end of ~/.bashrc
       eval "$(dxkey hook zsh)"         at the end of ~/.zshrc
       dxkey hook fish | source         at the end of ~/.config/fish/config.fish

From then on the prompt shows whose token the shell has and how long it lasts; the shell gets the new token after a rotation,
loses it when it ends, is revoked or paused or when you sign out, and has the token of its directory's .dxkey (\`dxkey allow\`).
While nothing changed it starts no process. The part of the prompt is in $DXKEY_PROMPT (fish: the function dxkey_prompt); set
DXKEY_NO_PROMPT=1 before, and place it yourself.
`,
  options: {},
  maxPositionals: 1,
  run({ io, app, positionals }) {
    const print = Object.entries(HOOKS).find(([name]) => name === positionals[0])?.[1];
    if (print === undefined) throw new UsageError(`it is one of ${Object.keys(HOOKS).join(', ')}.`);
    const file = (name: string): string => join(app.dataFolder, HOOK_FOLDER, name);
    io.out(print({ rulesFile: file(HOOK_FILES.rules), wakeFile: file(HOOK_FILES.wake), nowMs: Date.now() }));
    return Promise.resolve(EXIT.done);
  },
};

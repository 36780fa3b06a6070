import { join } from 'node:path';
import { fishHook } from '../../core/shellExport/hookFish';
import { HOOK_FILES, HOOK_FOLDER } from '../../core/shellExport/hookFiles';
import { bashHook, zshHook } from '../../core/shellExport/hookPosix';
import type { Command } from '../command';
import { EXIT } from '../exitCodes';
import { UsageError } from '../usage';

const HOOKS = { bash: bashHook, zsh: zshHook, fish: fishHook } as const;

export const hook: Command = {
  help: {
    usage: ['dxkey hook bash|zsh|fish'],
    about: `Prints the hook of a shell; the examples are the lines for its start file. The prompt then begins with \`(USER TIME) \`: whose
token this shell has, and for how long. While nothing changed it starts no process.

After a rotation the shell gets the new token at its next prompt, and the old one is let go. Where the token ends, is revoked or paused,
or you sign out, all its variables are unset and the prompt says \`(no token) \`; once a refusal may have become a token (resumed, signed in,
unlocked) the next prompt asks again, once. An hour before the end it warns, once. In a directory with a .dxkey that was allowed
the shell has the token that it names (\`dxkey help allow\`). \`dxkey env NAME\` in such a shell chooses its token; \`dxkey env --off\`
ends that. The hook never starts the app, opens no window and asks nothing; without dxkey or the app the prompt stays whole.`,
    sections: [
      {
        title: 'What it reads',
        text: `At a prompt it reads the clock and at most four files of one line, with the shell's own builtins. \`dxkey env --renew\` runs only where
one of them says something new, or where the directory's rule or the chosen project (DX_PROJECT_CONTEXT_ID) changed. What it reads is left by
the app in the shell's private folder (dxkey-stamp) and in hook/ of the data folder, and holds no secret. A private folder goes with
its lease: what \`dx cd\` chose in it is chosen anew after a rotation.`,
      },
      {
        title: 'A prompt of your own',
        text: `DXKEY_PROMPT holds the part of the prompt (fish: the function dxkey_prompt). Set DXKEY_NO_PROMPT=1 before the line, and place it
yourself. bash before 5.0 counts the time from its own start, fish needs 3.6. The private variables of the hook begin with __dxkey.`,
      },
    ],
    examples: [
      { line: 'command -v dxkey >/dev/null && eval "$(dxkey hook bash)"', about: 'at the end of ~/.bashrc' },
      { line: 'command -v dxkey >/dev/null && eval "$(dxkey hook zsh)"', about: 'at the end of ~/.zshrc' },
      { line: 'type -q dxkey; and dxkey hook fish | source', about: 'at the end of config.fish' },
    ],
  },
  options: {},
  maxPositionals: 1,
  firstWord: ['bash', 'zsh', 'fish'],
  run({ io, app, positionals }) {
    const print = Object.entries(HOOKS).find(([name]) => name === positionals[0])?.[1];
    if (print === undefined) throw new UsageError(`it is one of ${Object.keys(HOOKS).join(', ')}.`);
    const file = (name: string): string => join(app.dataFolder, HOOK_FOLDER, name);
    io.out(
      print({
        rulesFile: file(HOOK_FILES.rules),
        foldersFile: file(HOOK_FILES.folders),
        wakeFile: file(HOOK_FILES.wake),
        nowMs: Date.now(),
      }),
    );
    return Promise.resolve(EXIT.done);
  },
};

import { describe, expect, it } from 'vitest';
import { isInterpreter } from '../../../main/core/consent/interpreters';

describe('an interpreter', () => {
  it.each([
    '/bin/bash',
    '/usr/bin/dash',
    '/usr/bin/python3.13',
    '/opt/conda/bin/python',
    '/usr/bin/node',
    '/usr/bin/perl5.40',
    '/usr/lib/jvm/bin/java',
    'C:\\Windows\\cmd.exe',
    '/usr/lib/R/bin/exec/R',
    '/usr/bin/mawk',
  ])('%s does what a script says', (path) => {
    expect(isInterpreter(path)).toBe(true);
  });
  it.each(['/usr/bin/make', '/usr/bin/tmux', '/usr/bin/dx', '/usr/bin/nodemon', '/opt/bash/bin/snakes', '/usr/bin/wish-list'])(
    '%s does not',
    (path) => {
      expect(isInterpreter(path)).toBe(false);
    },
  );
});

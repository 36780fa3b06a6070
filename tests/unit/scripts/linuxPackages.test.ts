import { describe, expect, test } from 'vitest';
import { installCommand, missingPackages } from '../../../scripts/setup/linuxPackages.mjs';

const status = ['xvfb installed', 'libnss3 installed', 'libasound2t64 installed', 'zsh config-files', 'fish not-installed', ''].join('\n');

describe('Linux packages', () => {
  test('what dpkg calls installed is not missing', () => {
    expect(missingPackages(['xvfb', 'libnss3'], status)).toEqual([]);
  });

  test('a removed package whose configuration stayed is missing', () => {
    expect(missingPackages(['zsh', 'fish', 'xclip'], status)).toEqual(['zsh', 'fish', 'xclip']);
  });

  test('either name of a renamed library will do', () => {
    expect(missingPackages(['libasound2|libasound2t64'], status)).toEqual([]);
  });

  test('a missing one is installed under the name that the distribution has', () => {
    expect(missingPackages(['libgtk-3-0|libgtk-3-0t64'], status, (name) => name.endsWith('t64'))).toEqual(['libgtk-3-0t64']);
  });

  test('a name that is the beginning of another is not taken for it', () => {
    expect(missingPackages(['libnss'], status)).toEqual(['libnss']);
  });

  test('the command can be pasted', () => {
    expect(installCommand(['a', 'b'])).toBe('apt-get install -y --no-install-recommends a b');
  });
});

import { describe, expect, it } from 'vitest';
import type { Shell } from '../../../preload/contract/contract';
import { hasExitHook, render, renderFailure, renderOff } from '../../../main/core/shellExport/render';
import { ALL_VARIABLES } from '../../../main/core/shellExport/variables';

const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish', 'tcsh', 'powershell', 'cmd', 'json'];
const variables = { set: { DX_USERNAME: 'amy' }, unset: ['DX_CLI_WD'] };

describe('what eval takes', () => {
  it.each([
    ['bash', "unset -v DX_CLI_WD\nexport DX_USERNAME='amy'\n"],
    ['zsh', "unset -v DX_CLI_WD\nexport DX_USERNAME='amy'\n"],
    ['fish', "set -e DX_CLI_WD; or true\nset -gx DX_USERNAME 'amy'\n"],
    ['tcsh', "unsetenv DX_CLI_WD;\nsetenv DX_USERNAME 'amy';\n"],
    ['powershell', "Remove-Item -ErrorAction SilentlyContinue -LiteralPath Env:DX_CLI_WD\n$env:DX_USERNAME = 'amy'\n"],
    ['cmd', 'set "DX_CLI_WD="\nset "DX_USERNAME=amy"\n'],
    ['json', '{"ok":true,"set":{"DX_USERNAME":"amy"},"unset":["DX_CLI_WD"]}\n'],
  ] as const)('is written as %s reads it', (shell, text) => {
    expect(render(shell, variables)).toBe(text);
  });

  it.each(SHELLS)('is refused whole where a value holds a NUL (%s)', (shell) => {
    expect(render(shell, { set: { DX_USERNAME: 'a\0b' }, unset: [] })).toBeNull();
  });

  it('numbers what tcsh could read anything into, and leaves letters of every script', () => {
    expect(render('tcsh', { set: { DX_USERNAME: "a!b'\n`é👩" }, unset: [] })).toBe("setenv DX_USERNAME $'a\\041b\\047\\012\\140é👩';\n");
  });

  it('is refused in tcsh where it may tear a letter at the end of its buffer', () => {
    const long = 'a'.repeat(5000);
    expect(render('tcsh', { set: { DX_USERNAME: `${long}é` }, unset: [] })).toBeNull();
    expect(render('tcsh', { set: { DX_USERNAME: long }, unset: [] })).toBe(`setenv DX_USERNAME '${long}';\n`);
  });

  it('doubles every quote that PowerShell knows', () => {
    expect(render('powershell', { set: { DX_USERNAME: "a'b\u2019c" }, unset: [] })).toBe("$env:DX_USERNAME = 'a''b\u2019\u2019c'\n");
  });

  it('takes JSON in cmd, whose quotes shelter nothing dangerous', () => {
    const context = '{"auth_token":"abc","auth_token_type":"Bearer"}';
    expect(render('cmd', { set: { DX_SECURITY_CONTEXT: context }, unset: [] })).toBe(`set "DX_SECURITY_CONTEXT=${context}"\n`);
  });

  it.each(['50%', 'now!', 'a\nb', '{"a":"b&c"}'])('is refused in cmd, which cannot hold %j', (value) => {
    expect(render('cmd', { set: { DX_USERNAME: value }, unset: [] })).toBeNull();
  });

  it('leaves out only the label where cmd cannot hold it', () => {
    expect(render('cmd', { set: { DX_USERNAME: 'amy', DXKEY_LABEL: '100%' }, unset: [] })).toBe(
      'set "DXKEY_LABEL="\nset "DX_USERNAME=amy"\n',
    );
  });

  it('registers the removal of the folder where the shell has an exit hook, and is refused where it has none', () => {
    const options = { removeFolderOnExit: "/tmp/it's" };
    expect(render('bash', variables, options)).toContain("rm -rf -- '/tmp/it'\\''s'");
    expect(render('fish', variables, options)).toContain("--on-event fish_exit; rm -rf -- '/tmp/it\\'s'");
    expect(render('cmd', variables, options)).toBeNull();
    expect(SHELLS.filter(hasExitHook)).toEqual(['bash', 'zsh', 'fish', 'powershell']);
  });
});

describe('undoing and failing', () => {
  it.each(SHELLS)('--off unsets all that may ever be set (%s)', (shell) => {
    for (const name of ALL_VARIABLES) expect(renderOff(shell)).toContain(name);
  });

  it.each(SHELLS)('a failure unsets all that may ever be set (%s)', (shell) => {
    for (const name of ALL_VARIABLES) expect(renderFailure(shell)).toContain(name);
  });

  it.each([
    ['bash', 'false'],
    ['zsh', 'false'],
    ['fish', 'false'],
    ['tcsh', 'false;'],
    ['powershell', "throw 'dxkey env failed'"],
    ['cmd', 'cmd /c exit 1'],
  ] as const)('a failure ends with a command that fails in %s', (shell, last) => {
    expect(renderFailure(shell).trimEnd().split('\n').at(-1)).toBe(last);
  });

  it('a failure says so in json', () => {
    expect(JSON.parse(renderFailure('json'))).toMatchObject({ ok: false, set: {} });
  });
});

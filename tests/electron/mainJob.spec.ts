/** The main job, end to end, on real parts: what the project is for, in the order in which a person does it. */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists, filesHolding, readClipboard, run, signatureOf, start } from './desktop';
import { commandWords, expect, test } from './fixtures';
import {
  askToRevoke,
  closeFresh,
  fillNewToken,
  generateToken,
  mintToken,
  openSettings,
  signOut,
  tokenRow,
  typeCode,
  typePassword,
  untilTokensScreen,
} from './person';

const PROJECT = 'Rare disease, cohort A';
const LABEL = 'cohort-a upload';
const PROGRAMS = join(__dirname, '..', 'fakes');

const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
const call = (method: string, body = '{}') => [process.execPath, join(PROGRAMS, 'callPlatform.cjs'), method, body].map(quote).join(' ');
const dxkeyWords = () => commandWords().map(quote).join(' ');

const SHELLS = [
  { name: 'bash', args: ['--norc', '-c'], evaluate: (line: string) => `eval "$(${line})"` },
  { name: 'zsh', args: ['-f', '-c'], evaluate: (line: string) => `eval "$(${line})"` },
  { name: 'fish', args: ['--no-config', '-c'], evaluate: (line: string) => `${line} | source` },
] as const;

test('the main job: sign in, keep a token, copy it, give it to shells, revoke it, sign out, start again', async ({
  tray,
  launch,
  standin,
  surroundings,
  home,
  dataFolder,
  dxkey,
  keptToken,
}) => {
  test.setTimeout(240_000);
  const omar = standin.account('omar');
  const env = { ...process.env, ...surroundings };
  const app = await launch();
  const page = await app.page();

  await test.step('sign in with password and code', async () => {
    await typePassword(page, { username: omar.username, password: omar.password });
    await typeCode(page, await standin.control.code('omar'));
    await untilTokensScreen(page);
  });

  const secret = await test.step('mint a token scoped to one project', () => mintToken(page, { label: LABEL, project: PROJECT }));
  const signature = signatureOf(secret);
  await closeFresh(page);
  await expect(tokenRow(page, LABEL)).toContainText('1 project');

  await test.step('the keychain has it, and nothing else of it does', async () => {
    expect(await keptToken('user-omar', signature)).toBe(secret);
  });

  await test.step('copy it from the tray, and read the clipboard', async () => {
    const name = `${LABEL} ••••${secret.slice(-4)}`;
    await tray.press(name, 'Copy');
    await expect.poll(readClipboard, { timeout: 15_000 }).toBe(secret);
    expect((await tray.read()).tooltip).toBe('dxkey: signed in as omar on Stand-in');
  });

  for (const { name, args, evaluate } of SHELLS) {
    await test.step(`eval in ${name}, and call the platform with what is set`, async () => {
      const script = [
        evaluate(`${dxkeyWords()} env ${quote(LABEL)}`),
        call('/system/whoami'),
        call('/system/findProjects', '{"level":"VIEW","describe":true}'),
        'printf "%s\\n" "$DXKEY_LABEL $DX_USERNAME $DX_USER_CONF_DIR"',
      ].join('\n');
      const { code, out, err } = await run(name, [...args, script], { env });
      const [whoami = '', projects = '', said = ''] = out.trim().split('\n');
      expect([code, err, whoami]).toEqual([0, '', '200 {"id":"user-omar"}']);
      // The scope holds on the platform: this project and no other.
      const found = JSON.parse(projects.slice(4)) as { results: { describe: { name: string } }[] };
      expect(found.results.map(({ describe }) => describe.name)).toEqual([PROJECT]);
      const folder = said.slice(`${LABEL} omar `.length);
      expect(said).toContain(`${LABEL} omar /`);
      await expect.poll(() => exists(folder), { message: 'the private folder goes with its shell', timeout: 15_000 }).toBe(false);
    });
  }

  await test.step('a child that writes its configuration as dx select does leaves the token nowhere', async () => {
    const { code, out } = await dxkey(['exec', LABEL, '--', process.execPath, join(PROGRAMS, 'dxSelect.cjs')]);
    expect(code).toBe(0);
    const [written = '', holds] = out.trim().split('\n');
    expect([written, holds]).toEqual([expect.stringMatching(/^\/.*\/environment\.json$/), 'it holds the token: true']);
    expect(written.startsWith(home)).toBe(false);
    expect([await exists(written), await exists(dirname(written))]).toEqual([false, false]);
    const folders = [home, dataFolder, standin.dataDir, process.env.HOME ?? '', process.env.XDG_RUNTIME_DIR ?? ''];
    expect(await filesHolding(secret, folders)).toEqual([]);
  });

  await test.step('a command that runs with it is seen in its details, and stopped there', async () => {
    const [file = '', ...words] = commandWords();
    const running = start(file, [...words, 'exec', LABEL, '--', 'sh', '-c', 'echo runs; exec sleep 60'], env);
    await running.untilSays('runs');
    await tokenRow(page, LABEL).focus();
    await page.keyboard.press('Enter');
    const has = page.getByRole('region', { name: 'Commands that have it' });
    await expect(has.getByText('by dxkey exec')).toBeVisible();
    await expect(has.getByText(/^sleep /)).toBeVisible({ timeout: 20_000 });
    await expect(page.getByRole('region', { name: 'What it reaches' })).toContainText('Reaches 1 project');
    await expect(page.getByRole('region', { name: 'What was done with it' })).toContainText('Given to a process by dxkey exec');
    await has.getByRole('button', { name: /^End…/ }).click();
    await has.getByRole('button', { name: 'Yes, end it' }).click();
    expect(await running.ended).toBe(143);
    await expect(has.getByRole('listitem')).toHaveCount(0);
    expect((await dxkey(['leases'])).out).toContain('No process on this computer has a token');
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  });

  await test.step('revoke: the next call in a shell that has it answers InvalidAuthentication', async () => {
    const script = [
      `eval "$(${dxkeyWords()} env ${quote(LABEL)})"`,
      'stat -c %a "$DX_USER_CONF_DIR"',
      call('/system/whoami'),
      'read -r _',
      call('/system/whoami'),
    ];
    const shell = start('bash', ['--norc', '-c', script.join('\n')], env);
    await shell.untilSays('200 {"id":"user-omar"}');
    expect(shell.out()).toMatch(/^700\n/);
    const dialog = await askToRevoke(page, LABEL);
    await expect(dialog.getByText('1 command on this computer')).toBeVisible();
    await dialog.getByRole('button', { name: 'Yes, revoke it' }).click();
    await expect(tokenRow(page, LABEL)).toHaveCount(0, { timeout: 20_000 });
    shell.type('\n');
    await shell.ended;
    expect(shell.out().trim().split('\n').at(-1)).toMatch(/^401 .*InvalidAuthentication/);
    expect(await keptToken('user-omar', signature)).toBeNull();
    expect((await dxkey(['env', LABEL])).code).toBe(4);
  });

  await test.step('sign out: the session is dead on the platform', async () => {
    await signOut(page, 'omar');
    await expect(page.getByText('omar is signed out.')).toBeVisible();
    expect((await standin.control.liveTokens('omar')).filter((token) => token.isSession)).toEqual([]);
    await expect.poll(async () => (await tray.read()).tooltip).toBe('dxkey: signed out');
  });

  await test.step('start again: signed out, and the name is remembered', async () => {
    await app.close();
    const again = await (await launch()).page();
    await expect(again.getByLabel('Username')).toHaveValue('omar');
    await expect(again.getByRole('textbox', { name: 'Password' })).toBeFocused();
    expect((await dxkey(['status', '--json'])).code).toBe(3);
    expect((await stat(join(dataFolder, 'index.json'))).mode & 0o777).toBe(0o600);
  });
});

test('a token made by hand is shown once, and the dialog says what matters', async ({ launch, standin }) => {
  const page = await (await launch()).page();
  const amy = standin.account('amy');
  await typePassword(page, { username: 'amy', password: amy.password });
  await untilTokensScreen(page);
  await fillNewToken(page, { label: 'once', project: 'Pipeline tests' });
  // What the platform itself says of the account's projects, before anything is made.
  await page.getByText('All projects', { exact: true }).click();
  await expect(
    page.getByText(/^Reaches all your projects \(\d+ now and new ones\).* pay.*; this token reaches PHI in \d+ projects\.$/),
  ).toBeVisible();
  await page.getByText('Chosen projects', { exact: true }).click();
  await expect(page.getByText(/^Reaches 1 project at VIEW; .* pays; it reaches no PHI\.$/)).toBeVisible();
  const secret = await generateToken(page, 'once');
  const made = (await standin.control.liveTokens('amy')).find(({ label }) => label === 'once');
  expect(Math.round(((made?.expiresMs ?? 0) - Date.now()) / 86_400_000)).toBe(7);
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('The platform will not show it again. Whoever has it is you.');
  await expect(dialog).toContainText('PHI follows the project; jobs launched with it stop when it ends.');
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect.poll(readClipboard).toBe(secret);
  await closeFresh(page);
  await expect(page.getByText(secret)).toHaveCount(0);
  await openSettings(page);
  expect(await page.content()).not.toContain(secret);
});

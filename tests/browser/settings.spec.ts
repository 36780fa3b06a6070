/** Settings in the page: what each row sends, where a refusal stands, the way through by keyboard, and a proxy or a platform before any sign-in. */
import type { Page } from '@playwright/test';
import type { Settings } from '../../preload/contract/contract';
import { expect, inputsOf, test } from './fixtures';
import { app, firstStart, type Scenario } from './scenario';

const LAB = { name: 'Lab', apiUrl: 'https://api.lab.example', authUrl: 'https://auth.lab.example' };
const set = (patch: Partial<Settings>): Partial<Scenario> => ({ app: { ...app, settings: { ...app.settings, ...patch } } });
const places = (page: Page) => page.getByRole('navigation', { name: 'Parts of Settings' });
const changes = (page: Page) => inputsOf(page, 'settings.change');

async function open(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { name: 'Settings', exact: true })).toBeVisible();
}
async function pick(page: Page, row: string, option: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`${row}$`) }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}
const press = (page: Page, row: string, choice: string) =>
  page.getByRole('radiogroup', { name: row }).getByText(choice, { exact: true }).click();

test('each row names its usual value, and is kept at once', async ({ start }) => {
  const page = await start({ lock: { isSetUp: true, isLocked: false, lockedBy: null, touchId: 'absent', waitUntilMs: null } });
  await open(page);
  await expect(page.locator('.usual')).toHaveCount(21);
  await pick(page, 'Sign out when nobody is here', 'after 5 min');
  await press(page, 'What counts as being here', 'this window alone');
  await pick(page, 'When the screen locks', 'app lock');
  await pick(page, 'When the computer sleeps', 'sign out');
  await pick(page, 'When somebody else takes over the computer', 'nothing');
  await pick(page, 'Clear the clipboard', 'never');
  await press(page, 'One paste only', 'on');
  await press(page, 'Proxy', 'none');
  await press(page, 'Notices of the system', 'off');
  await press(page, 'A token is about to end', 'off');
  await press(page, 'A program uses a token for the first time', 'off');
  await press(page, 'A token was revoked elsewhere', 'off');
  await press(page, 'A session is about to end', 'off');
  await press(page, 'Quiet hours', 'every day');
  await press(page, 'Appearance', 'dark');
  await press(page, 'Closing the window, with a tray', 'quits dxkey');
  await press(page, 'Closing the window, without a tray', 'minimises it');
  await press(page, 'Start at login', 'on');
  await expect
    .poll(() => changes(page))
    .toEqual([
      { idleLimitMs: 300_000 },
      { activity: 'app' },
      { whenScreenLocks: 'lock' },
      { whenSuspended: 'signOut' },
      { whenUserSwitches: 'nothing' },
      { clipboardClearMs: null },
      { pasteOnce: true },
      { proxy: { kind: 'none' } },
      { notices: false },
      { noticeExpiring: false },
      { noticeFirstUse: false },
      { noticeRevokedElsewhere: false },
      { noticeSessionEnding: false },
      { quietHours: { fromMin: 1320, toMin: 420 } },
      { appearance: 'dark' },
      { closeToTray: false },
      { closeWithoutTray: 'minimise' },
      { startAtLogin: true },
    ]);
  // At once: the page itself is dark now.
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
});

test('a refusal stands in its own row, and the control springs back', async ({ start }) => {
  const page = await start({ refusals: { 'settings.change': { code: 'FILE_FAULT' } } });
  await open(page);
  await press(page, 'Start at login', 'on');
  const row = page.locator('.part').filter({ has: page.getByRole('heading', { name: 'Start at login' }) });
  await expect(row.getByRole('alert')).toContainText('A file of dxkey could not be written.');
  await expect(page.getByRole('radiogroup', { name: 'Start at login' }).getByRole('radio', { name: 'off' })).toBeChecked();
  await expect(page.getByRole('alert')).toHaveCount(1);
});

for (const size of [
  { width: 1280, height: 800 },
  { width: 720, height: 480 },
]) {
  test(`its groups are reached by keyboard alone at ${String(size.width)}x${String(size.height)}`, async ({ start }) => {
    const page = await start({}, { size });
    await open(page);
    await places(page).getByRole('button', { name: 'Safety' }).focus();
    for (const name of ['Network', 'Folders', 'Notices', 'Window and desktop', 'This computer']) {
      await places(page).getByRole('button', { name }).focus();
      await page.keyboard.press('Enter');
      const heading = page.getByRole('heading', { name, exact: true });
      await expect(heading).toBeFocused();
      await expect(heading).toBeInViewport();
      await expect(places(page).getByRole('button', { name })).toHaveAttribute('aria-current', 'location');
      // The next Tab goes on in that group.
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('section.settings-group')?.querySelector('h2')?.textContent)).toBe(
        name,
      );
    }
  });
}

test('every control is in the way of Tab, and what has the focus is in sight', async ({ start }) => {
  const page = await start(set({ customPlatforms: [LAB], proxy: { kind: 'fixed', url: 'http://p:1', bypass: '' } }), {
    size: { width: 720, height: 480 },
  });
  await open(page);
  await places(page).getByRole('button', { name: 'This computer' }).focus();
  const seen: string[] = [];
  for (let n = 0; n < 40; n += 1) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate(() => {
      const element = document.activeElement;
      const box = element?.getBoundingClientRect();
      const isSeen = box !== undefined && box.bottom > 0 && box.top < window.innerHeight;
      const name = element?.closest('.part')?.querySelector('.part-title')?.textContent ?? '';
      return element?.closest('.settings') === null ? null : { isSeen, name };
    });
    if (now === null) break;
    expect(now.isSeen, now.name).toBe(true);
    if (seen.at(-1) !== now.name) seen.push(now.name);
  }
  expect(seen).toEqual([
    'App lock',
    'Sign out when nobody is here',
    'What counts as being here',
    'When the screen locks',
    'When the computer sleeps',
    'When somebody else takes over the computer',
    'Clear the clipboard',
    'One paste only',
    'Proxy',
    'Platforms of your own',
    'A token for a folder',
    'Notices of the system',
    'A token is about to end',
    'A program uses a token for the first time',
    'A token was revoked elsewhere',
    'A session is about to end',
    'Quiet hours',
    'Appearance',
    'Closing the window, with a tray',
    'Closing the window, without a tray',
    'Start at login',
    'Keychain',
    'Check this computer',
    'Erase dxkey from this computer',
  ]);
});

test('quiet hours are kept once both times are, by keyboard alone', async ({ start }) => {
  const page = await start(set({ quietHours: { fromMin: 1320, toMin: 420 } }));
  await open(page);
  const to = page.getByRole('textbox', { name: 'To' });
  await expect(page.getByRole('textbox', { name: 'From' })).toHaveValue('22:00');
  await to.fill('7');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Type two different times, such as 22:00 and 07:00.')).toBeVisible();
  await to.fill('06:30');
  await page.keyboard.press('Enter');
  await expect.poll(() => changes(page)).toEqual([{ quietHours: { fromMin: 1320, toMin: 390 } }]);
  await expect(page.getByText('Type two different times')).toHaveCount(0);
});

test('a proxy counts once its address is kept; it is shown as main spells it', async ({ start }) => {
  const page = await start();
  await open(page);
  await press(page, 'Proxy', 'this one');
  await expect(page.getByText('Not in use yet: the way is still the one from before.')).toBeVisible();
  expect(await changes(page)).toEqual([]);
  const address = page.getByRole('textbox', { name: 'Proxy address' });
  await page.getByRole('button', { name: 'Use this proxy' }).click();
  await expect(page.getByText('Type an address such as http://proxy.example.org:3128')).toBeVisible();
  await address.fill('Proxy.Example.org:3128');
  await page.getByRole('textbox', { name: 'Not through the proxy' }).fill('*');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Type hosts, separated by commas. To pass by')).toBeVisible();
  await page.getByRole('textbox', { name: 'Not through the proxy' }).fill('127.0.0.1');
  await page.keyboard.press('Enter');
  await expect(address).toHaveValue('http://proxy.example.org:3128');
  await expect(page.getByText('In use. If it cannot be reached, requests fail; none goes round it.')).toBeVisible();
});

test('SECURITY: a login in the proxy’s address is taken out, said, and sent nowhere', async ({ start }) => {
  const page = await start(set({ proxy: { kind: 'fixed', url: 'http://p:1', bypass: '' } }));
  await open(page);
  for (const [typed, left] of [
    ['http://amy:CANARY@proxy:3128', 'http://proxy:3128'],
    ['amy:CANARY@proxy:3128', 'proxy:3128'],
  ] as const) {
    await page.getByRole('textbox', { name: 'Proxy address' }).fill(typed);
    await page.getByRole('button', { name: 'Use this proxy' }).click();
    await expect(page.getByText('A login has no place here.')).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Proxy address' })).toHaveValue(left);
  }
  expect(await changes(page)).toEqual([]);
});

test('a platform of one’s own is added, changed and removed; what is wrong stands at its field', async ({ start }) => {
  const page = await start();
  await open(page);
  await page.getByRole('button', { name: 'Add a platform…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a platform' });
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await expect(dialog.getByText('Type a name without slashes')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('DNAnexus');
  await dialog.getByRole('textbox', { name: 'Sign-in address' }).fill('http://auth.lab.example');
  await dialog.getByRole('textbox', { name: 'API address' }).fill(LAB.apiUrl);
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await expect(dialog.getByText('That name is taken.')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Lab');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Type an https address without a path.')).toBeVisible();
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('Lab');
  await dialog.getByRole('textbox', { name: 'Sign-in address' }).fill(LAB.authUrl);
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('auth.lab.example, api.lab.example')).toBeVisible();
  await page.getByRole('button', { name: 'Change Lab' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Lab two');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Remove Lab two' }).click();
  await expect(page.getByText('auth.lab.example')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Add a platform…' })).toBeFocused();
  expect((await changes(page)).slice(-3)).toEqual([
    { customPlatforms: [LAB] },
    { customPlatforms: [{ ...LAB, name: 'Lab two' }] },
    { customPlatforms: [] },
  ]);
});

test('a platform that an account is known on stays as it is, and the account is named', async ({ start }) => {
  const page = await start(set({ customPlatforms: [{ ...LAB, name: 'Used lab' }] }));
  await open(page);
  await page.getByRole('button', { name: 'Remove Used lab' }).click();
  await expect(page.getByRole('alert')).toContainText('Known there: amy.');
  await page.getByRole('button', { name: 'Change Used lab' }).click();
  await page.getByRole('textbox', { name: 'Sign-in address' }).fill('https://evil.example');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('Known there: amy.');
});

test('SECURITY: before anybody is signed in a platform can be added, and its host is named before a password is typed', async ({
  start,
}) => {
  const page = await start({ session: firstStart });
  await page.getByRole('button', { name: 'Settings: proxy, platforms…' }).click();
  await page.getByRole('button', { name: 'Add a platform…' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Lab');
  await page.getByRole('textbox', { name: 'Sign-in address' }).fill(LAB.authUrl);
  await page.getByRole('textbox', { name: 'API address' }).fill(LAB.apiUrl);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Back to sign-in' }).click();
  await page.getByRole('button', { name: /Platform/ }).click();
  await page.getByRole('option', { name: /^Lab/ }).click();
  await expect(page.getByText('Your password goes to auth.lab.example.')).toBeVisible();
  await page.getByText('API token', { exact: true }).first().click();
  await expect(page.getByText('Your token goes to api.lab.example.')).toBeVisible();
  await page.getByText('Password', { exact: true }).first().click();
  await page.getByRole('textbox', { name: 'Username' }).fill('amy');
  await page.getByRole('textbox', { name: 'Password' }).fill('right');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => inputsOf(page, 'session.signIn'))
    .toEqual([{ platform: { kind: 'custom', apiUrl: LAB.apiUrl, authUrl: LAB.authUrl }, username: 'amy', password: 'right' }]);
});

test('a folder gets an account and a token: chosen, refused at its field, changed and taken out', async ({ start }) => {
  const page = await start();
  await open(page);
  await page.getByRole('button', { name: 'Add a folder…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a folder' });
  await dialog.getByRole('textbox', { name: 'Folder' }).fill('/nowhere/trio');
  await dialog.getByRole('textbox', { name: 'Jobs run for (optional)' }).fill('12 hours');
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await expect(dialog.getByText('Type a span such as 30m, 12h or 7d.')).toBeVisible();
  expect(await inputsOf(page, 'folders.keep')).toEqual([]);
  await dialog.getByRole('textbox', { name: 'Jobs run for (optional)' }).fill('12h');
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await expect(dialog.getByText('Type the whole path of a folder that is there.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Choose…' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Folder' })).toHaveValue('/data/runs');
  await dialog.getByRole('button', { name: /Token$/ }).click();
  await page.getByRole('option', { name: 'nextflow-runs' }).click();
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('nextflow-runs, of amy on DNAnexus')).toBeVisible();
  await page.getByRole('button', { name: 'Change /data/runs' }).click();
  await page.getByRole('button', { name: /Token$/ }).click();
  await page.getByRole('option', { name: 'the shell token' }).click();
  await page.getByRole('button', { name: 'Keep' }).click();
  await expect(page.getByText('the shell token, of amy on DNAnexus')).toBeVisible();
  await page.getByRole('button', { name: 'Remove /data/runs' }).click();
  await expect(page.getByRole('button', { name: 'Add a folder…' })).toBeFocused();
  const rule = { folder: '/data/runs', accountId: 'dnanexus/user-amy', project: null, needs: '12h' };
  expect(await inputsOf(page, 'folders.keep')).toEqual([
    { former: null, rule: { ...rule, folder: '/nowhere/trio', label: null } },
    { former: null, rule: { ...rule, label: 'nextflow-runs' } },
    { former: '/data/runs', rule: { ...rule, label: null } },
  ]);
});

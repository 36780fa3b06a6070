/** Making, showing, revoking, leaving: each dialog's promises. */
import type { Page } from '@playwright/test';
import { expect, inputsOf, test } from './fixtures';
import { GOOD_TOKEN, SECRET } from './fakeBridge';
import { account, app, byToken, DAY, firstStart, leases, NOW, projects, queue, running, signatureOf } from './scenario';

async function mint(page: Page): Promise<void> {
  await page.getByRole('row', { name: 'ci-upload' }).focus();
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'Label' }).fill('nightly');
  await page.getByRole('combobox', { name: 'Add a project' }).fill('exome');
  await page.getByRole('option', { name: /exome-cohort-b/ }).click();
}

test('a token is made for chosen projects with a level each, and shown once', async ({ start }) => {
  const page = await start();
  await mint(page);
  await page.getByRole('button', { name: /Level for exome-cohort-b/ }).click();
  await page.getByRole('option', { name: /UPLOAD/ }).click();
  await expect(page.getByText('Reaches 1 project at UPLOAD; org-genomics pays; this token reaches PHI in 1 project.')).toBeVisible();
  await page.getByRole('button', { name: 'Generate token' }).click();
  await expect(page.getByText(SECRET)).toBeVisible();
  await expect(page.getByText('The platform will not show it again. Whoever has it is you.')).toBeVisible();
  expect(await inputsOf(page, 'tokens.mint')).toEqual([
    {
      accountId: account.id,
      label: 'nightly',
      scope: { kind: 'projects', projects: { [projects[1]?.id ?? '']: 'UPLOAD' } },
      expiresMs: NOW + 7 * DAY,
      isKept: true,
      worksWhileAway: false,
    },
  ]);
  await page.getByRole('button', { name: 'Done' }).click();
  await expect.poll(() => inputsOf(page, 'tokens.dismissFresh')).toHaveLength(1);
  expect(await page.content()).not.toContain(SECRET);
});

test('a mint that fails keeps everything typed', async ({ start }) => {
  const page = await start({ refusals: { 'tokens.mint': { code: 'MINT_UNCERTAIN' } } });
  await mint(page);
  await page.getByRole('button', { name: 'Generate token' }).click();
  await expect(page.getByRole('alert')).toContainText('A token with that label may exist');
  await expect(page.getByRole('textbox', { name: 'Label' })).toHaveValue('nightly');
  await expect(page.locator('.picked').getByText('exome-cohort-b')).toBeVisible();
});

test('a token that could not be kept does not close until it is copied or its loss confirmed', async ({ start }) => {
  const page = await start({ keepProblem: { code: 'KEYCHAIN_LOCKED' } });
  await mint(page);
  await page.getByRole('button', { name: 'Generate token' }).click();
  await expect(page.getByText('It could not be kept. Copy it now.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText(SECRET)).toBeVisible();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('Close without a copy?')).toBeVisible();
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText(SECRET)).toHaveCount(0);
});

test('revoking says first what breaks, and can wait until jobs are done', async ({ start }) => {
  const page = await start({ running, leases });
  await page.getByRole('row', { name: 'nextflow-runs' }).focus();
  await page.keyboard.press('Delete');
  await expect(page.getByText('2 jobs of this account are running.')).toBeVisible();
  await expect(page.getByText(/nextflow \(4411\), in ~\/runs\/rnaseq, terminal pts\/4/)).toBeVisible();
  await page.getByRole('button', { name: 'When they are done' }).click();
  await expect(page.locator('.notice')).toContainText('is queued for revoking');
  expect(await inputsOf(page, 'tokens.revoke')).toEqual([{ accountId: account.id, signature: signatureOf(1), when: 'whenJobsDone' }]);
});

test('tokens that were made by what ends are counted, and nothing is claimed of their end', async ({ start }) => {
  const page = await start({ childCount: 2 });
  await page.getByRole('row', { name: 'nextflow-runs' }).focus();
  await page.keyboard.press('Delete');
  await expect(page.getByText('2 tokens were made by it.')).toBeVisible();
  await expect(page.getByText('DNAnexus does not say whether they end with it.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Account / }).click();
  await page.getByRole('menuitem', { name: 'Sign out…' }).click();
  await expect(page.getByText('2 tokens were made by it.')).toBeVisible();
});

test('jobs that the platform did not count are never called none', async ({ start }) => {
  const page = await start({ running: { isKnown: false, count: 0, isAtLeast: false, named: [] } });
  await page.getByRole('row', { name: 'ci-upload' }).focus();
  await page.keyboard.press('Delete');
  await expect(page.getByText('The platform did not say whether jobs are running.')).toBeVisible();
  await expect(page.getByText('No job of this account is running.')).toHaveCount(0);
});

test('export shows a line per shell that can be selected, and never the token', async ({ start }) => {
  const page = await start();
  await page.getByRole('row', { name: 'ci-upload' }).focus();
  await page.keyboard.press('Control+e');
  const bash = page.getByRole('textbox', { name: 'bash' });
  await expect(bash).toHaveValue(/dxkey env/);
  await bash.focus();
  expect(await page.evaluate(() => getSelection()?.toString())).toContain('dxkey env');
});

test('export for a job shows no line where the token ends first, and leads to one that lasts', async ({ start }) => {
  const page = await start();
  await page.getByRole('row', { name: 'ci-upload' }).focus();
  await page.keyboard.press('Control+e');
  await page.getByRole('button', { name: /Needs to last/ }).click();
  await page.getByRole('option', { name: '3 days' }).click();
  await expect(page.getByText('This token ends first: in 18 hours.')).toBeVisible();
  await expect(page.getByRole('textbox')).toHaveCount(0);
  await page.getByRole('button', { name: 'nextflow-runs ····x9Qz' }).click();
  await expect(page.getByRole('heading', { name: 'Use “nextflow-runs” in a shell' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'bash' })).toHaveValue(/dxkey env/);
});

test('importing checks before it keeps, and drops the typed token', async ({ start }) => {
  const page = await start();
  await page.getByRole('button', { name: 'Import…' }).click();
  await page.getByLabel('Token', { exact: true }).fill(GOOD_TOKEN);
  await page.getByRole('textbox', { name: 'Label' }).fill('borrowed key');
  await page.getByRole('button', { name: 'Check and keep' }).click();
  await expect(page.getByRole('row', { name: 'borrowed key' })).toBeVisible();
  expect(await page.content()).not.toContain(GOOD_TOKEN);
});

test('a session opened by a token is forgotten here by default; destroying it is another button', async ({ start }) => {
  const page = await start({ session: byToken, running });
  await page.getByRole('button', { name: 'Account amy' }).click();
  await page.getByRole('menuitem', { name: 'Sign out…' }).click();
  await expect(page.getByRole('button', { name: 'Forget on this computer' })).toBeFocused();
  await expect(page.getByText('Destroying it stops everything that uses it')).toBeVisible();
  await page.keyboard.press('Enter');
  // The page has done its service: the app puts a new one in its place.
  await expect(page.getByText('Opening…')).toBeVisible();
  expect(await inputsOf(page, 'session.signOut')).toEqual([{ accountId: account.id, kind: 'forget', commands: 'letFinish' }]);
});

test('each queued revocation says what it waits for, and can be tried at once', async ({ start }) => {
  const page = await start({ queue });
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByText('Waits until no job of the account runs.')).toBeVisible();
  await expect(page.getByText('Sign in as bea to finish.')).toBeVisible();
  await expect(page.getByText(/on DNAnexus as amy, the API Tokens page.*“old-server”, ending in q8Rr/)).toHaveCount(1);
  await page.getByRole('button', { name: 'API Tokens page' }).click();
  await page.getByRole('button', { name: 'Retry now' }).click();
  await expect(page.getByText(/old-server/)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'API Tokens page' })).toHaveCount(0);
});

test('a command’s question is not answered by Esc, and Refuse has the focus', async ({ start }) => {
  const page = await start({
    shellToken: {
      asking: { id: 'q1', account, label: 'dxkey workstation-14', program: 'snakemake', folder: '~/runs', untilMs: NOW + 90_000 },
    },
  });
  await expect(page.getByRole('button', { name: 'Refuse' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Refused by itself in 90 s')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'A command wants a token' })).toHaveCount(0);
  expect(await inputsOf(page, 'shellToken.answer')).toEqual([{ id: 'q1', answer: { kind: 'refuse' } }]);
});

const proxy = { asking: { id: 'p1', host: 'proxy.example.com', port: 3128, realm: 'Example Corp', isRefused: false } } as const;

test('a proxy is told apart from the platform; its login is sent once, by keyboard alone, and does not stay', async ({ start }) => {
  const page = await start({ proxy });
  await expect(page.getByText('The proxy proxy.example.com:3128, on the way to the platform, asks who you are.')).toBeVisible();
  await expect(page.getByText('never type your DNAnexus password here')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Name for the proxy' })).toBeFocused();
  await page.keyboard.type('net-amy');
  await page.keyboard.press('Tab');
  await page.keyboard.type('typed-unseen');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const answer = { kind: 'login', username: 'net-amy', password: 'typed-unseen' };
  expect(await inputsOf(page, 'proxy.answer')).toEqual([{ id: 'p1', answer }]);
  // Somebody is signed in: one harmless call shows whether the proxy took it.
  await expect.poll(() => inputsOf(page, 'tokens.refresh')).toHaveLength(1);
  expect(await page.content()).not.toContain('typed-unseen');
});

test('a proxy can be refused by Esc, and asks over the sign-in screen, too', async ({ start }) => {
  const page = await start({ session: firstStart, proxy });
  await expect(page.getByRole('heading', { name: 'The network wants a login' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await inputsOf(page, 'proxy.answer')).toEqual([{ id: 'p1', answer: { kind: 'refuse' } }]);
  await expect(page.getByRole('textbox', { name: 'Username' })).toBeVisible();
});

test('settings are kept at once, and appearance shows at once', async ({ start }) => {
  const page = await start({ app: { ...app, command: { path: null, canInstall: true } } });
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByText('dark', { exact: true }).click();
  await expect(page.locator('html[data-theme="dark"]')).toHaveCount(1);
  await page.getByRole('button', { name: /Clear the clipboard/ }).click();
  await page.getByRole('option', { name: 'never' }).click();
  await page.getByRole('button', { name: 'Install the command' }).click();
  expect(await inputsOf(page, 'settings.change')).toEqual([{ appearance: 'dark' }, { clipboardClearMs: null }]);
});

/** Idle logout in the window: the time left in its foot, the question of the last minute, what is said of both. */
import { emit, expect, inputsOf, test } from './fixtures';
import { account, byPassword, byToken, idle, leases, NOW } from './scenario';

const warning = { ...idle, deadlineMs: NOW + 42_000, isWarning: true };

test('the time left stands quietly in the foot, with whose limit it is', async ({ start }) => {
  const page = await start({
    session: { ...byPassword, idle: { ...idle, from: 'org', orgName: 'Riverside Lab', deadlineMs: NOW + 11 * 60_000 } },
  });
  const foot = page.getByTitle('Signed out after 15 min without activity, as Riverside Lab sets.');
  await expect(foot).toContainText('11 min if you leave');
  await expect(foot).toHaveAttribute('title', /ends in 15 hours/);
});

test('a session by API token says nothing of it', async ({ start }) => {
  const page = await start({ session: byToken });
  await expect(page.getByText('Signed in by API token')).toBeVisible();
  await expect(page.getByText('if you leave')).toHaveCount(0);
});

test('the question of the last minute has the focus over an open dialog, and gives it back with what was typed', async ({ start }) => {
  const page = await start();
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByRole('textbox', { name: 'Label' }).fill('half typed');
  await emit(page, 'session.changed', { ...byPassword, idle: warning });
  await expect(page.getByRole('alertdialog', { name: 'Still here?' })).toBeVisible();
  await expect(page.getByRole('timer', { name: 'Time left' })).toHaveText('42 s');
  await expect(page.getByRole('button', { name: 'Stay signed in' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  expect(await inputsOf(page, 'session.stay')).toEqual([{}]);
  await expect(page.getByRole('textbox', { name: 'Label' })).toHaveValue('half typed');
});

test('Esc means to stay, and the question goes by itself when the computer was touched', async ({ start }) => {
  const page = await start({ session: { ...byPassword, idle: warning } });
  await expect(page.getByRole('button', { name: 'Stay signed in' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  expect(await inputsOf(page, 'session.stay')).toHaveLength(1);
  await emit(page, 'session.changed', { ...byPassword, idle: warning });
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await emit(page, 'session.changed', byPassword);
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
});

test('a policy that could not be read is said, with whom to ask; a dead sensor too', async ({ start }) => {
  const page = await start({
    session: {
      ...byPassword,
      idle: { ...idle, from: 'unreadable', orgName: 'Riverside Lab', isPolicyRead: false, sensor: 'dead', activity: 'app' },
    },
  });
  const notices = page.getByRole('region', { name: 'Notices' });
  await expect(notices).toContainText('Ask the administrators of Riverside Lab what is set.');
  await expect(notices).toContainText('Only what you do in this window counts as activity.');
});

test('signing out lets commands finish, or ends them where that is chosen', async ({ start }) => {
  const page = await start({ leases });
  await page.getByRole('button', { name: 'Account amy' }).click();
  await page.getByRole('menuitem', { name: 'Sign out…' }).click();
  const choice = page.getByRole('button', { name: /with a token of this account/ });
  await expect(choice).toContainText('let finish');
  await choice.click();
  await page.getByRole('option', { name: 'end now' }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  // The page has done its service: the app puts a new one in its place.
  await expect(page.getByText('Opening…')).toBeVisible();
  expect(await inputsOf(page, 'session.signOut')).toEqual([{ accountId: account.id, kind: 'destroy', commands: 'end' }]);
});

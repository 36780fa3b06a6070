/** What cannot be done now is not lost: sign-out without a network, revocations that wait for jobs. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startStandin } from '../fakes/standinProcess';
import { expect, test } from './fixtures';
import { askToRevoke, askToSignOut, closeFresh, mintToken, signOut, tokenRow, typePassword, untilTokensScreen } from './person';
import { signatureOf } from './desktop';

const SOON = { timeout: 20_000 };

interface QueueFile {
  value: { entries: { reason: string }[] };
}

test('signed out offline: the session is queued, said, and ended when the platform is back', async ({ launch, standin, dataFolder }) => {
  test.setTimeout(120_000);
  const queue = async () => (JSON.parse(await readFile(join(dataFolder, 'queue.json'), 'utf8')) as QueueFile).value.entries;
  const app = await launch();
  const page = await app.page();
  await typePassword(page, { username: 'amy', password: standin.account('amy').password });
  await untilTokensScreen(page);

  await standin.kill();
  await (await askToSignOut(page, 'amy')).getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page.getByText('amy is signed out.')).toBeVisible({ timeout: 40_000 });
  await expect(
    page.getByText(/The session could not be ended on the platform.*It is queued and will be tried again by itself/),
  ).toBeVisible();
  expect(await queue()).toEqual([expect.objectContaining({ reason: 'signOut' })]);
  await app.close();

  const back = await startStandin({ dataDir: standin.dataDir, port: standin.port });
  try {
    expect((await back.control.liveTokens('amy')).filter((token) => token.isSession)).toHaveLength(1);
    await (await launch()).page();
    await expect.poll(async () => (await back.control.liveTokens('amy')).filter((token) => token.isSession), SOON).toEqual([]);
    await expect.poll(queue, SOON).toEqual([]);
  } finally {
    await back.stop();
  }
});

test('signing in again carries out what waited, while the app runs', async ({ launch, standin }) => {
  test.setTimeout(120_000);
  const page = await (await launch()).page();
  const { password } = standin.account('amy');
  await typePassword(page, { username: 'amy', password });
  await untilTokensScreen(page);
  const [first] = (await standin.control.liveTokens('amy')).filter((token) => token.isSession);
  await standin.control.fault({ route: '/system/destroyAuthToken', drop: 'beforeBody', times: 10 });
  await (await askToSignOut(page, 'amy')).getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page.getByText(/It is queued/)).toBeVisible({ timeout: 40_000 });
  await standin.control.clearFaults();
  await typePassword(page, { password });
  await untilTokensScreen(page);
  const alive = async () => (await standin.control.liveTokens('amy')).map((token) => token.signature);
  await expect.poll(alive, SOON).not.toContain(first?.signature);
});

test('revoke when they are done: the token lives while its job runs, is shown as waiting, and goes after it', async ({
  launch,
  standin,
}) => {
  const page = await (await launch()).page();
  await typePassword(page, { username: 'amy', password: standin.account('amy').password });
  await untilTokensScreen(page);
  const secret = await mintToken(page, { label: 'for one job', project: 'Pipeline tests' });
  await closeFresh(page);
  // One job of the account, in a project that the token itself does not reach: its own view would say that nothing runs.
  for (const job of await standin.control.jobs()) await standin.control.endJob(job.id);
  const job = await standin.control.launchJob({
    tokenSignature: signatureOf(secret),
    name: 'long one',
    project: 'project-FFFFFFFFFFFFFFFFFFFFFFF0',
  });

  const dialog = await askToRevoke(page, 'for one job');
  await expect(dialog.getByText('1 job of this account is running.')).toBeVisible();
  await expect(dialog.getByText(/long one/)).toBeVisible();
  await dialog.getByRole('button', { name: 'When they are done' }).click();
  await expect(tokenRow(page, 'for one job')).toContainText('being revoked', SOON);
  await expect(page.getByText('1 revocation is waiting.')).toBeVisible();
  expect((await standin.post('/system/whoami', {}, secret)).status).toBe(200);

  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByText('Waits until no job of the account runs.')).toBeVisible(SOON);
  await standin.control.endJob(job);
  await page.getByRole('button', { name: 'Retry now' }).click();
  await expect(page.getByText('Nothing is waiting any more.')).toBeVisible(SOON);
  expect((await standin.post('/system/whoami', {}, secret)).status).toBe(401);
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(tokenRow(page, 'for one job')).toHaveCount(0);
});

test('signing out leaves held tokens in the keychain, not handed out until the next sign-in', async ({
  launch,
  standin,
  dxkey,
  keptToken,
}) => {
  const page = await (await launch()).page();
  const { password } = standin.account('amy');
  await typePassword(page, { username: 'amy', password });
  await untilTokensScreen(page);
  const secret = await mintToken(page, { label: 'needs me', project: 'Pipeline tests' });
  await closeFresh(page);
  await signOut(page, 'amy');
  expect(await keptToken('user-amy', signatureOf(secret))).toBe(secret);
  expect((await standin.post('/system/whoami', {}, secret)).status).toBe(200);
  expect((await dxkey(['exec', 'needs me', '--', 'true'])).code).toBe(3);
  await typePassword(page, { password });
  await untilTokensScreen(page);
  expect((await dxkey(['exec', 'needs me', '--', 'true'])).code).toBe(0);
});

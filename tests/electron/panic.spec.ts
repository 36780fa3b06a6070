/** A panic by hand: out of reach it freezes, outlives a restart and is taken back; within reach everything is dead, here and there. */
import type { Page } from '@playwright/test';
import { startStandin } from '../fakes/standinProcess';
import { readClipboard, readKeychain, signatureOf } from './desktop';
import { expect, test } from './fixtures';
import { closeFresh, mintToken, rowAction, typePassword, untilTokensScreen } from './person';
import { keychainService } from '../../main/agent/location';

const SOON = { timeout: 20_000 };

async function hold(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Hold to end all' }).hover(SOON);
  await page.mouse.down();
  await expect(page.getByRole('button', { name: 'Hold to end all' })).toHaveCount(0, SOON);
  await page.mouse.up();
}

test('the panic: frozen and taken back without a platform, and all dead with one', async ({
  tray,
  launch,
  standin,
  dxkey,
  keptToken,
  surroundings,
}) => {
  test.setTimeout(120_000);
  const isFrozen = (page: Page) => expect(page.getByRole('alertdialog', { name: 'dxkey is frozen' })).toBeVisible(SOON);
  const first = await launch();
  let page = await first.page();
  await typePassword(page, { username: 'amy', password: standin.account('amy').password });
  await untilTokensScreen(page);
  const before = new Set((await standin.control.liveTokens('amy')).map(({ signature }) => signature));
  const secret = await mintToken(page, { label: 'mine', project: 'Pipeline tests' });
  const signature = signatureOf(secret);
  await closeFresh(page);

  await standin.kill();
  await page.getByRole('button', { name: 'Panic…' }).click();
  await hold(page);
  await isFrozen(page);
  expect((await dxkey(['exec', 'mine', '--', 'true'])).code).toBe(12);
  await first.close();
  page = await (await launch()).page();
  await isFrozen(page);
  expect((await dxkey(['exec', 'mine', '--', 'true'])).code).toBe(12);
  await page.getByRole('button', { name: 'Take it back' }).click();
  await expect(page.getByRole('heading', { name: 'The panic was taken back' })).toBeVisible(SOON);
  await page.getByRole('button', { name: 'Done' }).click();
  expect(await keptToken('user-amy', signature)).toBe(secret);

  const back = await startStandin({ dataDir: standin.dataDir, port: standin.port });
  try {
    expect((await dxkey(['exec', 'mine', '--', 'true'])).code).toBe(0);
    await rowAction(page, 'mine', 'Copy');
    await expect.poll(readClipboard, SOON).toBe(secret);
    await tray.press('Panic…');
    await hold(page);
    await expect(page.getByRole('heading', { name: 'The panic is over' })).toBeVisible(SOON);
    await page.getByRole('button', { name: 'Done' }).click();
    await expect(page.getByRole('textbox', { name: 'Password' })).toBeVisible(SOON);

    const live = (await back.control.liveTokens('amy')).map((token) => token.signature);
    // What this computer holds: the token, and the session that was made before it.
    expect(live).not.toContain(signature);
    expect([...before].filter((one) => !live.includes(one))).toHaveLength(1);
    expect((await back.post('/system/whoami', {}, secret)).status).toBe(401);
    expect(await readClipboard()).toBe('');
    const service = keychainService(surroundings, process.platform, '/');
    for (const name of [`token/standin/user-amy/${signature}`, `condemned/${signature}`, 'session/standin/user-amy']) {
      expect(await readKeychain(service, name)).toBeNull();
    }
    expect((await dxkey(['exec', 'mine', '--', 'true'])).code).toBe(3);
  } finally {
    await back.stop();
  }
});

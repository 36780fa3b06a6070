/** What a person does about two-factor authentication: with a phone beside, paper, and the desktop's own dialogs. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { generateSync } from 'otplib';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StandinProcess } from '../fakes/standinProcess';
import { run } from './desktop';

const PICTURES = join(__dirname, '..', '..', '.screens', 'twoFactor');
export const SOON = { timeout: 20_000 };
/** A code is taken once: the next one is of the next step. */
const STEP_MS = 30_000;

/** A picture of each step, numbered in the order in which they are met. */
export function album(name: string): (page: Page, step: string) => Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  let met = 0;
  return async (page, step) => {
    met += 1;
    await page.screenshot({ path: join(PICTURES, `${name}-${String(met).padStart(2, '0')}-${step}.png`), animations: 'disabled' });
  };
}

/** What an authenticator shows, by the platform's clock, for a key that it was not asked about before. */
export async function phone(standin: StandinProcess, key: string): Promise<string> {
  const nowMs = await standin.control.advanceClock(STEP_MS + 1_000);
  return generateSync({ secret: key, epoch: Math.floor(nowMs / 1_000) });
}

/** What an authenticator shows at this moment. */
export async function codeNow(standin: StandinProcess, key: string): Promise<string> {
  const nowMs = await standin.control.advanceClock(0);
  return generateSync({ secret: key, epoch: Math.floor(nowMs / 1_000) });
}

export const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('button', { name, exact: true }).click();
export const says = (page: Page, text: string | RegExp): Promise<void> => expect(page.getByText(text).first()).toBeVisible(SOON);

export async function openSecurity(page: Page): Promise<void> {
  await press(page, 'Security');
  await expect(page.getByRole('heading', { name: 'Security' })).toBeVisible(SOON);
}

export async function typeAgain(page: Page, password: string, code?: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Your password' }).fill(password);
  if (code !== undefined) await page.getByRole('textbox', { name: 'Code from the authenticator, or a back-up code' }).fill(code);
}

/** From the Security screen to the QR code; answers the key as it is shown. */
export async function toKey(page: Page, password: string): Promise<string> {
  await press(page, 'Enable 2FA');
  await typeAgain(page, password);
  await press(page, 'Continue');
  return shownKey(page);
}

export async function shownKey(page: Page): Promise<string> {
  const text = page.getByLabel('Cannot scan? Type this key');
  await expect(text).toBeVisible(SOON);
  await expect(text).toHaveText(/^([A-Z2-7]{4} )+[A-Z2-7]{1,4}$/);
  return (await text.innerText()).replaceAll(' ', '');
}

export async function confirmCode(page: Page, code: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Code from the app' }).fill(code);
  await press(page, 'Confirm');
}

export const sheet = (page: Page): Locator => page.getByRole('list', { name: 'Back-up codes' });

export async function shownCodes(page: Page): Promise<string[]> {
  await expect(sheet(page)).toBeVisible(SOON);
  return sheet(page).locator('li > span:first-child').allInnerTexts();
}

export async function finish(page: Page, typedBack: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Type one of them back' }).fill(typedBack);
  await press(page, 'Finish');
}

/** How the password alone fares at the platform: whether the account is as it was. */
export async function passwordAlone(standin: StandinProcess, username: string): Promise<'opens' | 'wants a code'> {
  const { password } = standin.account(username);
  const { status } = await standin.post('/system/newAuthToken', { username, password, otp: null, expires: null });
  return status === 200 ? 'opens' : 'wants a code';
}

const dialogNow = async (title: string): Promise<string> =>
  (await run('xdotool', ['search', '--onlyvisible', '--name', title])).out.trim().split('\n')[0] ?? '';

const ROUNDS = 8;
const ROUND_MS = 3_000;

/**
 * Answers the desktop's own dialog, by its title, until it is gone: keys that came before it had the focus went nowhere, and a busy
 * machine takes its time to give it. `keys` are typed once, for half of them twice could mean another button: then Escape, and the caller
 * looks whether they were taken. `picture` is taken before the answer.
 */
export async function answerDialog(
  title: string,
  answer: 'cancel' | { file: string } | { keys: string[] },
  picture?: string,
): Promise<void> {
  await expect.poll(() => dialogNow(title), SOON).not.toBe('');
  if (picture !== undefined) await run('import', ['-window', 'root', join(PICTURES, `${picture}.png`)]);
  for (let round = 0; round < ROUNDS; round++) {
    const id = await dialogNow(title);
    if (id === '') return;
    await run('xdotool', ['windowraise', id, 'windowfocus', '--sync', id]);
    if (answer === 'cancel') await run('xdotool', ['key', 'Escape']);
    else if ('keys' in answer) await run('xdotool', ['key', '--delay', '60', ...(round === 0 ? answer.keys : ['Escape'])]);
    else {
      // In the place of whatever stands there; a slash opens the place for a path where there is none.
      await run('xdotool', ['key', '--delay', '60', 'ctrl+a']);
      await run('xdotool', ['type', '--delay', '12', answer.file]);
      await run('xdotool', ['key', '--delay', '60', 'Return']);
    }
    const isGone = expect.poll(() => dialogNow(title), { timeout: ROUND_MS }).toBe('');
    if (
      await isGone.then(
        () => true,
        () => false,
      )
    )
      return;
  }
  throw new Error(`the dialog ${title} stayed`);
}

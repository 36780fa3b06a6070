/** What a person does in the window: by the words on it, and by nothing that a person cannot see or press. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

/** The main window is drawn by a machine that does much else. */
const SOON = { timeout: 20_000 };

export async function typePassword(page: Page, account: { username?: string; password: string }): Promise<void> {
  if (account.username !== undefined) await page.getByLabel('Username').fill(account.username);
  await page.getByRole('textbox', { name: 'Password' }).fill(account.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

export async function typeCode(page: Page, code: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Enter the code' })).toBeVisible(SOON);
  await page.getByRole('textbox').fill(code);
  await page.getByRole('button', { name: 'Continue' }).click();
}

export async function pasteToken(page: Page, token: string): Promise<void> {
  await page.getByText('API token', { exact: true }).first().click();
  await page.getByRole('textbox', { name: 'API token' }).fill(token);
  await page.getByRole('button', { name: 'Check token' }).click();
}

/** The Tokens screen, with what the platform said of its list. */
export async function untilTokensScreen(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Tokens', exact: true })).toBeVisible(SOON);
  await expect(page.getByText(/^Checked with the platform/)).toBeVisible(SOON);
}

/** Fills the New token dialog for one project; the last button is left to the caller. */
export async function fillNewToken(page: Page, token: { label: string; project: string }): Promise<void> {
  await page.getByRole('button', { name: 'New token' }).first().click();
  await page.getByRole('textbox', { name: 'Label' }).fill(token.label);
  await page.getByRole('combobox', { name: 'Add a project' }).fill(token.project);
  await page.getByRole('option', { name: token.project }).click(SOON);
  await expect(page.getByText('Reaches 1 project')).toBeVisible();
}

/** Makes a token of one project and answers what the window shows once; the dialog stays open. */
export async function mintToken(page: Page, token: { label: string; project: string }): Promise<string> {
  await fillNewToken(page, token);
  return generateToken(page, token.label);
}

export async function generateToken(page: Page, label: string): Promise<string> {
  await page.getByRole('button', { name: 'Generate token' }).click();
  await expect(page.getByRole('heading', { name: `“${label}” is ready` })).toBeVisible(SOON);
  return page.getByLabel('The token', { exact: true }).innerText();
}

export async function closeFresh(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

export const tokenRow = (page: Page, label: string): Locator => page.getByRole('row').filter({ hasText: label });

/** Opens a row's menu and presses one of its actions. */
export async function rowAction(page: Page, label: string, action: string): Promise<void> {
  await tokenRow(page, label).click({ button: 'right' });
  await page.getByRole('menuitem', { name: action }).click();
}

/** Opens the confirmation of a revocation and waits until it has counted what would stop. */
export async function askToRevoke(page: Page, label: string): Promise<Locator> {
  await rowAction(page, label, 'Revoke…');
  const dialog = page.getByRole('alertdialog', { name: `Revoke “${label}”?` });
  await expect(dialog.getByText(/job|jobs/).first()).toBeVisible(SOON);
  return dialog;
}

export async function askToSignOut(page: Page, username: string): Promise<Locator> {
  await page.getByRole('button', { name: `Account ${username}` }).click();
  await page.getByRole('menuitem', { name: 'Sign out…' }).click();
  const dialog = page.getByRole('alertdialog', { name: `Sign out ${username}?` });
  await expect(dialog).toBeVisible();
  return dialog;
}

/** Signs out of a session that a password opened. */
export async function signOut(page: Page, username: string): Promise<void> {
  await (await askToSignOut(page, username)).getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'Password' })).toBeVisible(SOON);
}

export async function openSettings(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
}

/** Whose account the window shows, for calls that name it. */
export async function shownAccount(page: Page): Promise<string> {
  const answer = await page.evaluate(() => window.dxkey.accounts.load());
  if (!answer.ok || answer.value.shownId === null) throw new Error('no account is shown');
  return answer.value.shownId;
}

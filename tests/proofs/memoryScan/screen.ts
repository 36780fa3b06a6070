/** What a person does in the window, without a look at what the page says: a failed look of Playwright's would carry it through main. */
import type { Page } from '@playwright/test';

export async function typeSignIn(page: Page, { username, password }: { username: string; password: string }): Promise<void> {
  await page.getByLabel('Username').fill(username);
  await page.getByRole('textbox', { name: 'Password' }).click();
  // A key at a time: the debugger that drives the window must not carry the secret through main whole.
  await page.keyboard.type(password);
}

export async function sendSignIn(page: Page): Promise<void> {
  await page.keyboard.press('Enter');
  await page.getByText(/^Checked with the platform/).waitFor();
}

/** Makes a token and leaves its secret on the screen. */
export async function makeToken(page: Page, { label, project }: { label: string; project: string }): Promise<void> {
  await page.getByRole('button', { name: 'New token' }).first().click();
  await page.getByRole('textbox', { name: 'Label' }).fill(label);
  await page.getByRole('combobox', { name: 'Add a project' }).fill(project);
  await page.getByRole('option', { name: project }).click();
  await page.getByText('Reaches 1 project').waitFor();
  await page.getByRole('button', { name: 'Generate token' }).click();
  await page.getByRole('heading', { name: `“${label}” is ready` }).waitFor();
}

export async function signOutByHand(page: Page, username: string): Promise<void> {
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: `Account ${username}` }).click();
  await page.getByRole('menuitem', { name: 'Sign out…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out', exact: true }).click();
}

export const untilSignedOut = (page: Page): Promise<void> => page.getByRole('textbox', { name: 'Password' }).waitFor();

/** New token: what it starts with, choosing among many projects, and what it will reach before it is made. */
import type { Page } from '@playwright/test';
import { expect, inputsOf, test } from './fixtures';
import { manyProjects } from './newTokenViews';
import { account, list, NOW, DAY, projects, row } from './scenario';

const idOf = (n: number) => projects[n]?.id ?? '';
const open = async (page: Page) => {
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByRole('textbox', { name: 'Label' }).fill('nightly');
};
const make = async (page: Page) => {
  await page.getByRole('button', { name: 'Generate token' }).click();
  await expect(page.getByText('The platform will not show it again.', { exact: false })).toBeVisible();
  return (await inputsOf(page, 'tokens.mint'))[0];
};

test('by keyboard alone: one project, VIEW, 7 days; Enter in the list chooses and makes nothing', async ({ start }) => {
  const page = await start();
  await page.getByRole('row', { name: 'ci-upload' }).focus();
  await page.keyboard.press('n');
  await expect(page.getByRole('textbox', { name: 'Label' })).toBeFocused();
  await page.keyboard.type('nightly');
  await page.getByRole('combobox', { name: 'Add a project' }).focus();
  await expect(page.getByText('3 projects', { exact: true })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByText('3 projects · 1 chosen')).toBeVisible();
  await expect(page.getByRole('option', { name: /exome-cohort-b/ })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByText('Reaches 1 project at VIEW; org-genomics pays; this token reaches PHI in 1 project.')).toBeVisible();
  expect(await inputsOf(page, 'tokens.mint')).toEqual([]);
  await page.getByRole('textbox', { name: 'Label' }).press('Enter');
  await expect(page.getByRole('heading', { name: '“nightly” is ready' })).toBeVisible();
  expect(await inputsOf(page, 'tokens.mint')).toMatchObject([
    { accountId: account.id, scope: { kind: 'projects', projects: { [idOf(1)]: 'VIEW' } }, expiresMs: NOW + 7 * DAY },
  ]);
});

test('a month that the platform sets is one click away', async ({ start }) => {
  const page = await start();
  await open(page);
  await page.getByRole('option', { name: /rnaseq/ }).click();
  await page.getByText('1 month', { exact: true }).click();
  await expect(page.getByText('The platform decides: one month.')).toBeVisible();
  expect(await make(page)).toMatchObject({ expiresMs: null });
});

test('CI upload starts with its label and UPLOAD, but never above what one has in a project', async ({ start }) => {
  const page = await start();
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByRole('option', { name: /rnaseq/ }).click();
  await page.getByRole('button', { name: /Start from/ }).click();
  await page.getByRole('option', { name: /CI upload/ }).click();
  await expect(page.getByRole('textbox', { name: 'Label' })).toHaveValue('ci-upload');
  await page.getByRole('option', { name: /shared references/ }).click();
  await expect(page.getByText('Reaches 2 projects at UPLOAD (1) and VIEW (1)', { exact: false })).toBeVisible();
  expect(await make(page)).toMatchObject({
    label: 'ci-upload',
    scope: { kind: 'projects', projects: { [idOf(0)]: 'UPLOAD', [idOf(2)]: 'VIEW' } },
  });
});

test('the same as a token that is known is asked for exactly, and one of unknown reach is not offered', async ({ start }) => {
  const scope = { kind: 'projects', projects: { [idOf(0)]: 'CONTRIBUTE', [idOf(1)]: 'UPLOAD' } } as const;
  const page = await start({
    tokens: list([row(1, { label: 'pipeline', scope }), row(2, { label: 'pasted', scope: { kind: 'unknown' } })]),
  });
  await open(page);
  await page.getByRole('button', { name: /Start from/ }).click();
  await page.getByRole('option', { name: /same as/ }).click();
  await page.getByRole('button', { name: /Same as/ }).click();
  await expect(page.getByRole('option', { name: /pasted/ })).toHaveCount(0);
  await page.getByRole('option', { name: /pipeline/ }).click();
  await expect(page.getByText(/Reaches 2 projects/)).toBeVisible();
  expect(await make(page)).toMatchObject({ scope });
});

test('of 10,000 projects only the rows in sight exist, and only their pages are asked for', async ({ start }) => {
  const page = await start({ projects: manyProjects(10_000) });
  await open(page);
  await expect(page.getByText('10,000 projects')).toBeVisible();
  const options = page.getByRole('listbox', { name: 'Projects' }).getByRole('option');
  expect(await options.count()).toBeLessThanOrEqual(14);
  await page.getByRole('listbox', { name: 'Projects' }).evaluate((box) => {
    box.scrollTop = 32 * 7_000;
  });
  await page.getByRole('option', { name: 'run 07000' }).click();
  expect(await options.count()).toBeLessThanOrEqual(14);
  const asked = (await inputsOf(page, 'projects.page')) as { offset: number }[];
  expect(asked.length).toBeLessThanOrEqual(4);
  await page.getByRole('combobox', { name: 'Add a project' }).fill('run 0999');
  await expect(page.getByText('10 projects · 1 chosen')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Reaches 2 projects at VIEW', { exact: false })).toBeVisible();
});

test('what the platform is asked to leave out never changes what is said of PHI', async ({ start }) => {
  const page = await start();
  await open(page);
  await page.getByRole('option', { name: /exome-cohort-b/ }).click();
  const said = page.getByText('Reaches 1 project at VIEW; org-genomics pays; this token reaches PHI in 1 project.');
  await expect(said).toBeVisible();
  await page.getByText('Ask the platform to leave PHI out').click();
  await expect.poll(() => inputsOf(page, 'tokens.reach')).toHaveLength(2);
  await expect(said).toBeVisible();
  expect(await make(page)).toMatchObject({ scope: { projects: { [idOf(1)]: 'VIEW' }, leavesPhiOut: true } });
});

test('projects that could not be read are unknown, never none', async ({ start }) => {
  const page = await start({ projects: [], projectsProblem: { code: 'OFFLINE' } });
  await open(page);
  await expect(page.getByText('Your projects could not be read.')).toBeVisible();
  await page.getByText('All projects', { exact: true }).click();
  await expect(
    page.getByText('Reaches all your projects (how many is unknown); who pays is unknown; whether it reaches PHI is unknown.'),
  ).toBeVisible();
});

test('without a project there is nothing to choose, and the form says what is missing', async ({ start }) => {
  const page = await start({ projects: [] });
  await open(page);
  await expect(page.getByText('You have no project yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Generate token' }).click();
  await expect(page.getByText('Add at least one project, or choose all projects.')).toBeVisible();
  expect(await inputsOf(page, 'tokens.mint')).toEqual([]);
});

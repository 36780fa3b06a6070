import { expect, type Page } from '@playwright/test';
import { list, projects, row } from './scenario';
import type { Project } from '../../preload/contract/contract';
import type { View } from './view';

export async function fillNewToken(page: Page, label = 'ci-upload'): Promise<void> {
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByRole('textbox', { name: 'Label' }).fill(label);
  await page.getByRole('combobox', { name: 'Add a project' }).fill('rnaseq');
  await page.getByRole('option', { name: /rnaseq-2026/ }).click();
}

/** As an account of a large lab has them. */
export const manyProjects = (count: number): Project[] => Array.from({ length: count }, (_, n) => runProject(n));

const runProject = (n: number): Project => ({
  id: `project-${String(n).padStart(24, 'B')}`,
  name: `run ${String(n).padStart(5, '0')}`,
  level: 'ADMINISTER',
  region: 'aws:us-east-1',
  billTo: n % 3 === 0 ? 'org-genomics' : 'org-oncology',
  containsPhi: n % 10 === 0,
});

const LONG = 'an-extremely-long-project-name-that-somebody-once-gave-'.repeat(4).slice(0, 190);
const odd: Project[] = [
  { ...runProject(0), name: LONG, billTo: `org-${'long_handle_'.repeat(8)}`, containsPhi: true },
  { ...runProject(1), name: 'مشروع التسلسل الجيني 3', containsPhi: null, billTo: null },
  { ...runProject(2), name: '🧬🧬 genome 👩‍🔬 run', level: 'VIEW' },
];

export const newTokenViews: View[] = [
  {
    name: 'newToken',
    patch: {},
    go: async (page) => {
      await fillNewToken(page);
      await expect(page.getByText(/Reaches 1 project/)).toBeVisible();
    },
  },
  {
    name: 'newToken-missing',
    patch: {},
    go: async (page) => {
      await page.getByRole('button', { name: 'New token' }).click();
      await page.getByRole('button', { name: 'Generate token' }).click();
      await expect(page.getByText('Give it a label.')).toBeVisible();
    },
  },
  {
    name: 'newToken-date',
    patch: { refusals: { 'tokens.mint': { code: 'PLATFORM_BUSY', details: { retryAfterMs: 42_000, requestId: '1732438800-9' } } } },
    go: async (page) => {
      await page.getByRole('button', { name: 'New token' }).click();
      await page.getByRole('textbox', { name: 'Label' }).fill('x');
      await page.getByText('All projects', { exact: true }).click();
      await page.getByText('on a date…').click();
      await page.getByRole('button', { name: 'Generate token' }).click();
      await expect(page.getByText('The platform is busy.')).toBeVisible();
    },
  },
  {
    name: 'newToken-many',
    patch: { projects: manyProjects(10_000) },
    go: async (page) => {
      await page.getByRole('button', { name: 'New token' }).click();
      await page.getByRole('textbox', { name: 'Label' }).fill('nightly');
      await page.getByText('10,000 projects').waitFor();
      for (const name of ['run 00000', 'run 00001', 'run 00003']) await page.getByRole('option', { name }).click();
      await page.getByText('Which projects').click();
      await expect(page.getByText(/this token reaches PHI in 1 project\./)).toBeVisible();
    },
  },
  {
    name: 'newToken-odd',
    patch: { projects: odd },
    go: async (page) => {
      await page.getByRole('button', { name: 'New token' }).click();
      await page.getByRole('textbox', { name: 'Label' }).fill('odd names');
      // `all` does not wait until they are there.
      await expect(page.getByRole('option')).toHaveCount(odd.length);
      for (const option of await page.getByRole('option').all()) await option.click();
      await page.getByText('Which projects').click();
      await expect(page.getByText(/Reaches 3 projects/)).toBeVisible();
    },
  },
  {
    name: 'newToken-none',
    patch: { projects: [] },
    go: async (page) => {
      await page.getByRole('button', { name: 'New token' }).click();
      await expect(page.getByText('You have no project yet.')).toBeVisible();
    },
  },
  {
    name: 'newToken-refused',
    patch: { projects: [], projectsProblem: { code: 'PERMISSION_DENIED', details: { requestId: '1732438800-31' } } },
    go: async (page) => {
      await page.getByRole('button', { name: 'New token' }).click();
      await page.getByText('All projects', { exact: true }).click();
      await expect(page.getByText(/how many is unknown/)).toBeVisible();
      await page.getByText('Chosen projects', { exact: true }).click();
      await expect(page.getByText('Your projects could not be read.')).toBeVisible();
    },
  },
  {
    name: 'newToken-same',
    patch: {
      tokens: list([row(1, { label: 'mixed', scope: { kind: 'projects', projects: { '*': 'VIEW', [projects[0]?.id ?? '']: 'UPLOAD' } } })]),
    },
    go: async (page) => {
      await page.getByRole('button', { name: 'New token' }).click();
      await page.getByRole('button', { name: /Start from/ }).click();
      await page.getByRole('option', { name: /same as/ }).click();
      await page.getByRole('button', { name: /Same as/ }).click();
      await page.getByRole('option', { name: /mixed/ }).click();
      await expect(page.getByText('1 project has a level of their own', { exact: false })).toBeVisible();
    },
  },
];

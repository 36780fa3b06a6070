/** Tokens in files: what a look found, and the question before each act on it. */
import { expect, type Page } from '@playwright/test';
import type { FoundPlace, FoundToken, ScanState } from '../../preload/contract/contract';
import { leases, NOW, rows, scenario } from './scenario';
import type { View } from './view';

const amy = { id: 'dnanexus/user-amy', username: 'amy', platformName: 'DNAnexus' };
const LONG_FOLDER = '/home/amy/a-folder-as-long-as-people-make-them/'.concat('and-one-more-level-of-it/'.repeat(6));

let ids = 0;
const place = (path: string, line: number, patch: Partial<FoundPlace> = {}): FoundPlace => {
  ids += 1;
  return { id: `place-${String(ids)}`, path, line, kind: 'other', context: 'variable', isScrubbed: false, ...patch };
};
const token = (id: string, patch: Partial<FoundToken>): FoundToken => ({
  ...{ id, last4: 'x9Qz', label: null, account: null, state: 'unknown', isHeld: false, mayAsk: false, places: [] },
  ...patch,
});

export const HISTORY = '/home/amy/.bash_history';
const history = (line: number, context: FoundPlace['context'] = 'dxLogin') => place(HISTORY, line, { kind: 'history', context });
export const found: FoundToken[] = [
  token('held', {
    ...{ label: 'nextflow-runs', account: amy, state: 'live', isHeld: true },
    places: [history(112), history(113), history(240, 'variable'), place('/home/amy/cohort/nextflow.config', 9, { kind: 'nextflow' })],
  }),
  token('listed', {
    ...{ label: 'old laptop', last4: 'Gh7w', account: amy, state: 'live' },
    places: [place('/home/amy/.dnanexus_config/environment.json', 1, { kind: 'dxConfig', context: 'securityContext' })],
  }),
  token('stranger', { last4: 'Uu01', mayAsk: true, places: [history(300)] }),
  token('other stranger', { last4: 'Uu02', mayAsk: true, places: [place('/home/amy/.env', 3, { kind: 'env' })] }),
  token('dead', {
    label: 'rap-export-2025',
    last4: 'p0Ne',
    account: amy,
    state: 'expired',
    places: [place('/home/amy/.env', 4, { kind: 'env' })],
  }),
];
const skipped: ScanState['skipped'] = [
  { path: '/home/amy/shared', why: 'foreign' },
  { path: '/home/amy/.config/fish/conf.d', why: 'unreadable' },
  { path: `${LONG_FOLDER}notebook.ipynb`, why: 'tooLarge' },
];
const longName = 'extremely-long-label-'.repeat(9).slice(0, 190);
const longFound: FoundToken[] = [
  token('long', {
    ...{ label: longName, account: { ...amy, username: 'amy.van-der-extremely-long-name@department.example' }, state: 'live' },
    places: Array.from({ length: 9 }, (_, at) => place(`${LONG_FOLDER}analysis of the second cohort.ipynb`, at + 1, { kind: 'notebook' })),
  }),
  token('rtl', {
    label: 'رمز الوصول للمختبر',
    account: amy,
    state: 'live',
    isHeld: true,
    places: [place('/home/amy/مختبر/.env', 1, { kind: 'env' })],
  }),
  ...Array.from({ length: 6 }, (_, at) =>
    token(`many-${String(at)}`, { last4: 'mAny', mayAsk: true, places: [place(`/home/amy/run-${String(at)}/.env`, 1, { kind: 'env' })] }),
  ),
];

export const finds = (tokens: FoundToken[], patch: Partial<ReturnType<typeof scenario>['scanFinds']> = {}) => ({
  ...{ filesRead: 3214, tokens, skipped: [], skippedCount: 0, isCut: false },
  ...patch,
});

export async function toScan(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Scan', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Tokens in files' })).toBeVisible();
}
export async function look(page: Page): Promise<void> {
  await toScan(page);
  await page.getByRole('button', { name: 'Look', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Look again' })).toBeVisible();
}
export const act = (page: Page, name: string) => page.getByRole('button', { name }).click();

const { scan } = scenario();
const all = { scanFinds: finds(found) };

export const scanViews: readonly View[] = [
  { name: 'scan-none', patch: {}, go: toScan },
  { name: 'scan-running', patch: { scan: { ...scan, status: 'running', filesRead: 1204, filesTotal: 3214 } }, go: toScan },
  {
    name: 'scan',
    patch: { scanFinds: finds(found, { skipped, skippedCount: 230, isCut: true }) },
    go: async (page) => {
      await look(page);
      await act(page, 'Which');
      await expect(page.getByText('another user’s')).toBeVisible();
    },
  },
  {
    name: 'scan-long',
    patch: { scanFinds: finds(longFound), scanPicks: [LONG_FOLDER, '/data'] },
    go: async (page) => {
      await look(page);
      await act(page, 'Choose folders…');
      await expect(page.getByText('/data', { exact: true })).toBeVisible();
    },
  },
  {
    name: 'scan-ask',
    patch: all,
    go: async (page) => {
      await look(page);
      await act(page, 'Ask about 2 unknown strings…');
      await expect(page.getByRole('heading', { name: 'Ask api.dnanexus.com?' })).toBeVisible();
    },
  },
  {
    name: 'scan-scrub',
    patch: { ...all, scanFailures: [{ path: HISTORY, code: 'FILE_CHANGED' }] },
    go: async (page) => {
      await look(page);
      await act(page, `Take out all… ${HISTORY}`);
      await expect(page.getByText('An open shell may write its history back when it ends.')).toBeVisible();
    },
  },
  {
    name: 'scan-rotate',
    patch: {
      ...{ scanFinds: finds([{ ...found[0], label: 'pasted from the browser' } as FoundToken]), leases },
      tokens: { ...scenario().tokens, rows },
    },
    go: async (page) => {
      await look(page);
      await page
        .getByRole('button', { name: /Rotate… pasted/ })
        .first()
        .click();
      await expect(page.getByText('dxkey does not guess it')).toBeVisible();
    },
  },
  {
    name: 'scan-offer',
    patch: { scan: { ...scan, isOffered: true, atMs: NOW } },
    go: (page) => expect(page.getByText('Tokens may lie in files on this computer.')).toBeVisible(),
  },
];

/** One token's details, and the list of commands that have a token, for views.spec.ts. */
import { expect, type Page } from '@playwright/test';
import type { ActivityEntry, Lease } from '../../preload/contract/contract';
import { entry } from './activityViews';
import { app, HOUR, list, NOW, row, rows, running, signatureOf } from './scenario';
import type { View } from './view';

export async function openDetails(page: Page, label: string): Promise<void> {
  await page.getByRole('row', { name: label }).first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByRole('heading', { level: 2 })).toContainText(label);
}

const long = 'a-name-as-long-as-people-make-them-'.repeat(5);
const bySource = (program: string | null): ActivityEntry['source'] => ({
  by: program === null ? 'window' : 'command',
  program,
  folder: program === null ? null : `/home/amy/${program}`,
  terminal: program === null ? null : 'pts/4',
});
const token = { signature: signatureOf(1), label: 'nextflow-runs', last4: 'x9Qz' };
export const history: ActivityEntry[] = [
  entry(9, { deed: 'token.given', detail: 'exec', token, source: bySource('nextflow') }),
  entry(8, { deed: 'token.copied', token, source: bySource(null) }),
  entry(7, { deed: 'token.copied', token: { ...token, signature: signatureOf(2) }, source: bySource(null) }),
  entry(5, { deed: 'token.made', detail: 'kept', token, source: bySource(null) }),
];
const report = { older: 0, lines: 9, proven: 9, unproven: 0, findings: [] };

export const givenOut: Lease[] = [
  {
    ...{ id: 'lease-1', signature: signatureOf(1), kind: 'exec', pid: 4411, program: 'nextflow' },
    ...{ folder: '/home/amy/runs/rnaseq', terminal: 'pts/4', sinceMs: NOW - HOUR },
  },
  {
    ...{ id: 'lease-2', signature: signatureOf(1), kind: 'env', pid: 812, program: 'zsh', folder: null, terminal: null },
    sinceMs: NOW - 5 * HOUR,
  },
];
const child = row(31, { label: 'made by nextflow', parentSignature: signatureOf(1), last4: 'cH1d' });

export const detailViews: View[] = [
  {
    name: 'details',
    patch: { leases: givenOut, running, childCount: 1, tokens: list([...rows, child]), activity: { entries: history, report } },
    go: async (page) => {
      await openDetails(page, 'nextflow-runs');
      await expect(page.getByText('2 jobs of this account are running.')).toBeVisible();
    },
  },
  {
    name: 'details-long',
    patch: {
      leases: givenOut.map((lease) => ({ ...lease, program: long, folder: `/home/amy/${long}` })),
      tokens: list([
        row(1, { label: long.slice(0, 170), scope: { kind: 'full' }, parentSignature: signatureOf(2) }),
        row(2, { label: `parent ${long}` }),
      ]),
      childCount: null,
      activity: { entries: [1, 2, 3].map((n) => entry(n, { token, source: bySource(long) })), report },
    },
    go: async (page) => {
      await openDetails(page, 'a-name-as-long');
      await page.getByRole('button', { name: /^End…/ }).first().click();
      await expect(page.getByRole('button', { name: 'Yes, end it' })).toBeVisible();
    },
  },
  {
    name: 'details-nothing',
    patch: {
      app: { ...app, keychain: 'locked' },
      tokens: list(
        [
          row(7, {
            label: 'pasted from the browser',
            scope: { kind: 'unknown' },
            origin: 'imported',
            madeMs: null,
            expiresMs: null,
            lastUsedMs: null,
          }),
        ],
        { source: 'thisComputer', problem: { code: 'PERMISSION_DENIED' } },
      ),
      running: { isKnown: false, count: 0, isAtLeast: true, named: [] },
      childCount: null,
      refusals: { 'activity.ofToken': { code: 'FILE_FAULT' } },
    },
    go: async (page) => {
      await openDetails(page, 'pasted from the browser');
      await expect(page.getByText('The platform did not say whether jobs are running.')).toBeVisible();
    },
  },
  {
    name: 'details-gone',
    patch: { tokens: list([row(1, { label: 'revoked in the browser', state: 'gone', last4: null })]) },
    go: (page) => openDetails(page, 'revoked in the browser'),
  },
  {
    name: 'leases',
    patch: { leases: [...givenOut, { ...givenOut[0], id: 'lease-3', pid: 5000, signature: signatureOf(77), program: long } as Lease] },
    go: async (page) => {
      await page.getByRole('button', { name: /hold.* a token now/ }).click();
      await expect(page.getByRole('heading', { name: 'Commands with a token' })).toBeVisible();
    },
  },
  {
    name: 'leases-none',
    patch: {},
    go: async (page) => {
      await page.getByRole('button', { name: /^Account amy/ }).click();
      await page.getByRole('menuitem', { name: 'Commands with a token…' }).click();
      await expect(page.getByText('No command on this computer has a token from dxkey.')).toBeVisible();
    },
  },
];

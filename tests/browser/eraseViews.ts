/** Erasing: the question in Settings and behind the lock, how it goes, and what came of it. */
import { expect, type Page } from '@playwright/test';
import type { EraseState } from '../../preload/contract/contract';
import { DAY, leases, NOW, queue } from './scenario';
import type { View } from './view';

export async function openErase(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Erase dxkey…' }).click();
  await expect(page.getByText('start at login, every keychain entry')).toBeVisible();
}
export async function openEraseLocked(page: Page): Promise<void> {
  await page.getByText('Forgot the passphrase?').click();
  await page.getByRole('button', { name: 'Erase dxkey…' }).click();
  await expect(page.getByText('start at login, every keychain entry')).toBeVisible();
}

const lock = { isSetUp: true, isLocked: true, lockedBy: 'start', touchId: 'absent', waitUntilMs: null } as const;
export const alive = (count: number): Extract<EraseState, { phase: 'done' }>['alive'] =>
  Array.from({ length: count }, (_, at) => ({
    kind: at % 5 === 4 ? ('session' as const) : ('token' as const),
    label: at % 5 === 4 ? null : at === 1 ? 'extremely-long-label-'.repeat(8) : `nextflow-runs-${String(at)}`,
    last4: at % 5 === 4 ? null : 'x9Qz',
    username: 'amy',
    platformName: 'DNAnexus',
    expiresMs: at === 0 ? null : NOW + at * DAY,
  }));
const title = (page: Page, name: string) => expect(page.getByRole('heading', { name })).toBeVisible();

export const eraseViews: readonly View[] = [
  {
    name: 'erase-ask',
    patch: { leases, queue },
    go: openErase,
  },
  {
    name: 'erase-ask-locked',
    patch: { lock, leases },
    go: openEraseLocked,
  },
  {
    name: 'erase-running',
    patch: { erase: { phase: 'running', step: 'keychain' } },
    go: (page) => title(page, 'Erasing dxkey from this computer'),
  },
  {
    name: 'erase-done',
    patch: { erase: { phase: 'done', aliveCount: 0, alive: [], left: [] } },
    go: (page) => title(page, 'dxkey is erased from this computer'),
  },
  {
    name: 'erase-left',
    patch: {
      erase: {
        phase: 'done',
        aliveCount: 230,
        alive: alive(30),
        left: [
          { what: 'keychain', code: 'KEYCHAIN_LOCKED', count: 14, names: ['dxkey'] },
          { what: 'keychain', code: 'FILE_FAULT', count: 1, names: ['dxkey'] },
          { what: 'files', code: 'FILE_FAULT', count: 2, names: ['queue.json', 'index.json'] },
        ],
      },
    },
    go: (page) => title(page, 'Not everything could be erased'),
  },
];

/** The tray's panel in the window, for views.spec.ts. */
import { expect, type Page } from '@playwright/test';
import { activityEntries } from './activityViews';
import { app, DAY, list, NOW, row } from './scenario';
import type { View } from './view';

export const noTray = { ...app, tray: 'absent' } as const;
export const activity = { entries: activityEntries, report: { older: 0, lines: 9, proven: 9, unproven: 0, findings: [] } };
const long = 'a-label-as-long-as-people-make-them-'.repeat(4);

export const held = list([
  row(1, { label: 'lasting', last4: 'aaaa', expiresMs: NOW + 20 * DAY }),
  row(2, { label: 'ending', last4: 'bbbb', expiresMs: NOW + 2.5 * DAY }),
  row(3, { label: 'still', last4: 'cccc', isPaused: true, expiresMs: NOW + 9 * DAY }),
  row(4, { label: 'not here', last4: 'dddd', held: 'elsewhere' }),
]);

export const toPanel = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Quick panel' }).click();
  await expect(page.getByRole('heading', { name: 'Quick panel' })).toBeVisible();
};

export const panelViews: View[] = [
  { name: 'panel', patch: { app: noTray, tokens: held, activity }, go: toPanel },
  { name: 'panel-empty', patch: { app: noTray, tokens: list([]) }, go: toPanel },
  {
    name: 'panel-long',
    patch: { app: noTray, activity, tokens: list(Array.from({ length: 12 }, (_, at) => row(at + 1, { label: `${long}${String(at)}` }))) },
    go: toPanel,
  },
];

/** The activity record, for views.spec.ts. */
import { expect, type Page } from '@playwright/test';
import type { ActivityEntry } from '../../preload/contract/contract';
import { HOUR, NOW, signatureOf } from './scenario';
import type { View } from './view';

const by = (source: ActivityEntry['source']['by'], program: string | null = null, folder: string | null = null) => ({
  by: source,
  program,
  folder,
  terminal: program === null ? null : 'pts/3',
});
const of = (label: string | null, last4: string) => ({ signature: signatureOf(7), label, last4 });

export function entry(n: number, patch: Partial<ActivityEntry>): ActivityEntry {
  return {
    n,
    atMs: NOW - (100 - n) * HOUR,
    deed: 'token.copied',
    accountId: null,
    token: null,
    detail: null,
    source: by('window'),
    ...patch,
  };
}

export const activityEntries: ActivityEntry[] = [
  entry(9, {
    deed: 'token.given',
    detail: 'exec',
    token: of('nextflow-runs', 'x9Qz'),
    source: by('command', 'nextflow', '/home/amy/cohort'),
  }),
  entry(8, { token: of('nextflow-runs', 'x9Qz'), source: by('tray') }),
  entry(7, { deed: 'token.revoked', detail: 'now', token: of(null, 'Ab12') }),
  entry(6, { deed: 'session.ended', detail: 'idle', source: by('app') }),
  entry(5, { deed: 'session.opened', detail: 'password' }),
  entry(4, { deed: 'lock.setUp' }),
];
const whole = { older: 0, lines: 9, proven: 9, unproven: 0, findings: [] };
const long = 'a-label-as-long-as-people-make-them-'.repeat(4);

export const toActivity = async (page: Page) => {
  await page.getByRole('button', { name: 'Activity', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Activity', exact: true })).toBeVisible();
};
const toChecked = async (page: Page) => {
  await toActivity(page);
  await page.getByRole('button', { name: 'Check the record' }).click();
  await expect(page.getByText(/proven/)).toBeVisible();
};

export const activityViews: View[] = [
  { name: 'activity', patch: { activity: { entries: activityEntries, report: whole } }, go: toActivity },
  {
    name: 'activity-empty',
    patch: {},
    go: async (page) => {
      await toActivity(page);
      await expect(page.getByText('Nothing yet')).toBeVisible();
    },
  },
  {
    name: 'activity-whole',
    patch: { activity: { entries: activityEntries, report: { ...whole, unproven: 12, older: 3 } } },
    go: toChecked,
  },
  {
    name: 'activity-changed',
    patch: {
      activity: {
        entries: activityEntries,
        report: { ...whole, proven: 6, findings: [{ kind: 'altered', file: '000000000001.log', line: 4, n: 4 }] },
      },
    },
    go: toChecked,
  },
  {
    name: 'activity-long',
    patch: {
      activity: {
        entries: Array.from({ length: 30 }, (_, at) =>
          entry(60 - at, { token: of(long, 'zzzz'), source: by('command', long, `/home/${long}`) }),
        ),
        report: whole,
      },
    },
    go: toActivity,
  },
];

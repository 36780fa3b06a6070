/** Settings: each group as it is, as it was set, and with what was refused. */
import { expect, type Page } from '@playwright/test';
import { app, fallbackApp, firstStart } from './scenario';
import type { View } from './view';

const heading = (page: Page, name: string) => expect(page.getByRole('heading', { name, exact: true })).toBeVisible();

async function openSettings(page: Page, group?: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await heading(page, 'Settings');
  if (group !== undefined) await page.getByRole('navigation', { name: 'Parts of Settings' }).getByRole('button', { name: group }).click();
}

const own = [
  { name: 'Used lab', apiUrl: 'https://api.lab.example', authUrl: 'https://auth.lab.example' },
  {
    name: 'A name as long as a name may be, sixty characters in the end',
    apiUrl: `https://${'very-long-host-'.repeat(4)}x.example.org`,
    authUrl: 'https://auth.example.org',
  },
];
/** With a proxy and two platforms of the person's own. */
const ownApp = {
  ...app,
  settings: {
    ...app.settings,
    proxy: { kind: 'fixed' as const, url: 'http://old-proxy.example.org:3128', bypass: '*.lab.example' },
    customPlatforms: own,
  },
  platforms: [
    ...app.platforms.slice(0, -1),
    ...own.map(({ name, apiUrl, authUrl }) => ({
      key: `custom ${apiUrl} ${authUrl}`,
      kind: 'custom' as const,
      name,
      authHost: new URL(authUrl).host,
      isChoosable: true,
      own: { apiUrl, authUrl },
    })),
    ...app.platforms.slice(-1),
  ],
};

const LONG_FOLDER = '/home/amy/'.concat('a-folder-as-long-as-people-make-them/'.repeat(5), 'trio');
const amys = 'dnanexus/user-amy';
const mappedFolders = [
  { folder: '/home/amy/cohort', accountId: amys, label: 'nextflow-runs', project: null, needs: null },
  { folder: LONG_FOLDER, accountId: amys, label: 'x'.repeat(190), project: 'project-0123456789BFGJKPQVXYZbfg', needs: '12h' },
  { folder: '/srv/old', accountId: 'dnanexus/user-gone', label: null, project: null, needs: null },
];

export const settingsViews: readonly View[] = [
  {
    name: 'settings',
    patch: { app: { ...fallbackApp, command: { path: null, canInstall: true }, keychain: 'missing' } },
    go: (page) => openSettings(page),
  },
  {
    name: 'settings-set',
    patch: {
      app: { ...app, desk: 'untold', settings: { ...app.settings, idleLimitMs: 300_000, whenSuspended: 'signOut', appearance: 'system' } },
      lock: { isSetUp: true, isLocked: false, lockedBy: null, touchId: 'on', waitUntilMs: null },
    },
    go: (page) => openSettings(page),
  },
  {
    name: 'settings-network',
    patch: { app: ownApp },
    go: async (page) => {
      await openSettings(page, 'Network');
      await page.getByRole('textbox', { name: 'Proxy address' }).fill('http://amy:hunter2@proxy.example.org:3128');
      await page.getByRole('button', { name: 'Use this proxy' }).click();
      await page.getByRole('button', { name: 'Remove Used lab' }).click();
      await expect(page.getByText('An account is known on this platform.')).toBeVisible();
      await expect(page.getByText('A login has no place here.')).toBeVisible();
    },
  },
  {
    name: 'settings-notices',
    patch: { app: { ...app, settings: { ...app.settings, noticeFirstUse: false, quietHours: { fromMin: 1320, toMin: 420 } } } },
    go: async (page) => {
      await openSettings(page, 'Notices');
      await page.getByRole('textbox', { name: 'To' }).fill('22:00');
      await page.getByRole('button', { name: 'Keep these hours' }).click();
      await expect(page.getByText('Type two different times')).toBeVisible();
    },
  },
  {
    name: 'settings-desktop',
    patch: { refusals: { 'settings.change': { code: 'FILE_FAULT' } } },
    go: async (page) => {
      await openSettings(page, 'Window and desktop');
      await page.getByRole('radiogroup', { name: 'Start at login' }).getByText('on', { exact: true }).click();
      await expect(page.getByText('A file of dxkey could not be written.')).toBeVisible();
    },
  },
  {
    name: 'settings-computer',
    patch: { lock: { isSetUp: true, isLocked: false, lockedBy: null, touchId: 'absent', waitUntilMs: null } },
    go: async (page) => {
      await openSettings(page);
      await page.getByRole('button', { name: 'Forgot the passphrase?' }).click();
      await expect(page.getByRole('heading', { name: 'Erase dxkey from this computer' })).toBeFocused();
    },
  },
  {
    name: 'settings-addPlatform',
    patch: {},
    go: async (page) => {
      await openSettings(page, 'Network');
      await page.getByRole('button', { name: 'Add a platform…' }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill('DNAnexus');
      await page.getByRole('textbox', { name: 'Sign-in address' }).fill('https://auth.lab.example');
      await page.getByRole('textbox', { name: 'API address' }).fill('https://api.lab.example');
      await page.getByRole('button', { name: 'Keep' }).click();
      await expect(page.getByText('That name is taken.')).toBeVisible();
    },
  },
  {
    name: 'settings-folders',
    patch: { folders: mappedFolders },
    go: (page) => openSettings(page, 'Folders'),
  },
  {
    name: 'settings-addFolder',
    patch: {},
    go: async (page) => {
      await openSettings(page, 'Folders');
      await page.getByRole('button', { name: 'Add a folder…' }).click();
      await page.getByRole('textbox', { name: 'Project (optional)' }).fill('project-x');
      await page.getByRole('textbox', { name: 'Folder' }).fill(LONG_FOLDER);
      await page.getByRole('button', { name: 'Keep' }).click();
      await expect(page.getByText('Type a project’s id')).toBeVisible();
    },
  },
  {
    name: 'settings-signedOut',
    patch: { session: firstStart },
    go: async (page) => {
      await page.getByRole('button', { name: 'Settings: proxy, platforms…' }).click();
      await heading(page, 'Settings');
    },
  },
  {
    name: 'signIn-ownPlatform',
    patch: { session: firstStart, app: ownApp },
    go: async (page) => {
      await page.getByRole('button', { name: /Platform/ }).click();
      await page.getByRole('option', { name: /Used lab/ }).click();
      await expect(page.getByText('Your password goes to auth.lab.example.')).toBeVisible();
    },
  },
];

/** Every screen and dialog, and how to get there: what the accessibility and the picture specs walk through. */
import { expect, type Page } from '@playwright/test';
import { GOOD_TOKEN } from './fakeBridge';
import { accountViews } from './accountViews';
import { fillNewToken, newTokenViews } from './newTokenViews';
import { securityViews } from './securityViews';
import { activityViews } from './activityViews';
import { idleViews } from './idleViews';
import { listViews } from './listViews';
import { panicViews } from './panicViews';
import { revokeViews } from './revokeViews';
import { noticeViews } from './noticeViews';
import { panelViews } from './panelViews';
import { pauseViews } from './pauseViews';
import { scanViews } from './scanViews';
import { rotationViews } from './rotationViews';
import { unansweredViews } from './unansweredViews';
import { consentViews } from './consentViews';
import { detailViews } from './detailViews';
import { doctorViews } from './doctorViews';
import { eraseViews } from './eraseViews';
import { settingsViews } from './settingsViews';
import type { View } from './view';
import {
  app,
  byPassword,
  byToken,
  DAY,
  fallbackApp,
  firstStart,
  leases,
  list,
  NOW,
  platform,
  queue,
  row,
  rows,
  running,
  signedOut,
} from './scenario';

const heading = (page: Page, name: string | RegExp) => expect(page.getByRole('heading', { name })).toBeVisible();
const tokensShown = async (page: Page) => {
  await expect(page.getByRole('row').nth(1)).toBeVisible();
};
async function rowAction(page: Page, label: string, action: string): Promise<void> {
  await page.getByRole('row', { name: label }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: action }).click();
}
const LONG = 'extremely-long-label-'.repeat(9).slice(0, 190);
const odd = [
  row(20, { label: LONG, last4: 'Lo0g' }),
  row(21, { label: 'رمز الوصول للمختبر 3 مشاريع', last4: 'rT1l', scope: { kind: 'full' } }),
  row(22, { label: '🧬🧬 genome 👩‍🔬 run', last4: 'em0j' }),
  row(23, {
    label: null,
    last4: null,
    held: 'elsewhere',
    origin: 'server',
    scope: { kind: 'unknown' },
    madeMs: null,
    expiresMs: null,
    lastUsedMs: null,
  }),
  row(24, { label: 'being revoked', state: 'revoking' }),
  row(25, { label: 'revoked in the browser', state: 'gone' }),
];

const signInViews: View[] = [
  { name: 'signIn-first', patch: { session: firstStart }, go: (page) => heading(page, 'dxkey') },
  {
    name: 'signIn-markup',
    patch: { session: firstStart, silent: ['session.load'] },
    at: 'first-fallback.html',
    go: (page) => heading(page, 'dxkey'),
  },
  {
    name: 'signIn-wrong',
    patch: { session: signedOut },
    go: async (page) => {
      await page.getByLabel('Password', { exact: true }).last().fill('wrong');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await expect(page.getByText('That username and password do not match.')).toBeVisible();
    },
  },
  {
    name: 'signIn-forNow',
    patch: { session: firstStart, app: { ...app, keychain: 'missing' } },
    go: async (page) => {
      await page.getByRole('button', { name: 'Sign in for now, without keeping it' }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'signIn-custom',
    patch: { session: firstStart, app: { ...app, keychain: 'locked' } },
    go: async (page) => {
      await page.getByRole('button', { name: /Platform/ }).click();
      await page.getByRole('option', { name: /Custom host/ }).click();
      await expect(page.getByRole('textbox', { name: 'API address' })).toBeVisible();
    },
  },
  {
    name: 'signIn-platforms',
    patch: { session: firstStart, app: fallbackApp },
    go: async (page) => {
      await page.getByRole('button', { name: /Platform/ }).click();
      await expect(page.getByRole('option', { name: /Staging/ })).toBeVisible();
    },
  },
  {
    name: 'signIn-ended',
    patch: {
      session: {
        status: 'signedOut',
        accountId: 'dnanexus/user-amy',
        last: { platform, username: 'amy' },
        ended: {
          reason: 'signedOut',
          atMs: NOW,
          username: 'amy',
          notes: [
            { step: 'destroy', code: 'OFFLINE', isQueued: true },
            { step: 'clipboard', code: 'CLIPBOARD_FAILED', isQueued: false },
          ],
          uncopied: [],
        },
      },
    },
    go: (page) => expect(page.getByText('amy is signed out.')).toBeVisible(),
  },
  {
    name: 'code',
    patch: { session: firstStart },
    go: async (page) => {
      await page.getByRole('textbox', { name: 'Username' }).fill('bob');
      await page.getByLabel('Password', { exact: true }).last().fill('right');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await heading(page, 'Enter the code');
      await page.getByRole('textbox').fill('111 111');
      await page.getByRole('button', { name: 'Continue' }).click();
      await expect(page.getByText('That code was not accepted.')).toBeVisible();
    },
  },
  {
    name: 'confirmToken',
    patch: { session: firstStart },
    go: async (page) => {
      await page.getByText('API token', { exact: true }).first().click();
      await page.getByLabel('API token', { exact: true }).last().fill(`${GOOD_TOKEN}longer`);
      await page.getByRole('button', { name: 'Check token' }).click();
      await heading(page, 'Is this you?');
    },
  },
];

const isLocked: View['patch']['lock'] = {
  isSetUp: true,
  isLocked: true,
  lockedBy: 'screenLocked',
  touchId: 'on',
  waitUntilMs: NOW + 64_000,
};
const lockViews: View[] = [
  {
    name: 'lock',
    patch: { lock: isLocked },
    go: async (page) => {
      await page.getByText('Forgot the passphrase?').click();
      await expect(page.getByText('Nothing can reset it')).toBeVisible();
    },
  },
  {
    name: 'lock-setUp',
    patch: {},
    go: async (page) => {
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('button', { name: 'Set up…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Set up' }).click();
      await expect(page.getByText('At least 8 characters')).toBeVisible();
    },
  },
];

const tokenViews: View[] = [
  {
    name: 'tokens',
    patch: {},
    go: async (page) => {
      await tokensShown(page);
      await page.getByRole('row', { name: 'ci-upload' }).focus();
    },
  },
  {
    name: 'tokens-loading',
    patch: { silent: ['tokens.load'] },
    go: (page) => expect(page.getByRole('status', { name: 'Loading tokens' })).toBeVisible(),
  },
  { name: 'tokens-empty', patch: { tokens: list([]) }, go: (page) => heading(page, 'No tokens yet') },
  {
    name: 'tokens-error',
    patch: { refusals: { 'tokens.load': { code: 'INTERNAL' } } },
    go: (page) => expect(page.getByText('dxkey made a mistake.')).toBeVisible(),
  },
  {
    name: 'tokens-noMatch',
    patch: {},
    go: async (page) => {
      await tokensShown(page);
      await page.keyboard.press('/');
      await page.keyboard.type('zzz');
      await heading(page, 'Nothing matches');
    },
  },
  {
    name: 'tokens-troubled',
    patch: {
      app: { ...app, keychain: 'locked', tray: 'absent', agent: 'refused', damagedFiles: ['leases.json'] },
      session: { ...byPassword, verified: 'offline' },
      tokens: list(
        rows.filter((one) => one.held === 'here'),
        {
          source: 'thisComputer',
          problem: { code: 'OFFLINE', details: { requestId: '1732438800-71' } },
          checkedMs: null,
          mayExist: [{ label: 'qc-sweep', untilMs: NOW + 30 * DAY }],
        },
      ),
      queue,
    },
    go: tokensShown,
  },
  {
    name: 'tokens-inMemory',
    patch: { app: { ...app, keychain: 'missing' }, session: { ...byPassword, isInMemory: true } },
    go: tokensShown,
  },
  { name: 'tokens-odd', patch: { tokens: list(odd) }, go: tokensShown },
  { name: 'tokens-thousand', patch: { tokens: list(Array.from({ length: 1000 }, (_, n) => row(n + 100))) }, go: tokensShown },
  {
    name: 'tokens-menu',
    patch: {},
    go: async (page) => {
      await page.getByRole('row', { name: 'nextflow-runs' }).click({ button: 'right' });
      await expect(page.getByRole('menu')).toBeVisible();
    },
  },
  {
    name: 'tokens-copied',
    patch: {},
    go: async (page) => {
      await rowAction(page, 'ci-upload', 'Copy');
      await expect(page.getByText('Clipboard clears in 30 s')).toBeVisible();
    },
  },
  {
    name: 'tokens-copyFailed',
    patch: { refusals: { 'tokens.copy': { code: 'KEYCHAIN_HUNG' } } },
    go: async (page) => {
      await rowAction(page, 'ci-upload', 'Copy');
      await expect(page.getByText('The keychain does not answer.')).toBeVisible();
    },
  },
  {
    name: 'accountMenu',
    patch: {},
    go: async (page) => {
      await page.getByRole('button', { name: 'Account amy' }).click();
      await expect(page.getByRole('menu')).toBeVisible();
    },
  },
];

const dialogViews: View[] = [
  {
    name: 'fresh',
    patch: {},
    go: async (page) => {
      await fillNewToken(page);
      await page.getByRole('button', { name: 'Generate token' }).click();
      await heading(page, '“ci-upload” is ready');
      await page.getByRole('button', { name: 'Copy', exact: true }).click();
      await expect(page.getByRole('dialog').getByText('Clipboard clears in 30 s')).toBeVisible();
    },
  },
  {
    name: 'fresh-notKept',
    patch: { keepProblem: { code: 'KEYCHAIN_LOCKED' } },
    go: async (page) => {
      await fillNewToken(page);
      await page.getByRole('button', { name: 'Generate token' }).click();
      await expect(page.getByText('It could not be kept. Copy it now.')).toBeVisible();
      await page.getByRole('button', { name: 'Done' }).click();
      await expect(page.getByText('Close without a copy?')).toBeVisible();
    },
  },
  {
    name: 'importToken',
    patch: {},
    go: async (page) => {
      await page.getByRole('button', { name: 'Import…' }).click();
      await page.getByRole('button', { name: 'Check and keep' }).click();
      await expect(page.getByText('Paste a token.')).toBeVisible();
    },
  },
  {
    name: 'revoke',
    patch: { running, leases },
    go: async (page) => {
      await rowAction(page, 'nextflow-runs', 'Revoke…');
      await expect(page.getByText(/2 jobs of this account/)).toBeVisible();
    },
  },
  {
    name: 'revoke-unknown',
    patch: { running: { isKnown: false, count: 0, isAtLeast: false, named: [] } },
    go: async (page) => {
      await rowAction(page, 'old laptop', 'Revoke…');
      await expect(page.getByText('The platform did not say whether jobs are running.')).toBeVisible();
    },
  },
  {
    name: 'export',
    patch: { app: { ...app, command: { path: null, canInstall: true } } },
    go: async (page) => {
      await rowAction(page, 'nextflow-runs', 'Export…');
      await expect(page.getByRole('textbox', { name: 'bash' })).toBeVisible();
    },
  },
  {
    name: 'project',
    patch: {},
    go: async (page) => {
      await rowAction(page, 'dxkey workstation-14', 'Set default project…');
      await heading(page, /Default project/);
    },
  },
  {
    name: 'queue',
    patch: { queue },
    go: async (page) => {
      await page.getByRole('button', { name: 'Show' }).click();
      await heading(page, 'Waiting to be revoked');
    },
  },
  {
    name: 'signOut-password',
    patch: { running, leases },
    go: async (page) => {
      await page.getByRole('button', { name: 'Account amy' }).click();
      await page.getByRole('menuitem', { name: 'Sign out…' }).click();
      await expect(page.getByText(/2 jobs/)).toBeVisible();
    },
  },
  {
    name: 'signOut-token',
    patch: { session: byToken, running },
    go: async (page) => {
      await page.getByRole('button', { name: 'Account amy' }).click();
      await page.getByRole('menuitem', { name: 'Sign out…' }).click();
      await expect(page.getByText(/2 jobs/)).toBeVisible();
    },
  },
  {
    name: 'proxy',
    patch: {
      session: firstStart,
      proxy: { asking: { id: 'p1', host: 'proxy.example.com', port: 3128, realm: 'Example Corp', isRefused: true } },
    },
    go: async (page) => {
      await heading(page, 'The network wants a login');
      await page.getByRole('button', { name: 'Log in to the proxy' }).click();
      await expect(page.getByText('Type the name.')).toBeVisible();
    },
  },
];

export const VIEWS: readonly View[] = [
  ...activityViews,
  ...securityViews,
  ...lockViews,
  ...signInViews,
  ...tokenViews,
  ...dialogViews,
  ...newTokenViews,
  ...settingsViews,
  ...eraseViews,
  ...doctorViews,
  ...accountViews,
  ...idleViews,
  ...listViews,
  ...panicViews,
  ...revokeViews,
  ...unansweredViews,
  ...noticeViews,
  ...panelViews,
  ...pauseViews,
  ...detailViews,
  ...consentViews,
  ...rotationViews,
  ...scanViews,
];

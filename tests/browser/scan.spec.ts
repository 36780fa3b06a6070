/** Tokens in files, in the page: where is looked, what is told of what was found, and each act on its own yes. */
import { emit, expect, inputsOf, test } from './fixtures';
import { act, finds, found, HISTORY, look, toScan } from './scanViews';
import { account, scenario } from './scenario';

const all = { scanFinds: finds(found) };

test('it is offered once: declined, it does not come again and is still in the rail', async ({ start }) => {
  const page = await start({ scan: { ...scenario().scan, isOffered: true } });
  await act(page, 'Not now');
  await expect(page.getByText('Tokens may lie in files')).toHaveCount(0);
  await expect.poll(() => inputsOf(page, 'scan.dismissOffer')).toEqual([{}]);
  await toScan(page);
});

test('taken up, it leads to the screen, and nothing is looked through before a press', async ({ start }) => {
  const page = await start({ scan: { ...scenario().scan, isOffered: true } });
  await act(page, 'Look for them…');
  await expect(page.getByText('Not looked yet')).toBeVisible();
  expect(await inputsOf(page, 'scan.run')).toEqual([]);
});

test('findings stand by file, with label or not, last 4, state, place and account', async ({ start }) => {
  const page = await start(all);
  await look(page);
  const history = page.getByRole('region', { name: HISTORY });
  for (const words of ['nextflow-runs ····x9Qz', 'live', 'in the keychain', 'amy on DNAnexus', 'lines 112, 113, 240', 'dx login --token'])
    await expect(history).toContainText(words);
  await expect(history).toContainText('unknown string ····Uu01');
  await expect(page.getByRole('region', { name: '/home/amy/.env' })).toContainText('expired or revoked');
});

test('nothing found, a look that failed, and what main has not told yet are each said', async ({ start }) => {
  const page = await start({ scanFinds: finds([]), silent: ['scan.load'] });
  await toScan(page);
  await expect(page.getByRole('status').filter({ hasText: 'Opening…' })).toBeVisible();
  await emit(page, 'scan.changed', scenario().scan);
  await act(page, 'Look');
  await expect(page.getByText('No token found')).toBeVisible();
  await page.evaluate(() => {
    window.fakeMain.scenario.refusals['scan.run'] = { code: 'INTERNAL' };
  });
  await act(page, 'Look again');
  await expect(page.getByRole('alert')).toContainText('dxkey made a mistake.');
});

test('of many files the first are shown, and more by a press', async ({ start }) => {
  const many = Array.from({ length: 60 }, (_, at) => ({
    ...{ ...found[2], id: `many-${String(at)}` },
    places: [
      { id: `place ${String(at)}`, path: `/home/amy/run-${String(at)}/.env`, line: 1, kind: 'env', context: 'variable', isScrubbed: false },
    ],
  })) as typeof found;
  const page = await start({ scanFinds: finds(many) });
  await look(page);
  await expect(page.getByRole('region', { name: /run-/ })).toHaveCount(50);
  await act(page, 'Show 10 more files');
  await expect(page.getByRole('region', { name: /run-/ })).toHaveCount(60);
});

test('the folders are the home’s, or what the person picks in the system’s dialog', async ({ start }) => {
  const page = await start(all);
  await toScan(page);
  await act(page, 'Choose folders…');
  await expect(page.getByText('/data/runs')).toBeVisible();
  await act(page, 'Your home folder instead');
  await expect(page.getByText('your home folder, where')).toBeVisible();
  await expect.poll(() => inputsOf(page, 'scan.chooseFolders')).toEqual([{ where: 'picked' }, { where: 'home' }]);
});

test('it says how far it is, and can be stopped', async ({ start }) => {
  const page = await start({ silent: ['scan.run'] });
  await toScan(page);
  await act(page, 'Look');
  const running = { ...scenario().scan, status: 'running' } as const;
  await emit(page, 'scan.changed', running);
  await expect(page.getByText('Looking for files…')).toBeVisible();
  await emit(page, 'scan.changed', { ...running, filesRead: 40, filesTotal: 80 });
  await expect(page.getByRole('progressbar')).toHaveAttribute('value', '40');
  await expect(page.getByText('40 of 80 files')).toBeVisible();
  await act(page, 'Stop');
  await expect(page.getByText('Not looked yet')).toBeVisible();
});

test('SECURITY: a string is sent only after a yes that names the host', async ({ start }) => {
  const page = await start(all);
  await look(page);
  await act(page, `Ask whose it is… unknown string ····Uu01, ${HISTORY}`);
  await expect(page.getByRole('heading', { name: 'Ask api.dnanexus.com?' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  expect(await inputsOf(page, 'scan.ask')).toEqual([]);
  await act(page, 'Send to api.dnanexus.com');
  await expect(page.locator('.notice')).toContainText('1 is a live token.');
  expect(await inputsOf(page, 'scan.ask')).toEqual([{ tokenIds: ['stranger'], host: 'api.dnanexus.com' }]);
});

test('what nobody knows is neither kept, rotated nor revoked; what the keychain has is not kept again', async ({ start }) => {
  const page = await start(all);
  await look(page);
  for (const name of [/^(Keep|Rotate|Revoke)… unknown string/, /^Keep… nextflow-runs/, /^Rotate… old laptop/, /^Revoke… rap-export/])
    await expect(page.getByRole('button', { name })).toHaveCount(0);
});

test('it is kept, then can be rotated; each is a question of its own', async ({ start }) => {
  const page = await start(all);
  await look(page);
  await act(page, 'Keep… old laptop');
  await act(page, 'Keep it');
  await expect(page.locator('.notice')).toContainText('is in the keychain');
  await act(page, 'Rotate… nextflow-runs ····x9Qz, /home/amy/cohort/nextflow.config');
  await page.getByRole('button', { name: 'Rotate', exact: true }).click();
  await expect(page.locator('.notice')).toContainText('nextflow-runs ····x9Qz was rotated.');
  expect(await inputsOf(page, 'scan.import')).toEqual([{ tokenId: 'listed' }]);
  expect(await inputsOf(page, 'scan.rotate')).toEqual([{ tokenId: 'held', scope: null }]);
});

test('taking it out of a history says that an open shell may write it back', async ({ start }) => {
  const page = await start(all);
  await look(page);
  await act(page, `Take out… unknown string ····Uu01, ${HISTORY}`);
  await expect(page.getByText('An open shell may write its history back when it ends.')).toBeVisible();
  await act(page, 'Take it out');
  await expect(page.locator('.notice')).toContainText('Taken out of 1 place. An open shell may write its history back');
  await expect(page.getByRole('region', { name: HISTORY }).getByText('taken out', { exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { name: /tokens in 4 files/ })).toBeFocused();
});

test('a file that could not be cleaned is told with why, and what was done is told, too', async ({ start }) => {
  const page = await start({ ...all, scanFailures: [{ path: HISTORY, code: 'FILE_CHANGED' }] });
  await look(page);
  await act(page, `Take out all… ${HISTORY}`);
  await act(page, 'Take them out');
  await expect(page.getByRole('alert')).toContainText('It changed since it was read, so it was left as it is.');
  await act(page, 'Done');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('revoking names what runs first', async ({ start }) => {
  const page = await start(all);
  await look(page);
  await act(page, 'Revoke… old laptop');
  await expect(page.getByText('No job of this account is running.')).toBeVisible();
  await act(page, 'Yes, revoke it');
  await expect(page.locator('.notice')).toContainText('old laptop ····Gh7w is revoked.');
  await expect(page.getByRole('button', { name: /^Revoke… old laptop/ })).toHaveCount(0);
  expect(await inputsOf(page, 'scan.revoke')).toEqual([{ tokenId: 'listed', when: 'now' }]);
});

test('what was forgotten behind an open question takes the question with it', async ({ start }) => {
  const page = await start(all);
  await look(page);
  await act(page, 'Revoke… old laptop');
  await emit(page, 'scan.changed', { ...scenario().scan, status: 'dropped' });
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  await expect(page.getByText('What was found has been forgotten')).toBeVisible();
});

test('by keyboard: from the rail to a look, through the acts of a finding, and back after a question', async ({ start }) => {
  const page = await start(all);
  await page.getByRole('button', { name: 'Scan', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Look', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Look again' })).toBeFocused();
  for (const name of [
    'Choose folders…',
    'Ask about 2 unknown strings…',
    `Take out all… ${HISTORY}`,
    `Take out… nextflow-runs ····x9Qz, ${HISTORY}`,
  ]) {
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name })).toBeFocused();
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: `Take out… nextflow-runs ····x9Qz, ${HISTORY}` })).toBeFocused();
  expect(await inputsOf(page, 'scan.run')).toEqual([{ accountId: account.id }]);
});

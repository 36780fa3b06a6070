/** SECURITY.md row 18 on the real app: what keeps a secret that is in memory, or on the screen, out of other hands. */
import { readFileSync } from 'node:fs';
import { expect, noteProtection, test } from './fixtures';
import { closeFresh, mintToken, typePassword, untilTokensScreen } from './person';

const PROJECT = 'Pipeline tests';

test('row 18: content protection is on while a token is shown, and off again', async ({ launch, standin }) => {
  const app = await launch();
  const page = await app.page();
  await typePassword(page, { username: 'amy', password: standin.account('amy').password });
  await untilTokensScreen(page);
  const told = await noteProtection(app.electron);
  const secret = await mintToken(page, { label: 'protected', project: PROJECT });
  await expect(page.getByText(secret)).toBeVisible();
  expect(await told()).toEqual([true]);
  await closeFresh(page);
  await expect.poll(told).toEqual([true, false]);
});

test('row 18: a renderer that dies while it shows a token takes the token and the protection with it', async ({ launch, standin }) => {
  const app = await launch();
  const page = await app.page();
  await typePassword(page, { username: 'amy', password: standin.account('amy').password });
  await untilTokensScreen(page);
  const told = await noteProtection(app.electron);
  await mintToken(page, { label: 'crashed', project: PROJECT });
  const rendererPid = () =>
    app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0);
  const before = await rendererPid();
  await app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  await expect.poll(told).toEqual([true, false]);
  await expect.poll(async () => ![0, before].includes(await rendererPid()), { timeout: 15_000 }).toBe(true);
});

test('row 18: no process of the app leaves a core dump', async ({ launch }) => {
  const app = await launch();
  await app.page();
  const pids = processTree(app.electron.process().pid ?? 0);
  // Main, both zygotes, a renderer, the network service.
  expect(pids.length).toBeGreaterThanOrEqual(4);
  for (const pid of pids) {
    const limits = readFileSync(`/proc/${String(pid)}/limits`, 'utf8');
    expect(limits, readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')).toMatch(/^Max core file size\s+0\s+0/m);
  }
});

function processTree(pid: number): number[] {
  const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8')
    .split(' ')
    .map(Number);
  return [pid, ...children.filter((child) => child > 0).flatMap(processTree)];
}

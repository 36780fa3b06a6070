/** SECURITY.md rows 19 and 20 on the real app: what it writes is its user's alone. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, signIn, test, untilSignedIn, valueOf } from './fixtures';

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name));
}

test('row 19: the agent listens in a folder of 0700 on a socket of 0600', async ({ launch, dataFolder }) => {
  const page = await (await launch()).page();
  valueOf(await page.evaluate(() => window.dxkey.app.load()));
  const run = join(dataFolder, 'run');
  await expect.poll(() => readdir(run).catch(() => [])).toEqual(['agent.sock']);
  expect([await modeOf(run), await modeOf(join(run, 'agent.sock'))]).toEqual(['700', '600']);
});

test('row 20: index, settings and log are 0600, in folders of 0700', async ({ launch, dataFolder, standin }) => {
  const page = await (await launch()).page();
  await signIn(page, standin.account('amy'));
  await untilSignedIn(page);
  valueOf(await page.evaluate(() => window.dxkey.settings.change({ appearance: 'dark' })));
  const files = [...(await filesIn(dataFolder)), ...(await filesIn(join(dataFolder, 'log')))];
  expect(files.map((path) => path.slice(dataFolder.length + 1))).toEqual(
    expect.arrayContaining(['index.json', 'settings.json', 'log/dxkey.log']),
  );
  for (const path of files) expect(await modeOf(path), path).toBe('600');
  expect(await modeOf(join(dataFolder, 'log'))).toBe('700');
});

test('nothing of Chromium keeps a cookie', async ({ launch, dataFolder }) => {
  const app = await launch();
  await app.page();
  await app.close();
  const kept: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) await walk(join(folder, entry.name));
      else if (/cookies/i.test(entry.name) && (await stat(join(folder, entry.name))).size > 0) kept.push(join(folder, entry.name));
    }
  };
  await walk(join(dataFolder, 'chromium'));
  expect(kept).toEqual([]);
});

/** SECURITY.md row 19 at the app's start: what stands where its socket belongs is neither used nor pushed aside, and that is said. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, signIn, test, valueOf } from './fixtures';
import { untilTokensScreen } from './person';

async function untilRefused(page: Page): Promise<void> {
  await expect.poll(async () => valueOf(await page.evaluate(() => window.dxkey.app.load())).agent).toBe('refused');
}

test('row 19: a file in the socket’s place stays as it is; window and command say what is wrong', async ({
  launch,
  standin,
  dataFolder,
  dxkey,
}) => {
  const path = join(dataFolder, 'run', 'agent.sock');
  mkdirSync(join(dataFolder, 'run'), { mode: 0o700 });
  writeFileSync(path, 'not a socket');
  const page = await (await launch()).page();
  await untilRefused(page);
  await signIn(page, standin.account('amy'));
  await untilTokensScreen(page);
  await expect(page.getByText('The dxkey command cannot reach this app.')).toBeVisible();
  expect(readFileSync(path, 'utf8')).toBe('not a socket');
  const { code, err } = await dxkey(['status']);
  expect(code).toBe(10);
  expect(err).toContain('The dxkey app was started');
});

test('row 19: a program that listens there first keeps its place, and is told no secret unless it speaks as our app does', async ({
  launch,
  dataFolder,
  dxkey,
}) => {
  const path = join(dataFolder, 'run', 'agent.sock');
  mkdirSync(join(dataFolder, 'run'), { mode: 0o700 });
  const heard: string[] = [];
  const squatter = createServer((socket) => {
    socket.on('data', (chunk) => heard.push(chunk.toString()));
    socket.on('error', () => undefined);
    socket.write('{"id":1,"ok":true,"value":{"protocol":0}}\n');
  });
  await new Promise<void>((resolve) => squatter.listen(path, resolve));
  try {
    const page = await (await launch()).page();
    await untilRefused(page);
    const secret = 'CANARYimported0123456789abcdefgh';
    const { code, err } = await dxkey(['import', '--stdin'], { input: `${secret}\n` });
    expect(code).toBe(10);
    expect(err).not.toBe('');
    expect(heard.join('')).not.toContain(secret);
  } finally {
    squatter.close();
  }
});

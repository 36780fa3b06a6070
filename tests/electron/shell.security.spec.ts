/** SECURITY.md, the rows that only the real Electron can prove: 1, 3, 4, 5, 6, 7, 9, 18, 25. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, outputUntil, test, valueOf } from './fixtures';

/** Anything of another's: a request of the page that leaves our origin shows here. */
function watchRequests(page: Page): string[] {
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('dxkey://app/')) foreign.push(request.url());
  });
  return foreign;
}

test('row 1: the window has the switches that the sources say', async ({ launch }) => {
  const app = await launch();
  await app.page();
  const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
  });
  const page = await app.page();
  expect(
    await page.evaluate(() => [
      typeof Reflect.get(globalThis, 'require'),
      typeof Reflect.get(globalThis, 'process'),
      typeof Reflect.get(globalThis, 'module'),
    ]),
  ).toEqual(['undefined', 'undefined', 'undefined']);
});

test('row 3: every renderer runs under seccomp, in a user namespace of its own', async ({ launch }) => {
  const app = await launch();
  await app.page();
  const pids = await app.electron.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .filter((one) => one.type === 'Tab')
      .map((one) => one.pid),
  );
  expect(pids.length).toBeGreaterThan(0);
  for (const pid of pids) expect(readFileSync(`/proc/${String(pid)}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m);
});

test('row 4: every permission, device and capture is refused', async ({ launch }) => {
  const page = await (await launch()).page();
  const outcomes = await page.evaluate(async () => {
    const nav = navigator as unknown as Record<string, Record<string, (input?: unknown) => Promise<unknown>> | undefined>;
    const attempts: Record<string, () => Promise<unknown>> = {
      microphone: () => navigator.mediaDevices.getUserMedia({ audio: true }),
      camera: () => navigator.mediaDevices.getUserMedia({ video: true }),
      screen: () => navigator.mediaDevices.getDisplayMedia({ video: true }),
      location: () =>
        new Promise((resolve, reject) => {
          navigator.geolocation.getCurrentPosition(resolve, reject, { timeout: 5000 });
        }),
      clipboard: () => navigator.clipboard.readText(),
      midi: () => (nav.requestMIDIAccess as unknown as () => Promise<unknown>).call(navigator),
      notifications: async () => {
        if ((await Notification.requestPermission()) !== 'granted') throw new Error('refused');
      },
      wakeLock: () => navigator.wakeLock.request('screen'),
      hid: async () => {
        const given = (await nav.hid?.requestDevice?.({ filters: [] })) as unknown[] | undefined;
        if (given === undefined || given.length === 0) throw new Error('nothing');
      },
      usb: () => nav.usb?.requestDevice?.({ filters: [] }) ?? Promise.reject(new Error('absent')),
      serial: () => nav.serial?.requestPort?.({}) ?? Promise.reject(new Error('absent')),
      bluetooth: () => nav.bluetooth?.requestDevice?.({ acceptAllDevices: true }) ?? Promise.reject(new Error('absent')),
    };
    const told: Record<string, string> = {};
    for (const [name, attempt] of Object.entries(attempts)) {
      const limit = new Promise((_resolve, reject) =>
        setTimeout(() => {
          reject(new Error('no answer'));
        }, 6000),
      );
      told[name] = await Promise.race([attempt(), limit]).then(
        () => 'GRANTED',
        () => 'refused',
      );
    }
    return told;
  });
  expect(Object.values(outcomes), JSON.stringify(outcomes)).toEqual(Object.values(outcomes).map(() => 'refused'));
});

test('row 5: the policy stands on what our scheme answers, and holds', async ({ launch }) => {
  const app = await launch();
  const page = await app.page();
  const headers = await app.electron.evaluate(async ({ session }) => {
    const seen: Record<string, string[]> = {};
    const answer = await session.fromPartition('dxkey-page').fetch('dxkey://app/index.html');
    answer.headers.forEach((value, name) => (seen[name] = [value]));
    return seen;
  });
  expect(headers['content-security-policy']?.[0]).toContain("default-src 'none'; script-src 'self'");
  expect(headers['x-content-type-options']).toEqual(['nosniff']);
  const blocked = await page.evaluate(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'globalThis.wasRun = true';
    document.head.append(script);
    const image = new Image();
    image.src = 'https://evil.example/x.png';
    await fetch('https://evil.example/').catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { violations, wasRun: Reflect.get(globalThis, 'wasRun') as unknown };
  });
  expect(blocked.wasRun).toBeUndefined();
  expect(blocked.violations).toEqual(expect.arrayContaining(['script-src-elem', 'img-src', 'connect-src']));
});

test('row 6: the first screen breaks no policy and asks nobody else', async ({ launch }) => {
  const page = await (await launch()).page();
  const foreign = watchRequests(page);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/content security policy|refused to/i.test(message.text())) complaints.push(message.text());
  });
  await page.reload();
  await expect(page.getByLabel('Username')).toBeVisible();
  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
});

test('row 7: the page stays where it is and opens no window', async ({ launch }) => {
  const app = await launch();
  const page = await app.page();
  const before = page.url();
  const opened = await page.evaluate(() => window.open('https://evil.example/') === null);
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'https://evil.example/';
    document.body.append(link);
    link.click();
    location.href = 'dxkey://app/other.html';
  });
  await page.waitForTimeout(300);
  expect(opened).toBe(true);
  expect(page.url()).toBe(before);
  expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('row 9: another window with our preload, even on our own address, is refused with an answer', async ({ launch }) => {
  const running = await launch();
  await running.page();
  const answer = await running.electron.evaluate(async ({ app, BrowserWindow, session }) => {
    const preload = `${app.getAppPath()}/dist/preload/index.js`;
    session
      .fromPartition('other')
      .protocol.handle('dxkey', () => new Response('<p>other</p>', { headers: { 'content-type': 'text/html' } }));
    const other = new BrowserWindow({
      show: false,
      webPreferences: { preload, sandbox: true, contextIsolation: true, partition: 'other' },
    });
    await other.webContents.loadURL('dxkey://app/index.html');
    // eslint-disable-next-line no-restricted-syntax -- the foreign window of this test has no page of ours to ask from
    const said: unknown = await other.webContents.executeJavaScript('window.dxkey.session.load()');
    other.destroy();
    return said;
  });
  expect(answer).toEqual({ ok: false, error: { code: 'UNTRUSTED_SENDER' } });
});

test('row 18: a process that leaves no core dump', async ({ launch }) => {
  const app = await launch();
  await app.page();
  const limits = readFileSync(`/proc/${String(app.electron.process().pid ?? 0)}/limits`, 'utf8');
  expect(limits).toMatch(/^Max core file size\s+0\s+0/m);
});

test('row 25: on the fallback runtime only platforms on this computer can be chosen', async ({ launch }) => {
  const page = await (await launch()).page();
  const state = valueOf(await page.evaluate(() => window.dxkey.app.load()));
  test.skip(state.runtime === 'pinned', 'this is the pinned runtime: every platform can be chosen');
  expect(
    state.platforms.filter((offer) => ['dnanexus', 'staging', 'china'].includes(offer.kind)).map((offer) => offer.isChoosable),
  ).toEqual([false, false, false]);
  const refused = await page.evaluate(() =>
    window.dxkey.session.signIn({ platform: { kind: 'dnanexus' }, username: 'amy', password: 'x' }),
  );
  expect(refused).toMatchObject({ ok: false, error: { code: 'PLATFORM_NOT_ALLOWED' } });
  const custom = await page.evaluate(() =>
    window.dxkey.session.signIn({
      platform: { kind: 'custom', apiUrl: 'https://api.example', authUrl: 'https://auth.example' },
      username: 'amy',
      password: 'x',
    }),
  );
  expect(custom).toMatchObject({ ok: false, error: { code: 'PLATFORM_NOT_ALLOWED' } });
});

test('row 25: the fallback runtime says on every start what it is', async ({ launch, dataFolder }) => {
  const app = await launch();
  const page = await app.page();
  const { runtime, electronVersion } = valueOf(await page.evaluate(() => window.dxkey.app.load()));
  test.skip(runtime === 'pinned', 'this is the pinned runtime: there is nothing to say');
  await app.close();
  expect(await outputUntil('end of life', { DXKEY_DATA_DIR: dataFolder })).toContain(`Electron ${electronVersion}`);
});

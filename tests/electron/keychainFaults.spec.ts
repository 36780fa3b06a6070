/** The keychain missing, locked, killed and frozen under the real app: said within 3 s, nothing kept elsewhere, all else alive. */
import type { Page } from '@playwright/test';
import { startPrivateBus, whatIsMissing } from '../keychain/privateBus';
import type { PrivateBus } from '../keychain/privateBus';
import { filesHolding } from './desktop';
import { expect, test as base, signIn, untilSignedIn, valueOf } from './fixtures';
import { shownAccount } from './person';

/** What is promised to the person, from the moment that something meets the fault. */
const TOLD_WITHIN_MS = 3_000;
/** A machine that does much else draws late; what the app itself takes is measured by the calls. */
const DRAWN = { timeout: TOLD_WITHIN_MS + 2_000 };
const SOON = { timeout: 20_000 };
const SCOPE = { kind: 'full' } as const;

const test = base.extend<{ bus: PrivateBus }>({
  bus: async ({}, use) => {
    const bus = await startPrivateBus();
    await use(bus);
    await bus.remove();
  },
});

const missing = whatIsMissing();
test.skip(missing !== null, missing ?? '');

const on = (bus: PrivateBus) => ({ env: { DBUS_SESSION_BUS_ADDRESS: bus.env.DBUS_SESSION_BUS_ADDRESS ?? '' } });

/** The code of a copy, or its outcome, and how long it took. */
async function copy(page: Page, signature: string): Promise<{ told: string; tookMs: number }> {
  const accountId = await shownAccount(page);
  return page.evaluate(
    async (input) => {
      const startedMs = performance.now();
      const answer = await window.dxkey.tokens.copy(input);
      return { told: answer.ok ? answer.value.outcome : answer.error.code, tookMs: performance.now() - startedMs };
    },
    { accountId, signature },
  );
}

async function mint(page: Page, label: string) {
  const input = { accountId: await shownAccount(page), label, scope: SCOPE, expiresMs: null, isKept: true, worksWhileAway: false };
  return valueOf(await page.evaluate((asked) => window.dxkey.tokens.mint(asked), input));
}

/** What has nothing to do with the keychain goes on: settings, the list, projects. */
async function expectRestAlive(page: Page, isSignedIn: boolean): Promise<void> {
  const changed = await page.evaluate(() => window.dxkey.settings.change({ appearance: 'dark' }));
  expect(valueOf(changed).appearance).toBe('dark');
  if (!isSignedIn) return;
  const accountId = await shownAccount(page);
  expect(valueOf(await page.evaluate((input) => window.dxkey.tokens.refresh(input), { accountId }))).toMatchObject({
    source: 'platform',
    problem: null,
  });
  expect(
    valueOf(await page.evaluate((input) => window.dxkey.projects.find(input), { accountId, query: '', limit: 3 })).projects,
  ).toHaveLength(3);
}

const banner = (page: Page, title: string) => page.getByText(title, { exact: true });

async function expectRecovery(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await expect(banner(page, title)).toHaveCount(0, SOON);
}

for (const [name, address] of [
  ['no session bus', 'unix:path=/nonexistent/bus'],
  ['no Secret Service', null],
] as const) {
  test(`${name}: said before a password is typed, and none is sent`, async ({ bus, launch, standin, home, dataFolder }) => {
    const page = await (await launch(address === null ? on(bus) : { env: { DBUS_SESSION_BUS_ADDRESS: address } })).page();
    await expect(banner(page, 'There is no keychain on this desktop.')).toBeVisible(DRAWN);
    const { username, password } = standin.account('amy');
    await signIn(page, { username, password });
    await expect(
      page
        .getByRole('alert')
        .getByText(/keychain/i)
        .first(),
    ).toBeVisible(SOON);
    expect((await standin.control.counts())['/system/newAuthToken']).toBeUndefined();
    expect(await filesHolding(password, [home, dataFolder])).toEqual([]);
    await expectRestAlive(page, false);
    if (address !== null) return;
    await bus.startKeyring('unlocked');
    await expectRecovery(page, 'There is no keychain on this desktop.');
    await signIn(page, { username, password });
    await untilSignedIn(page);
  });
}

test('no Secret Service, signed in for now: lists, revokes by signature, signs out, and nothing is written anywhere', async ({
  bus,
  launch,
  standin,
  home,
  dataFolder,
}) => {
  const page = await (await launch(on(bus))).page();
  await expect(banner(page, 'There is no keychain on this desktop.')).toBeVisible(DRAWN);
  const { username, password } = standin.account('amy');
  await page.getByRole('textbox', { name: 'Username' }).fill(username);
  await page.getByLabel('Password', { exact: true }).last().fill(password);
  await page.getByRole('button', { name: 'Sign in for now, without keeping it' }).click();
  await untilSignedIn(page);
  await expect(page.locator('.session')).toContainText('held in memory only');
  await expectRestAlive(page, true);
  const made = await mint(page, 'not kept');
  expect(made).toMatchObject({ isKept: false, keepProblem: { code: 'KEYCHAIN_MISSING' } });
  const accountId = await shownAccount(page);
  const asked = { accountId, signature: made.row.signature, when: 'now' as const };
  expect(valueOf(await page.evaluate((input) => window.dxkey.tokens.revoke(input), asked)).outcome).toBe('revoked');
  const left = await page.evaluate((input) => window.dxkey.session.signOut({ ...input, kind: 'destroy' }), { accountId });
  expect(valueOf(left)).toMatchObject({ status: 'signedOut', ended: { notes: [] } });
  expect((await standin.control.liveTokens('amy')).filter((token) => token.isSession)).toEqual([]);
  for (const secret of [password, made.secret]) expect(await filesHolding(secret, [home, dataFolder, bus.folder])).toEqual([]);
});

test('locked, and nobody to unlock it: a sign-in fails with that, and its session is ended', async ({
  bus,
  launch,
  standin,
  home,
  dataFolder,
}) => {
  await (await bus.startKeyring('unlocked')).kill();
  const locked = await bus.startKeyring('locked');
  const page = await (await launch(on(bus))).page();
  await expect(banner(page, 'The keychain is locked.')).toBeVisible(DRAWN);
  const { username, password } = standin.account('amy');
  const told = await page.evaluate(
    async (input) => {
      const answer = await window.dxkey.session.signIn(input);
      return answer.ok ? answer.value.status : answer.error.code;
    },
    { platform: { kind: 'standin' as const }, username, password },
  );
  expect(told).toBe('KEYCHAIN_LOCKED');
  await expect.poll(async () => (await standin.control.liveTokens('amy')).filter((token) => token.isSession), SOON).toEqual([]);
  expect(await filesHolding(password, [home, dataFolder])).toEqual([]);
  await expectRestAlive(page, false);
  await locked.kill();
  await bus.startKeyring('unlocked');
  await expectRecovery(page, 'The keychain is locked.');
  await signIn(page, { username, password });
  await untilSignedIn(page);
});

for (const [name, title, code] of [
  ['killed', 'There is no keychain on this desktop.', 'KEYCHAIN_MISSING'],
  ['frozen', 'The keychain does not answer.', 'KEYCHAIN_HUNG'],
] as const) {
  test(`${name} in the middle: a new token is shown and kept nowhere else, and all is well again afterwards`, async ({
    bus,
    launch,
    standin,
    home,
    dataFolder,
  }) => {
    test.setTimeout(90_000);
    const keyring = await bus.startKeyring('unlocked');
    const page = await (await launch(on(bus))).page();
    await signIn(page, standin.account('amy'));
    await untilSignedIn(page);
    const kept = await mint(page, 'kept');
    expect(kept.isKept).toBe(true);
    // In memory until its dialog closes; from here on a copy needs the keychain.
    await page.evaluate(() => window.dxkey.tokens.dismissFresh({}));

    if (name === 'killed') await keyring.kill();
    else keyring.freeze();
    const { told, tookMs } = await copy(page, kept.row.signature);
    expect(told).toBe(code);
    expect(tookMs).toBeLessThan(TOLD_WITHIN_MS);
    await expect(banner(page, title)).toBeVisible(DRAWN);
    await expectRestAlive(page, true);
    const unkept = await mint(page, 'not kept');
    expect(unkept).toMatchObject({ isKept: false, keepProblem: { code } });
    expect(await filesHolding(unkept.secret, [home, dataFolder, bus.folder])).toEqual([]);

    if (name === 'killed') await bus.startKeyring('unlocked');
    else keyring.thaw();
    await expectRecovery(page, title);
    expect((await copy(page, kept.row.signature)).told).toMatch(/^copied/);
    expect((await copy(page, unkept.row.signature)).told).toMatch(/^copied/);
    expect(await filesHolding(kept.secret, [home, dataFolder])).toEqual([]);
  });
}

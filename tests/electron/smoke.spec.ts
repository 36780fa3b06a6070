import { expect, signIn, test, untilSignedIn, valueOf } from './fixtures';
import { shownAccount } from './person';

test('the sign-in screen shows and offers the stand-in', async ({ launch, standin }) => {
  const page = await (await launch()).page();
  await expect(page.getByLabel('Username')).toBeVisible();
  const state = valueOf(await page.evaluate(() => window.dxkey.app.load()));
  expect(state.platforms.find((offer) => offer.kind === 'standin')).toMatchObject({
    authHost: new URL(standin.url).host,
    isChoosable: true,
  });
});

test('a person signs in, a token is made, copied and revoked, and they sign out', async ({ launch, standin }) => {
  const page = await (await launch()).page();
  await signIn(page, standin.account('amy'));
  await untilSignedIn(page);

  const accountId = await shownAccount(page);
  const mint = { accountId, label: 'smoke', scope: { kind: 'full' }, expiresMs: null, isKept: true, worksWhileAway: false } as const;
  const made = valueOf(await page.evaluate((input) => window.dxkey.tokens.mint(input), mint));
  expect(made).toMatchObject({ isKept: true, keepProblem: null, row: { label: 'smoke', held: 'here', last4: made.secret.slice(-4) } });
  expect((await standin.post('/system/whoami', {}, made.secret)).status).toBe(200);

  const { signature } = made.row;
  const copied = valueOf(await page.evaluate((input) => window.dxkey.tokens.copy(input), { accountId, signature }));
  expect(copied.outcome).toBe('copied');
  const preview = valueOf(await page.evaluate((input) => window.dxkey.tokens.previewRevoke(input), { accountId, signature }));
  expect(preview.row.signature).toBe(signature);
  const revoked = valueOf(
    await page.evaluate((input) => window.dxkey.tokens.revoke(input), { accountId, signature, when: 'now' as const }),
  );
  expect(revoked.outcome).toBe('revoked');
  expect((await standin.post('/system/whoami', {}, made.secret)).status).toBe(401);

  valueOf(await page.evaluate((input) => window.dxkey.session.signOut(input), { accountId, kind: 'destroy' as const }));
  expect((await standin.control.liveTokens('amy')).filter((token) => token.isSession)).toEqual([]);
});

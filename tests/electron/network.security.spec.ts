/** SECURITY.md row 24: what carries a password, a code or mints a token reaches the server once, also over a connection that drops. */
import { expect, signIn, test, untilSignedIn, valueOf } from './fixtures';
import { shownAccount } from './person';

const ROUTE = '/system/newAuthToken';

test('a kept connection that drops makes Chromium send a POST twice: what the rest guards against', async ({ launch, standin }) => {
  const app = await launch();
  await app.page();
  await standin.control.fault({ route: '/system/whoami', drop: 'beforeBody', skip: 1 });
  await app.electron.evaluate(async ({ session }, url) => {
    const kept = session.fromPartition('a-kept-one');
    const post = () =>
      kept
        .fetch(`${url}/system/whoami`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
        .then((answer) => answer.text());
    await post();
    await post().catch(() => undefined);
  }, standin.url);
  expect((await standin.control.counts())['/system/whoami']?.arrived).toBe(3);
});

for (const drop of ['beforeBody', 'afterBody'] as const) {
  test(`a sign-in whose connection drops (${drop}) arrives once`, async ({ launch, standin }) => {
    const page = await (await launch()).page();
    const input = { platform: { kind: 'standin' }, username: 'amy', password: standin.account('amy').password } as const;
    // A connection is kept from before: two wrong passwords on the same route.
    await page.evaluate((one) => window.dxkey.session.signIn({ ...one, password: 'wrong' }), input);
    await standin.control.clearCounts();
    await standin.control.fault({ route: ROUTE, drop });
    const answer = await page.evaluate((one) => window.dxkey.session.signIn(one), input);
    expect(answer.ok).toBe(false);
    expect((await standin.control.counts())[ROUTE]?.arrived).toBe(1);
  });

  test(`a mint whose connection drops (${drop}) arrives once`, async ({ launch, standin }) => {
    const page = await (await launch()).page();
    await signIn(page, standin.account('amy'));
    await untilSignedIn(page);
    const accountId = await shownAccount(page);
    valueOf(await page.evaluate((input) => window.dxkey.tokens.refresh(input), { accountId }));
    await standin.control.clearCounts();
    await standin.control.fault({ route: ROUTE, drop });
    const mint = { accountId, label: 'once', scope: { kind: 'full' }, expiresMs: null, isKept: true, worksWhileAway: false } as const;
    const answer = await page.evaluate((one) => window.dxkey.tokens.mint(one), mint);
    // What is read after the body may have been made; the list tells.
    expect(answer).toMatchObject({ ok: false, error: { code: drop === 'afterBody' ? 'MINT_UNCERTAIN' : 'OFFLINE' } });
    expect((await standin.control.counts())[ROUTE]?.arrived).toBe(1);
  });
}

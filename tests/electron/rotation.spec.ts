/** A rotation by hand while a command has the token: from the row's menu with the old one revoked, from the tray with it left. */
import { join } from 'node:path';
import { signatureOf, start, type Program } from './desktop';
import { answerDialog } from './factorSteps';
import { commandWords, expect, test } from './fixtures';
import { rowAction, tokenRow, typePassword, untilTokensScreen } from './person';

const SOON = { timeout: 20_000 };
const CALLER = join(__dirname, '..', 'proofs', 'leases', 'caller.cjs');
const LABEL = 'rounds';

/** What the caller told last. */
function told(program: Program): { signature: string | null; calls: number; failed: number } {
  const line = program.out().trim().split('\n').at(-1) ?? '';
  return line === '' ? { signature: null, calls: 0, failed: 0 } : (JSON.parse(line) as ReturnType<typeof told>);
}
async function callsOn(program: Program): Promise<void> {
  const before = told(program).calls;
  await expect.poll(() => told(program).calls, SOON).toBeGreaterThan(before + 10);
  expect(told(program).failed).toBe(0);
}

test('a token is rotated under a running command: it goes on, new ones get the new token, the old one goes or stays as chosen', async ({
  tray,
  launch,
  standin,
  surroundings,
  dxkey,
  keptToken,
}) => {
  test.setTimeout(120_000);
  for (const job of await standin.control.jobs()) if (job.state === 'running') await standin.control.endJob(job.id);
  const page = await (await launch()).page();
  await typePassword(page, { username: 'amy', password: standin.account('amy').password });
  await untilTokensScreen(page);
  expect((await dxkey(['create', LABEL, '--project', 'Pipeline tests', '--yes'])).code).toBe(0);

  const isAlive = async (signature: string) => (await standin.control.liveTokens('amy')).some((one) => one.signature === signature);
  /** What a new command gets by that name; the keychain has it, whole. */
  const current = async (): Promise<string> => {
    const { out } = await dxkey(['exec', LABEL, '--', 'sh', '-c', 'echo "$DXKEY_SIGNATURE"']);
    const signature = out.trim();
    expect(signatureOf((await keptToken('user-amy', signature)) ?? '')).toBe(signature);
    return signature;
  };
  const [file = '', ...words] = commandWords();
  const hold = async (): Promise<Program> => {
    const program = start(file, [...words, 'exec', LABEL, '--', process.execPath, CALLER], { ...process.env, ...surroundings });
    await callsOn(program);
    return program;
  };
  const letGo = async (program: Program): Promise<void> => {
    program.child.stdin?.end();
    expect([await program.ended, told(program).failed]).toEqual([0, 0]);
  };

  const first = await current();
  const holder = await hold();
  const second = await test.step('from the row menu; the command with the old one goes on', async () => {
    await rowAction(page, LABEL, 'Rotate…');
    const dialog = page.getByRole('dialog', { name: new RegExp(LABEL) });
    await expect(dialog.getByText('1 command on this computer')).toBeVisible(SOON);
    await dialog.getByRole('button', { name: 'Rotate', exact: true }).click();
    await expect(page.locator('.notice')).toContainText('was rotated', SOON);
    const signature = await current();
    expect(signature).not.toBe(first);
    await callsOn(holder);
    expect(told(holder).signature).toBe(first);
    expect(await isAlive(first)).toBe(true);
    return signature;
  });

  await test.step('when it ends, the old one is revoked here and there', async () => {
    await letGo(holder);
    await expect.poll(() => isAlive(first), SOON).toBe(false);
    await expect(tokenRow(page, LABEL)).toHaveCount(1, SOON);
    expect(await keptToken('user-amy', first)).toBeNull();
    expect(await isAlive(second)).toBe(true);
  });

  await test.step('from the tray, leaving the old one', async () => {
    const again = await hold();
    const kept = (await keptToken('user-amy', second)) ?? '';
    await expect(async () => {
      if ((await current()) !== second) return;
      await tray.press(`${LABEL} ••••${kept.slice(-4)}`, 'Rotate…');
      // Cancel has the focus; the button before it leaves the old one.
      await answerDialog('Rotate a token', { keys: ['shift+Tab', 'space'] });
      await expect.poll(current, { timeout: 5_000 }).not.toBe(second);
    }).toPass({ timeout: 60_000 });
    await callsOn(again);
    await letGo(again);
    expect(await isAlive(second)).toBe(true);
    expect(await keptToken('user-amy', second)).toBe(kept);
  });
});

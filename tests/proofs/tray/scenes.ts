/** The two scenes of the proof of the tray. */
import { openTray, readClipboard, signatureOf, visibleWindows, type Tray } from '../../electron/desktop';
import * as person from '../../electron/person';
import { answer, check, dxkey, labels, menuOf, mint, nameOf, presence, until, watched, type Panel, type Stage } from './stage';

const PASSPHRASE = 'CANARY-tray-passphrase';
const ACTS = ['Copy', 'Pause…', 'Rotate…', 'Revoke…'];
const COMMON = ['Open dxkey', 'Sign Out…', 'Panic…', 'Quit'];

/** What the desktop's own close button does. */
const closeWindow = ({ app }: Stage): Promise<void> =>
  app.electron.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.close();
  });
const windowsOf = ({ app }: Stage): Promise<number> => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
const isLive = async ({ standin }: Stage, secret: string): Promise<boolean> =>
  (await standin.control.liveTokens('amy')).some(({ signature }) => signature === signatureOf(secret));

/** The first look at a menu: who, how long, each token with its acts, the one that ends first at the top. */
async function isWhole(panel: Panel, [ending, lasting]: readonly [string, string]): Promise<void> {
  await panel.follows('the menu is whole', (rows) => {
    const all = labels(rows);
    return (
      all[0] === 'amy on Stand-in' &&
      all.some((label) => /^The session ends in (\d+ hours|\d+ days|1 hour)$/.test(label)) &&
      all.filter((label) => label.includes('••••')).join() === [ending, lasting].join() &&
      COMMON.every((label) => all.includes(label))
    );
  });
  const rows = (await panel.seen()).menu;
  for (const name of [ending, lasting]) {
    const menu = menuOf(rows, name);
    check('wrong', `${name} says when it ends`, /^Ends in (less than 1 hour|\d+ hours?|\d+ days)$/.test(menu[0]?.label ?? ''));
    check('wrong', `${name} has its acts`, labels(menu).slice(1).join() === ACTS.join() && menu.slice(1).every((row) => row.enabled));
  }
  check('wrong', 'the last actions are five at most', menuOf(rows, 'Last actions').length <= 5);
}

async function copiesAndClears(panel: Panel, name: string, secret: string): Promise<void> {
  await panel.press(name, 'Copy');
  check('wrong', 'Copy copies', await until(async () => (await readClipboard()) === secret));
  await panel.follows('what is copied is told, with the time', (rows) =>
    labels(rows).some((label) => /^Clipboard: .*, clears within [123]0 s$/.test(label) && label.includes(name)),
  );
  await panel.follows('the last actions are told', (rows) => labels(menuOf(rows, 'Last actions'))[0]?.endsWith(`Copied ${name}`) === true);
  await panel.press('Clear now');
  check('wrong', 'Clear now clears', await until(async () => (await readClipboard()) === ''));
  await panel.follows('what is cleared is not told', (rows) => labels(rows).every((label) => !label.startsWith('Clipboard')));
}

async function pausesAndResumes(panel: Panel, [name, paused]: readonly [string, string], whilePaused: () => Promise<void>): Promise<void> {
  await panel.press(name, 'Pause…');
  await panel.follows('a paused token is shown as that', (rows) => {
    const menu = menuOf(rows, paused);
    return menu.some((row) => row.label === 'Copy' && !row.enabled) && menu.some((row) => row.label === 'Resume' && row.enabled);
  });
  await whilePaused();
  await panel.press(paused, 'Resume');
  await panel.follows('a resumed token is as before', (rows) => labels(rows).includes(name));
}

/** Where there is no panel the window says so, has it all, and closing does what is set. */
async function withoutPanel(stage: Stage, what: string): Promise<void> {
  const { page } = stage;
  check('wrong', `${what}: no panel is known`, await until(async () => (await presence(page)) === 'absent'));
  check('wrong', `${what}: the window says it`, await until(() => page.getByText('This desktop has no tray.').isVisible()));
  check('unreached', `${what}: the window has the token`, await until(() => person.tokenRow(page, 'lasting').isVisible()));
}

async function closingWithoutPanel(stage: Stage): Promise<void> {
  const { app, page } = stage;
  const set = (closeWithoutTray: 'quit' | 'minimise') =>
    page.evaluate((choice) => window.dxkey.settings.change({ closeWithoutTray: choice }), closeWithoutTray);
  await set('minimise');
  await closeWindow(stage);
  check('wrong', 'closing minimises where that is set', (await windowsOf(stage)) === 1);
  await set('quit');
  const isEnded = new Promise<boolean>((resolve) => app.electron.process().once('exit', (code) => resolve(code === 0)));
  // The app is gone before it can answer that it closed.
  void closeWindow(stage).catch(() => undefined);
  check('wrong', 'closing quits where that is set', await until(() => isEnded));
}

/** No panel at first. Then one comes, goes, and another comes: each finds the icon and a menu that works. */
export async function comesAndGoes(stage: Stage): Promise<void> {
  const lasting = await mint(stage, 'lasting', 20);
  await withoutPanel(stage, 'at first');
  const ending = await mint(stage, 'ending', 2.5);
  const names = [nameOf('ending', ending, ' (2 days)'), nameOf('lasting', lasting)] as const;
  const icons = new Set<string | undefined>();
  for (const what of ['late', 'again']) {
    const tray = await openTray();
    const panel = watched(tray, stage);
    try {
      check('wrong', `${what}: the panel is seen`, await until(async () => (await presence(stage.page)) === 'present'));
      const isSaid = (): Promise<boolean> => stage.page.getByText('This desktop has no tray.').isVisible();
      check('wrong', `${what}: the window no longer says that there is none`, await until(async () => !(await isSaid())));
      await isWhole(panel, names);
      icons.add((await panel.seen()).icon?.sha256);
      if (what === 'late') await copiesAndClears(panel, names[1], lasting);
      await pausesAndResumes(panel, [names[1], `${names[1]} (paused)`], () => Promise.resolve());
      await closeWindow(stage);
      check('wrong', `${what}: closing leaves it in the tray`, await until(async () => (await visibleWindows()).length === 0));
      await panel.press('Open dxkey');
      check('wrong', `${what}: Open opens`, await until(async () => (await visibleWindows()).length === 1));
      // The window that was closed is gone for good; this is another.
      stage.page = await stage.app.page();
    } finally {
      await tray.close();
    }
    check('wrong', `${what}: a panel that went is missed`, await until(async () => (await presence(stage.page)) === 'absent'));
  }
  check('wrong', 'each panel is given the same icon', icons.size === 1 && !icons.has(undefined));
  await closingWithoutPanel(stage);
}

async function rotates(stage: Stage, panel: Panel, name: string, old: string): Promise<void> {
  const before = (await stage.standin.control.liveTokens('amy')).length;
  await panel.press(name, 'Rotate…');
  await answer('Rotate a token', 0);
  check('wrong', 'Cancel rotates nothing', (await stage.standin.control.liveTokens('amy')).length === before);
  await panel.press(name, 'Rotate…');
  // It was shown in the window: to leave it is the first choice, to revoke it the second.
  await answer('Rotate a token', 1);
  await panel.follows('a new token comes, and the old one goes', (rows) => {
    const named = labels(rows).filter((label) => label.startsWith('turned'));
    return named.length === 1 && named[0] !== name;
  });
  check('wrong', 'the old one is revoked', await until(async () => !(await isLive(stage, old))));
  check('wrong', 'commands get the new one', (await dxkey(stage, 'exec', 'turned', '--', 'true')) === 0);
}

async function revokes(stage: Stage, panel: Panel, name: string, secret: string): Promise<void> {
  await panel.press(name, 'Revoke…');
  await answer('Revoke Tokens Confirmation', 0);
  check('wrong', 'Cancel revokes nothing', await isLive(stage, secret));
  await panel.press(name, 'Revoke…');
  await answer('Revoke Tokens Confirmation', 1);
  check('wrong', 'Yes revokes', await until(async () => !(await isLive(stage, secret))));
  await panel.follows('a revoked token leaves the menu', (rows) => !labels(rows).includes(name));
}

async function locks(stage: Stage, panel: Panel, name: string): Promise<void> {
  await stage.page.evaluate((passphrase) => window.dxkey.lock.setUp({ passphrase }), PASSPHRASE);
  await panel.press('Lock');
  await panel.follows('locked, the menu says so and no more', (rows) => labels(rows).join() === 'Locked,-,Unlock…,Panic…,Quit');
  check('leaks', 'locked, the panel is told no name', !/amy|ending|lasting|turned|Copied/.test(JSON.stringify(await panel.seen())));
  // Behind the lock another page takes the place of this one, at its own time.
  const unlock = async (): Promise<boolean> => {
    const page = await stage.app.page();
    return (await page.evaluate((passphrase) => window.dxkey.lock.unlock({ passphrase }), PASSPHRASE)).ok;
  };
  check('unreached', 'the lock opens', await until(unlock));
  await panel.follows('unlocked, the token is back', (rows) => labels(rows).includes(name));
}

async function panics(stage: Stage, panel: Panel): Promise<void> {
  await panel.press('Panic…');
  const page = await stage.app.page();
  const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
  check('unreached', 'Panic shows its choice in the window', await until(() => dialog.isVisible()));
  await page.keyboard.press('Escape');
  check('wrong', 'and does nothing by itself', (await dxkey(stage, 'status')) === 0);
}

async function signsOut(stage: Stage, panel: Panel): Promise<void> {
  await panel.press('Sign Out…');
  await answer('Sign Out', 0);
  check('wrong', 'Cancel signs nobody out', (await dxkey(stage, 'status')) === 0);
  await panel.press('Sign Out…');
  await answer('Sign Out', 1);
  check('wrong', 'Sign Out signs out', await until(async () => (await dxkey(stage, 'status')) === 3));
  await panel.follows('signed out, the menu says so', (rows) => labels(rows)[0] === 'Signed out');
}

/** A panel from the start: each entry of the menu pressed, each state of the icon seen. */
export async function everyPress(stage: Stage, tray: Tray): Promise<void> {
  const panel = watched(tray, stage);
  stage.secrets.push(PASSPHRASE);
  // What runs on the account would hold a revocation back, and change the questions.
  for (const { id } of await stage.standin.control.jobs()) await stage.standin.control.endJob(id);
  const icons = new Map<string, string | undefined>();
  const see = async (state: string): Promise<void> => {
    const shown = new Set(icons.values());
    check('stale', `the icon says ${state}`, await until(async () => !shown.has((await panel.seen()).icon?.sha256)));
    icons.set(state, (await panel.seen()).icon?.sha256);
  };
  const lasting = await mint(stage, 'lasting', 20);
  const ending = await mint(stage, 'ending', 2.5);
  const [first, second] = [nameOf('ending', ending, ' (2 days)'), nameOf('lasting', lasting)];
  await isWhole(panel, [first, second]);
  await see('signed in');
  await copiesAndClears(panel, second, lasting);
  await pausesAndResumes(panel, [second, `${second} (paused)`], async () => {
    check('wrong', 'a paused token is given to nobody', (await dxkey(stage, 'exec', 'lasting', '--', 'true')) === 11);
  });
  check('wrong', 'a resumed token is given', (await dxkey(stage, 'exec', 'lasting', '--', 'true')) === 0);
  const turned = await mint(stage, 'turned', 10);
  const third = nameOf('turned', turned);
  await panel.follows('a new token comes by itself', (rows) => labels(rows).includes(third));
  await rotates(stage, panel, third, turned);
  await revokes(stage, panel, second, lasting);
  await panel.follows('of many actions the last five are told', (rows) => menuOf(rows, 'Last actions').length === 5);
  const hours = await mint(stage, 'hours', 0.4);
  await panel.follows('what ends in hours is the first', (rows) => {
    const tokens = labels(rows).filter((label) => label.includes('••••'));
    return tokens[0] === nameOf('hours', hours, ' (9 hours)') && tokens[1] === first;
  });
  await see('a token is about to end');
  await locks(stage, panel, first);
  await panics(stage, panel);
  await revokes(stage, panel, nameOf('hours', hours, ' (9 hours)'), hours);
  await signsOut(stage, panel);
  await see('signed out');
  const isEnded = new Promise<boolean>((resolve) => stage.app.electron.process().once('exit', (code) => resolve(code === 0)));
  await panel.press('Quit');
  check('wrong', 'Quit ends the app', await until(() => isEnded));
}

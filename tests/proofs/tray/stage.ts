/** What both scenes of the proof of the tray count, wait for and look through. */
import type { Page } from '@playwright/test';
import type { Bridge } from '../../../preload/bridge';
import { commandWords, type RunningApp } from '../../electron/app';
import { run, type Tray, type TrayRow } from '../../electron/desktop';
import * as person from '../../electron/person';
import type { StandinProcess } from '../../fakes/standinProcess';

declare global {
  interface Window {
    readonly dxkey: Bridge;
  }
}

/** A bound for each step, on a machine that does much else; alone most take some tenths of a second. */
const STEP_MS = 20_000;
const LOOK_MS = 50;

export const figures = { checks: 0, wrong: 0, stale: 0, unreached: 0, leaks: 0 };
export type Kind = Exclude<keyof typeof figures, 'checks'>;

export interface Stage {
  app: RunningApp;
  page: Page;
  standin: StandinProcess;
  own: Record<string, string>;
  /** What no panel may be told. */
  secrets: string[];
}

export function check(kind: Kind, what: string, holds: boolean): void {
  figures.checks += 1;
  if (holds) return;
  figures[kind] += 1;
  process.stderr.write(`${kind}: ${what}\n`);
}

/** Fails where it takes longer. */
export async function inTime<T>(what: string, limitMs: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${what} took longer than ${String(limitMs)} ms`));
    }, limitMs);
  });
  try {
    return await Promise.race([work(), limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether it comes to hold; a look that hangs counts as one that does not. */
export async function until(holds: () => Promise<boolean> | boolean, limitMs = STEP_MS): Promise<boolean> {
  const endMs = Date.now() + limitMs;
  for (;;) {
    const leftMs = Math.max(1, endMs - Date.now());
    if (await inTime('a look', leftMs, () => Promise.resolve(holds())).catch(() => false)) return true;
    if (Date.now() > endMs) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

type Seen = Awaited<ReturnType<Tray['read']>>;

/** A panel's eyes and hand: all that it is told is looked through for secrets. */
export interface Panel {
  seen(): Promise<Seen>;
  press(...labels: string[]): Promise<void>;
  /** Waits until the menu has become like this. */
  follows(what: string, holds: (rows: TrayRow[]) => boolean): Promise<void>;
}

export function watched(tray: Tray, { secrets }: Pick<Stage, 'secrets'>): Panel {
  const seen = async (): Promise<Seen> => {
    const told = await tray.read();
    const text = JSON.stringify(told);
    if (secrets.some((secret) => text.includes(secret))) check('leaks', 'a secret in the menu', false);
    return told;
  };
  return {
    seen,
    async press(...words) {
      const name = words.join(' > ');
      const problem = await inTime(name, STEP_MS, () => tray.press(...words)).then(
        () => null,
        (error: unknown) => String(error),
      );
      check('unreached', `${name}: ${problem ?? ''}`, problem === null);
    },
    async follows(what, holds) {
      let last: TrayRow[] = [];
      const isSo = await until(async () => {
        last = (await seen()).menu;
        return holds(last);
      });
      check('stale', `${what}: ${isSo ? '' : JSON.stringify(labels(last))}`, isSo);
    },
  };
}

export const labels = (rows: readonly TrayRow[]): string[] => rows.map((row) => (row.separator ? '-' : row.label));
export const menuOf = (rows: readonly TrayRow[], label: string): readonly TrayRow[] => rows.find((row) => row.label === label)?.menu ?? [];
export const nameOf = (label: string, secret: string, mark = ''): string => `${label} ••••${secret.slice(-4)}${mark}`;

/** Its exit code. */
export async function dxkey({ own }: Pick<Stage, 'own'>, ...args: string[]): Promise<number | null> {
  const [file = '', ...first] = commandWords();
  return (await run(file, [...first, ...args], { env: { ...process.env, ...own } })).code;
}

/** By the bridge, since the window's own dialogs are another spec's; answers the secret. */
export async function mint({ page, secrets }: Pick<Stage, 'page' | 'secrets'>, label: string, days: number): Promise<string> {
  const accountId = await person.shownAccount(page);
  const made = await page.evaluate(
    ([account, name, expiresMs]) =>
      window.dxkey.tokens.mint({
        accountId: account,
        label: name,
        scope: { kind: 'full' },
        expiresMs,
        isKept: true,
        worksWhileAway: false,
      }),
    [accountId, label, Date.now() + days * 86_400_000] as const,
  );
  if (!made.ok) throw new Error(`mint: ${made.error.code}`);
  await page.evaluate(() => window.dxkey.tokens.dismissFresh());
  secrets.push(made.value.secret);
  return made.value.secret;
}

/** What the app knows of this desktop's tray. */
export async function presence(page: Page): Promise<string> {
  const told = await page.evaluate(() => window.dxkey.app.load());
  return told.ok ? told.value.tray : told.error.code;
}

const ANSWER_ROUNDS = 6;
const ROUND_MS = 2_500;

/** The desktop's own question: its last button is the safe one and has the focus; `back` counts from there, 0 is Escape. */
export async function answer(title: string, back: number): Promise<void> {
  const now = async (): Promise<string> =>
    (await run('xdotool', ['search', '--onlyvisible', '--name', `^${title}$`])).out.trim().split('\n')[0] ?? '';
  check('unreached', `the question ${title} comes`, await until(async () => (await now()) !== ''));
  let isGone = false;
  for (let round = 0; round < ANSWER_ROUNDS && !isGone; round += 1) {
    const id = await now();
    const keys = back === 0 ? ['Escape'] : [...Array<string>(back).fill('shift+Tab'), 'Return'];
    await run('xdotool', ['windowraise', id, 'windowfocus', '--sync', id, 'key', '--delay', '40', ...keys]);
    isGone = await until(async () => (await now()) === '', ROUND_MS);
  }
  check('unreached', `the question ${title} goes`, isGone);
}

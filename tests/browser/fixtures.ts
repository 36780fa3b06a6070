/**
 * `start(scenario)` opens the built page on a fake main. After each test: no CSP violation, no request outside of our
 * origin, no console error, and every call and answer was one that the treaty allows (SECURITY.md row 6).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { build as bundle } from 'esbuild';
import { build as buildPage } from 'vite';
import { contract, type EventState } from '../../preload/contract/contract';
import type { EventName } from '../../preload/contract/channels';
import type { Recorded } from './fakeBridge';
import { servePage } from './pageServer';
import { NOW, scenario, type Scenario } from './scenario';

const here = __dirname;

export interface StartOptions {
  theme?: 'light' | 'dark';
  size?: { width: number; height: number } | undefined;
  /** Another page of the app's than the plain one. */
  at?: string | undefined;
}
type Start = (patch?: Partial<Scenario>, options?: StartOptions) => Promise<Page>;

interface WorkerParts {
  fakeScript: string;
  origin: string;
}

async function watch(page: Page, origin: string): Promise<() => Promise<void>> {
  const foreign: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) foreign.push(request.url());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  return async () => {
    const violations = await page.evaluate(() => window.cspViolations);
    expect(violations, 'CSP violations').toEqual([]);
    expect(foreign, 'requests outside of our origin').toEqual([]);
    expect(complaints, 'complaints on the console').toEqual([]);
    for (const call of await callsOf(page)) expectTreaty(call);
  };
}

function expectTreaty({ channel, input, answer }: Recorded): void {
  const { input: asked, output } = contract[channel];
  expect(asked.safeParse(input).error, `${channel} was asked within the treaty`).toBeUndefined();
  if (answer.ok) expect(output.safeParse(answer.value).error, `${channel} was answered within the treaty`).toBeUndefined();
}

export const callsOf = (page: Page): Promise<Recorded[]> => page.evaluate(() => window.fakeMain.calls);
export async function inputsOf(page: Page, channel: keyof typeof contract): Promise<unknown[]> {
  return (await callsOf(page)).filter((call) => call.channel === channel).map(({ input }) => input);
}

/** Sends an event as main would. */
export const emit = <E extends EventName>(page: Page, event: E, state: EventState<E>): Promise<void> =>
  page.evaluate(
    ([name, value]) => {
      const send = window.fakeMain.emit as (event: string, state: unknown) => void;
      send(name, value);
    },
    [event, state] as const,
  );

export const test = base.extend<{ start: Start }, { parts: WorkerParts }>({
  parts: [
    async ({}, provide) => {
      // Of this run alone, so that two runs side by side do not empty each other's folder.
      const folder = await mkdtemp(join(tmpdir(), 'dxkey-page-'));
      await buildPage({ configFile: join(here, 'vite.config.mts'), logLevel: 'error', build: { outDir: folder } });
      const script = await bundle({
        entryPoints: [join(here, 'fakePage.ts')],
        bundle: true,
        format: 'iife',
        write: false,
        target: 'chrome114',
      });
      const server = await servePage(folder);
      await provide({ fakeScript: script.outputFiles[0]?.text ?? '', origin: server.origin });
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  start: async ({ page, parts }, provide) => {
    const check = await watch(page, parts.origin);
    const starts: Page[] = [];
    await provide(async (patch = {}, { theme = 'light', size, at = '' } = {}) => {
      starts.push(page);
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      if (size !== undefined) await page.setViewportSize(size);
      await page.clock.setFixedTime(NOW);
      await page.addInitScript({ content: `window.scenarioOfTest = ${JSON.stringify(scenario(patch))};\n${parts.fakeScript}` });
      await page.goto(`${parts.origin}/${at}`);
      return page;
    });
    if (starts.length > 0) await check();
  },
});

export { expect };

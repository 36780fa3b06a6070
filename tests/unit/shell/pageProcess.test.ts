import { describe, expect, it } from 'vitest';
import { createPage } from '../../../main/shell/pageProcess';
import { fakeClock } from '../../fakes/fakeClock';
import { memoryLog } from '../../fakes/memoryLog';

/** A window whose page is in process 1; what Chromium does with the processes is the test's choice. */
function fakeWindow(habits: { swaps?: boolean; ends?: boolean; hangs?: boolean } = {}) {
  const { swaps = true, ends = true, hangs = false } = habits;
  const clock = fakeClock();
  const log = memoryLog();
  const did: string[] = [];
  const alive = new Set([1]);
  const state = { pid: 1, last: 1, isDestroyed: false, isFocused: true, again: true };
  let onProcessGone: (event: unknown, details: { reason: string }) => void = () => undefined;
  let onTitle: (event: { preventDefault(): void }) => void = () => undefined;
  const enter = (leaveBehind: boolean) => {
    if (!leaveBehind) alive.delete(state.pid);
    state.pid = state.last += 1;
    alive.add(state.pid);
  };
  const die = (reason: string) => {
    alive.delete(state.pid);
    state.pid = 0;
    onProcessGone({}, { reason });
  };
  const webContents = {
    getOSProcessId: () => state.pid,
    loadURL: (url: string) => {
      did.push(url.startsWith('data:') ? 'empty' : url);
      if (url.startsWith('data:') && hangs) return new Promise<void>(() => undefined);
      if (url.startsWith('data:') ? swaps : state.pid !== 1) enter(!ends);
      return Promise.resolve();
    },
    forcefullyCrashRenderer: () => {
      did.push('crash');
      die('crashed');
    },
    focus: () => void did.push('focus'),
    on: (_event: string, listener: typeof onProcessGone) => void (onProcessGone = listener),
  };
  const page = createPage(
    {
      webContents,
      isDestroyed: () => state.isDestroyed,
      isFocused: () => state.isFocused,
      reload: () => void did.push('reload'),
      close: () => void did.push('close'),
      on: (_event: string, listener: typeof onTitle) => void (onTitle = listener),
    },
    {
      clock,
      log,
      renderers: () => [...alive],
      kill: (pid) => {
        did.push(`kill ${String(pid)}`);
        alive.delete(pid);
      },
      onGone: () => void did.push('gone'),
      askAfterFaults: () => {
        did.push('ask');
        return Promise.resolve(state.again);
      },
    },
  );
  return { page, clock, log, did, alive, state, die, title: (event: { preventDefault(): void }) => onTitle(event) };
}

describe('a page that is renewed', () => {
  it('goes through an empty page, so that the process that saw the session ends by itself', async () => {
    const { page, clock, did, alive, log } = fakeWindow();
    page.renew();
    await clock.advance(0);
    expect(did).toEqual(['empty', 'gone', 'dxkey://app/index.html', 'focus']);
    expect(alive.has(1)).toBe(false);
    expect(log.entries).toEqual([]);
  });

  it('SECURITY: kills a process that Chromium left and did not end', async () => {
    const { page, clock, did, alive } = fakeWindow({ ends: false });
    page.renew();
    await clock.advance(2000);
    expect(did.slice(0, 3)).toEqual(['empty', 'kill 1', 'gone']);
    expect(alive.has(1)).toBe(false);
  });

  it('SECURITY: ends a process that Chromium did not leave', async () => {
    const { page, clock, did, alive } = fakeWindow({ swaps: false });
    page.renew();
    await clock.advance(2000);
    expect(did).toEqual(['empty', 'crash', 'gone', 'dxkey://app/index.html', 'focus']);
    expect(alive.has(1)).toBe(false);
  });

  it('SECURITY: ends a process that hangs and makes no way for another page', async () => {
    const { page, clock, did, alive } = fakeWindow({ hangs: true });
    page.renew();
    await clock.advance(4000);
    expect(did).toEqual(['empty', 'crash', 'gone', 'dxkey://app/index.html', 'focus']);
    expect(alive.has(1)).toBe(false);
  });

  it('is renewed once where two sessions end together, and again for a later one', async () => {
    const { page, clock, did } = fakeWindow();
    page.renew();
    page.renew();
    await clock.advance(0);
    expect(did.filter((one) => one === 'empty')).toHaveLength(1);
    page.renew();
    await clock.advance(2000);
    expect(did.filter((one) => one === 'empty')).toHaveLength(2);
  });

  it('takes no focus that another window has, keeps the title, and lets a closed window be', async () => {
    const { page, clock, did, state, title } = fakeWindow();
    state.isFocused = false;
    page.renew();
    await clock.advance(0);
    expect(did).not.toContain('focus');
    let isKept = false;
    title({ preventDefault: () => (isKept = true) });
    expect(isKept).toBe(true);
    state.isDestroyed = true;
    page.renew();
    await clock.advance(2000);
    expect(did.filter((one) => one === 'dxkey://app/index.html')).toHaveLength(1);
  });
});

describe('a page that dies', () => {
  it('is loaded again, and what it showed counts as gone', async () => {
    const { clock, did, die } = fakeWindow();
    die('crashed');
    await clock.advance(0);
    expect(did).toEqual(['gone', 'reload']);
  });

  it('is not loaded for ever: the third time within a minute a person is asked', async () => {
    const { clock, did, die, state } = fakeWindow();
    for (let time = 0; time < 3; time += 1) die('oom');
    await clock.advance(0);
    expect(did.filter((one) => one !== 'gone')).toEqual(['reload', 'reload', 'ask', 'reload']);
    state.again = false;
    for (let time = 0; time < 3; time += 1) die('oom');
    await clock.advance(0);
    expect(did.at(-1)).toBe('close');
  });

  it('is loaded without a question where it dies seldom', async () => {
    const { clock, did, die } = fakeWindow();
    for (let time = 0; time < 4; time += 1) {
      die('crashed');
      await clock.advance(60_000);
    }
    expect(did).not.toContain('ask');
  });
});

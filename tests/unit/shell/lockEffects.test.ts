import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { LockState } from '../../../preload/contract/contract';
import { DEFAULT_SETTINGS } from '../../../main/core/ports';

const said: string[] = [];
vi.mock('electron', () => ({ app: {} }));
vi.mock('../../../main/shell/electronParts', () => ({
  notify: (title: string) => {
    said.push(title);
    return () => undefined;
  },
}));
const { closeMeans, createNotify, isTrayLate } = await import('../../../main/shell/lifecycle');
const { whenLocked } = await import('../../../main/shell/sessionEnd');

beforeEach(() => {
  said.length = 0;
});

describe('closing the window', () => {
  it.each([
    ['present', true, 'leave'],
    ['present', false, 'quit'],
    ['absent', true, 'minimise'],
    ['unknown', true, 'minimise'],
  ] as const)('with the tray %s and closeToTray %s means %s', (tray, closeToTray, meaning) => {
    const settings = { ...DEFAULT_SETTINGS, closeToTray, closeWithoutTray: 'minimise' };
    expect(closeMeans({ services: { facts: { state: () => ({ tray, settings }) } } } as never)).toBe(meaning);
  });
});

describe('a panel that comes after the start', () => {
  it.each([
    ['absent', 'present', false, true],
    ['absent', 'present', true, false],
    ['unknown', 'present', false, false],
    ['absent', 'unknown', false, false],
  ] as const)('after %s, %s, with one seen before: %s; the icon is made anew: %s', (before, now, hadPanel, isLate) => {
    expect(isTrayLate(before, now, hadPanel)).toBe(isLate);
  });
});

describe('a notice of the system', () => {
  it.each([
    [true, false, ['hello']],
    [false, false, []],
    [true, true, []],
  ])('with notices %s and the lock %s says %j', (notices, isLocked, expected) => {
    const notify = createNotify({
      settings: { state: () => ({ ...DEFAULT_SETTINGS, notices }) },
      lock: { isLocked: () => isLocked },
    } as never);
    notify('hello', '');
    expect(said).toEqual(expected);
  });
});

describe('a lock that closes', () => {
  it('puts a fresh page in place once, and not at a start that finds it locked', () => {
    const listeners: ((state: LockState) => void)[] = [];
    let runs = 0;
    const state: LockState = { isSetUp: true, isLocked: false, lockedBy: null, touchId: 'absent', waitUntilMs: null };
    whenLocked({ state: () => state, onChange: (listener) => (listeners.push(listener), () => undefined) }, () => (runs += 1));
    const tell = (patch: Partial<LockState>) => listeners[0]?.({ ...state, ...patch });
    tell({ isLocked: true, lockedBy: 'start' });
    expect(runs).toBe(0);
    tell({});
    tell({ isLocked: true, lockedBy: 'person' });
    tell({ isLocked: true, lockedBy: 'person', waitUntilMs: 1 });
    expect(runs).toBe(1);
  });
});

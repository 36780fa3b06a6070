import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { authorityFile } from '../../../scripts/session/display.mjs';
import { missingParts } from '../../../scripts/session/session.mjs';
import { isNodeNewEnough } from '../../../scripts/setup/nodeVersion.mjs';

describe('what a session brings', () => {
  test('tests get everything of their own, whatever the desktop has', () => {
    expect(missingParts({ DISPLAY: ':0', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x' }, true)).toEqual({ display: true, bus: true });
  });

  test('npm start on a desktop brings nothing', () => {
    expect(missingParts({ DISPLAY: ':0', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x' }, false)).toEqual({ display: false, bus: false });
    expect(missingParts({ WAYLAND_DISPLAY: 'wayland-0', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x' }, false).display).toBe(false);
  });

  test('a bus is also found by its socket', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'dxkey-bus-'));
    expect(missingParts({ DISPLAY: ':0', XDG_RUNTIME_DIR: folder }, false).bus).toBe(true);
    writeFileSync(path.join(folder, 'bus'), '');
    expect(missingParts({ DISPLAY: ':0', XDG_RUNTIME_DIR: folder }, false).bus).toBe(false);
    rmSync(folder, { recursive: true });
  });

  test('without a display both are brought, so that a demo never asks the keychain of a person who cannot see the prompt', () => {
    expect(missingParts({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x' }, false)).toEqual({ display: true, bus: true });
  });
});

test('the authority file holds one cookie, for any display', () => {
  const file = authorityFile(Buffer.alloc(16, 7));
  expect(file.subarray(0, 6)).toEqual(Buffer.from([0xff, 0xff, 0, 0, 0, 0]));
  expect(file.subarray(8, 26).toString()).toBe('MIT-MAGIC-COOKIE-1');
  expect(file.subarray(28)).toEqual(Buffer.alloc(16, 7));
});

test.each([
  ['20.19.0', true],
  ['20.18.9', false],
  ['18.20.0', false],
  ['22.1.0', true],
  ['24.0.0', true],
])('Node %s is new enough: %s', (version, expected) => {
  expect(isNodeNewEnough(version)).toBe(expected);
});

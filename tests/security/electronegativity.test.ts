import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const TOOL = join(ROOT, 'node_modules/@doyensec/electronegativity/dist/index.js');
/** It looks for translations and release lists on the network first, and goes on without. */
const LIMIT_MS = 120_000;

const CANARY = `const { BrowserWindow } = require('electron');
new BrowserWindow({ webPreferences: { nodeIntegration: true, contextIsolation: false, webSecurity: false } });
`;

interface Finding {
  issue: string;
  severity: string;
  file: string;
}

let folder: string;
let findings: Finding[];

/** The sources as they stand, beside two files that it must flag: it exits with 0 whatever it finds, and skips what it cannot read. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dxkey-electronegativity-'));
  for (const name of ['main', 'preload', 'renderer', 'package.json'])
    cpSync(join(ROOT, name), join(folder, 'src', name), { recursive: true });
  writeFileSync(join(folder, 'src', 'canary.js'), CANARY);
  const ours = readFileSync(join(ROOT, 'main/shell/window.ts'), 'utf8');
  writeFileSync(join(folder, 'src', 'canaryOfOurs.ts'), ours.replace('contextIsolation: true', 'contextIsolation: false'));
  const csv = join(folder, 'found.csv');
  await new Promise<void>((resolve, reject) => {
    execFile(process.execPath, [TOOL, '-i', join(folder, 'src'), '-o', csv], { timeout: LIMIT_MS }, (error) => {
      if (error === null) resolve();
      else reject(new Error('electronegativity did not end well', { cause: error }));
    });
  });
  findings = readFileSync(csv, 'utf8')
    .split('\n')
    .map((line) => /^(\w+),"(\w+)","\w+","([^"]*)"/.exec(line))
    .filter((match) => match !== null)
    .map(([, issue = '', severity = '', file = '']) => ({ issue, severity, file: file.slice(join(folder, 'src').length + 1) }));
}, LIMIT_MS);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const highs = (): Finding[] => findings.filter(({ severity }) => severity === 'HIGH');

describe('electronegativity, offline', () => {
  it('flags what it must: a careless window, and our own with one switch turned', () => {
    expect(highs().map(({ file }) => file)).toEqual(expect.arrayContaining(['canary.js', 'canaryOfOurs.ts']));
  });

  it('finds nothing of severity HIGH in our sources', () => {
    expect(highs().filter(({ file }) => !file.startsWith('canary'))).toEqual([]);
  });

  it('has read our shell: what it asks to look at by hand is where we know it', () => {
    // Each is deliberate: a certificate is always refused, switches only add defences, and one function opens listed addresses.
    const known = ['main/shell/lockdown.ts', 'main/shell/openExternal.ts', 'main/shell/switches.ts', 'main/shell/window.ts'];
    expect([...new Set(findings.map(({ file }) => file))]).toEqual(expect.arrayContaining(known));
  });
});

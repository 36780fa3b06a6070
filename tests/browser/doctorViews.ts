/** The check of this computer: all well, mixed, nothing but faults, and while it looks. */
import { expect, type Page } from '@playwright/test';
import { FINDING_CODES, type Finding } from '../../preload/contract/doctor';
import { found, unchecked } from '../../main/core/doctor/findings';
import type { View } from './view';

export async function openDoctor(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Check…' }).click();
  await expect(page.getByRole('heading', { name: 'Check this computer', level: 1 })).toBeVisible();
}
const shown = async (page: Page): Promise<void> => {
  await openDoctor(page);
  await expect(page.getByRole('list', { name: 'What was found' })).toBeVisible();
};

const socket = { names: ['~/.config/dxkey/run/agent.sock'] };
const hosts = { names: ['api.dnanexus.com', 'auth.dnanexus.com'] };
export const well: Finding[] = [
  found('appRunning'),
  found('socketAnswers', socket),
  found('keychainReady'),
  found('reachAnswers', hosts),
  found('clockRight', { count: 240 }),
  found('proxyNone'),
  found('dxFilesNone'),
  found('filesWell'),
  found('permissionsPrivate'),
  found('leftoversNone'),
  found('commandOnPath'),
  found('hookThere', { names: ['~/.bashrc', '~/.zshrc'], count: 2 }),
  found('clipboardWell', { names: ['wl-copy'] }),
  found('idleWorking'),
  found('trayPresent'),
  found('runtimePinned', { names: ['0.1.0', '45.4.1'] }),
];
const changed = (...findings: Finding[]): Finding[] => [...findings, ...well.filter(({ id }) => findings.every((one) => one.id !== id))];
export const mixed = changed(
  found('keychainLocked'),
  found('clockOff', { count: -190_000 }),
  found('dxFilesWin', { names: ['~/.dnanexus_config/environment.json'], count: 1 }),
  found('permissionsOpen', { names: ['~/.config/dxkey', `~/.config/dxkey/${'a-very-long-name-'.repeat(8)}.json`], count: 2 }),
  found('leftoversFound', { count: 3 }),
  found('trayAbsent'),
);
const faults = FINDING_CODES.map((what) =>
  what === 'unchecked' ? unchecked('tray') : found(what, { names: [...hosts.names, ...socket.names], count: 95_000 }),
).filter(({ level }) => level !== 'ok');

export const doctorViews: readonly View[] = [
  { name: 'doctor-well', patch: { findings: well }, go: shown },
  { name: 'doctor-mixed', patch: { findings: mixed }, go: shown },
  { name: 'doctor-faults', patch: { findings: faults }, go: shown },
  { name: 'doctor-running', patch: { silent: ['doctor.run'] }, go: openDoctor },
];

/** `idle-cpu` and `idle-wakeups`: dxkey in the tray, signed in and watched for idleness, against a bare app in the tray beside it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { inTree } from '../tree.mjs';
import { packageBare, read, scratch, startProbed, treeOf } from './app.mjs';
import { figure } from './measure.mjs';
import { startSignedIn } from './signedIn.mjs';

const FEW = 10;
const MEASURED_MS = 120_000;
/** A start, a sign-in and a window that closes leave work behind. */
const SETTLE_MS = 30_000;
const TRAY_MS = 10_000;

/** A panel, without which dxkey has no tray to go to. */
async function startPanel() {
  const panel = spawn('/usr/bin/python3', [inTree('tests', 'fakes', 'statusNotifierWatcher.py')], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(createInterface({ input: panel.stdout }), 'line');
  return { end: () => void panel.kill('SIGTERM') };
}

/** What every thread of an app has used so far. @param {number} root @returns {Map<string, { cpuNs: number, wakeups: number }>} */
function usedBy(root) {
  const used = new Map();
  for (const pid of treeOf(root)) {
    for (const thread of threadsOf(pid)) {
      const folder = `/proc/${pid}/task/${thread}`;
      const cpuNs = Number(read(`${folder}/schedstat`).split(' ')[0] ?? 0);
      const wakeups = Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(read(`${folder}/status`))?.[1] ?? 0);
      used.set(thread, { cpuNs, wakeups });
    }
  }
  return used;
}

/** @param {number} pid */
function threadsOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** A thread that has begun meanwhile counts whole. @param {ReturnType<typeof usedBy>} before @param {ReturnType<typeof usedBy>} after */
function between(before, after) {
  let [cpuNs, wakeups] = [0, 0];
  for (const [thread, now] of after) {
    const former = before.get(thread) ?? { cpuNs: 0, wakeups: 0 };
    cpuNs += now.cpuNs - former.cpuNs;
    wakeups += now.wakeups - former.wakeups;
  }
  return { cpuMs: cpuNs / 1e6, wakeups };
}

/** Closes the window, which leaves the app in the tray. @param {Awaited<ReturnType<typeof startProbed>>} app */
async function closeWindow(app) {
  await app.evaluate('void setTimeout(() => window.close(), 0)');
  const endMs = Date.now() + TRAY_MS;
  while (treeOf(app.pid).some((pid) => read(`/proc/${pid}/cmdline`).includes('--type=renderer'))) {
    if (Date.now() > endMs) throw new Error('The window did not close.');
    await wait(100);
  }
}

/** @typedef {{ ours: { pid: number }, bare: { pid: number } }} Both @param {Both} both */
async function measure({ ours, bare }) {
  await wait(SETTLE_MS);
  const before = { ours: usedBy(ours.pid), bare: usedBy(bare.pid) };
  await wait(MEASURED_MS);
  return { ours: between(before.ours, usedBy(ours.pid)), bare: between(before.bare, usedBy(bare.pid)) };
}

export async function idleFigures() {
  const executable = await packageBare();
  const panel = await startPanel();
  const ours = await startSignedIn(FEW, 'password');
  // Before the other window stands over it: a page that is covered draws nothing.
  await ours.drawnAt("document.querySelector('[role=grid]') !== null");
  const icon = inTree('assets', 'tray', 'light', 'signedIn.png');
  const bare = await startProbed(executable, [], { ...process.env, BARE_DATA_DIR: path.join(scratch(), 'bare'), BARE_TRAY: icon });
  try {
    await bare.drawnAt("document.readyState === 'complete'");
    await closeWindow(ours);
    await closeWindow(bare);
    const used = await measure({ ours, bare });
    return [figure('idle-cpu', 1.2, used.ours.cpuMs, used.bare.cpuMs), figure('idle-wakeups', 1.2, used.ours.wakeups, used.bare.wakeups)];
  } finally {
    await ours.end();
    await bare.end();
    panel.end();
  }
}

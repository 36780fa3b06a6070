import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { SystemClocks } from '../core/ports';

const BOOT_ID = '/proc/sys/kernel/random/boot_id';
const ASKING_MS = 2_000;

/** `os.uptime()` counts sleep and no hand on the clock moves it; the process's monotonic clock stands still in sleep (Linux, macOS). */
export const systemClocks: SystemClocks = {
  bootId: readBootId(process.platform),
  uptimeMs: () => uptime() * 1_000,
  awakeMs: () => performance.now(),
  minuteOfDay(atMs) {
    const at = new Date(atMs);
    return at.getHours() * 60 + at.getMinutes();
  },
};

/** Where the system names no boot, each start of the app counts as one: then the date decides, which is the stricter of the two. */
function readBootId(platform: NodeJS.Platform): string {
  try {
    if (platform === 'linux') return readFileSync(BOOT_ID, 'utf8').trim();
    if (platform === 'darwin') {
      return execFileSync('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8', timeout: ASKING_MS }).trim();
    }
  } catch {
    // Told below.
  }
  return `start ${randomUUID()}`;
}

import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { expect, it } from 'vitest';
import { systemClocks } from '../../../main/adapters/systemClocks';

it('counts from the boot, and names it', () => {
  expect(Math.abs(systemClocks.uptimeMs() - uptime() * 1_000)).toBeLessThan(2_000);
  expect(systemClocks.awakeMs()).toBeGreaterThan(0);
  if (process.platform === 'linux') expect(systemClocks.bootId).toBe(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  else expect(systemClocks.bootId).not.toBe('');
});

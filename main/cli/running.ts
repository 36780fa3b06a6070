import type { Lease, RunningExecutions } from '../../preload/contract/contract';
import { visible } from './errorText';
import { counted } from './text';

/** Whether ending a token could stop paid work; not knowing counts. */
export function stops(running: RunningExecutions): boolean {
  return !running.isKnown || running.count > 0;
}

/** Tokens that may end with the one that made them; empty where it made none. */
export function childrenText(childCount: number | null): string {
  if (childCount === null) return 'Tokens may have been made by it; DNAnexus does not say whether they end with it.\n';
  if (childCount === 0) return '';
  const were = childCount === 1 ? '1 token was' : `${String(childCount)} tokens were`;
  return `${were} made by it; DNAnexus does not say whether ${childCount === 1 ? 'it ends' : 'they end'} with it.\n`;
}

export function leasesText(leases: readonly Pick<Lease, 'program' | 'pid'>[]): string {
  return leases.map(({ program, pid }) => `In use by ${visible(program)} (${String(pid)}).\n`).join('');
}

/** What would stop, or that nobody can say. */
export function runningText(running: RunningExecutions): string {
  if (!running.isKnown) return 'The platform could not say what runs now. Jobs launched with this token fail when it ends.\n';
  if (running.count === 0) return 'No execution of this account runs now.\n';
  const lines = [
    `${running.isAtLeast ? 'At least ' : ''}${counted(running.count, 'execution')} of this account run now. Those launched with this token fail when it ends:`,
    ...running.named.map((one) => `  ${visible(one.id)}  ${visible(one.name)}`),
  ];
  if (running.count > running.named.length) lines.push(`  and ${String(running.count - running.named.length)} more`);
  return `${lines.join('\n')}\n`;
}

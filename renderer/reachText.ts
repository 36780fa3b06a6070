/** What a token reaches, as one sentence; `dxkey create` says the very same (main/cli/reachText.ts, with a test); pure. */
import type { Reach } from '../preload/contract/contract';
import { words } from './words';

const text = words.reach;

export function reachText(reach: Reach): string {
  return `${what(reach)}${levels(reach)}${payers(reach)}${phi(reach)}`;
}

/** PHI, the whole account, or something unknown: said louder. */
export const isWide = ({ breadth, phiCount, isPhiKnown }: Reach): boolean => breadth === 'full' || phiCount > 0 || !isPhiKnown;

function what({ breadth, projectCount, isWhole }: Reach): string {
  if (breadth === 'named') return text.named(projectCount);
  const now = isWhole ? text.now(projectCount) : projectCount > 0 ? text.atLeast(projectCount) : text.howMany;
  return breadth === 'full' ? text.full(now) : text.all(now);
}

function levels({ levels: all }: Reach): string {
  const [only, ...others] = all;
  if (only === undefined) return '';
  return text.at(others.length === 0 ? only.level : text.and(all.map(({ level, count }) => text.levelCount(level, count))));
}

function payers({ payers: names, payerCount, arePayersKnown }: Reach): string {
  if (payerCount === 0) return arePayersKnown ? '' : text.payersUnknown;
  const others = payerCount - names.length;
  return text.pays(text.and([...names, ...(others > 0 ? [text.others(others)] : [])]), payerCount === 1, arePayersKnown);
}

function phi({ phiCount, isPhiKnown }: Reach): string {
  if (phiCount > 0) return text.phi(phiCount, isPhiKnown);
  return isPhiKnown ? text.noPhi : text.phiUnknown;
}

/** Whether each platform answers, by the way that dxkey goes, and how its clock stands to ours. */
import type { Finding, PlatformInfo } from '../../../preload/contract/contract';
import type { ErrorCode } from '../../../preload/contract/errors';
import type { Check } from './examine';
import { found } from './findings';
import type { HostSight, LookAtPlatform, PlatformSight } from './port';

/** As the window says it: from here on codes of an authenticator are wrong. */
const NOTICED_MS = 30_000;

type ReachCode = Extract<Finding['what'], `reach${string}`>;
const REACH_OF: Partial<Record<ErrorCode, ReachCode>> = {
  OFFLINE: 'reachOffline',
  TIMED_OUT: 'reachSlow',
  TLS_FAILED: 'reachTls',
  PROXY_AUTH_REQUIRED: 'reachProxyLogin',
  REDIRECT_REFUSED: 'reachRedirect',
  MALFORMED_ANSWER: 'reachStrange',
};

const codeOf = ({ problem, isAtProxy }: HostSight): ReachCode => {
  if (problem === null) return 'reachAnswers';
  const known = REACH_OF[problem] ?? 'reachFault';
  return isAtProxy && known === 'reachOffline' ? 'reachProxy' : known;
};

/** One finding a kind, with the hosts that it is true of; hosts that answer are told only where all do. */
export function readReach(sights: readonly PlatformSight[]): Finding[] {
  const hosts = sights.flatMap((sight) => sight.hosts);
  if (hosts.length === 0) return [found('reachNoAccount')];
  const byCode = new Map<ReachCode, string[]>();
  for (const host of hosts) {
    const code = codeOf(host);
    const names = byCode.get(code) ?? [];
    if (!names.includes(host.host)) byCode.set(code, [...names, host.host]);
  }
  if (byCode.size > 1) byCode.delete('reachAnswers');
  return [...byCode].map(([code, names]) => found(code, { names }));
}

/** The platform's time is the one that counts: positive, ours is behind. */
export function readClock(sights: readonly PlatformSight[]): Finding[] {
  const told = sights.flatMap(({ aheadMs }) => (aheadMs === null ? [] : [aheadMs]));
  const [first, ...rest] = told;
  if (first === undefined) return [found('clockUnknown')];
  const worst = rest.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), first);
  return [found(Math.abs(worst) < NOTICED_MS ? 'clockRight' : 'clockOff', { count: Math.round(worst) })];
}

export function platformChecks(platforms: () => readonly PlatformInfo[], lookAt: LookAtPlatform): Check[] {
  let asked: Promise<PlatformSight[]> | null = null;
  const sights = () => (asked ??= Promise.resolve().then(() => Promise.all(platforms().map(lookAt))));
  return [
    { id: 'reach', look: async () => readReach(await sights()) },
    { id: 'clock', look: async () => readClock(await sights()) },
  ];
}

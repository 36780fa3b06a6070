/** What would stop: running executions counted, commands on this computer named; never more certain than the platform was. */
import type { Lease, RunningExecutions } from '../../preload/contract/contract';
import { useNow } from '../stores/now';
import { agoText } from '../times';
import { words } from '../words';
import { Note } from './Note';

const NAMED = 4;

export function Running({ running }: { running: RunningExecutions }) {
  const now = useNow();
  const text = words.running;
  if (!running.isKnown) {
    return (
      <Note tone="warn" title={text.notKnown}>
        {text.notKnownMore}
      </Note>
    );
  }
  if (running.count === 0) return <Note>{text.none}</Note>;
  const named = running.named
    .slice(0, NAMED)
    .map(({ name, startedMs }) => text.item(name, startedMs === null ? null : agoText(now - startedMs)));
  const more = running.count - Math.min(NAMED, running.named.length);
  return (
    <Note tone="bad" title={text.some(running.count, running.isAtLeast)}>
      {text.someMore}
      {named.length > 0 && (
        <ul className="plain-list">
          {named.map((one, at) => (
            <li key={running.named[at]?.id ?? one}>{one}</li>
          ))}
          {more > 0 && <li>{text.andMore(more)}</li>}
        </ul>
      )}
    </Note>
  );
}

/** Tokens that may end with the one that made them. */
export function Children({ count }: { count: number | null }) {
  if (count === 0) return null;
  const text = words.children;
  return (
    <Note tone="warn" title={count === null ? text.notKnown : text.some(count)}>
      {text.ends(count)}
    </Note>
  );
}

export function Leases({ leases }: { leases: readonly Lease[] }) {
  if (leases.length === 0) return null;
  const text = words.leases;
  const named = leases.slice(0, NAMED).map(({ program, pid, folder, terminal }) => text.item(program, pid, folder, terminal));
  return (
    <Note title={text.some(leases.length)}>
      {named.map((one) => (
        <div key={one} className="break">
          {one}
        </div>
      ))}
      {leases.length > NAMED && words.running.andMore(leases.length - NAMED)}
    </Note>
  );
}

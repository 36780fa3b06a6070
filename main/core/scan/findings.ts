import type { FoundPlace, FoundToken } from '../../../preload/contract/contract';
import type { Digest } from '../ports';
import { mayBeTried } from './contexts';
import { kindOf } from './kinds';
import type { KnownToken } from './knownTokens';
import type { Recognised } from './recognise';

/** Of the treaty's bound; what is beyond it is found by the next look. */
const MOST_FOUND = 2000;

/** A place in a file as main remembers it: enough to take the token out of it, nothing to read it by. */
export interface Place {
  shown: FoundPlace;
  start: number;
  length: number;
  order: Recognised['order'];
}

/** A token that was found. SECURITY: the secret stands here alone, in main's memory. */
export interface Finding {
  secret: string;
  signature: string;
  /** The platforms, by API host, that the files with it name. */
  hosts: Set<string>;
  places: Place[];
  shown: Omit<FoundToken, 'places'>;
}

export interface Findings {
  take(path: string, recognised: Recognised): void;
  list(): readonly Finding[];
  byId(tokenId: string): Finding | null;
  shown(): FoundToken[];
  isFull(): boolean;
}

/** What one look has found: each token once, with every place that it stands in. */
export function createFindings(
  digest: Digest,
  known: ReadonlyMap<string, KnownToken>,
  accountOf: (accountId: string) => FoundToken['account'],
): Findings {
  const findings = new Map<string, Finding>();
  let places = 0;

  function begin(secret: string, signature: string): Finding {
    const told = known.get(signature);
    const made: Finding = {
      ...{ secret, signature, hosts: new Set<string>(), places: [] },
      shown: {
        id: digest.randomId(),
        last4: secret.slice(-4),
        label: told?.label ?? null,
        account: told === undefined ? null : accountOf(told.accountId),
        state: told?.state ?? 'unknown',
        isHeld: told?.isHeld ?? false,
        mayAsk: false,
      },
    };
    findings.set(secret, made);
    return made;
  }

  return {
    take(path, { found, host, order }) {
      for (const { secret, context, line, start, length } of found) {
        if (places >= MOST_FOUND) return;
        places += 1;
        const finding = findings.get(secret) ?? begin(secret, digest.sha256Hex(secret));
        if (host !== null) finding.hosts.add(host);
        const shown: FoundPlace = { id: digest.randomId(), path, line, kind: kindOf(path), context, isScrubbed: false };
        finding.places.push({ shown, start, length, order });
        if (finding.shown.account === null && mayBeTried(context)) finding.shown.mayAsk = true;
      }
    },
    list: () => [...findings.values()],
    byId: (tokenId) => [...findings.values()].find(({ shown }) => shown.id === tokenId) ?? null,
    shown: () => [...findings.values()].map(({ shown, places: stands }) => ({ ...shown, places: stands.map((one) => one.shown) })),
    isFull: () => places >= MOST_FOUND,
  };
}

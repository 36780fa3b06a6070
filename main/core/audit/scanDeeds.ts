import type { Services } from '../services';
import type { Deed, DeedDone } from './entries';

/** What is done with a token that was found in a file; which file it was is not recorded, of what kind it was is. */
export function scanDeeds(
  of: Services['scan'],
  note: (deed: Deed, of: Pick<DeedDone, 'accountId' | 'token'>, detail?: string | null) => void,
  { revoking, during }: { revoking: Set<string>; during: <T>(signature: string | undefined, work: () => Promise<T>) => Promise<T> },
): Services['scan'] {
  return {
    ...of,
    async import(input) {
      const row = await of.import(input);
      const { signature, label, last4 } = row;
      note('token.imported', { accountId: of.factsOf(input.tokenId).accountId, token: { signature, label, last4 } });
      return row;
    },
    rotate: (input) => during(of.factsOf(input.tokenId).token?.signature, () => of.rotate(input)),
    async scrub(input) {
      const wanted = new Set(input.placeIds);
      const asked = of
        .state()
        .tokens.flatMap((token) =>
          token.places
            .filter((place) => wanted.has(place.id) && !place.isScrubbed)
            .map(({ id, kind }) => ({ id, kind, facts: of.factsOf(token.id) })),
        );
      const answer = await of.scrub(input);
      const clean = new Set(of.state().tokens.flatMap(({ places }) => places.filter((one) => one.isScrubbed).map(({ id }) => id)));
      for (const { id, kind, facts } of asked) if (clean.has(id)) note('token.scrubbed', facts, kind);
      return answer;
    },
    async revoke(input) {
      const facts = of.factsOf(input.tokenId);
      const signature = facts.token?.signature ?? '';
      revoking.add(signature);
      try {
        const answer = await of.revoke(input);
        note(answer.outcome === 'queued' ? 'token.revokeQueued' : 'token.revoked', facts, input.when);
        return answer;
      } finally {
        revoking.delete(signature);
      }
    },
  };
}

import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { Rotations, ScanService } from '../services';
import type { TokenBook } from '../tokens/tokenBook';
import type { Finding } from './findings';
import type { Looking } from './look';
import { ownerRecord, refuseSession } from './ownership';

export interface RotatingParts {
  book: TokenBook;
  rotations: Pick<Rotations, 'preview' | 'rotate'>;
}

/** A new token in the place of one that was found and is kept. */
export function createRotating(
  ground: Ground,
  { book, rotations }: RotatingParts,
  looking: Looking,
): Pick<ScanService, 'previewRotate' | 'rotate'> {
  function needed(tokenId: string): { finding: Finding; of: { accountId: string; signature: string } } {
    const finding = looking.need(tokenId);
    const { signature } = finding;
    const { id } = ownerRecord(ground, finding);
    refuseSession(ground, signature);
    if (book.record(signature)?.isHeld !== true) throw new AppError('TOKEN_NOT_HELD');
    return { finding, of: { accountId: id, signature } };
  }
  return {
    previewRotate: async ({ tokenId }) => rotations.preview(needed(tokenId).of),
    async rotate({ tokenId, scope }) {
      const { finding, of } = needed(tokenId);
      // What stands in a file is a copy that anybody may have taken: the yes that was given is to its end.
      const done = await rotations.rotate({ ...of, scope, lengthMs: null, old: 'revoke', mayRevokeExposed: true });
      if (done.old === 'gone') Object.assign(finding.shown, { state: 'expired', isHeld: false });
      looking.tell();
      return done;
    },
  };
}

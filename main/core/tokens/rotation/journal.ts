import { upsert, type Ground } from '../../ground';
import type { RotationDocument, RotationRecord } from '../../ports';

/** The file of rotations that are not over; each step stands in it before it is done. All that writes rejects with FILE_FAULT. */
export interface Journal {
  open(): readonly RotationRecord[];
  find(id: string): RotationRecord | null;
  /** The rotation of this token that is not over. */
  ofOld(signature: string): RotationRecord | null;
  put(record: RotationRecord): Promise<void>;
  patch(id: string, patch: Partial<RotationRecord>): Promise<void>;
  close(id: string): Promise<void>;
}

export function createJournal({ rotation }: Ground): Journal {
  const open = (): readonly RotationRecord[] => rotation.value().open;
  const change = (edit: (records: RotationRecord[]) => RotationRecord[]): Promise<void> =>
    rotation.change((document: RotationDocument) => ({ ...document, open: edit(document.open) }));
  return {
    open,
    find: (id) => open().find((one) => one.id === id) ?? null,
    ofOld: (signature) => open().find((one) => one.oldSignature === signature) ?? null,
    put: (record) => change((records) => upsert(records, record, (one) => one.id === record.id)),
    patch: (id, patch) => change((records) => records.map((one) => (one.id === id ? { ...one, ...patch } : one))),
    close: (id) => change((records) => records.filter((one) => one.id !== id)),
  };
}

/**
 * What must be taken up at a start though the journal does not have it, because it was damaged: a new token that was kept and took nobody's
 * place yet. The old one is left to itself: what the person chose for it is not known any more.
 */
export function orphans(ground: Ground, isQueued: (signature: string) => boolean): RotationRecord[] {
  const { tokens } = ground.index.value();
  return tokens.flatMap((made): RotationRecord[] => {
    const old = tokens.find((one) => one.signature === made.replaces && one.accountId === made.accountId);
    const isStray = made.isHeld && !isQueued(made.signature) && old?.replacedBy === null && made.goneMs === null;
    if (!isStray || made.scope.kind === 'unknown' || ground.rotation.value().open.some((one) => one.oldSignature === old.signature))
      return [];
    return [
      {
        ...{ id: ground.ports.digest.randomId(), accountId: made.accountId, oldSignature: old.signature, newSignature: made.signature },
        ...{ label: old.label ?? '', last4: old.last4, scope: made.scope, lengthMs: null, by: 'person', old: 'keep' },
        ...{ mayRevokeExposed: false, step: 'prove', sinceMs: ground.ports.clock.now() },
      },
    ];
  });
}

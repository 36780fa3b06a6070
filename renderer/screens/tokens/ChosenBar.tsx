/** What can be done with the rows that are chosen; nothing here while none is. */
import type { TokenRow } from '../../../preload/contract/contract';
import { Push } from '../../components/Push';
import { open } from '../../stores/desk';
import { words } from '../../words';
import { actionsOf } from './rowFacts';

const text = words.chosen;

interface BarProps {
  chosen: readonly TokenRow[];
  nowMs: number;
  onClear: () => void;
}

export function openRevoke(rows: readonly TokenRow[]): void {
  const [first, ...rest] = rows;
  if (first === undefined) return;
  if (rest.length === 0) open({ kind: 'revoke', signature: first.signature });
  else open({ kind: 'revokeMany', signatures: rows.map((row) => row.signature) });
}

export const revocable = (rows: readonly TokenRow[], nowMs: number) => rows.filter((row) => actionsOf(row, nowMs).includes('revoke'));

export function ChosenBar({ chosen, nowMs, onClear }: BarProps) {
  const canGo = revocable(chosen, nowMs);
  return (
    <div className="chosen" role="region" aria-label={text.region}>
      {chosen.length > 0 && (
        <>
          <span role="status">{text.count(chosen.length)}</span>
          <Push
            kind="danger"
            isDisabled={canGo.length === 0}
            onPress={() => {
              openRevoke(canGo);
            }}
          >
            {text.revoke(canGo.length)}
          </Push>
          <Push kind="quiet" onPress={onClear}>
            {text.clear}
          </Push>
        </>
      )}
    </div>
  );
}

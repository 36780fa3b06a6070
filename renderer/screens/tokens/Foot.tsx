/** The table's foot: what holds tokens now, how fresh the list is, the clipboard's countdown, and the keys. */
import { Button } from 'react-aria-components';
import type { AppState, TokenList } from '../../../preload/contract/contract';
import { useAccountId } from '../../account';
import { open } from '../../stores/desk';
import { useClipboard } from '../../stores/mirrors';
import { useNow, useSecond } from '../../stores/now';
import { agoText } from '../../times';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.tokens.foot;

export function Foot({ app, list }: { app: AppState; list: TokenList | null }) {
  const held = list?.rows.reduce((sum, row) => sum + row.leaseCount, 0) ?? 0;
  const isHolding = useClipboard((state) => (state.value?.holding ?? null) !== null);
  return (
    <footer className="foot">
      {held > 0 && (
        <Button
          className="link clip foot-leases"
          onPress={() => {
            open({ kind: 'leases' });
          }}
        >
          {text.leases(held)}
        </Button>
      )}
      <Checked list={list} />
      <ClipboardLine />
      {!isHolding && <span className="foot-keys">{text.keys(app.os === 'mac' ? '⌘' : 'Ctrl')}</span>}
    </footer>
  );
}

function Checked({ list }: { list: TokenList | null }) {
  const accountId = useAccountId();
  const now = useNow();
  if (list === null) return null;
  const said = list.isRefreshing
    ? text.checking
    : list.checkedMs === null
      ? text.neverChecked
      : text.checked(agoText(now - list.checkedMs));
  return (
    <span className="foot-checked">
      <span className="clip">{said}</span>
      <Button className="link" isDisabled={list.isRefreshing} onPress={() => void vault.tokens.refresh({ accountId })}>
        {text.refresh}
      </Button>
    </span>
  );
}

/** Says what became of the clipboard; it never claims a clear that was not seen. */
export function ClipboardLine() {
  const state = useClipboard((mirror) => mirror.value);
  if (state === null) return null;
  const { holding, lastOutcome } = state;
  if (holding === null) {
    return (
      <span role="status" className="foot-clip">
        {lastOutcome === null ? '' : text.outcomes[lastOutcome]}
      </span>
    );
  }
  return (
    <span className="foot-clip">
      {holding.clearsAtMs === null ? text.holds : <Countdown untilMs={holding.clearsAtMs} />}
      {state.history === 'mayKeep' && <span className="clip foot-history">{text.mayKeep}</span>}
      <Button className="link" onPress={() => void vault.clipboard.clear({})}>
        {text.clearNow}
      </Button>
    </span>
  );
}

function Countdown({ untilMs }: { untilMs: number }) {
  const now = useSecond();
  return <span className="tabular">{text.clears(Math.max(0, Math.floor((untilMs - now) / 1000)))}</span>;
}

/** The way to the panic where no rail is: on the lock and sign-in screens. */
import { useAccounts, usePanic } from '../../stores/mirrors';
import { vault } from '../../vault';
import { words } from '../../words';

/** Where nobody ever signed in there is nothing to end; behind the lock it is not known who did. */
export function PanicCorner({ isLocked }: { isLocked: boolean }) {
  const hasAccounts = useAccounts(({ value }) => (value?.list.length ?? 0) > 0);
  const isFrozen = usePanic((state) => (state.value?.current ?? null) !== null);
  if (!isLocked && !hasAccounts && !isFrozen) return null;
  return (
    <div className="panic-corner">
      {isFrozen && <span role="status">{words.panic.frozenShort}</span>}
      <button type="button" className="link" onClick={() => void vault.panic.ask({})}>
        {words.panic.open}
      </button>
    </div>
  );
}

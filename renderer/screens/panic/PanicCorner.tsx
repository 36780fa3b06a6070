/** The way to the panic where no rail is: on the lock and sign-in screens. */
import { usePanic } from '../../stores/mirrors';
import { vault } from '../../vault';
import { words } from '../../words';

export function PanicCorner() {
  const isFrozen = usePanic((state) => (state.value?.current ?? null) !== null);
  return (
    <div className="panic-corner">
      {isFrozen && <span role="status">{words.panic.frozenShort}</span>}
      <button type="button" className="link" onClick={() => void vault.panic.ask({})}>
        {words.panic.open}
      </button>
    </div>
  );
}

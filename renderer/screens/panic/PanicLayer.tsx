/** Over every screen, whoever is signed in: the choice, the freeze, the report. Behind the lock, the choice and how far it is. */
import { usePanic } from '../../stores/mirrors';
import { FrozenDialog } from './FrozenDialog';
import { PanicDialog } from './PanicDialog';
import { ReportDialog } from './ReportDialog';

export function PanicLayer({ isLocked }: { isLocked: boolean }) {
  const state = usePanic((mirror) => mirror.value);
  if (state === null) return null;
  if (state.isAsked) return <PanicDialog isLocked={isLocked} />;
  // The passphrase must be within reach: what can be taken back is taken back behind it.
  if (isLocked) return null;
  if (state.current !== null) return <FrozenDialog current={state.current} />;
  return state.last === null ? null : <ReportDialog report={state.last} />;
}

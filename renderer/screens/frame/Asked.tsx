/** What is asked over every screen, whichever account it is about: a command wants a token, or somebody is about to be signed out. */
import { AccountContext } from '../../account';
import { useAccounts, useShellToken } from '../../stores/mirrors';
import { ShellTokenDialog } from './ShellTokenDialog';
import { StillHere } from './StillHere';

export function Asked() {
  const asking = useShellToken((state) => state.value?.asking ?? null);
  const cards = useAccounts((state) => state.value?.list) ?? [];
  const warned = cards.flatMap(({ account, idle }) => (idle?.isWarning === true ? [{ account, idle }] : []));
  return (
    <>
      {asking !== null && (
        <AccountContext value={asking.account}>
          <ShellTokenDialog key={asking.id} asking={asking} />
        </AccountContext>
      )}
      {warned.length > 0 && <StillHere warned={warned} />}
    </>
  );
}

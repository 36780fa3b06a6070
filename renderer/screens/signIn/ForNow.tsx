/** The way in without a keychain: held in memory alone, said in full before it is pressed, and never taken by itself. */
import type { AppState } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { words } from '../../words';

const text = words.memory;

/** Only where the keychain itself stands in the way. */
export function isKeychainAway(error: ErrorAnswer | null, keychain: AppState['keychain']): boolean {
  return keychain !== 'ready' || error?.code.startsWith('KEYCHAIN_') === true;
}

export function ForNow({ label, isBusy, onPress }: { label: string; isBusy: boolean; onPress: () => void }) {
  return (
    <Note title={text.offerTitle}>
      <p className="help">{text.offer}</p>
      <Push isWide isBusy={isBusy} onPress={onPress}>
        {label}
      </Push>
    </Note>
  );
}

/** Where the form of a new token starts from: the least, two common jobs, or a token that is known. */
import { useState } from 'react';
import type { TokenRow } from '../../../../preload/contract/contract';
import { useAccountId } from '../../../account';
import { Picker } from '../../../components/Fields';
import { atLevel, emptyAccess, sameAs, type Access } from '../../../mintForm';
import { useTokens } from '../../../stores/mirrors';
import { vault } from '../../../vault';
import { words } from '../../../words';
import { nameText, reachText } from '../rowFacts';

const text = words.newToken.presets;
type Preset = 'least' | 'ciUpload' | 'readOnly' | 'same';
/** A pop-up of more would be a list to search. */
const MOST_SAME = 50;

export interface StartingPoint {
  label: string | null;
  access: Access;
}

const hasKnownScope = (row: TokenRow) => row.scope.kind !== 'unknown';
const newestFirst = (one: TokenRow, other: TokenRow) => (other.madeMs ?? 0) - (one.madeMs ?? 0);

export function Presets({ access, onPreset }: { access: Access; onPreset: (preset: StartingPoint) => void }) {
  const [preset, setPreset] = useState<Preset>('least');
  const rows = useTokens(({ value }) => value?.rows);
  const known = (rows ?? []).filter(hasKnownScope).sort(newestFirst).slice(0, MOST_SAME);
  return (
    <div className="pair">
      <Picker
        label={text.label}
        value={preset}
        choices={[
          { id: 'least', text: text.least, note: text.leastNote },
          { id: 'ciUpload', text: text.ciUpload, note: text.ciUploadNote },
          { id: 'readOnly', text: text.readOnly, note: text.readOnlyNote },
          { id: 'same', text: text.same, note: text.sameNote, isDisabled: known.length === 0 },
        ]}
        onChange={(next) => {
          setPreset(next);
          if (next === 'least') onPreset({ label: null, access: emptyAccess });
          if (next === 'ciUpload') onPreset({ label: text.ciLabel, access: atLevel(access, 'UPLOAD') });
          if (next === 'readOnly') onPreset({ label: null, access: atLevel(access, 'VIEW') });
        }}
      />
      {preset === 'same' && (
        <SameAs
          rows={known}
          onAccess={(same) => {
            onPreset({ label: null, access: same });
          }}
        />
      )}
    </div>
  );
}

function SameAs({ rows, onAccess }: { rows: readonly TokenRow[]; onAccess: (access: Access) => void }) {
  const accountId = useAccountId();
  const [signature, setSignature] = useState('');
  const choose = async (chosen: string) => {
    const scope = rows.find((row) => row.signature === chosen)?.scope;
    if (scope === undefined || scope.kind === 'unknown') return;
    setSignature(chosen);
    // Names of projects; without them their ids are shown.
    const answer = await vault.tokens.reach({ accountId, scope });
    onAccess(sameAs(scope, answer.ok ? answer.value.projects : []));
  };
  return (
    <Picker
      label={text.sameAs}
      value={signature}
      choices={rows.map((row) => ({ id: row.signature, text: nameText(row), note: reachText(row.scope) }))}
      onChange={(chosen) => void choose(chosen)}
    />
  );
}

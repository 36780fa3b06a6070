/** What becomes of the tokens that this computer keeps, when an account or all of dxkey goes from it. */
import { words } from '../words';
import { Picker } from './Fields';

export type KeptTokens = 'revoke' | 'forget';
const text = words.keptTokens;

export function KeptTokensPicker({
  value,
  onChange,
  help,
}: {
  value: KeptTokens;
  onChange: (value: KeptTokens) => void;
  help: { revoke: string; forget: string };
}) {
  return (
    <Picker
      label={text.choice}
      value={value}
      choices={[
        { id: 'revoke', text: text.revoke },
        { id: 'forget', text: text.forget },
      ]}
      onChange={onChange}
      help={help[value]}
    />
  );
}

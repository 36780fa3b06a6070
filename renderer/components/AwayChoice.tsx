/** "Needs me" or "works while I am away": when a token may be handed out. */
import { words } from '../words';
import { Picker } from './Fields';

export function AwayChoice({ isAway, onChange }: { isAway: boolean; onChange: (isAway: boolean) => void }) {
  const text = words.away;
  return (
    <Picker
      label={text.label}
      value={isAway ? 'works' : 'needsMe'}
      choices={[
        { id: 'needsMe', text: text.needsMe },
        { id: 'works', text: text.works },
      ]}
      onChange={(id) => {
        onChange(id === 'works');
      }}
      help={isAway ? text.worksHelp : text.needsMeHelp}
    />
  );
}

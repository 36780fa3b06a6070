/** The line to paste, per shell. It never holds the token: the command asks dxkey for it. */
import { useCallback } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import type { TokenRow } from '../../../../preload/contract/contract';
import { useAccountId } from '../../../account';
import { ErrorNote, Note } from '../../../components/Note';
import { Push } from '../../../components/Push';
import { Row, Sheet } from '../../../components/Sheet';
import { closeDialog } from '../../../stores/desk';
import { useApp } from '../../../stores/mirrors';
import { useAnswer } from '../../../useAnswer';
import { vault } from '../../../vault';
import { words } from '../../../words';
import { labelText } from '../rowFacts';

const text = words.exporting;

export function ExportToken({ row }: { row: TokenRow }) {
  const accountId = useAccountId();
  const { signature } = row;
  const { value, error, again } = useAnswer(useCallback(() => vault.tokens.exportLines({ accountId, signature }), [accountId, signature]));
  const hasCommand = useApp((state) => (state.value?.command.path ?? null) !== null);
  return (
    <Sheet title={text.title(labelText(row))} width="l" onClose={closeDialog}>
      <p className="lead">
        {text.lead} {text.how}
      </p>
      <div className="lines-to-paste" aria-busy={value === null}>
        {value?.lines.map((line) => (
          <TextField key={line.id} className="field line-field" value={line.text} isReadOnly>
            <Label>{text.names[line.id]}</Label>
            <Input
              className="line-text"
              onFocus={(event) => {
                event.currentTarget.select();
              }}
            />
          </TextField>
        ))}
      </div>
      {!hasCommand && <Note tone="warn">{text.noCommand}</Note>}
      <ErrorNote error={error}>
        <Push onPress={again}>{words.common.tryAgain}</Push>
      </ErrorNote>
      <Row>
        <Push kind="primary" onPress={closeDialog}>
          {words.common.done}
        </Push>
      </Row>
    </Sheet>
  );
}

/** The line to paste, per shell. It never holds the token: the command asks dxkey for it. For a job, only where the token outlives it. */
import { useCallback, useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import type { Output, TokenRow } from '../../../../preload/contract/contract';
import { useAccountId } from '../../../account';
import { Picker } from '../../../components/Fields';
import { ErrorNote, Note } from '../../../components/Note';
import { Push } from '../../../components/Push';
import { Row, Sheet } from '../../../components/Sheet';
import { closeDialog, open } from '../../../stores/desk';
import { useApp } from '../../../stores/mirrors';
import { useNow } from '../../../stores/now';
import { expiryText, MINUTE_MS, spanText } from '../../../times';
import { useAnswer } from '../../../useAnswer';
import { vault } from '../../../vault';
import { words } from '../../../words';
import { labelText, nameText, reachText } from '../rowFacts';

const text = words.exporting;
const HOUR_MS = 60 * MINUTE_MS;
const NEEDS_HOURS = [1, 4, 12, 24, 72, 168, 720] as const;
type Needs = 'unsaid' | `${(typeof NEEDS_HOURS)[number]}`;
const CHOICES: readonly { id: Needs; text: string }[] = [
  { id: 'unsaid', text: text.needsUnsaid },
  ...NEEDS_HOURS.map((hours) => ({ id: `${hours}` as const, text: spanText(hours * HOUR_MS) })),
];

export function ExportToken({ row }: { row: TokenRow }) {
  const accountId = useAccountId();
  const { signature } = row;
  const [needs, setNeeds] = useState<Needs>('unsaid');
  const needsMs = needs === 'unsaid' ? null : Number(needs) * HOUR_MS;
  const { value, error, again } = useAnswer(
    useCallback(() => vault.tokens.exportLines({ accountId, signature, needsMs }), [accountId, signature, needsMs]),
  );
  const hasCommand = useApp((state) => (state.value?.command.path ?? null) !== null);
  return (
    <Sheet title={text.title(labelText(row))} width="l" onClose={closeDialog}>
      <p className="lead">
        {text.lead} {text.how}
      </p>
      <Picker label={text.needs} value={needs} choices={CHOICES} onChange={setNeeds} />
      <JobNote job={value?.job ?? null} />
      {value?.job?.lasting !== 'endsFirst' && <Lines lines={value?.lines ?? null} />}
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

type Lines = Output<'tokens.exportLines'>['lines'];

function Lines({ lines }: { lines: Lines | null }) {
  return (
    <div className="lines-to-paste" aria-busy={lines === null}>
      {lines?.map((line) => (
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
  );
}

/** Why there is nothing to paste, and which token would do in its place. */
function JobNote({ job }: { job: Output<'tokens.exportLines'>['job'] }) {
  const now = useNow();
  if (job === null || job.lasting === 'lasts') return null;
  if (job.lasting === 'unknown') return <Note tone="warn">{text.endUnknown}</Note>;
  return (
    <Note tone="bad" role="alert" title={text.endsFirst(expiryText(job.expiresMs, now))}>
      {job.others.length === 0 ? text.noOther : text.others}
      {job.others.length > 0 && (
        <ul className="plain-list">
          {job.others.map((other) => (
            <li key={other.signature} className="break">
              <Button
                className="link"
                onPress={() => {
                  open({ kind: 'export', signature: other.signature });
                }}
              >
                {nameText(other)}
              </Button>{' '}
              {text.other(reachText(other.scope), expiryText(other.expiresMs, now))}
            </li>
          ))}
        </ul>
      )}
    </Note>
  );
}

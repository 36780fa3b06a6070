/** Makes a token, then shows it once in the same place. The secret lives in this component's state and nowhere else. */
import { useState, type SubmitEvent } from 'react';
import type { Output } from '../../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../../preload/contract/errors';
import { useAccountId } from '../../../account';
import { AwayChoice } from '../../../components/AwayChoice';
import { TextInput, Tick } from '../../../components/Fields';
import { AccessFields, ExpiryFields } from '../../../components/MintFields';
import { ErrorNote } from '../../../components/Note';
import { Push } from '../../../components/Push';
import { ReachNote, useReach } from '../../../components/ReachNote';
import { Row, Sheet } from '../../../components/Sheet';
import { defaultExpiry, emptyAccess, endOf, lacksDate, mintScope, type Access, type Expiry } from '../../../mintForm';
import { closeDialog } from '../../../stores/desk';
import { useNow } from '../../../stores/now';
import { vault } from '../../../vault';
import { words } from '../../../words';
import { FreshToken } from './FreshToken';
import { Presets } from './Presets';

interface Form {
  label: string;
  access: Access;
  expiry: Expiry;
  isKept: boolean;
  isAway: boolean;
}
interface Missing {
  label: string | null;
  projects: string | null;
  date: string | null;
}

const text = words.newToken;
const nothingMissing: Missing = { label: null, projects: null, date: null };

function missingOf(form: Form, nowMs: number): Missing {
  return {
    label: form.label.trim() === '' ? text.missing.label : null,
    projects: mintScope(form.access) === null ? text.missing.projects : null,
    date: lacksDate(form.expiry, nowMs) ? text.missing.date : null,
  };
}

async function mint(accountId: string, form: Form) {
  const scope = mintScope(form.access);
  if (scope === null) return null;
  return vault.tokens.mint({
    accountId,
    label: form.label.trim(),
    scope,
    expiresMs: endOf(form.expiry, Date.now()),
    isKept: form.isKept,
    worksWhileAway: form.isKept && form.isAway,
  });
}

export function NewToken() {
  const accountId = useAccountId();
  const [form, setForm] = useState<Form>({ label: '', access: emptyAccess, expiry: defaultExpiry, isKept: true, isAway: false });
  const [missing, setMissing] = useState(nothingMissing);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [minted, setMinted] = useState<Output<'tokens.mint'> | null>(null);
  const now = useNow();
  const reach = useReach(mintScope(form.access));

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const lack = missingOf(form, Date.now());
    setMissing(lack);
    if (Object.values(lack).some((one) => one !== null) || isBusy || reach.isBehind) return;
    setBusy(true);
    setError(null);
    const answer = await mint(accountId, form);
    setBusy(false);
    if (answer === null) return;
    if (answer.ok) setMinted(answer.value);
    else setError(answer.error);
  };

  if (minted !== null) return <FreshToken minted={minted} />;
  return (
    // A mint under way cannot be taken back: Esc waits for its answer, which shows the token once.
    <Sheet title={text.title} width="l" onClose={closeDialog} isHeld={isBusy}>
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <Fields form={form} setForm={setForm} missing={missing} nowMs={now} />
        <ReachNote asked={reach} isNothing={mintScope(form.access) === null} />
        <ErrorNote error={error} />
        <Row>
          <Push onPress={closeDialog} isDisabled={isBusy}>
            {words.common.cancel}
          </Push>
          <Push type="submit" kind="primary" isBusy={isBusy || reach.isBehind}>
            {text.submit}
          </Push>
        </Row>
      </form>
    </Sheet>
  );
}

function Fields({ form, setForm, missing, nowMs }: { form: Form; setForm: (form: Form) => void; missing: Missing; nowMs: number }) {
  const put = (patch: Partial<Form>) => {
    setForm({ ...form, ...patch });
  };
  return (
    <>
      <TextInput
        label={text.label}
        value={form.label}
        onChange={(label) => {
          put({ label });
        }}
        autoFocus
        maxLength={200}
        help={text.labelHelp}
        error={missing.label}
      />
      <Presets
        onPreset={({ label, access }) => {
          put({ access, ...(form.label.trim() === '' && label !== null ? { label } : {}) });
        }}
        access={form.access}
      />
      <AccessFields
        access={form.access}
        onChange={(access) => {
          put({ access });
        }}
        error={missing.projects}
      />
      <ExpiryFields
        expiry={form.expiry}
        nowMs={nowMs}
        onChange={(expiry) => {
          put({ expiry });
        }}
        error={missing.date}
      />
      <div className="pair">
        <Tick
          isSelected={form.isKept}
          onChange={(isKept) => {
            put({ isKept });
          }}
          help={text.keepHelp}
        >
          {text.keep}
        </Tick>
        {form.isKept && (
          <AwayChoice
            isAway={form.isAway}
            onChange={(isAway) => {
              put({ isAway });
            }}
          />
        )}
      </div>
    </>
  );
}

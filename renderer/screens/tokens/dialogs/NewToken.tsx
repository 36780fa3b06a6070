/** Makes a token, then shows it once in the same place. The secret lives in this component's state and nowhere else. */
import { useState, type SubmitEvent } from 'react';
import type { Output } from '../../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../../preload/contract/errors';
import { useAccountId } from '../../../account';
import { AwayChoice } from '../../../components/AwayChoice';
import { TextInput, Tick } from '../../../components/Fields';
import { AccessFields, AccessSummary, ExpiryFields } from '../../../components/MintFields';
import { ErrorNote } from '../../../components/Note';
import { Push } from '../../../components/Push';
import { Row, Sheet } from '../../../components/Sheet';
import { defaultExpiry, emptyAccess, expiresMs, mintScope, type Access, type Expiry } from '../../../mintForm';
import { closeDialog } from '../../../stores/desk';
import { useNow } from '../../../stores/now';
import { vault } from '../../../vault';
import { words } from '../../../words';
import { FreshToken } from './FreshToken';

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
    date: expiresMs(form.expiry, nowMs) === null ? text.missing.date : null,
  };
}

async function mint(accountId: string, form: Form) {
  const scope = mintScope(form.access);
  if (scope === null) return null;
  return vault.tokens.mint({
    accountId,
    label: form.label.trim(),
    scope,
    expiresMs: expiresMs(form.expiry, Date.now()),
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

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const lack = missingOf(form, Date.now());
    setMissing(lack);
    if (Object.values(lack).some((one) => one !== null) || isBusy) return;
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
        <AccessSummary access={form.access} />
        <ErrorNote error={error} />
        <Row>
          <Push onPress={closeDialog} isDisabled={isBusy}>
            {words.common.cancel}
          </Push>
          <Push type="submit" kind="primary" isBusy={isBusy}>
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
      <AccessFields
        access={form.access}
        onChange={(access) => {
          put({ access });
        }}
        error={missing.projects}
      />
      <div className="pair">
        <ExpiryFields
          expiry={form.expiry}
          nowMs={nowMs}
          onChange={(expiry) => {
            put({ expiry });
          }}
          error={missing.date}
        />
        {form.isKept && (
          <AwayChoice
            isAway={form.isAway}
            onChange={(isAway) => {
              put({ isAway });
            }}
          />
        )}
      </div>
      <Tick
        isSelected={form.isKept}
        onChange={(isKept) => {
          put({ isKept });
        }}
        help={text.keepHelp}
      >
        {text.keep}
      </Tick>
    </>
  );
}

/** The way to the platform. An address counts only once it is kept; until then the former way stays. */
import { useState, type SubmitEvent } from 'react';
import type { Settings } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { Segments, TextInput } from '../../components/Fields';
import { Part } from '../../components/Part';
import { Push } from '../../components/Push';
import { words } from '../../words';
import type { GroupProps } from './SettingRow';

const text = words.settings;
const KINDS = ['system', 'none', 'fixed'] as const;
type Proxy = Settings['proxy'];
type Field = keyof typeof text.proxyErrors;

/** Which field a refusal is about; null where it is about none of them. */
const fieldOf = (error: ErrorAnswer | null): Field | null => {
  const field = error?.details?.field ?? '';
  return error?.code === 'INVALID_INPUT' && field in text.proxyErrors ? (field as Field) : null;
};

export function ProxySetting({ settings, changing }: GroupProps) {
  const { proxy } = settings;
  const [kind, setKind] = useState(proxy.kind);
  const error = changing.errorAt('proxy');
  return (
    <Part
      title={text.proxy}
      help={text.proxyHelp}
      usual={text.usual.proxy}
      error={fieldOf(error) === null ? error : null}
      isGrouped
      {...(kind === 'fixed' ? { below: <ProxyForm proxy={proxy} changing={changing} /> } : {})}
    >
      <Segments
        label={text.proxy}
        isLabelHidden
        value={kind}
        choices={KINDS.map((id) => ({ id, text: text.proxyKinds[id] }))}
        onChange={(next) => {
          setKind(next);
          if (next === 'fixed') return;
          void changing.change({ proxy: { kind: next } }).then((refused) => {
            if (refused !== null) setKind(proxy.kind);
          });
        }}
      />
    </Part>
  );
}

function ProxyForm({ proxy, changing }: { proxy: Proxy; changing: GroupProps['changing'] }) {
  const kept = proxy.kind === 'fixed' ? proxy : null;
  const [url, setUrl] = useState(kept?.url ?? '');
  const [bypass, setBypass] = useState(kept?.bypass ?? '');
  const [field, setField] = useState<Field | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isKept = kept?.url === url && kept.bypass === bypass;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    // SECURITY: a login that was typed here goes nowhere and does not stay on the page.
    const withoutLogin = url.replace(/^([a-z0-9.+-]+:\/\/)?.*@/iu, '$1');
    setUrl(withoutLogin);
    setField(withoutLogin !== url ? 'proxyLogin' : url.trim() === '' ? 'proxyUrl' : null);
    if (withoutLogin !== url || url.trim() === '') return;
    setBusy(true);
    const refused = await changing.change({ proxy: { kind: 'fixed', url, bypass } });
    setBusy(false);
    setField(fieldOf(refused));
  };

  // Main keeps them in one spelling.
  const [spelt, setSpelt] = useState(kept);
  if (spelt !== kept && kept !== null) {
    setSpelt(kept);
    setUrl(kept.url);
    setBypass(kept.bypass);
  }

  return (
    <form className="form part-form" onSubmit={(event) => void submit(event)} noValidate aria-label={text.proxy}>
      <TextInput
        label={text.proxyUrl}
        value={url}
        onChange={setUrl}
        help={text.proxyUrlHelp}
        error={field === 'proxyUrl' || field === 'proxyLogin' ? text.proxyErrors[field] : null}
        inputMode="url"
        placeholder="http://proxy.example.org:3128"
        autoComplete="off"
        maxLength={300}
        isMono
      />
      <TextInput
        label={text.proxyBypass}
        value={bypass}
        onChange={setBypass}
        help={text.proxyBypassHelp}
        error={field === 'proxyBypass' ? text.proxyErrors.proxyBypass : null}
        autoComplete="off"
        maxLength={1000}
        isMono
      />
      <div className="part-submit">
        <p className="help" role="status">
          {isKept ? text.proxyInUse : text.proxyNotYet}
        </p>
        <Push type="submit" isBusy={isBusy} isDisabled={isKept}>
          {text.proxySave}
        </Push>
      </div>
    </form>
  );
}

/** What the steps of both ways are made of. */
import { useEffect, useState, type ReactNode } from 'react';
import { QRCodeSVG } from 'qrcode.react';
import type { Output } from '../../../preload/contract/contract';
import type { Answer, ErrorAnswer } from '../../../preload/contract/errors';
import { Push } from '../../components/Push';
import { Ring } from '../../components/Ring';
import { useSecond } from '../../stores/now';
import { useDismissal } from '../../useDismissal';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.security;

export function Steps({ names, at }: { names: readonly string[]; at: number }) {
  return (
    <ol className="steps" aria-label={text.stepsLabel}>
      {names.map((name, index) => (
        <li key={name} data-done={index <= at || undefined} aria-current={index === at ? 'step' : undefined}>
          {name}
        </li>
      ))}
    </ol>
  );
}

/** One call at a time: its error stays until the next. */
export function useCall() {
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  const run = async <T,>(call: () => Promise<Answer<T>>): Promise<T | null> => {
    if (isBusy) return null;
    setBusy(true);
    setError(null);
    const answer = await call();
    setBusy(false);
    if (answer.ok) return answer.value;
    setError(answer.error);
    return null;
  };
  return { error, isBusy, run };
}

const dismiss = (): void => void vault.twoFactor.dismiss({});
export const useTwoFactorDismissal = (): void => {
  useDismissal(dismiss);
};

export const grouped = (key: string, by = 4) => key.match(new RegExp(`.{1,${String(by)}}`, 'g'))?.join(' ') ?? key;

/** The key as a picture and as text; copying is main's. */
export function KeyToScan({ secret, otpauth, children }: { secret: string; otpauth: string; children?: ReactNode }) {
  return (
    <div className="scan">
      <div className="qr">
        <QRCodeSVG value={otpauth} size={196} level="M" marginSize={1} title={text.qr} />
      </div>
      <div className="flow">
        <div>
          <h2>{text.scanTitle}</h2>
          <p className="lead">{text.apps}</p>
        </div>
        <div>
          <h2>{text.typeKey}</h2>
          <output className="mono break" aria-label={text.typeKey}>
            {grouped(secret)}
          </output>{' '}
          <CopyButton what="setupKey" label={words.common.copy} />
        </div>
        {children}
      </div>
    </div>
  );
}

export function CopyButton({
  what,
  label,
  copiedText = text.copied.copied,
  onCopied,
}: {
  what: 'setupKey' | 'backupCodes' | 'oneTimeCode';
  label: string;
  copiedText?: string;
  onCopied?: (outcome: Output<'twoFactor.copy'>['outcome']) => void;
}) {
  const { error, isBusy, run } = useCall();
  const [told, setTold] = useState<Output<'twoFactor.copy'>['outcome'] | null>(null);
  return (
    <>
      <Push
        isBusy={isBusy}
        onPress={() => {
          void run(() => vault.twoFactor.copy({ what })).then((answer) => {
            if (answer === null) return;
            setTold(answer.outcome);
            onCopied?.(answer.outcome);
          });
        }}
      >
        {label}
      </Push>
      <span role="status" className="help">
        {error !== null ? words.tokens.foot.outcomes.failed : told === null ? '' : told === 'copied' ? copiedText : text.copied[told]}
      </span>
    </>
  );
}

/** The code now and the next one, with the time that is left; asked for anew at each turn. */
export function LiveCode({ onError }: { onError: (error: ErrorAnswer) => void }) {
  const now = useSecond();
  const [codes, setCodes] = useState<Output<'twoFactor.codes'> | null>(null);
  const isOver = codes === null || now >= codes.untilMs;
  useEffect(() => {
    if (!isOver) return undefined;
    let isCurrent = true;
    void vault.twoFactor.codes({}).then((answer) => {
      if (!isCurrent) return;
      if (answer.ok) setCodes(answer.value);
      else onError(answer.error);
    });
    return () => {
      isCurrent = false;
    };
  }, [isOver, onError]);
  if (codes === null) return null;
  return (
    <div className="one-time">
      <Ring left={(codes.untilMs - now) / codes.periodMs} tone="good" />
      <output aria-label={text.current}>{grouped(codes.currentCode, 3)}</output>
      <span className="dim">{text.next(grouped(codes.nextCode, 3))}</span>
      <CopyButton what="oneTimeCode" label={words.common.copy} />
    </div>
  );
}

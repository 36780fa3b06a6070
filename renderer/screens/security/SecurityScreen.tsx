/** The state of two-factor authentication, who offers what, and what dxkey keeps of it. */
import { useEffect, useState } from 'react';
import type { TwoFactorState } from '../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../preload/contract/errors';
import { useAccountId } from '../../account';
import { ErrorNote, Note } from '../../components/Note';
import { Part } from '../../components/Part';
import { Push } from '../../components/Push';
import { useTwoFactor } from '../../stores/mirrors';
import { vault } from '../../vault';
import { words } from '../../words';
import { ClockNote } from './ClockNote';
import { Enrol, Renew, ShowAgain, TurnOff } from './Flows';
import { TakeIn } from './TakeIn';
import { LiveCode, useCall, useTwoFactorDismissal } from './parts';

const text = words.security;
type Flow = 'enrol' | 'renew' | 'turnOff' | 'takeIn' | 'showKey' | 'showCodes';

export function SecurityScreen() {
  const accountId = useAccountId();
  const state = useTwoFactor((mirror) => (mirror.value?.accountId === accountId ? mirror.value : null));
  const [flow, setFlow] = useState<Flow | null>(null);
  const [cancelled, setCancelled] = useState<Flow | null>(null);
  const leave = (wasCancelled: boolean) => () => {
    setFlow(null);
    setCancelled(wasCancelled ? flow : null);
  };
  const ends = { onEnd: leave(false), onCancel: leave(true) };
  useEffect(() => {
    void vault.twoFactor.refresh({});
  }, []);
  return (
    <main className="main">
      <header className="top">
        <h1>{text.title}</h1>
      </header>
      <div className="settings">
        {flow === 'enrol' && <Enrol isOn={state?.status?.isOn === true} {...ends} />}
        {flow === 'renew' && <Renew {...ends} />}
        {flow === 'turnOff' && <TurnOff {...ends} />}
        {flow === 'takeIn' && <TakeIn {...ends} />}
        {flow === 'showKey' && <ShowAgain what="key" onEnd={ends.onEnd} />}
        {flow === 'showCodes' && <ShowAgain what="codes" onEnd={ends.onEnd} />}
        {flow === null && cancelled !== null && (
          <Note role="status" title={text.cancelled}>
            {cancelled === 'enrol' && text.cancelledMore}
          </Note>
        )}
        {flow === null && state !== null && <Overview state={state} start={setFlow} />}
      </div>
    </main>
  );
}

function Overview({ state, start }: { state: TwoFactorState; start: (flow: Flow) => void }) {
  const { offer, status, isChecking, problem } = state;
  if (offer === 'sso') return <Note title={text.sso}>{text.ssoMore}</Note>;
  const isOn = status?.isOn === true;
  const who = status?.mandatoryFor ?? null;
  const help =
    status === null ? (offer === 'browser' ? text.byBrowser : isChecking ? text.checking : text.unknown) : isOn ? text.on : text.off;
  return (
    <>
      <ClockNote />
      <ErrorNote error={problem} />
      <Part title={text.factor} help={help} warning={who === null ? null : isOn ? text.mandatory(who) : text.mandatoryOff(who)}>
        {offer === 'api' && !isOn && (
          <Push
            kind="primary"
            onPress={() => {
              start('enrol');
            }}
          >
            {text.enable}
          </Push>
        )}
        {offer === 'api' && isOn && (
          <Push
            onPress={() => {
              start('enrol');
            }}
          >
            {text.move}
          </Push>
        )}
        {offer === 'api' && isOn && who === null && (
          <Push
            onPress={() => {
              start('turnOff');
            }}
          >
            {text.turnOff}
          </Push>
        )}
        {offer === 'browser' && (
          <Push
            kind="primary"
            onPress={() => {
              start('takeIn');
            }}
          >
            {text.takeIn}
          </Push>
        )}
        {(offer === 'unknown' || problem !== null) && (
          <Push isBusy={isChecking} onPress={() => void vault.twoFactor.refresh({})}>
            {text.refresh}
          </Push>
        )}
      </Part>
      {offer === 'api' && isOn && (
        <Part
          title={text.steps.codes}
          help={status.codesLeft === null ? text.codesLead : text.platformLeft(status.codesLeft)}
          warning={status.codesLeft !== null && status.codesLeft <= 2 ? text.low : null}
        >
          <Push
            onPress={() => {
              start('renew');
            }}
          >
            {text.renew}
          </Push>
        </Part>
      )}
      <KeptThings state={state} start={start} />
      <Part title={text.before} help={`${text.apps} ${text.loseBoth}`} />
    </>
  );
}

/** What dxkey keeps by choice, and what of it is dead. */
function KeptThings({ state, start }: { state: TwoFactorState; start: (flow: Flow) => void }) {
  const { authenticator, backupCodes, deadCodes } = state;
  const { isBusy, run } = useCall();
  const forget = (what: 'authenticator' | 'backupCodes' | 'deadCodes') => void run(() => vault.twoFactor.forget({ what }));
  return (
    <>
      {authenticator !== null && (
        <KeptAuthenticator
          isUnsure={authenticator.standing === 'unsure'}
          onShow={() => {
            start('showKey');
          }}
          onForget={() => {
            forget('authenticator');
          }}
          isBusy={isBusy}
        />
      )}
      {authenticator === null && state.isKeyDead && (
        <Part title={text.authenticator} help={text.keyDead}>
          <Push
            isBusy={isBusy}
            onPress={() => {
              forget('authenticator');
            }}
          >
            {text.forget}
          </Push>
        </Part>
      )}
      {backupCodes !== null && (
        <KeptCodes
          codes={backupCodes}
          onShow={() => {
            start('showCodes');
          }}
          onForget={() => {
            forget('backupCodes');
          }}
          isBusy={isBusy}
        />
      )}
      {deadCodes !== null && (
        <Part title={text.deadBackup} help={text.dead(deadCodes.total)}>
          <Push
            isBusy={isBusy}
            onPress={() => {
              forget('deadCodes');
            }}
          >
            {text.forget}
          </Push>
        </Part>
      )}
    </>
  );
}

interface Kept {
  onShow: () => void;
  onForget: () => void;
  isBusy: boolean;
}

/** Hidden by the button or left with the screen: either way main learns that no secret is shown any more. */
function ShownCode({ onError }: { onError: (error: ErrorAnswer) => void }) {
  useTwoFactorDismissal();
  return <LiveCode onError={onError} />;
}

function KeptAuthenticator({ isUnsure, onShow, onForget, isBusy }: Kept & { isUnsure: boolean }) {
  const [isShown, setShown] = useState(false);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const toggle = () => {
    setError(null);
    setShown(!isShown);
  };
  return (
    <>
      <Part title={text.authenticator} help={text.keeps} warning={isUnsure ? text.unsure : null}>
        <Push onPress={toggle}>{isShown ? text.hide : text.showCode}</Push>
        <Push onPress={onShow}>{text.secondDevice}</Push>
        <Push isBusy={isBusy} onPress={onForget}>
          {text.forget}
        </Push>
      </Part>
      {isShown && error === null && <ShownCode onError={setError} />}
      <ErrorNote error={error} />
    </>
  );
}

function KeptCodes({ codes, onShow, onForget, isBusy }: Kept & { codes: NonNullable<TwoFactorState['backupCodes']> }) {
  const left = codes.total - codes.used - codes.unsure;
  const warnings = [
    ...(codes.standing === 'unsure' ? [text.unsure] : []),
    ...(codes.unsure > 0 ? [text.maybe(codes.unsure)] : []),
    ...(left <= 2 ? [text.low] : []),
  ];
  return (
    <Part title={text.backup} help={text.left(left, codes.total)} warning={warnings.length === 0 ? null : warnings.join(' ')}>
      <Push onPress={onShow}>{text.show}</Push>
      <Push isBusy={isBusy} onPress={onForget}>
        {text.forget}
      </Push>
    </Part>
  );
}

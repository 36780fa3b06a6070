/** Each way through, step by step; leaving one at any step leaves the account as it was. */
import { useState } from 'react';
import type { Output, OwnerProof } from '../../../preload/contract/contract';
import { useAccountId } from '../../account';
import { Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { vault } from '../../vault';
import { words } from '../../words';
import { Confirm, ProveOwner, Reauthenticate } from './Forms';
import { KeyToScan, Steps, useCall, useTwoFactorDismissal } from './parts';
import { CodeList, SaveCodes, SavePaper } from './SaveCodes';

const text = words.security;
export interface Ends {
  onEnd: () => void;
  onCancel: () => void;
}

export function Enrol({ isOn, onEnd, onCancel }: Ends & { isOn: boolean }) {
  const accountId = useAccountId();
  const { error, isBusy, run } = useCall();
  const [key, setKey] = useState<Output<'twoFactor.begin'> | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  useTwoFactorDismissal();
  const names = [text.steps.password, text.steps.scan, text.steps.codes];
  return (
    <div className="flow">
      <Steps names={names} at={codes !== null ? 2 : key !== null ? 1 : 0} />
      {key === null && (
        <>
          <p className="lead">
            {text.apps} {text.loseBoth} {text.others}
          </p>
          <Reauthenticate
            wantsCode={isOn}
            submit={text.go}
            error={error}
            isBusy={isBusy}
            onCancel={onCancel}
            onSubmit={(password, code) =>
              void run(() => vault.twoFactor.begin({ accountId, password, code: isOn ? code : null })).then(setKey)
            }
          />
        </>
      )}
      {key !== null && codes === null && (
        <KeyToScan {...key}>
          <Confirm
            error={error}
            isBusy={isBusy}
            onCancel={onCancel}
            onCode={(code) =>
              void run(() => vault.twoFactor.confirm({ code })).then((made) => {
                setCodes(made?.backupCodes ?? null);
              })
            }
          />
        </KeyToScan>
      )}
      {codes !== null && <SaveCodes codes={codes} canKeepKey isOnPlatform onDone={onEnd} onCancel={onCancel} />}
    </div>
  );
}

export function Renew({ onEnd, onCancel }: Ends) {
  const accountId = useAccountId();
  const { error, isBusy, run } = useCall();
  const [codes, setCodes] = useState<string[] | null>(null);
  useTwoFactorDismissal();
  if (codes !== null) return <SaveCodes codes={codes} canKeepKey={false} isOnPlatform onDone={onEnd} onCancel={onCancel} />;
  return (
    <div className="flow">
      <Note title={text.renewTitle}>{text.renewLead}</Note>
      <Reauthenticate
        wantsCode
        submit={text.go}
        error={error}
        isBusy={isBusy}
        onCancel={onCancel}
        onSubmit={(password, code) =>
          void run(() => vault.twoFactor.renewCodes({ accountId, password, code })).then((made) => {
            setCodes(made?.backupCodes ?? null);
          })
        }
      />
    </div>
  );
}

export function TurnOff({ onEnd, onCancel }: Ends) {
  const accountId = useAccountId();
  const { error, isBusy, run } = useCall();
  return (
    <div className="flow">
      <Note tone="bad" title={text.offTitle}>
        {text.offLead}
      </Note>
      <Reauthenticate
        wantsCode
        isDanger
        submit={text.offSubmit}
        error={error}
        isBusy={isBusy}
        onCancel={onCancel}
        onSubmit={(password, code) =>
          void run(() => vault.twoFactor.turnOff({ accountId, password, code })).then((state) => {
            if (state !== null) onEnd();
          })
        }
      />
    </div>
  );
}

/** The kept key or the kept codes again, to whoever may read them. */
export function ShowAgain({ what, onEnd }: Pick<Ends, 'onEnd'> & { what: 'key' | 'codes' }) {
  const accountId = useAccountId();
  const { error, isBusy, run } = useCall();
  const [key, setKey] = useState<Output<'twoFactor.showKey'> | null>(null);
  const [list, setList] = useState<Output<'twoFactor.showCodes'>['list'] | null>(null);
  useTwoFactorDismissal();
  const ask = (proof: OwnerProof) => {
    if (what === 'key') void run(() => vault.twoFactor.showKey({ accountId, proof })).then(setKey);
    else
      void run(() => vault.twoFactor.showCodes({ accountId, proof })).then((shown) => {
        setList(shown?.list ?? null);
      });
  };
  if (key === null && list === null)
    return (
      <ProveOwner
        title={what === 'key' ? text.secondDeviceTitle : text.backup}
        error={error}
        isBusy={isBusy}
        onCancel={onEnd}
        onProof={ask}
      />
    );
  return (
    <div className="flow">
      {key !== null && <KeyToScan {...key} />}
      {list !== null && <CodeList list={list} />}
      {list !== null && <SavePaper />}
      <div className="flow-buttons">
        <Push kind="primary" onPress={onEnd}>
          {words.common.done}
        </Push>
      </div>
    </div>
  );
}

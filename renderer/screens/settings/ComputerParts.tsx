/** What of dxkey stands on this computer, and the way out. */
import { useState } from 'react';
import type { AppState } from '../../../preload/contract/contract';
import type { Answer, ErrorAnswer } from '../../../preload/contract/errors';
import { Part } from '../../components/Part';
import { Push } from '../../components/Push';
import { open } from '../../stores/desk';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.settings;

/** Where a forgotten passphrase leads. */
export const WAY_OUT = 'settings-way-out';
/** What opens the check, and where its end leads back to. */
export const CHECK = 'settings-check';

export function ComputerParts({ app, onCheck }: { app: AppState; onCheck: () => void }) {
  return (
    <>
      <CommandPart command={app.command} />
      <KeychainPart keychain={app.keychain} />
      <Part title={words.doctor.title} help={words.doctor.help} isGrouped>
        <Push id={CHECK} onPress={onCheck}>
          {words.doctor.open}
        </Push>
      </Part>
      <Part id={WAY_OUT} title={text.erase} help={text.eraseHelp} isGrouped>
        <Push
          kind="danger"
          onPress={() => {
            open({ kind: 'erase' });
          }}
        >
          {text.eraseOpen}
        </Push>
      </Part>
      <Part
        title={text.about}
        help={`${text.version(app.version, app.electronVersion)} ${text.notAffiliated}`}
        warning={app.runtime === 'fallback' ? words.banners.fallback : null}
        isGrouped
      />
    </>
  );
}

/** What a press asks for, and how it failed. */
function usePress(call: () => Promise<Answer<unknown>>) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const press = () => {
    setBusy(true);
    void call().then((answer) => {
      setBusy(false);
      setError(answer.ok ? null : answer.error);
    });
  };
  return { isBusy, error, press };
}

function CommandPart({ command: { path, canInstall } }: { command: AppState['command'] }) {
  const { isBusy, error, press } = usePress(() => vault.command.install({}));
  const help = path !== null ? text.commandAt(path) : canInstall ? text.commandAbsent : text.commandCannot;
  return (
    <Part title={text.command} help={help} error={error} isGrouped>
      {path === null && canInstall && (
        <Push isBusy={isBusy} onPress={press}>
          {text.install}
        </Push>
      )}
    </Part>
  );
}

function KeychainPart({ keychain }: { keychain: AppState['keychain'] }) {
  const { isBusy, error, press } = usePress(() => vault.keychain.probe({}));
  const trouble = keychain === 'ready' ? null : words.banners.keychain[keychain];
  return (
    <Part title={text.keychain} help={trouble === null ? text.keychainReady : `${trouble.title} ${trouble.next}`} error={error} isGrouped>
      <Push isBusy={isBusy} onPress={press}>
        {text.probe}
      </Push>
    </Part>
  );
}

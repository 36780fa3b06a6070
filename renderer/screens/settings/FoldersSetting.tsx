/** The map of folders: which account and token a shell, a command or a script gets in each. Main decides what a folder is. */
import { useCallback, useRef, useState, type SubmitEvent } from 'react';
import { Button } from 'react-aria-components';
import type { FolderChoices, FolderRule } from '../../../preload/contract/contract';
import type { Answer, ErrorAnswer } from '../../../preload/contract/errors';
import { AccountContext } from '../../account';
import { Picker, TextInput } from '../../components/Fields';
import { ErrorNote, Note } from '../../components/Note';
import { Part } from '../../components/Part';
import { Push } from '../../components/Push';
import { Row, Sheet } from '../../components/Sheet';
import { useAccounts } from '../../stores/mirrors';
import { useAnswer } from '../../useAnswer';
import { vault } from '../../vault';
import { words } from '../../words';
import { OwnRow } from './OwnRow';

const text = words.settings;
type Field = keyof typeof text.folderErrors;

export function FoldersSetting() {
  const { value: loaded, error: loadError } = useAnswer(useCallback(() => vault.folders.load({}), []));
  const [changed, setChanged] = useState<FolderRule[] | null>(null);
  const [open, setOpen] = useState<FolderRule | 'new' | null>(null);
  const [refused, setRefused] = useState<{ of: FolderRule; error: ErrorAnswer } | null>(null);
  const add = useRef<HTMLButtonElement>(null);
  const folders = changed ?? loaded ?? [];
  /** Null where it was kept. */
  const taken = (answer: Answer<FolderRule[]>): ErrorAnswer | null => {
    if (!answer.ok) return answer.error;
    setChanged(answer.value);
    return null;
  };
  const remove = async (rule: FolderRule) => {
    const error = taken(await vault.folders.remove({ folder: rule.folder }));
    setRefused(error === null ? null : { of: rule, error });
    // The button that was pressed is gone.
    if (error === null) add.current?.focus();
  };
  const list = (
    <ul className="own-platforms">
      {folders.map((rule) => (
        <MappedFolder
          key={rule.folder}
          rule={rule}
          error={refused?.of === rule ? refused.error : null}
          onEdit={() => {
            setOpen(rule);
          }}
          onRemove={() => void remove(rule)}
        />
      ))}
    </ul>
  );
  return (
    <Part
      title={text.folders}
      help={text.foldersHelp}
      usual={text.none}
      error={loadError}
      isGrouped
      {...(folders.length === 0 ? {} : { below: list })}
    >
      <Push
        ref={add}
        onPress={() => {
          setOpen('new');
        }}
      >
        {text.folderAdd}
      </Push>
      {open !== null && (
        <FolderDialog
          former={open === 'new' ? null : open}
          keep={async (input) => taken(await vault.folders.keep(input))}
          onClose={() => {
            setOpen(null);
          }}
        />
      )}
    </Part>
  );
}

interface MappedFolderProps {
  rule: FolderRule;
  error: ErrorAnswer | null;
  onEdit: () => void;
  onRemove: () => void;
}

function MappedFolder({ rule: { folder, accountId, label, project, needs }, ...row }: MappedFolderProps) {
  const account = useAccounts((state) => state.value?.list.find((card) => card.account.id === accountId)?.account);
  const rest = text.folderRest(project, needs);
  return (
    <OwnRow {...row} name={folder}>
      <span className="help break">
        {account === undefined ? text.folderGone : text.folderLine(account.username, account.platform.name, label)}
      </span>
      {rest !== '' && <span className="help break">{rest}</span>}
    </OwnRow>
  );
}

interface DialogProps {
  former: FolderRule | null;
  keep: (input: { former: string | null; rule: FolderRule }) => Promise<ErrorAnswer | null>;
  onClose: () => void;
}

function FolderDialog(props: DialogProps) {
  const { former, onClose } = props;
  const { value: choices, error } = useAnswer(useCallback(() => vault.folders.choices({}), []));
  const isEmpty = choices?.accounts.length === 0;
  return (
    // Whose it is is chosen in it.
    <AccountContext value={null}>
      <Sheet title={former === null ? text.folderAddTitle : text.folderEditTitle(former.folder)} onClose={onClose}>
        <p className="lead">{text.folderLead}</p>
        {isEmpty && <Note tone="warn" title={text.folderNobody} />}
        <ErrorNote error={error} />
        {choices === null || isEmpty ? (
          <Row>
            <Push onPress={onClose}>{words.common.cancel}</Push>
          </Row>
        ) : (
          <FolderForm {...props} choices={choices} />
        )}
      </Sheet>
    </AccountContext>
  );
}

/** As typed: an empty field is nothing, and no label can be empty. */
type Typed = Record<'folder' | 'accountId' | 'label' | 'project' | 'needs', string>;
const SHELL_TOKEN = '';
const orNull = (typed: string): string | null => (typed.trim() === '' ? null : typed.trim());
const ruleOf = ({ folder, accountId, label, project, needs }: Typed): FolderRule => ({
  ...{ folder: folder.trim(), accountId, label: label === SHELL_TOKEN ? null : label },
  ...{ project: orNull(project), needs: orNull(needs) },
});

function FolderForm({ former, keep, choices, onClose }: DialogProps & { choices: FolderChoices }) {
  const shownId = useAccounts((state) => state.value?.shownId);
  const first = choices.accounts.find((one) => one.accountId === (former?.accountId ?? shownId)) ?? choices.accounts[0];
  const [typed, setTyped] = useState<Typed>({
    ...{ folder: former?.folder ?? '', accountId: first?.accountId ?? '', label: former?.label ?? SHELL_TOKEN },
    ...{ project: former?.project ?? '', needs: former?.needs ?? '' },
  });
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  const field = fieldOf(error);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    const rule = ruleOf(typed);
    const lack = lackOf(rule);
    if (lack !== null) {
      setError({ code: 'INVALID_INPUT', details: { field: lack } });
      return;
    }
    setBusy(true);
    const refused = await keep({ former: former?.folder ?? null, rule });
    setBusy(false);
    setError(refused);
    if (refused === null) onClose();
  };
  const change = (patch: Partial<Typed>) => {
    setTyped((now) => ({ ...now, ...patch }));
  };
  return (
    <form className="form" onSubmit={(event) => void submit(event)} noValidate>
      <FolderFields typed={typed} choices={choices} field={field} onChange={change} onError={setError} />
      <ErrorNote error={field === null ? error : null} />
      <Row>
        <Push onPress={onClose} isDisabled={isBusy}>
          {words.common.cancel}
        </Push>
        <Push type="submit" kind="primary" isBusy={isBusy}>
          {text.folderSave}
        </Push>
      </Row>
    </form>
  );
}

interface FieldsProps {
  typed: Typed;
  choices: FolderChoices;
  field: Field | null;
  onChange: (patch: Partial<Typed>) => void;
  onError: (error: ErrorAnswer) => void;
}

function FolderFields({ typed, choices: { accounts }, field, onChange, onError }: FieldsProps) {
  const input = (name: 'folder' | 'project' | 'needs', fields: readonly Field[]) => ({
    value: typed[name],
    onChange: (value: string) => {
      onChange({ [name]: value });
    },
    error: field !== null && fields.includes(field) ? text.folderErrors[field] : null,
    autoComplete: 'off',
  });
  const pick = async () => {
    const answer = await vault.folders.pick({});
    if (!answer.ok) onError(answer.error);
    else if (answer.value.folder !== null) onChange({ folder: answer.value.folder });
  };
  const labels = accounts.find((one) => one.accountId === typed.accountId)?.labels ?? [];
  return (
    <>
      <TextInput
        {...input('folder', ['folder', 'folderTaken', 'folderCount'])}
        label={text.folderPath}
        help={text.folderPathHelp}
        maxLength={1000}
        isMono
        autoFocus
        beside={
          <Button className="in-button" onPress={() => void pick()}>
            {text.folderPick}
          </Button>
        }
      />
      <Picker
        label={text.folderAccount}
        value={typed.accountId}
        choices={accounts.map((one) => ({ id: one.accountId, text: one.username, note: one.platformName }))}
        onChange={(accountId) => {
          onChange({ accountId, label: SHELL_TOKEN });
        }}
      />
      <Picker
        label={text.folderToken}
        value={typed.label}
        choices={tokenChoices(labels, typed.label)}
        onChange={(label) => {
          onChange({ label });
        }}
      />
      <TextInput
        {...input('project', ['project'])}
        label={text.folderProject}
        help={text.folderProjectHelp}
        maxLength={40}
        isMono
        placeholder="project-"
      />
      <TextInput {...input('needs', ['needs'])} label={text.folderNeeds} help={text.folderNeedsHelp} maxLength={10} />
    </>
  );
}

/** One that is chosen and not kept any more stays to be seen. */
function tokenChoices(labels: readonly string[], chosen: string) {
  const gone = chosen === SHELL_TOKEN || labels.includes(chosen) ? [] : [{ id: chosen, text: chosen, note: text.folderUnheld }];
  return [{ id: SHELL_TOKEN, text: text.folderShellToken }, ...labels.map((label) => ({ id: label, text: label })), ...gone];
}

/** What the treaty would not let through is said at its field. */
function lackOf({ folder, project, needs }: FolderRule): Field | null {
  if (folder === '') return 'folder';
  if (project !== null && !/^project-[0-9A-Za-z]{24}$/.test(project)) return 'project';
  return needs !== null && !/^\d{1,5}[mhdwy]$/.test(needs) ? 'needs' : null;
}

function fieldOf(error: ErrorAnswer | null): Field | null {
  const field = error?.details?.field ?? '';
  return error?.code === 'INVALID_INPUT' && field in text.folderErrors ? (field as Field) : null;
}

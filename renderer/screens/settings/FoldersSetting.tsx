/** The map of folders: which account and token a shell, a command or a script gets in each. Main decides what a folder is. */
import { useCallback, useRef, useState, type SubmitEvent } from 'react';
import type { FolderChoices, FolderRule, Settings } from '../../../preload/contract/contract';
import type { Answer, ErrorAnswer } from '../../../preload/contract/errors';
import { Picker, TextInput } from '../../components/Fields';
import { ErrorNote, Note } from '../../components/Note';
import { Part } from '../../components/Part';
import { Push } from '../../components/Push';
import { Row, Sheet } from '../../components/Sheet';
import { useAccounts, useApp } from '../../stores/mirrors';
import { useAnswer } from '../../useAnswer';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.settings;
type Field = keyof typeof text.folderErrors;

/** Null where it was kept. */
function taken(answer: Answer<FolderRule[]>): ErrorAnswer | null {
  if (!answer.ok) return answer.error;
  const folders = answer.value;
  useApp.setState(({ value }) => ({ value: value === null ? null : { ...value, settings: { ...value.settings, folders } } }));
  return null;
}

export function FoldersSetting({ settings: { folders } }: { settings: Settings }) {
  const [open, setOpen] = useState<FolderRule | 'new' | null>(null);
  const [refused, setRefused] = useState<{ of: FolderRule; error: ErrorAnswer } | null>(null);
  const add = useRef<HTMLButtonElement>(null);
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
      usual={text.usual.folders}
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

function MappedFolder({ rule: { folder, accountId, token, project, needs }, error, onEdit, onRemove }: MappedFolderProps) {
  const account = useAccounts((state) => state.value?.list.find((card) => card.account.id === accountId)?.account);
  const rest = text.folderRest(project, needs);
  return (
    <li className="own-platform">
      <div className="own-platform-names">
        <bdi className="clip" title={folder}>
          {folder}
        </bdi>
        <span className="help break">
          {account === undefined ? text.folderGone : text.folderLine(account.username, account.platform.name, token)}
        </span>
        {rest !== '' && <span className="help break">{rest}</span>}
      </div>
      <Push onPress={onEdit} aria-label={text.folderNamed(text.folderEdit, folder)}>
        {text.folderEdit}
      </Push>
      <Push onPress={onRemove} aria-label={text.folderNamed(text.folderRemove, folder)}>
        {text.folderRemove}
      </Push>
      <ErrorNote error={error} />
    </li>
  );
}

function FolderDialog({ former, onClose }: { former: FolderRule | null; onClose: () => void }) {
  const { value: choices, error } = useAnswer(useCallback(() => vault.folders.choices({}), []));
  const isEmpty = choices?.accounts.length === 0;
  return (
    <Sheet title={former === null ? text.folderAddTitle : text.folderEditTitle(former.folder)} onClose={onClose}>
      <p className="lead">{text.folderLead}</p>
      {isEmpty && <Note tone="warn" title={text.folderNobody} />}
      <ErrorNote error={error} />
      {choices === null || isEmpty ? (
        <Row>
          <Push onPress={onClose}>{words.common.cancel}</Push>
        </Row>
      ) : (
        <FolderForm former={former} choices={choices} onClose={onClose} />
      )}
    </Sheet>
  );
}

/** In the list of tokens: no label can be empty. */
const SHELL_TOKEN = '';
const orNull = (typed: string): string | null => (typed.trim() === '' ? null : typed.trim());

interface FormProps {
  former: FolderRule | null;
  choices: FolderChoices;
  onClose: () => void;
}

function FolderForm({ former, choices: { accounts }, onClose }: FormProps) {
  const shownId = useAccounts((state) => state.value?.shownId);
  const first = accounts.find((one) => one.accountId === (former?.accountId ?? shownId)) ?? accounts[0];
  const [folder, setFolder] = useState(former?.folder ?? '');
  const [accountId, setAccountId] = useState(first?.accountId ?? '');
  const [token, setToken] = useState(former?.token ?? SHELL_TOKEN);
  const [project, setProject] = useState(former?.project ?? '');
  const [needs, setNeeds] = useState(former?.needs ?? '');
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  const field = fieldOf(error);
  const errorAt = (...fields: Field[]) => (field !== null && fields.includes(field) ? text.folderErrors[field] : null);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    const rule = { folder: folder.trim(), accountId, token: orNull(token), project: orNull(project), needs: orNull(needs) };
    const lack = lackOf(rule);
    if (lack !== null) {
      setError({ code: 'INVALID_INPUT', details: { field: lack } });
      return;
    }
    setBusy(true);
    const refused = taken(await vault.folders.keep({ former: former?.folder ?? null, rule }));
    setBusy(false);
    setError(refused);
    if (refused === null) onClose();
  };
  const pick = async () => {
    const answer = await vault.folders.pick({});
    if (answer.ok && answer.value.folder !== null) setFolder(answer.value.folder);
    if (!answer.ok) setError(answer.error);
  };
  return (
    <form className="form" onSubmit={(event) => void submit(event)} noValidate>
      <TextInput
        label={text.folderPath}
        help={text.folderPathHelp}
        value={folder}
        onChange={setFolder}
        error={errorAt('folder', 'folderTaken', 'folderCount')}
        maxLength={1000}
        autoComplete="off"
        isMono
        autoFocus
        beside={<Push onPress={() => void pick()}>{text.folderPick}</Push>}
      />
      <Picker
        label={text.folderAccount}
        value={accountId}
        choices={accounts.map((one) => ({ id: one.accountId, text: one.username, note: one.platformName }))}
        onChange={(id) => {
          setAccountId(id);
          setToken(SHELL_TOKEN);
        }}
      />
      <Picker
        label={text.folderToken}
        value={token}
        choices={tokenChoices(accounts.find((one) => one.accountId === accountId)?.labels ?? [], token)}
        onChange={setToken}
      />
      <TextInput
        label={text.folderProject}
        help={text.folderProjectHelp}
        value={project}
        onChange={setProject}
        error={errorAt('project')}
        maxLength={40}
        autoComplete="off"
        isMono
        placeholder="project-"
      />
      <TextInput
        label={text.folderNeeds}
        help={text.folderNeedsHelp}
        value={needs}
        onChange={setNeeds}
        error={errorAt('needs')}
        maxLength={10}
        autoComplete="off"
      />
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

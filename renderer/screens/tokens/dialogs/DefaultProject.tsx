/** The project in which a shell with this token starts. */
import { useState } from 'react';
import type { Project, TokenRow } from '../../../../preload/contract/contract';
import type { ErrorAnswer } from '../../../../preload/contract/errors';
import { useAccountId } from '../../../account';
import { ErrorNote, Note } from '../../../components/Note';
import { ProjectSearch } from '../../../components/ProjectSearch';
import { Push } from '../../../components/Push';
import { Row, Sheet } from '../../../components/Sheet';
import { closeDialog, tell } from '../../../stores/desk';
import { vault } from '../../../vault';
import { words } from '../../../words';
import { labelText, nameText } from '../rowFacts';

const text = words.project;

export function DefaultProject({ row }: { row: TokenRow }) {
  const accountId = useAccountId();
  const [picked, setPicked] = useState<Project | null>(null);
  const [error, setError] = useState<ErrorAnswer | null>(null);
  const [isBusy, setBusy] = useState(false);
  const now = row.defaultProject;

  const set = async (project: Project | null) => {
    setBusy(true);
    setError(null);
    const answer = await vault.tokens.setProject({ accountId, signature: row.signature, projectId: project?.id ?? null });
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    tell({ kind: 'good', text: words.tokens.projectSet(nameText(row), project?.name ?? null) });
    closeDialog();
  };

  return (
    <Sheet title={text.title(labelText(row))} onClose={closeDialog}>
      <p className="lead">{text.lead}</p>
      <Note>{now === null ? text.noneNow : text.now(now.name ?? now.id)}</Note>
      <ProjectSearch label={text.find} taken={now === null ? [] : [now.id]} onPick={setPicked} />
      <ErrorNote error={error} />
      <Row
        aside={
          now !== null && (
            <Push kind="quiet" isDisabled={isBusy} onPress={() => void set(null)}>
              {text.clear}
            </Push>
          )
        }
      >
        <Push onPress={closeDialog}>{words.common.cancel}</Push>
        <Push kind="primary" isBusy={isBusy} isDisabled={picked === null} onPress={() => void set(picked)}>
          <span className="clip">{picked === null ? text.chooseNone : text.choose(picked.name)}</span>
        </Push>
      </Row>
    </Sheet>
  );
}

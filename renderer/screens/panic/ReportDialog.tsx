/** What the last panic came to: never more than is known. */
import type { PanicState } from '../../../preload/contract/contract';
import { Note } from '../../components/Note';
import { Push } from '../../components/Push';
import { Row, Sheet } from '../../components/Sheet';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.panic;
type Report = NonNullable<PanicState['last']>;

export function ReportDialog({ report }: { report: Report }) {
  const close = () => void vault.panic.dismiss({});
  const { wasUndone, revoked, waiting, needsSignIn, refused, othersMayExist } = report;
  const isUnfinished = othersMayExist || refused > 0 || needsSignIn > 0;
  return (
    <Sheet title={wasUndone ? text.undone : text.over} onClose={close}>
      <p className="lead">{wasUndone ? text.undoneMore : othersMayExist ? text.known(revoked) : text.revoked(revoked)}</p>
      {waiting > 0 && <Note tone="warn" title={text.waiting(waiting)} />}
      {needsSignIn > 0 && <Note tone="warn" title={text.needsSignIn(needsSignIn)} />}
      {refused > 0 && <Note tone="bad" title={text.refused(refused)} />}
      <Row aside={isUnfinished && <Push onPress={() => void vault.link.open({ link: 'apiTokensPage' })}>{text.page}</Push>}>
        <Push kind="primary" autoFocus onPress={close}>
          {words.common.done}
        </Push>
      </Row>
    </Sheet>
  );
}

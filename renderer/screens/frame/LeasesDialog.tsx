/** Every command of this computer that has a token, of whichever account. */
import { GivenLeases } from '../../components/GivenLeases';
import { Push } from '../../components/Push';
import { Row, Sheet } from '../../components/Sheet';
import { closeDialog } from '../../stores/desk';
import { useLeases } from '../../stores/mirrors';
import { words } from '../../words';

const text = words.leases;

export function LeasesDialog() {
  const leases = useLeases((state) => state.value?.leases) ?? [];
  return (
    <Sheet title={text.title} width="l" isOfAll onClose={closeDialog}>
      <p className="lead">{text.lead}</p>
      <GivenLeases leases={leases} isNamed none={text.none} />
      <Row>
        <Push kind="primary" autoFocus onPress={closeDialog}>
          {words.common.done}
        </Push>
      </Row>
    </Sheet>
  );
}

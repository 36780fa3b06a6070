/** Rotations that stopped on their way, or that need a yes: each with its two ways on. */
import type { ReactNode } from 'react';
import type { RotationState } from '../../../preload/contract/contract';
import type { Answer } from '../../../preload/contract/errors';
import { useAccountId } from '../../account';
import { Banner } from '../../components/Banner';
import { errorText } from '../../errorText';
import { tell } from '../../stores/desk';
import { useRotation } from '../../stores/mirrors';
import { vault } from '../../vault';
import { words } from '../../words';

type Open = RotationState['open'][number];
const text = words.rotate;

async function run(work: Promise<Answer<unknown>>): Promise<void> {
  const answer = await work;
  if (!answer.ok) tell({ kind: 'bad', error: answer.error });
}

function Line({ one: { id, label, last4, stage, problem } }: { one: Open }) {
  const name = last4 === null ? label : `${label} ····${last4}`;
  const asks = stage === 'asks';
  return (
    <Banner
      tone="warn"
      title={asks ? text.asks(name) : text.unfinished(name)}
      action={{
        label: asks ? text.revokeOld : text.finish,
        onPress: () => void run(vault.rotation.finish({ id, mayRevokeExposed: asks })),
      }}
      second={{ label: asks ? text.keepOld : text.undo, onPress: () => void run(vault.rotation.undo({ id })) }}
    >
      {asks ? text.asksMore : problem === null ? text.unfinishedMore : errorText(problem).title}
    </Banner>
  );
}

/** What merely waits for commands to end is told in its row. */
export function useRotationLines(): ReactNode[] {
  const accountId = useAccountId();
  const state = useRotation((mirror) => mirror.value);
  if (state?.accountId !== accountId) return [];
  return state.open.filter(({ stage }) => stage !== 'waits').map((one) => <Line key={one.id} one={one} />);
}

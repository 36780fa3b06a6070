/** What a person was told of and has not put aside yet, with what can be done about it. */
import { useEffect, type ReactNode } from 'react';
import type { Notice } from '../../../preload/contract/contract';
import { useAccountId } from '../../account';
import { Banner } from '../../components/Banner';
import { open, show, tell } from '../../stores/desk';
import { switchAccount, useNotices } from '../../stores/mirrors';
import { momentText } from '../../times';
import { vault } from '../../vault';
import { words } from '../../words';

const text = words.openNotices;

async function dismiss({ id }: Notice): Promise<void> {
  const answer = await vault.notices.dismiss({ id });
  if (!answer.ok) tell({ kind: 'bad', error: answer.error });
}

const nameOf = ({ token }: Notice) =>
  token === null ? text.unnamed : `${token.label ?? text.unnamed}${token.last4 === null ? '' : ` ····${token.last4}`}`;

function saidOf(notice: Notice): { title: string; more: string } {
  const until = momentText(notice.untilMs ?? notice.atMs);
  switch (notice.kind) {
    case 'tokenExpiring':
      return text.tokenExpiring(nameOf(notice), until);
    case 'firstUse':
      return text.firstUse(nameOf(notice), notice.program ?? text.unknownProgram, momentText(notice.atMs));
    case 'revokedElsewhere':
      return text.revokedElsewhere(nameOf(notice), momentText(notice.atMs));
    case 'sessionEnding':
      return text.sessionEnding(until);
  }
}

function actionOf({ kind, token }: Notice): { label: string; onPress: () => void } | null {
  if (token === null) return null;
  if (kind === 'firstUse') {
    return {
      label: text.details,
      onPress: () => {
        open({ kind: 'details', signature: token.signature });
      },
    };
  }
  if (kind === 'tokenExpiring') {
    return {
      label: text.rotate,
      onPress: () => {
        open({ kind: 'rotate', signature: token.signature });
      },
    };
  }
  if (kind !== 'revokedElsewhere') return null;
  return {
    label: text.show,
    onPress: () => {
      show('activity');
    },
  };
}

function Line({ notice }: { notice: Notice }) {
  const { title, more } = saidOf(notice);
  const action = actionOf(notice);
  return (
    <Banner
      tone={notice.kind === 'firstUse' ? 'plain' : 'warn'}
      title={title}
      {...(action === null ? {} : { action })}
      second={{ label: words.common.dismiss, onPress: () => void dismiss(notice) }}
    >
      {more}
    </Banner>
  );
}

/** Of the account that is shown; the one that was pressed on the desktop stands first. */
export function useNoticeLines(): ReactNode[] {
  const accountId = useAccountId();
  const state = useNotices((mirror) => mirror.value);
  if (state === null) return [];
  const mine = state.open.filter((notice) => notice.accountId === accountId);
  const pressed = mine.filter(({ id }) => id === state.pressedId);
  const others = mine.filter(({ id }) => id !== state.pressedId);
  return [...pressed, ...others].map((notice) => <Line key={notice.id} notice={notice} />);
}

/** A press on the desktop leads to where the notice stands: its account, the list. */
export function FollowPress() {
  const accountId = useAccountId();
  const pressed = useNotices((mirror) => mirror.value?.open.find(({ id }) => id === mirror.value?.pressedId));
  const pressedId = pressed?.id;
  const owner = pressed?.accountId;
  useEffect(() => {
    if (pressedId === undefined || owner === undefined) return;
    if (owner !== accountId) void switchAccount(owner);
    else show('tokens');
  }, [pressedId, owner, accountId]);
  return null;
}

import type { AccountCard, AccountsState } from '../../../preload/contract/contract';
import { AppError } from '../errors';
import { createEmitter } from '../emitter';
import { accountById, type Ground } from '../ground';
import type { AccountRecord } from '../ports';
import type { Accounts, Session } from '../services';
import type { LiveSession } from '../session/liveSession';
import { accountOf } from '../session/shownSession';
import { platformKeyOf } from './keys';

/** The accounts of this computer, and which of them the window shows. Only a person switches: nothing here does so by itself. */
export function createAccounts(
  ground: Ground,
  live: LiveSession,
  session: Pick<Session, 'cancel'> & { isBusy(): boolean },
  removal: Pick<Accounts, 'previewRemove' | 'remove'>,
): Accounts {
  /** Told until the person goes on: the page that asked for it is replaced with the account's session. */
  let removed: AccountsState['removed'] = null;
  const changed = createEmitter<AccountsState>();
  // SECURITY: an account of a platform that this runtime may not use is neither told nor shown (row 25).
  const isOurs = ({ id }: AccountRecord): boolean => ground.platforms.byKey(platformKeyOf(id)) !== null;

  function card(record: AccountRecord): AccountCard {
    const state = live.stateOf(record.id);
    const account = accountOf(ground, record);
    if (state.status === 'signedIn')
      return {
        account: state.account,
        status: 'signedIn',
        openedBy: state.openedBy,
        isInMemory: state.isInMemory,
        idle: state.idle,
        ended: null,
      };
    const ended = state.status === 'signedOut' ? (state.ended?.reason ?? null) : null;
    return { account, status: state.status === 'working' ? 'working' : 'signedOut', openedBy: null, idle: null, ended };
  }
  const state = (): AccountsState => ({
    shownId: live.activeId(),
    isAdding: live.isEntering(),
    list: ground.index.value().accounts.filter(isOurs).map(card),
    removed,
  });
  const tell = (): void => {
    changed.emit(state());
  };
  live.onChange(tell);
  ground.index.onChange(tell);
  live.onOpened(() => {
    removed = null;
  });

  /** What is half typed goes; a step that already keeps what it made is not stopped. */
  function leaveEntry(): void {
    session.cancel();
    if (session.isBusy()) throw new AppError('SIGN_IN_BUSY');
    removed = null;
  }

  return {
    state,
    onChange: (listener) => changed.on(listener),
    switchTo({ accountId }) {
      const record = accountById(ground.index.value(), accountId);
      if (record === null || !isOurs(record)) throw new AppError('NO_SUCH_ACCOUNT');
      leaveEntry();
      if (live.activeId() !== accountId) {
        live.activate(accountId);
        // Which one is shown at the next start; a full disk is no reason not to show it now.
        ground.background(
          'accounts.remember',
          ground.index.change((index) => ({ ...index, activeAccountId: accountId })),
        );
      }
      return live.state();
    },
    add() {
      leaveEntry();
      live.tell({ kind: 'asked' });
      return live.state();
    },
    previewRemove: (input) => removal.previewRemove(input),
    async remove(input) {
      const record = accountById(ground.index.value(), input.accountId);
      const left = await removal.remove(input);
      if (record !== null) removed = { username: record.username, platformName: record.platform.name, ...left };
      tell();
      return left;
    },
  };
}

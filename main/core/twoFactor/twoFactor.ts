import type { TwoFactorState } from '../../../preload/contract/contract';
import { createEmitter } from '../emitter';
import type { Ground } from '../ground';
import type { ClipboardCare, Lock, TwoFactor } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { Revocations } from '../tokens/revocationQueue';
import { createWhoIsAtHand } from './atHand';
import { createCabinet } from './cabinet';
import { createChanges } from './changes';
import { createDrafts } from './drafts';
import { createOwnerCheck } from './ownerCheck';
import { createShowing } from './showing';
import { ofAccount } from './standing';
import { createTakeIn } from './takeIn';
import { createTruths } from './truths';

export interface TwoFactorService extends TwoFactor {
  /** What sends a code at sign-in goes through here, so that a kept back-up code is marked as spent. */
  sendingCode<T>(code: string, send: () => Promise<T>): Promise<T>;
}

/** Two-factor authentication as one service; README.md says which file does what. */
// eslint-disable-next-line max-lines-per-function -- one closure over one state; its parts are functions of a few lines each
export function createTwoFactor(
  ground: Ground,
  live: LiveSession,
  queue: Revocations,
  parts: { clipboard: ClipboardCare; lock: Pick<Lock, 'state' | 'check'> },
): TwoFactorService {
  const emitter = createEmitter<TwoFactorState>();
  const changed = (): void => {
    emitter.emit(state());
  };
  const who = createWhoIsAtHand(ground, live);
  const cabinet = createCabinet(ground);
  const drafts = createDrafts(ground.ports.clock, () => {
    changes.abandon();
  });
  const truths = createTruths(ground, live, { cabinet, drafts, changed });
  const changes = createChanges(ground, live, { who, cabinet, drafts, truths });
  const offsetMs = (): number | null => {
    const account = who.account();
    return account === null ? null : ground.ports.platform.clockOffsetMs(account.platform);
  };
  const takeIn = createTakeIn(ground, { who, cabinet, drafts, abandon: changes.abandon, clockOffsetMs: () => offsetMs() ?? 0 });
  const checkOwner = createOwnerCheck(ground, queue, parts.lock);
  const showing = createShowing(ground, { who, cabinet, drafts, clipboard: parts.clipboard, checkOwner });

  function state(): TwoFactorState {
    const account = who.account();
    const { offer, truth, problem, checkedMs } = truths.of(account?.id ?? '');
    const { key, codes, deadKey, deadCodes, isUnsettled } = ofAccount(cabinet.document(), account?.id ?? null);
    const standing = isUnsettled ? ('unsure' as const) : ('live' as const);
    const spent = (how: 'used' | 'maybe'): number => codes?.spent.filter((one) => one.how === how).length ?? 0;
    return {
      accountId: account?.id ?? null,
      offer,
      isChecking: truths.isChecking(account?.id ?? ''),
      problem,
      checkedMs,
      status:
        truth === null
          ? null
          : { isOn: truth.isOn, mandatoryFor: truth.mandatoryFor, enabledMs: truth.enabledMs, codesLeft: truth.codesLeft },
      authenticator: key === null ? null : { keptMs: key.keptMs, standing },
      backupCodes:
        codes === null ? null : { keptMs: codes.keptMs, standing, total: codes.total, used: spent('used'), unsure: spent('maybe') },
      deadCodes: deadCodes === null ? null : { keptMs: deadCodes.keptMs, total: deadCodes.total },
      isKeyDead: deadKey !== null,
      clockOffsetMs: offsetMs(),
    };
  }

  /** Another account must not meet what the former one had begun; kept things are held against the platform once it can be asked. */
  let former: string | null = null;
  live.onChange(() => {
    const account = who.account();
    const draft = drafts.draft();
    if (draft !== null && draft.accountId !== account?.id) changes.abandon();
    if (account?.id !== former) {
      if (account === null || draft === null) drafts.drop();
      former = account?.id ?? null;
      changed();
    }
  });
  live.onOpened((opened) => {
    const { accountId } = opened.record;
    const document = ground.twoFactor.value();
    const isConcerned = document.unsettled.includes(accountId) || document.kept.some((one) => one.accountId === accountId);
    if (isConcerned) ground.background('twoFactor.ask', truths.ask(accountId));
  });
  ground.twoFactor.onChange(changed);

  async function confirm({ code }: { code: string }): Promise<{ backupCodes: string[] }> {
    const draft = drafts.open(who.signedIn().id, 'enrol', 'takeIn');
    if (draft.kind === 'enrol') return changes.confirm(draft, code);
    takeIn.confirm(draft, code);
    return { backupCodes: [] };
  }

  async function finish(input: { backupCode: string | null; keepCodes: boolean; keepKey: boolean }): Promise<TwoFactorState> {
    const draft = drafts.open(who.signedIn().id, 'enrol', 'renew', 'takeIn');
    if (draft.kind === 'takeIn') await takeIn.finish(draft, input);
    else await changes.finish(draft, input);
    return state();
  }

  async function forget({ what }: { what: 'authenticator' | 'backupCodes' | 'deadCodes' }): Promise<TwoFactorState> {
    const { id } = who.signedIn();
    const isMeant = {
      authenticator: (one: { kind: string }) => one.kind === 'key',
      backupCodes: (one: { kind: string; standing: string }) => one.kind === 'codes' && one.standing !== 'dead',
      deadCodes: (one: { kind: string; standing: string }) => one.kind === 'codes' && one.standing === 'dead',
    }[what];
    for (const one of cabinet.document().kept) if (one.accountId === id && isMeant(one)) await cabinet.forget(one);
    return state();
  }

  return {
    state,
    onChange: (listener) => emitter.on(listener),
    refresh: async () => {
      await truths.ask(who.signedIn().id);
      return state();
    },
    begin: changes.begin,
    renewCodes: changes.renewCodes,
    turnOff: async (input) => {
      await changes.turnOff(input);
      return state();
    },
    ...takeIn,
    ...showing,
    confirm,
    finish,
    dismiss: changes.abandon,
    forget,
    forgetAccount: async (accountId) => {
      for (const one of cabinet.document().kept) if (one.accountId === accountId) await cabinet.forget(one);
      truths.forget(accountId);
    },
    sendingCode: (code, send) => cabinet.spending(who.account()?.id ?? null, code, send),
  };
}

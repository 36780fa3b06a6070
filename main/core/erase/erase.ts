import type { EraseLeft, ErasePreview, EraseState, EraseStep } from '../../../preload/contract/contract';
import { createEmitter } from '../emitter';
import { AppError } from '../errors';
import type { Ground } from '../ground';
import type { LeaseEnder } from '../grants/leaseKeeper';
import type { SurvivorRecord } from '../ports';
import type { Erase, Session } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { Revocations } from '../tokens/revocationQueue';
import type { Seal } from './seal';
import { createSteps, type Begun } from './steps';

interface Parts {
  session: Pick<Session, 'signOut' | 'cancel'> & { isBusy(): boolean };
  leases: LeaseEnder;
  seal: Seal;
  /** Nothing starts by itself any more. */
  settleDown(): void;
}

/**
 * Erases dxkey from this computer, step by step; a step that fails is told and stops no other. It is written down before anything goes, and
 * a start that finds it goes on. What is left then, its own document, goes with the folder when dxkey quits.
 */
export function createErase(ground: Ground, live: LiveSession, queue: Revocations, parts: Parts): Erase & { goOn(): boolean } {
  const { log } = ground.ports;
  const changed = createEmitter<EraseState>();
  let now: { phase: 'none' } | { phase: 'running'; step: EraseStep } | { phase: 'done'; alive: SurvivorRecord[]; left: EraseLeft[] } = {
    phase: 'none',
  };
  let latest: Begun | null = null;
  /** Who went on with what another began behind a lock is told counts alone. */
  let isNameless = false;

  function state(): EraseState {
    if (now.phase !== 'done') return now;
    // SECURITY: behind the lock nobody learns whose tokens were here.
    const alive = isNameless || ground.latch.isLocked() ? [] : now.alive.slice(0, MOST_NAMED);
    return { phase: 'done', aliveCount: now.alive.length, alive, left: now.left };
  }
  function become(next: typeof now): void {
    now = next;
    changed.emit(state());
  }
  const write = (begun: Begun): Promise<void> => ground.erase.change(() => ({ begun }));

  /** Where this cannot be written the erasure goes on; only a crash would make it begin again. */
  async function note(begun: Begun): Promise<void> {
    latest = begun;
    await write(begun).catch((error: unknown) => {
      log.warn('erase.notNoted', {}, error);
    });
  }

  const steps = createSteps(ground, live, queue, {
    ...parts,
    onStep: (step) => {
      become({ phase: 'running', step });
    },
    note,
  });

  async function run(begun: Begun): Promise<void> {
    const { alive, left } = await steps(begun);
    become({ phase: 'done', alive, left });
    log.info('erase.done', { left: left.length });
  }

  function start(begun: Begun): void {
    latest = begun;
    parts.settleDown();
    become({ phase: 'running', step: 'socket' });
    ground.background('erase.run', run(begun));
  }

  return {
    state,
    onChange: (listener) => changed.on(listener),
    preview: () => previewOf(ground, live, parts.leases),
    async run({ tokens }) {
      if (now.phase === 'running') return state();
      // A second time: what was left is tried again.
      const former = latest ?? ground.erase.value().begun;
      if (former === null && parts.session.isBusy()) throw new AppError('SIGN_IN_BUSY');
      const begun = former ?? { tokens, isNameless: ground.lock.value().isSetUp, alive: null, keys: null };
      // Nothing has gone where this cannot be written.
      if (former === null) await write(begun);
      parts.session.cancel();
      start(begun);
      return state();
    },
    goOn() {
      const { begun } = ground.erase.value();
      if (begun === null) return false;
      isNameless = begun.isNameless;
      start(begun);
      return true;
    },
  };
}

/** The window says how many more there are. */
const MOST_NAMED = 200;

function previewOf(ground: Ground, live: LiveSession, leases: LeaseEnder): ErasePreview {
  const { accounts, tokens } = ground.index.value();
  const { kept } = ground.twoFactor.value();
  const held = tokens.filter((one) => one.isHeld);
  // SECURITY: behind the lock counts alone, no name of an account.
  const shown = ground.latch.isLocked() ? [] : accounts;
  return {
    accountCount: accounts.length,
    heldCount: held.length,
    sessionCount: accounts.filter((one) => live.liveOf(one.id) !== null).length,
    leaseCount: leases.leases().length,
    queueCount: ground.queue.value().entries.length,
    keyCount: kept.filter((one) => one.kind === 'key').length,
    codeSetCount: kept.filter((one) => one.kind === 'codes').length,
    accounts: shown.slice(0, MOST_NAMED).map(({ id, username, platform }) => ({
      id,
      username,
      platformName: platform.name,
      heldCount: held.filter((one) => one.accountId === id).length,
    })),
  };
}

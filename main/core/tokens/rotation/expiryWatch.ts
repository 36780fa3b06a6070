import { createEmitter } from '../../emitter';
import type { Ground } from '../../ground';
import type { ExpiryNotice, Stop, TokenRecord } from '../../ports';
import type { ExpiringToken } from '../../services';
import type { LiveSession } from '../../session/liveSession';
import type { Revocations } from '../revocationQueue';
import type { Journal } from './journal';
import { createNearEnds, shown } from './nearEnds';
import { noticeDue, noticeTimes } from './rotationRules';
import { createSelfRotations } from './selfRotations';

export interface ExpiryWatch {
  /** Each at most once for a token and a time, also over restarts. */
  onNotice(listener: (token: ExpiringToken) => void): Stop;
  look(): void;
  start(): void;
  stop(): void;
}

interface Parts {
  journal: Journal;
  queue: Pick<Revocations, 'has'>;
  /** Rotates a token that is set to be rotated by itself. */
  rotate(token: TokenRecord): Promise<unknown>;
}

/** Watches over held tokens whose end is near: rotates those that are so set while their account is signed in, tells of the others. */
export function createExpiryWatch(ground: Ground, live: LiveSession, { journal, queue, rotate }: Parts): ExpiryWatch {
  const { clock } = ground.ports;
  const told = createEmitter<ExpiringToken>();
  let stopTimer: Stop = () => undefined;
  let stops: Stop[] = [];
  let isStarted = false;
  let isLooking = false;
  /** What was asked for during a look is looked at once more after it. */
  let isAskedAgain = false;

  const ends = createNearEnds(ground, live, journal, queue);
  const selfs = createSelfRotations(ground, rotate);
  const { watched, saidOf } = ends;

  /** Written before it is told: twice would be worse than one that a crash took. */
  async function say(token: TokenRecord, which: ExpiryNotice['which']): Promise<void> {
    await ends.note(token, which);
    told.emit(shown(token, which));
  }

  async function lookAt(token: TokenRecord): Promise<void> {
    if (!isStarted) return;
    const which = noticeDue(token, clock.now());
    if (which === null) return;
    if (ends.mayRotate(token)) {
      if (await selfs.rotate(token)) return;
      // It goes on trying; only near the very end a person has to know.
      if (which === 'first') return;
    }
    const said = saidOf(token.signature)?.which;
    if (said === which || said === 'last') return;
    await say(token, which);
  }

  async function lookAtAll(): Promise<void> {
    // SECURITY: behind the lock no token is named; it is told once the lock is open.
    if (ground.latch.isLocked()) return;
    for (const token of watched()) await lookAt(token);
  }

  function look(): void {
    if (!isStarted) return;
    isAskedAgain = isLooking;
    if (isLooking) return;
    isLooking = true;
    const looked = lookAtAll().finally(() => {
      isLooking = false;
      if (isAskedAgain) look();
      else schedule();
    });
    ground.background('rotation.look', looked);
  }

  function schedule(): void {
    stopTimer();
    if (!isStarted) return;
    const nowMs = clock.now();
    const times = watched().flatMap((one) => [...noticeTimes(one).map(({ atMs }) => atMs), selfs.againMs(one.signature)]);
    const nextMs = Math.min(...times.filter((atMs) => atMs > nowMs));
    if (Number.isFinite(nextMs)) stopTimer = clock.after(nextMs - nowMs, look);
  }

  return {
    onNotice: (listener) => told.on(listener),
    look,
    start() {
      isStarted = true;
      stops = [ground.index.onChange(look), live.onOpened(look)];
      look();
    },
    stop() {
      isStarted = false;
      stopTimer();
      for (const stop of stops) stop();
    },
  };
}

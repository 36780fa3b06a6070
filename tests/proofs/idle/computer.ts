/** One person's computer on fake clocks and sensors, what can happen to it, and what must hold at every moment. */
import { isAppError } from '../../../main/core/errors';
import type { DeskEvent } from '../../../main/core/ports';
import type { Services } from '../../../main/core/services';
import type { Settings } from '../../../preload/contract/contract';
import { createTestServices, type TestServices } from '../../fakes/createTestServices';
import { settle } from '../../fakes/fakeClock';
import { AMY, BEN, OFFLINE } from '../../fakes/fakePlatform';

const MINUTE_MS = 60_000;
/** Idle time is counted in whole seconds, so a person is believed to have been there a second longer. */
const SENSOR_STEP_MS = 1_000;

export interface Computer {
  core: TestServices;
  services: Services;
  /** When somebody was truly there last, in uptime; null over a boot, where only the date is left. */
  seenMs: number | null;
  limitMs: number;
}
export type Act = (on: Computer) => Promise<void> | void;

export async function startComputer(): Promise<Computer> {
  const core = createTestServices();
  await core.services.start();
  await settle();
  return { core, services: core.services, seenMs: null, limitMs: 15 * MINUTE_MS };
}

/** What a person at the window would read: in, warned, out and why; `dead` where the sensor is said to be. */
export function stateOf({ services }: Computer): string {
  const state = services.session.state();
  if (state.status === 'signedOut') return `out: ${state.ended?.reason ?? 'never in'}`;
  if (state.status !== 'signedIn') return state.status;
  if (state.idle === null) return 'in, exempt';
  return `${state.idle.isWarning ? 'warned' : 'in'}${state.idle.sensor === 'dead' ? ', dead sensor' : ''}`;
}

/** What must hold whatever happened; each that does not is named. */
export async function brokenRules(on: Computer): Promise<string[]> {
  const { core, services, seenMs, limitMs } = on;
  // An ending waits for nobody; what it does behind is done by now.
  await settle();
  const broken: string[] = [];
  const state = services.session.state();
  const idleMs = seenMs === null ? 0 : core.clock.uptimeMs() - seenMs;
  if (state.status === 'signedIn' && state.idle !== null && idleMs > limitMs + SENSOR_STEP_MS)
    broken.push('open longer than the limit after the last person');
  if (state.status !== 'signedOut') return broken;
  // A session that has ended is of no use to anybody, and what is left of it is either dead or queued.
  const refused = await services.session.verify().then(
    () => false,
    (error: unknown) => isAppError(error, 'NOT_SIGNED_IN'),
  );
  if (!refused) broken.push('a session that has ended was used');
  if (core.secrets.mode === 'ready' && [...core.secrets.entries.keys()].some((key) => key.startsWith('session/')))
    broken.push('its secret stands in the keychain');
  const queued = new Set(services.queue.state().entries.map((entry) => entry.signature));
  const living = core.platform.issued.filter((one) => one.isSession && core.platform.isAlive(one.signature));
  if (living.some((one) => !queued.has(one.signature))) broken.push('its token lives on, and nothing will end it');
  for (const token of core.documents.index.saved()?.tokens ?? []) {
    if (!token.isHeld) broken.push('an API token is gone with it');
    if (token.worksWhileAway) continue;
    const isHandedOut = await services.tokens.copy({ signature: token.signature }).then(
      () => true,
      () => false,
    );
    if (isHandedOut) broken.push('a token that needs the person was handed out');
  }
  return broken;
}

const seen = (on: Computer): void => {
  on.seenMs = on.core.clock.uptimeMs();
};

// ---- What can happen

export const both =
  (first: Act, then: Act): Act =>
  async (on) => {
    await first(on);
    await then(on);
  };

export const signIn =
  (who: 'amy' | 'ben' = 'amy'): Act =>
  async (on) => {
    const { username, password, code } = who === 'amy' ? AMY : BEN;
    await on.services.session.signIn({ platform: { kind: 'dnanexus' }, username, password });
    if (code !== null) await on.services.session.submitCode({ code });
    await settle();
    on.core.idleSensor.leave();
    seen(on);
  };
export const signInByToken: Act = async (on) => {
  const { secret } = on.core.platform.issue('user-amy', { label: 'pasted' });
  await on.services.session.inspectToken({ platform: { kind: 'dnanexus' }, token: secret });
  await on.services.session.keepToken({ label: 'pasted', worksWhileAway: false });
  await settle();
  on.core.idleSensor.leave();
};
export const signOut: Act = async (on) => {
  await on.services.session.signOut({ kind: 'destroy' });
};
/** Somebody works all the time, and goes at the end of it. */
export const work =
  (minutes: number): Act =>
  async (on) => {
    on.core.idleSensor.mode = 'busy';
    await on.core.clock.advance(minutes * MINUTE_MS);
    seen(on);
    on.core.idleSensor.leave();
  };
export const pass =
  (minutes: number): Act =>
  (on) =>
    on.core.clock.advance(minutes * MINUTE_MS);
/** The same, where only our own window counts. */
export const workElsewhere =
  (minutes: number): Act =>
  async (on) => {
    on.core.idleSensor.mode = 'busy';
    await on.core.clock.advance(minutes * MINUTE_MS);
    on.core.idleSensor.leave();
  };
export const touch: Act = async (on) => {
  await on.core.clock.advance(1_500);
  on.core.idleSensor.touch();
  seen(on);
  await on.core.clock.advance(16_000);
};
/** The person's hand in our window. */
export const input: Act = (on) => {
  if (on.services.session.state().status === 'signedIn') seen(on);
  on.services.idle.input();
};
export const stay: Act = (on) => {
  if (on.services.session.state().status === 'signedIn') seen(on);
  on.services.idle.stay();
};
/** The first that anybody hears after a long absence is a hand in our window. */
export const lateInput: Act = (on) => {
  on.services.idle.input();
};
/** A last key, then sleep before anybody has looked. */
export const touchAndSleep =
  (minutes: number): Act =>
  async (on) => {
    await on.core.clock.advance(1_500);
    on.core.idleSensor.touch();
    seen(on);
    await on.core.clock.advance(200);
    on.core.clock.sleep(minutes * MINUTE_MS);
    on.core.desk.tell('resumed');
  };
export const tell =
  (event: DeskEvent): Act =>
  async (on) => {
    on.core.desk.tell(event);
    on.core.desk.tell(event);
    await settle();
  };
/** Lid closed and opened: told before and after, as logind does. */
export const sleep =
  (minutes: number): Act =>
  async (on) => {
    on.core.desk.tell('suspending');
    on.core.clock.sleep(minutes * MINUTE_MS);
    on.core.desk.tell('resumed');
    on.core.desk.tell('resumed');
    await settle();
  };
/** As a sleep of which nobody tells: hibernation, or no logind. */
export const sleepUntold =
  (minutes: number): Act =>
  (on) => {
    on.core.clock.sleep(minutes * MINUTE_MS);
  };
export const setDate =
  (minutes: number): Act =>
  (on) => {
    on.core.clock.setDate(minutes * MINUTE_MS);
  };
/** Our timers do not run for so long. */
export const stall =
  (minutes: number): Act =>
  (on) => {
    on.core.clock.stall(minutes * MINUTE_MS);
  };
const startAgain = async (on: Computer): Promise<void> => {
  on.services = on.core.restart();
  await on.services.start();
  await settle();
};
/** Quit, and started again after so long; `setMinutes`: what a hand did to the clock meanwhile. */
export const quitAndStart =
  (minutes: number, setMinutes = 0): Act =>
  async (on) => {
    await on.services.stop();
    on.core.clock.sleep(minutes * MINUTE_MS);
    on.core.clock.setDate(setMinutes * MINUTE_MS);
    await startAgain(on);
  };
export const crashAndStart =
  (minutes: number): Act =>
  async (on) => {
    // Of a process that is gone no timer comes back, and the counters of the same boot go on.
    const { bootId } = on.core.clock;
    const uptimeMs = on.core.clock.uptimeMs();
    on.core.clock.reboot(minutes * MINUTE_MS);
    on.core.clock.bootId = bootId;
    on.core.clock.setUptime(uptimeMs + minutes * MINUTE_MS);
    await startAgain(on);
  };
export const reboot =
  (minutes: number, isClean = true): Act =>
  async (on) => {
    if (isClean) await on.services.stop();
    const idleMs = on.seenMs === null ? null : on.core.clock.uptimeMs() - on.seenMs;
    on.core.clock.reboot(minutes * MINUTE_MS);
    await startAgain(on);
    on.seenMs = idleMs === null ? null : on.core.clock.uptimeMs() - idleMs - minutes * MINUTE_MS;
  };
export const sensor =
  (mode: 'stuck' | 'broken' | 'away' | 'busy', stuckMs = 0): Act =>
  (on) => {
    on.core.idleSensor.mode = mode;
    on.core.idleSensor.stuckMs = stuckMs;
  };
export const org =
  (name: string, minutes: number | null | 'unreadable'): Act =>
  (on) => {
    on.core.platform.orgs.set(`org-${name}`, { name, autoLogoutAfterMs: typeof minutes === 'number' ? minutes * MINUTE_MS : minutes });
  };
/** What the limit must be from here on, for the rule that no session outlasts it. */
export const limit =
  (minutes: number): Act =>
  (on) => {
    const state = on.services.session.state();
    on.limitMs = minutes * MINUTE_MS;
    if (state.status === 'signedIn' && state.idle?.limitMs !== on.limitMs)
      throw new Error(`the limit is ${String(state.idle?.limitMs)} ms`);
  };
export const set =
  (patch: Partial<Settings>): Act =>
  async (on) => {
    await on.services.settings.change(patch);
  };
export const offline: Act = (on) => {
  on.core.platform.fail('all', OFFLINE());
};
export const online: Act = async (on) => {
  on.core.platform.heal();
  await on.services.queue.run();
};
/** A token of each kind, and a command that holds the one that needs the person. */
export const lend: Act = async (on) => {
  for (const [label, worksWhileAway] of [
    ['needs me', false],
    ['unattended', true],
  ] as const)
    await on.services.tokens.mint({ label, scope: { kind: 'full' }, expiresMs: null, isKept: true, worksWhileAway });
  const { pid } = on.core.processes.start(41);
  await on.services.grants.begin({ name: 'needs me', kind: 'exec', pid, projectId: null });
};
export const leases =
  (count: number): Act =>
  (on) => {
    const found = on.services.grants.leases().length;
    if (found !== count) throw new Error(`${String(found)} leases, not ${String(count)}`);
  };
/** The command asks and asks: no activity. */
export const command: Act = async (on) => {
  await on.services.session.verify().catch(() => undefined);
  await on.services.tokens.refresh();
};
/** The platform no longer takes the session. */
export const endedByPlatform: Act = async (on) => {
  for (const one of on.core.platform.issued) if (one.isSession) one.isDead = true;
  await on.services.session.verify().catch(() => undefined);
};
export const keychain =
  (mode: 'locked' | 'ready'): Act =>
  (on) => {
    on.core.secrets.mode = mode;
  };
export const loseIdleFile: Act = (on) => {
  on.core.documents.idle.isDamaged = true;
};

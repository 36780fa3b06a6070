import keytar from 'keytar';
import { AppError, isAppError } from '../core/errors';
import type { Clock, Log, SecretStore } from '../core/ports';
import type { SecretServiceState } from './dbus/secretServiceQuestions';
import { watchSecretService } from './dbus/secretServiceState';
import { CODE_OF_STATE, type KeychainCode, PROBED, type ProbedState, codeOfMessage } from './keychainCodes';
import { forgetSecretService } from './libsecret';
import { NO_PROMPT, type PromptFollower, followPrompt } from './promptFollower';
import { systemClock } from './systemClock';

/** The part of keytar that we use. Never findCredentials: it crashes the process on a locked keyring. */
export type KeytarCalls = Pick<typeof keytar, 'getPassword' | 'setPassword' | 'deletePassword'>;

/** What can be asked about the store without touching a secret; Linux has it on D-Bus, the others have nothing of the kind. */
export interface StoreWatch {
  state(): Promise<SecretServiceState>;
  isPromptShowing(): Promise<boolean>;
}

export interface KeytarSecretStoreOptions {
  /** `dxkey`, or another where DXKEY_DATA_DIR moves everything. */
  service: string;
  log: Log;
  clock?: Clock;
  calls?: KeytarCalls;
  /** Null where the system tells nothing of its store (macOS, Windows). */
  watch?: StoreWatch | null;
  /** Makes keytar's library notice that the store was replaced. */
  reconnect?: () => void;
  platform?: NodeJS.Platform;
  boundMs?: number;
  promptBoundMs?: number;
}

/** Three seconds are promised to the person; what is left of them is for the way back to the window, and for the start of a command. */
const BOUND_MS = 2_400;
/** As long as a person may take to answer the system's own prompt. */
const PROMPT_BOUND_MS = 120_000;
/** After "Cancel" the same prompt is not shown again at once for the next call of the same action. */
const DENIED_PAUSE_MS = 5_000;
/** CRED_MAX_CREDENTIAL_BLOB_SIZE of the Windows Credential Manager. */
const WINDOWS_LARGEST_BYTES = 2_560;
/** Asked for by `probe` where only a call tells; never written. */
const PROBE_KEY = 'probe';

function fault(code: KeychainCode, cause?: unknown): AppError {
  return new AppError(code, cause === undefined ? {} : { cause });
}

/** One call at a time; `settled` is what keytar itself makes of it, long after we may have stopped waiting. */
interface Flight {
  isOverdue: boolean;
  isPrompting: boolean;
  /** It began on a locked store, so what it waits for is the unlocking. */
  isForUnlock: boolean;
  settled: Promise<unknown>;
}

interface Work<T> {
  run(calls: KeytarCalls): Promise<T>;
  /** Undoes what landed after we had said that it failed. */
  undoLate?: (calls: KeytarCalls) => Promise<unknown>;
  isEmpty(result: T): boolean;
}

class KeytarSecretStore implements SecretStore {
  private readonly service: string;
  private readonly log: Log;
  private readonly clock: Clock;
  private readonly calls: KeytarCalls;
  private readonly watch: StoreWatch | null;
  private readonly reconnect: () => void;
  private readonly platform: NodeJS.Platform;
  private readonly boundMs: number;
  private readonly promptBoundMs: number;
  private flight: Flight | null = null;
  private queue: Promise<unknown> = Promise.resolve();
  private deniedAtMs: number | null = null;

  constructor(options: KeytarSecretStoreOptions) {
    this.service = options.service;
    this.log = options.log;
    this.clock = options.clock ?? systemClock;
    this.calls = options.calls ?? keytar;
    this.platform = options.platform ?? process.platform;
    this.watch = options.watch === undefined ? (this.platform === 'linux' ? watchSecretService() : null) : options.watch;
    this.reconnect = options.reconnect ?? (this.platform === 'linux' ? forgetSecretService : () => undefined);
    this.boundMs = options.boundMs ?? BOUND_MS;
    this.promptBoundMs = options.promptBoundMs ?? PROMPT_BOUND_MS;
  }

  async probe(): Promise<ProbedState> {
    if (this.flight?.isOverdue === true) return PROBED[await this.codeBehind(this.flight)];
    try {
      if (this.watch === null) await this.get(PROBE_KEY);
      else {
        const state = await this.within(this.watch.state(), this.boundMs);
        if (state !== 'ready') return PROBED[CODE_OF_STATE[state]];
      }
      return 'ready';
    } catch (error) {
      return isAppError(error) ? PROBED[error.code as KeychainCode] : 'fault';
    }
  }

  get(key: string): Promise<string | null> {
    return this.perform({ run: (calls) => calls.getPassword(this.service, key), isEmpty: (secret) => secret === null });
  }

  async set(key: string, secret: string): Promise<void> {
    if (this.platform === 'win32' && Buffer.byteLength(secret, 'utf8') > WINDOWS_LARGEST_BYTES)
      throw new AppError('KEYCHAIN_FAULT', { details: { field: 'secret' } });
    await this.perform({
      run: (calls) => calls.setPassword(this.service, key, secret),
      // SECURITY: the caller was told that nothing is kept; a secret that lands late would lie there unknown to the index.
      undoLate: (calls) => calls.deletePassword(this.service, key),
      isEmpty: () => false,
    });
  }

  remove(key: string): Promise<boolean> {
    return this.perform({ run: (calls) => calls.deletePassword(this.service, key), isEmpty: (wasThere) => !wasThere });
  }

  /** Waits for its turn, which may end in an error of its own: a call that is overdue, or one that waits for a person. */
  private async perform<T>(work: Work<T>): Promise<T> {
    const untilMs = this.clock.now() + this.boundMs;
    const former = this.queue;
    let leave: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => {
      leave = resolve;
    });
    this.queue = former.then(() => mine);
    try {
      await this.turn(former, untilMs);
      return await this.fly(work, untilMs);
    } finally {
      leave();
    }
  }

  private async turn(former: Promise<unknown>, untilMs: number): Promise<void> {
    // Without the queue: while a call is overdue nobody waits behind it.
    if (this.flight?.isOverdue === true) throw fault(await this.codeBehind(this.flight));
    try {
      await this.within(former, untilMs - this.clock.now());
    } catch {
      throw fault(this.flight?.isPrompting === true || this.flight?.isForUnlock === true ? 'KEYCHAIN_LOCKED' : 'KEYCHAIN_HUNG');
    }
    if (this.isInFlight()) throw fault('KEYCHAIN_HUNG');
  }

  /** Whoever comes while a call is overdue: an unlocking that nobody answers is no service that does not. */
  private async codeBehind(flight: Flight): Promise<'KEYCHAIN_LOCKED' | 'KEYCHAIN_HUNG'> {
    if (!flight.isForUnlock || this.watch === null) return 'KEYCHAIN_HUNG';
    const outcome = await this.raced(this.watch.state(), this.boundMs);
    return outcome.isIn && outcome.value === 'locked' ? 'KEYCHAIN_LOCKED' : 'KEYCHAIN_HUNG';
  }

  private isInFlight(): boolean {
    return this.flight !== null;
  }

  private async fly<T>(work: Work<T>, untilMs: number): Promise<T> {
    const before = this.watch === null ? 'ready' : await this.within(this.watch.state(), untilMs - this.clock.now());
    // A locked store is tried all the same: that is what makes the system show its prompt.
    if (before !== 'ready' && before !== 'locked') throw fault(CODE_OF_STATE[before]);
    if (before === 'locked' && this.deniedAtMs !== null && this.clock.now() - this.deniedAtMs < DENIED_PAUSE_MS)
      throw fault('KEYCHAIN_DENIED');

    const launch = (): Promise<{ result: T; wasPrompted: boolean }> => this.launch(work, untilMs, before === 'locked');
    const { result, wasPrompted } = await launch().catch(async (error: unknown) => {
      if (!(await this.wasReplaced(error))) throw error;
      this.log.info('keychain.reconnected');
      this.reconnect();
      return launch();
    });
    // SECURITY: keytar answers null, too, when the keyring is locked; believed, it would make us forget a token that is there.
    if (work.isEmpty(result)) await this.believeAbsence(wasPrompted);
    return result;
  }

  /** A call that failed while the store itself says that all is well went to a daemon that is no longer there. */
  private async wasReplaced(error: unknown): Promise<boolean> {
    if (this.watch === null || !isAppError(error, 'KEYCHAIN_FAULT', 'KEYCHAIN_MISSING')) return false;
    const state = await this.within(this.watch.state(), this.boundMs);
    return state === 'ready' || state === 'locked';
  }

  private async believeAbsence(wasPrompted: boolean): Promise<void> {
    if (this.watch === null) return;
    const state = await this.within(this.watch.state(), this.boundMs);
    if (state === 'ready') return;
    if (state === 'locked' && wasPrompted) {
      this.deniedAtMs = this.clock.now();
      throw fault('KEYCHAIN_DENIED');
    }
    throw fault(CODE_OF_STATE[state]);
  }

  /** Gives the one call to keytar and waits: to the bound, or as long as the system's prompt shows. */
  private async launch<T>(work: Work<T>, untilMs: number, isLocked: boolean): Promise<{ result: T; wasPrompted: boolean }> {
    const call = Promise.resolve().then(() => work.run(this.calls));
    const flight: Flight = { isOverdue: false, isPrompting: false, isForUnlock: isLocked, settled: call };
    this.flight = flight;
    const landed = call.then(
      () => this.land(flight, work, true),
      () => this.land(flight, work, false),
    );
    const prompt = this.followPrompt(flight, isLocked);
    try {
      const result = await this.waitFor(call, flight, untilMs);
      await landed;
      return { result, wasPrompted: work.isEmpty(result) && (await prompt.lookOnceMore()) };
    } catch (error) {
      if (flight.isOverdue) {
        this.log.warn('keychain.overdue', { isPrompting: flight.isPrompting });
        throw fault(isLocked ? 'KEYCHAIN_LOCKED' : 'KEYCHAIN_HUNG');
      }
      await landed;
      throw await this.tell(error, await prompt.lookOnceMore());
    } finally {
      prompt.stop();
    }
  }

  /** The slot is free only now, however long ago the caller was told. */
  private async land<T>(flight: Flight, work: Work<T>, isDone: boolean): Promise<void> {
    if (flight.isOverdue && isDone && work.undoLate !== undefined) {
      try {
        await work.undoLate(this.calls);
        this.log.warn('keychain.lateWriteUndone');
      } catch (error) {
        this.log.warn('keychain.lateWriteNotUndone', {}, error);
      }
    }
    if (this.flight === flight) this.flight = null;
  }

  private async waitFor<T>(call: Promise<T>, flight: Flight, untilMs: number): Promise<T> {
    const lastMs = this.clock.now() + this.promptBoundMs;
    let endMs = untilMs;
    for (;;) {
      const outcome = await this.raced(call, endMs - this.clock.now());
      if (outcome.isIn) return outcome.value;
      if (!flight.isPrompting || this.clock.now() >= lastMs) {
        flight.isOverdue = true;
        throw fault('KEYCHAIN_HUNG');
      }
      endMs = Math.min(this.clock.now() + this.boundMs, lastMs);
    }
  }

  private followPrompt(flight: Flight, isLocked: boolean): PromptFollower {
    if (this.platform === 'darwin') {
      // macOS does not tell whether it asks; its own dialog is the only thing that ever takes long there.
      flight.isPrompting = true;
      return NO_PROMPT;
    }
    if (this.watch === null || !isLocked) return NO_PROMPT;
    return followPrompt(this.watch, this.clock, (isShowing) => {
      flight.isPrompting = isShowing;
    });
  }

  /** keytar's words first; where they say nothing (a daemon that died under the call) the store's own state. */
  private async tell(error: unknown, wasPrompted: boolean): Promise<AppError> {
    const code = codeOfMessage(error instanceof Error ? error.message : '');
    if (code === 'KEYCHAIN_LOCKED' && wasPrompted) {
      this.deniedAtMs = this.clock.now();
      return fault('KEYCHAIN_DENIED', error);
    }
    if (code === 'KEYCHAIN_DENIED') this.deniedAtMs = this.clock.now();
    if (code !== 'KEYCHAIN_FAULT' || this.watch === null) return fault(code, error);
    const state = await this.within(this.watch.state(), this.boundMs).catch(() => 'hung' as const);
    return fault(state === 'ready' ? 'KEYCHAIN_FAULT' : CODE_OF_STATE[state], error);
  }

  private async within<T>(promise: Promise<T>, ms: number): Promise<T> {
    const outcome = await this.raced(promise, ms);
    if (outcome.isIn) return outcome.value;
    throw fault('KEYCHAIN_HUNG');
  }

  private raced<T>(promise: Promise<T>, ms: number): Promise<{ isIn: true; value: T } | { isIn: false }> {
    return new Promise((resolve, reject) => {
      const stop = this.clock.after(Math.max(ms, 0), () => {
        resolve({ isIn: false });
      });
      promise.then(
        (value) => {
          stop();
          resolve({ isIn: true, value });
        },
        (error: unknown) => {
          stop();
          reject(error instanceof Error ? error : new Error('keytar failed'));
        },
      );
    });
  }
}

/**
 * The system's keychain by keytar. One call is in flight per process; a call that is overdue still holds a thread, so until
 * it lands every other one is answered KEYCHAIN_HUNG at once (KEYCHAIN_LOCKED where it waits for the unlocking). Nothing is ever kept anywhere else.
 */
export function createKeytarSecretStore(options: KeytarSecretStoreOptions): SecretStore {
  return new KeytarSecretStore(options);
}

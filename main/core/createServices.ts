import { createAccounts } from './accounts/accounts';
import { createRemoval } from './accounts/removal';
import { createAppFacts } from './appFacts';
import { createActivity } from './audit/activity';
import { createRecorder, type Recorder } from './audit/audited';
import { sourceOf } from './audit/entries';
import { createAudit } from './audit/trail';
import { createClipboardCare } from './clipboard/care';
import { createConsent } from './consent/consent';
import { createDoctor } from './doctor/doctor';
import { createErase } from './erase/erase';
import { sealed } from './erase/seal';
import { createLeases } from './grants/givenOut';
import { createFolders } from './folders';
import { createGrants } from './grants/grants';
import { tellHooks } from './grants/hookWakes';
import { createLeaseKeeper, type LeaseKeeper } from './grants/leaseKeeper';
import { createShellTokenDesk } from './grants/shellTokenDesk';
import { layGround, type Ground } from './ground';
import { createPanic } from './panic/panic';
import { createProxyDesk } from './proxyDesk';
import { createScan } from './scan/scan';
import { createLock } from './lock/lock';
import { createNotices } from './notices/notices';
import { noticingGrants, watchOccasions } from './notices/occasions';
import { removeLeftovers } from './leftovers';
import { createSettingsService } from './settingsService';
import { createStoppableClock } from './stoppableClock';
import type { CorePorts } from './ports';
import type { AppFacts, CoreServices, Services } from './services';
import { createIdle } from './session/idle/idle';
import { createLiveSession, type LiveSession } from './session/liveSession';
import { createSession } from './session/session';
import { createSignInIntents } from './session/signInIntents';
import { createUnanswered } from './session/unanswered';
import { createFreshSecrets } from './tokens/freshSecrets';
import { createRevocations, type Revocations } from './tokens/revocationQueue';
import { createRotations, type RunningRotations } from './tokens/rotation/rotations';
import { createTokenBook } from './tokens/tokenBook';
import { createTokens } from './tokens/tokens';
import { createTwoFactor } from './twoFactor/twoFactor';

/** Builds all of core from the ports; nothing happens before `start`. */
export function createServices(given: CorePorts): CoreServices {
  const clock = createStoppableClock(given.clock);
  const { ports, seal } = sealed({ ...given, clock });
  const ground = layGround(ports);
  const fresh = createFreshSecrets(ports.clock);
  const live = createLiveSession(ground, fresh);
  const queue = createRevocations(ground, live);
  const keeper = createLeaseKeeper(ground);
  const settings = createSettingsService(ground);
  const clipboard = createClipboardCare(ground, settings);
  const notices = watchOccasions(ground, live, queue, createNotices(ground));
  const book = createTokenBook(ground, live, queue, keeper);
  const lock = createLock(ground);
  const twoFactor = createTwoFactor(ground, live, queue, { clipboard, lock });
  const intents = createSignInIntents(ground);
  const { sendingCode } = twoFactor;
  const session = createSession(ground, live, queue, { clipboard, leases: keeper, intents, childCount: book.childCount, sendingCode });
  const unanswered = createUnanswered(ground, live, queue, { list: book.platformList, intents });
  const accounts = createAccounts(ground, live, session, createRemoval(ground, live, queue, { session, leases: keeper, twoFactor }));
  const tokens = createTokens(ground, live, queue, book, { clipboard, leases: keeper, fresh });
  const { consent, grants } = lend(ground, live, book, { keeper, lock, notices });
  const rotations = createRotations(ground, live, { queue, book, leases: keeper, mint: tokens.mint });
  const idle = watchIdle(ground, live, session, lock);
  const facts = createAppFacts(ground, settings);
  const audit = createAudit(ground);
  const recorder = createRecorder(ground, live, queue, audit);
  consent.onDecided(recorder.decided);
  const shellTokenDesk = createShellTokenDesk(ground, live, recorder.tokensFrom(tokens, sourceOf('window')));
  const panic = createPanic(ground, live, queue, { session, tokens, twoFactor, shellTokenDesk, consent, clipboard, leases: keeper, book });
  tellOfRotations(rotations, notices, recorder.rotated);
  tellHooks(ground, live, { keeper, rotations, lock });
  followEnds(ground, { queue, keeper, lock, fresh, twoFactor, clipboard, rotations });

  function settleDown(): void {
    for (const part of [panic, idle, queue, rotations, unanswered]) part.stop();
    tokens.dismissFresh();
    twoFactor.dismiss();
  }
  const erase = createErase(ground, live, queue, { session, leases: keeper, seal, settleDown });

  async function stop(): Promise<void> {
    clock.stop();
    settleDown();
    session.stop();
    keeper.stop();
    await endAll(ports.log, [session.endInMemory(), clipboard.clear(), book.flush(), idle.flush(), audit.flush()]);
  }

  const services: Services = {
    platforms: ground.platforms,
    accounts,
    session,
    unanswered,
    idle,
    tokens,
    rotations,
    grants,
    leases: createLeases(ground, keeper),
    shellTokenDesk,
    consent,
    proxyDesk: createProxyDesk(ports),
    twoFactor,
    lock,
    erase,
    queue,
    panic,
    clipboard,
    notices,
    settings,
    folders: createFolders(ground),
    facts,
    audit,
    activity: createActivity(ground, audit),
    scan: createScan(ground, { live, queue, book, tokens, rotations, lock }),
    doctor: createDoctor(ground, { facts, accounts, settings }),
    async start() {
      await loadBooks(ground, facts, lock, clipboard);
      // What a person began to erase is not brought back.
      if (!erase.goOn()) await takeUp(ground, { session, grants, facts, queue, rotations, panic });
    },
    stop,
  };
  return { ...services, from: (source) => recorder.from(services, source) };
}

function watchIdle(
  ground: Ground,
  live: LiveSession,
  session: ReturnType<typeof createSession>,
  lock: Services['lock'],
): ReturnType<typeof createIdle> {
  return createIdle(ground, live, {
    end: session.endByItself,
    verify: ({ account }) => session.verify({ accountId: account.id }),
    lockApp: (reason) => void lock.lock(reason),
  });
}

/** Who may be given a token, and what then stands lent. */
function lend(
  ground: Ground,
  live: ReturnType<typeof createLiveSession>,
  book: ReturnType<typeof createTokenBook>,
  { keeper, lock, notices }: Pick<Services, 'lock' | 'notices'> & { keeper: LeaseKeeper },
): Pick<Services, 'consent' | 'grants'> {
  const consent = createConsent(ground, live, book, lock);
  return { consent, grants: noticingGrants(ground, createGrants(ground, live, book, { keeper, consent }), notices) };
}

/** Rotation decides when the end of a token is near; a token that was replaced is told of no more. */
function tellOfRotations(
  rotations: Pick<Services['rotations'], 'onNotice' | 'onSwitched'>,
  notices: Services['notices'],
  record: Recorder['rotated'],
): void {
  rotations.onSwitched(record);
  rotations.onNotice(({ accountId, signature, label, last4, expiresMs, isLast }) => {
    const key = `tokenExpiring ${signature} ${isLast ? 'last' : 'first'}`;
    notices.notify('tokenExpiring', { accountId, token: { signature, label, last4 }, untilMs: expiresMs, key });
  });
  rotations.onSwitched(({ oldSignature }) => {
    notices.putAside(({ kind, token }) => kind === 'tokenExpiring' && token?.signature === oldSignature);
  });
}

/** One that fails does not keep the others from their end. */
async function endAll(log: CorePorts['log'], works: Promise<unknown>[]): Promise<void> {
  for (const ending of await Promise.allSettled(works)) if (ending.status === 'rejected') log.warn('stop', {}, ending.reason);
}

/** What goes with the end of a token, and what with the closing of the lock. */
function followEnds(
  ground: Ground,
  parts: Pick<Services, 'lock' | 'twoFactor' | 'clipboard'> & {
    fresh: Pick<ReturnType<typeof createFreshSecrets>, 'dropSecrets'>;
    queue: Pick<Revocations, 'onDestroyed'>;
    keeper: Pick<LeaseKeeper, 'endOf'>;
    rotations: Pick<RunningRotations, 'look'>;
  },
): void {
  const { queue, keeper, lock, fresh, twoFactor, clipboard, rotations } = parts;
  // A token that is dead gives nothing any more: its leases end, and their folders go.
  queue.onDestroyed(({ signature }) => {
    ground.background('lease.endOfToken', keeper.endOf(signature));
  });
  // SECURITY: behind the lock nothing is left to copy or to paste.
  lock.onChange(({ isLocked }) => {
    if (!isLocked) {
      rotations.look();
      return;
    }
    fresh.dropSecrets();
    twoFactor.dismiss();
    ground.background('lock.clipboard', clipboard.clear());
  });
}

/** What the last run left. */
async function takeUp(
  ground: Ground,
  parts: Pick<Services, 'session' | 'grants' | 'facts'> & {
    queue: Pick<Revocations, 'start'>;
    rotations: Pick<RunningRotations, 'start'>;
    panic: { resume(): Promise<void> };
  },
): Promise<void> {
  // A keychain that hangs must not keep shells and their folders waiting.
  await Promise.all([parts.session.restore(), parts.grants.restore()]);
  // Without a session nothing has touched the keychain yet, and a missing one is to be said before a password is typed.
  ground.background('keychain.probe', parts.facts.probeKeychain());
  // A panic that was cut off goes on before the queue does anything by itself.
  await parts.panic.resume();
  parts.queue.start();
  ground.background('rotation.start', parts.rotations.start());
  ground.background('leftovers', removeLeftovers(ground));
}

async function loadBooks(
  ground: Ground,
  facts: AppFacts,
  lock: { start(wasDamaged: boolean): Promise<void> },
  care: Pick<Services['clipboard'], 'recover'>,
): Promise<void> {
  const { index, queue, settings, leases, idle, twoFactor, notices, rotation, clipboard, panic } = ground;
  const books = [
    ['index.json', index],
    ['queue.json', queue],
    ['settings.json', settings],
    ['leases.json', leases],
    ['idle.json', idle],
    ['twoFactor.json', twoFactor],
    ['notices.json', notices],
    ['rotation.json', rotation],
    ['clipboard.json', clipboard],
    ['panic.json', panic],
  ] as const;
  await ground.erase.load();
  const isLockDamaged = (await ground.lock.load()) === 'damaged';
  // SECURITY: locked before there is anything to show or to give.
  await lock.start(isLockDamaged);
  const damagedFiles = isLockDamaged ? ['lock.json'] : [];
  for (const [name, book] of books) if ((await book.load()) === 'damaged') damagedFiles.push(name);
  if (damagedFiles.length > 0) facts.patch({ damagedFiles });
  ground.background('clipboard.recover', care.recover());
}

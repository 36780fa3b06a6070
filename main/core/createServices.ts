import { createAccounts } from './accounts/accounts';
import { createRemoval } from './accounts/removal';
import { createAppFacts } from './appFacts';
import { createActivity } from './audit/activity';
import { createRecorder } from './audit/audited';
import { sourceOf } from './audit/entries';
import { createAudit } from './audit/trail';
import { createClipboardCare } from './clipboardCare';
import { createErase } from './erase/erase';
import { sealed } from './erase/seal';
import { createGrants } from './grants/grants';
import { createLeaseKeeper } from './grants/leaseKeeper';
import { createShellTokenDesk } from './grants/shellTokenDesk';
import { layGround, type Ground } from './ground';
import { createProxyDesk } from './proxyDesk';
import { createLock } from './lock/lock';
import { createNotices } from './notices/notices';
import { noticingGrants, watchOccasions } from './notices/occasions';
import { removeLeftovers } from './leftovers';
import { createSettingsService } from './settingsService';
import { createStoppableClock } from './stoppableClock';
import type { CorePorts } from './ports';
import type { AppFacts, CoreServices, Services } from './services';
import { createIdle } from './session/idle/idle';
import { createLiveSession } from './session/liveSession';
import { createSession } from './session/session';
import { createSignInIntents } from './session/signInIntents';
import { createUnanswered } from './session/unanswered';
import { createFreshSecrets } from './tokens/freshSecrets';
import { createRevocations } from './tokens/revocationQueue';
import { createTokenDetails } from './tokens/details';
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
  const notices = createNotices(ground);
  watchOccasions(ground, live, queue, notices);
  const book = createTokenBook(ground, live, queue, keeper);
  const lock = createLock(ground);
  const twoFactor = createTwoFactor(ground, live, queue, { clipboard, lock });
  const { sendingCode } = twoFactor;
  const intents = createSignInIntents(ground);
  const session = createSession(ground, live, queue, { clipboard, leases: keeper, intents, childCount: book.childCount, sendingCode });
  const unanswered = createUnanswered(ground, live, queue, { list: book.platformList, intents });
  const accounts = createAccounts(ground, live, session, createRemoval(ground, live, queue, { session, leases: keeper, twoFactor }));
  const tokens = createTokens(ground, live, queue, book, { clipboard, leases: keeper, fresh });
  const grants = noticingGrants(ground, createGrants(ground, live, book, keeper), notices);
  const idle = createIdle(ground, live, {
    end: session.endByItself,
    verify: ({ account }) => session.verify({ accountId: account.id }),
    lockApp: (reason) => void lock.lock(reason),
  });
  const facts = createAppFacts(ground, settings);
  const audit = createAudit(ground);
  const recorder = createRecorder(ground, live, queue, audit);

  followEnds(ground, { queue, keeper, lock, fresh, twoFactor, clipboard });

  function settleDown(): void {
    idle.stop();
    queue.stop();
    unanswered.stop();
    tokens.dismissFresh();
    twoFactor.dismiss();
  }
  const erase = createErase(ground, live, queue, { session, leases: keeper, seal, settleDown });

  async function stop(): Promise<void> {
    clock.stop();
    settleDown();
    session.stop();
    keeper.stop();
    const endings = await Promise.allSettled([clipboard.clear(), book.flush(), idle.flush(), audit.flush()]);
    for (const ending of endings) if (ending.status === 'rejected') ports.log.warn('stop', {}, ending.reason);
  }

  const services: Services = {
    platforms: ground.platforms,
    accounts,
    session,
    unanswered,
    idle,
    tokens,
    grants,
    shellTokenDesk: createShellTokenDesk(ground, live, recorder.tokensFrom(tokens, sourceOf('window'))),
    proxyDesk: createProxyDesk(ports),
    twoFactor,
    lock,
    erase,
    queue,
    clipboard,
    notices,
    settings,
    facts,
    tokenDetails: createTokenDetails(tokens, audit),
    audit,
    activity: createActivity(ground, audit),
    async start() {
      await loadBooks(ground, facts, lock);
      // What a person began to erase is not brought back.
      if (erase.goOn()) return;
      // A keychain that hangs must not keep shells and their folders waiting.
      await Promise.all([session.restore(), grants.restore()]);
      // Without a session nothing has touched the keychain yet, and a missing one is to be said before a password is typed.
      ground.background('keychain.probe', facts.probeKeychain());
      queue.start();
      ground.background('leftovers', removeLeftovers(ground));
    },
    stop,
  };
  return { ...services, from: (source) => recorder.from(services, source) };
}

/** What goes with a token that dies, and with a lock that closes. */
function followEnds(
  ground: Ground,
  parts: Pick<Services, 'twoFactor' | 'clipboard'> & {
    fresh: ReturnType<typeof createFreshSecrets>;
    queue: ReturnType<typeof createRevocations>;
    keeper: ReturnType<typeof createLeaseKeeper>;
    lock: Services['lock'];
  },
): void {
  // A token that is dead gives nothing any more: its leases end, and their folders go.
  parts.queue.onDestroyed(({ signature }) => {
    ground.background('lease.endOfToken', parts.keeper.endOf(signature));
  });
  // SECURITY: behind the lock nothing is left to copy or to paste.
  parts.lock.onChange(({ isLocked }) => {
    if (!isLocked) return;
    parts.fresh.dropSecrets();
    parts.twoFactor.dismiss();
    ground.background('lock.clipboard', parts.clipboard.clear());
  });
}

async function loadBooks(ground: Ground, facts: AppFacts, lock: { start(wasDamaged: boolean): Promise<void> }): Promise<void> {
  const { index, queue, settings, leases, idle, twoFactor, notices } = ground;
  const books = [
    ['index.json', index],
    ['queue.json', queue],
    ['settings.json', settings],
    ['leases.json', leases],
    ['idle.json', idle],
    ['twoFactor.json', twoFactor],
    ['notices.json', notices],
  ] as const;
  await ground.erase.load();
  const isLockDamaged = (await ground.lock.load()) === 'damaged';
  // SECURITY: locked before there is anything to show or to give.
  await lock.start(isLockDamaged);
  const damagedFiles = isLockDamaged ? ['lock.json'] : [];
  for (const [name, book] of books) if ((await book.load()) === 'damaged') damagedFiles.push(name);
  if (damagedFiles.length > 0) facts.patch({ damagedFiles });
}

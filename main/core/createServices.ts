import { createAccounts } from './accounts/accounts';
import { createAppFacts } from './appFacts';
import { createActivity } from './audit/activity';
import { createRecorder } from './audit/audited';
import { sourceOf } from './audit/entries';
import { createAudit } from './audit/trail';
import { createClipboardCare } from './clipboardCare';
import { createGrants } from './grants/grants';
import { createLeaseKeeper } from './grants/leaseKeeper';
import { createShellTokenDesk } from './grants/shellTokenDesk';
import { layGround, type Ground } from './ground';
import { createProxyDesk } from './proxyDesk';
import { createLock } from './lock/lock';
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
import { createTokenBook } from './tokens/tokenBook';
import { createTokens } from './tokens/tokens';
import { createTwoFactor } from './twoFactor/twoFactor';

/** Builds all of core from the ports; nothing happens before `start`. */
export function createServices(given: CorePorts): CoreServices {
  const clock = createStoppableClock(given.clock);
  const ports: CorePorts = { ...given, clock };
  const ground = layGround(ports);
  const fresh = createFreshSecrets(ports.clock);
  const live = createLiveSession(ground, fresh);
  const queue = createRevocations(ground, live);
  const keeper = createLeaseKeeper(ground);
  const settings = createSettingsService(ground);
  const clearAfterMs = (): number | null => settings.state().clipboardClearMs;
  const clipboard = createClipboardCare({ clipboard: ports.clipboard, clock: ports.clock, log: ports.log, clearAfterMs });
  settings.onChange(clipboard.followSetting);
  const book = createTokenBook(ground, live, queue, keeper);
  const lock = createLock(ground);
  const twoFactor = createTwoFactor(ground, live, queue, { clipboard, lock });
  const { sendingCode } = twoFactor;
  const intents = createSignInIntents(ground);
  const session = createSession(ground, live, queue, { clipboard, leases: keeper, intents, childCount: book.childCount, sendingCode });
  const unanswered = createUnanswered(ground, live, queue, { list: book.platformList, intents });
  const accounts = createAccounts(ground, live, session);
  const tokens = createTokens(ground, live, queue, book, { clipboard, leases: keeper, fresh });
  const grants = createGrants(ground, live, book, keeper);
  const idle = createIdle(ground, live, {
    end: session.endByItself,
    verify: ({ account }) => session.verify({ accountId: account.id }),
    lockApp: (reason) => void lock.lock(reason),
  });
  const facts = createAppFacts(ground, settings);
  const audit = createAudit(ground);
  const recorder = createRecorder(ground, live, queue, audit);

  // A token that is dead gives nothing any more: its leases end, and their folders go.
  queue.onDestroyed(({ signature }) => {
    ground.background('lease.endOfToken', keeper.endOf(signature));
  });

  // SECURITY: behind the lock nothing is left to copy or to paste.
  lock.onChange(({ isLocked }) => {
    if (!isLocked) return;
    fresh.dropSecrets();
    twoFactor.dismiss();
    ground.background('lock.clipboard', clipboard.clear());
  });

  async function stop(): Promise<void> {
    idle.stop();
    clock.stop();
    queue.stop();
    session.stop();
    unanswered.stop();
    tokens.dismissFresh();
    twoFactor.dismiss();
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
    queue,
    clipboard,
    settings,
    facts,
    audit,
    activity: createActivity(ground, audit),
    async start() {
      await loadBooks(ground, facts, lock);
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

async function loadBooks(ground: Ground, facts: AppFacts, lock: { start(wasDamaged: boolean): Promise<void> }): Promise<void> {
  const { index, queue, settings, leases, idle, twoFactor } = ground;
  const books = [
    ['index.json', index],
    ['queue.json', queue],
    ['settings.json', settings],
    ['leases.json', leases],
    ['idle.json', idle],
    ['twoFactor.json', twoFactor],
  ] as const;
  const isLockDamaged = (await ground.lock.load()) === 'damaged';
  // SECURITY: locked before there is anything to show or to give.
  await lock.start(isLockDamaged);
  const damagedFiles = isLockDamaged ? ['lock.json'] : [];
  for (const [name, book] of books) if ((await book.load()) === 'damaged') damagedFiles.push(name);
  if (damagedFiles.length > 0) facts.patch({ damagedFiles });
}

/** What core itself sees that a person should hear of. When a token's end is near, rotation decides. */
import type { Ground } from '../ground';
import type { Asker, NoticeDocument, Stop, TokenRecord } from '../ports';
import type { Grant, Grants, Notices } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { Revocations } from '../tokens/revocationQueue';

/** So long before a session's own end it is told of; the end for want of activity has its own warning. */
const BEFORE_END_MS = 10 * 60_000;
const MOST_PROGRAMS = 1_000;

/** Leases as they are given, and who is new among those that get one. */
export function noticingGrants(ground: Ground, grants: Grants, notices: Notices): Grants {
  return {
    ...grants,
    async begin(request) {
      const grant = await grants.begin(request);
      ground.background('notices.firstUse', noteUse(ground, { ...grant, asker: request.consent?.asker ?? null }, notices));
      return grant;
    },
  };
}

async function noteUse(ground: Ground, grant: Grant & { asker: Asker | null }, notices: Notices): Promise<void> {
  const { signature, label, secret, lease, asker } = grant;
  const record = ground.index.value().tokens.find((one) => one.signature === signature);
  if (record === undefined) return;
  const { accountId, policy } = record;
  const program = asker?.program ?? lease.program;
  // By label, so that a token that takes another's place is no stranger to the programs that used that one.
  if (!(await remember(ground, { accountId, token: label ?? signature, program }))) return;
  // Where the person is asked, or has listed it, they know.
  if (policy.kind !== 'allow') return;
  const token = { signature, label, last4: secret.slice(-4) };
  notices.notify('firstUse', { accountId, token, program, key: `firstUse ${signature} ${program}` });
}

type Use = NoticeDocument['programs'][number];

/** False where it is known. */
async function remember(ground: Ground, use: Use): Promise<boolean> {
  const isSame = (one: Use) => one.accountId === use.accountId && one.token === use.token && one.program === use.program;
  let isNew = false;
  await ground.notices.change((document) => {
    isNew = !document.programs.some(isSame);
    return isNew ? { ...document, programs: [...document.programs, use].slice(-MOST_PROGRAMS) } : document;
  });
  return isNew;
}

/** Answers the notices that it will tell by. */
export function watchOccasions(
  ground: Ground,
  live: LiveSession,
  queue: Pick<Revocations, 'has' | 'onDestroyed'>,
  notices: Notices,
): Notices {
  watchRevoked(ground, queue, notices);
  watchEnds(ground, live, notices);
  return notices;
}

/** A token that the platform no longer lists, and that neither time nor anybody here has ended. */
function watchRevoked(ground: Ground, queue: Pick<Revocations, 'has' | 'onDestroyed'>, notices: Notices): void {
  const { clock } = ground.ports;
  let former = new Map<string, TokenRecord>();
  /** Of this run; what was made with one of them may end with it. */
  const ended = new Set<string>();
  queue.onDestroyed(({ signature }) => {
    ended.add(signature);
  });
  const isOurs = (signature: string | null): boolean => signature !== null && (ended.has(signature) || queue.has(signature));

  ground.index.onChange(() => {
    const { tokens, accounts } = ground.index.value();
    for (const one of tokens) {
      const before = former.get(one.signature);
      const hasGone = before?.goneMs === null && one.goneMs !== null && !one.isLost;
      const isOver = one.expiresMs !== null && one.expiresMs <= clock.now();
      if (!hasGone || isOver || isOurs(one.signature) || isOurs(one.parentSignature)) continue;
      const { signature, label, last4, accountId } = one;
      notices.notify('revokedElsewhere', { accountId, token: { signature, label, last4 }, key: `revokedElsewhere ${signature}` });
    }
    former = new Map(tokens.map((one) => [one.signature, one]));
    const known = new Set(accounts.map(({ id }) => id));
    const living = new Set(tokens.filter(({ goneMs }) => goneMs === null).map(({ signature }) => signature));
    // A token that is gone needs no rotation and can be revoked no more.
    notices.putAside(
      ({ kind, accountId, token }) =>
        !known.has(accountId) || ((kind === 'tokenExpiring' || kind === 'firstUse') && token !== null && !living.has(token.signature)),
    );
    if (hasStrangers(ground, known)) ground.background('notices.forget', forgetStrangers(ground, known));
  });
}

const hasStrangers = (ground: Ground, known: ReadonlySet<string>): boolean =>
  [...ground.notices.value().told, ...ground.notices.value().programs].some(({ accountId }) => !known.has(accountId));

/** What was told of an account goes with it. */
async function forgetStrangers(ground: Ground, known: ReadonlySet<string>): Promise<void> {
  await ground.notices.change((document) => ({
    ...document,
    told: document.told.filter(({ accountId }) => known.has(accountId)),
    programs: document.programs.filter(({ accountId }) => known.has(accountId)),
  }));
}

/** A session by password that is about to end by its date, whatever its person does. */
function watchEnds(ground: Ground, live: LiveSession, notices: Notices): void {
  const { clock } = ground.ports;
  let stopTimer: Stop = () => undefined;
  const look = (): void => {
    stopTimer();
    const nowMs = clock.now();
    let nextMs = Infinity;
    for (const { account, record } of ground.index.value().accounts.flatMap(({ id }) => live.liveOf(id) ?? [])) {
      const { expiresMs, openedBy, signature } = record;
      if (expiresMs === null || openedBy !== 'password' || expiresMs <= nowMs) continue;
      const fromMs = expiresMs - BEFORE_END_MS;
      if (fromMs > nowMs) nextMs = Math.min(nextMs, fromMs - nowMs);
      else
        notices.notify('sessionEnding', {
          accountId: account.id,
          untilMs: expiresMs,
          key: `sessionEnding ${signature} ${String(expiresMs)}`,
        });
    }
    // Longer waits than a day are looked at anew: the platform may cap a session's end later.
    if (nextMs < Infinity) stopTimer = clock.after(Math.min(nextMs, 24 * 60 * 60_000), look);
  };
  live.onClosed(({ account }) => {
    notices.putAside(({ kind, accountId }) => kind === 'sessionEnding' && accountId === account.id);
  });
  live.onChange(look);
}

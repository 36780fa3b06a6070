/** The services as one edge of the app uses them (window, tray, a command): what they do is recorded with where it came from. */
import { isAppError } from '../errors';
import type { Ground } from '../ground';
import type { RotationRecord } from '../ports';
import type { ConsentDecision } from '../consent/service';
import type { Audit, Grant, Services } from '../services';
import type { LiveSession } from '../session/liveSession';
import type { Revocations } from '../tokens/revocationQueue';
import { consentDeeds } from './consentDeeds';
import { folderDeeds } from './folderDeeds';
import { leaseDeeds } from './leaseDeeds';
import { scanDeeds } from './scanDeeds';
import { sourceOf, type Deed, type DeedDone, type Source, type SourceNow } from './entries';

export interface Recorder {
  /** Records for one edge; the source may be looked up when it is needed. */
  from(services: Services, source: SourceNow): Services;
  /** A rotation came to the switch: recorded as coming from the edge that has it under way, else from the app. */
  rotated(entry: RotationRecord): void;
  /** Whether a program may have a token was decided: by a person's answer, or by its policy. */
  decided(decision: ConsentDecision): void;
  /** The tokens alone. */
  tokensFrom(tokens: Services['tokens'], source: Source): Services['tokens'];
}

/** What happens by itself (a session's end, a revocation from the queue) is recorded here, too, once and under its own name. */
export function createRecorder(ground: Ground, live: LiveSession, queue: Revocations, audit: Audit): Recorder {
  /** What an edge has under way, and will record itself when it is done. */
  const revoking = new Set<string>();
  const signingOut = new Set<string>();
  /** By the old token. */
  const rotating = new Map<string, SourceNow>();

  /** SECURITY: always under its account, so that no other account's activity names it; one made elsewhere stands in the list alone. */
  const tokenOf =
    (of: Services['tokens']): TokenOf =>
    (signature, accountId = live.activeId() ?? undefined) => {
      const record = ground.index.value().tokens.find((one) => one.signature === signature);
      const owner = record?.accountId ?? accountId;
      const known = record ?? (owner === undefined ? undefined : of.stateOf(owner).rows.find((row) => row.signature === signature));
      return { accountId: owner ?? null, token: { signature, label: known?.label ?? null, last4: known?.last4 ?? null } };
    };

  queue.onDestroyed(({ signature, accountId, label, last4, reason }) => {
    // A session's own token is told of as the session's end.
    if (reason === 'signOut' || revoking.has(signature)) return;
    audit.record({ deed: 'token.revoked', accountId, token: { signature, label, last4 }, detail: null }, sourceOf('app'));
  });
  /** Ended by itself; why is known a little later. */
  const ending = new Set<string>();
  live.onClosed(({ account }) => {
    if (!signingOut.has(account.id)) ending.add(account.id);
  });
  live.onChange(() => {
    for (const accountId of ending) {
      const state = live.stateOf(accountId);
      if (state.status !== 'signedOut') continue;
      ending.delete(accountId);
      audit.record({ deed: 'session.ended', accountId, token: null, detail: state.ended?.reason ?? null }, sourceOf('app'));
    }
  });

  const noteFrom =
    (source: SourceNow): Note =>
    (deed, { accountId, token }, detail = null) => {
      audit.record({ deed, accountId, token, detail }, source);
    };

  return {
    rotated({ accountId, oldSignature, newSignature, by }) {
      const made = ground.index.value().tokens.find((one) => one.signature === newSignature);
      if (made === undefined) return;
      audit.record({ deed: 'token.rotated', accountId, token: shown(made), detail: by }, rotating.get(oldSignature) ?? sourceOf('app'));
    },
    decided({ accountId, token, asker, isAllowed, detail }) {
      const { program, path, folder, terminal } = asker;
      const from: Source = { by: 'command', program: path ?? program, folder, terminal };
      audit.record({ deed: isAllowed ? 'consent.allowed' : 'consent.refused', accountId, token, detail }, from);
    },
    tokensFrom: (of, source) => tokens(of, noteFrom(source), tokenOf(of), revoking),
    from(services, source) {
      const note = noteFrom(source);
      const ofApp = { accountId: null, token: null };
      return {
        ...services,
        tokens: tokens(services.tokens, note, tokenOf(services.tokens), revoking),
        rotations: rotations(services.rotations, duringRotation(rotating, source), note),
        session: session(services.session, note, live, signingOut),
        accounts: accounts(services.accounts, note),
        unanswered: unanswered(services.unanswered, note, ground),
        grants: grants(services.grants, (given, from, isShown) => {
          const token = tokenOf(services.tokens)(given.signature);
          audit.record({ deed: 'token.given', ...token, detail: given.lease.kind }, from);
          if (isShown) audit.record({ deed: 'token.shown', ...token, detail: null }, from);
        }),
        consent: consentDeeds(services.consent, note, tokenOf(services.tokens)),
        leases: leaseDeeds(services.leases, note),
        folders: folderDeeds(services, note),
        scan: scanDeeds(services.scan, note, { revoking, during: duringRotation(rotating, source) }),
        panic: panic(services.panic, (deed, detail) => {
          note(deed, ofApp, detail);
        }),
        lock: lock(services.lock, (deed) => {
          note(deed, ofApp);
        }),
        twoFactor: twoFactor(services.twoFactor, () => {
          const accountId = live.activeId();
          return (deed, detail) => {
            note(deed, { accountId, token: null }, detail);
          };
        }),
      };
    },
  };
}

type Note = (deed: Deed, of: Pick<DeedDone, 'accountId' | 'token'>, detail?: string | null) => void;

type TokenOf = (signature: string, accountId?: string) => Pick<DeedDone, 'accountId' | 'token'>;

function tokens(of: Services['tokens'], note: Note, tokenOf: TokenOf, revoking: Set<string>): Services['tokens'] {
  return {
    ...of,
    async mint(input) {
      const made = await of.mint(input);
      const token = { ...tokenOf(made.row.signature, input.accountId), token: shown(made.row) };
      note('token.made', token, made.isKept ? 'kept' : 'notKept');
      if (input.isPrinted === true) note('token.shown', token);
      return made;
    },
    async import(input) {
      const row = await of.import(input);
      note('token.imported', { ...tokenOf(row.signature, input.accountId), token: shown(row) });
      return row;
    },
    async copy(input) {
      const outcome = await of.copy(input);
      note('token.copied', tokenOf(input.signature, input.accountId));
      return outcome;
    },
    async revoke(input) {
      const known = tokenOf(input.signature, input.accountId);
      revoking.add(input.signature);
      try {
        const answer = await of.revoke(input);
        note(answer.outcome === 'queued' ? 'token.revokeQueued' : 'token.revoked', known, input.when);
        return answer;
      } catch (error) {
        // The platform refused it; the queue keeps it all the same.
        if (isAppError(error) && error.details?.queued === true) note('token.revokeQueued', known, input.when);
        throw error;
      } finally {
        revoking.delete(input.signature);
      }
    },
    async revokeMany(input) {
      const known = new Map(input.signatures.map((signature) => [signature, tokenOf(signature, input.accountId)]));
      for (const signature of known.keys()) revoking.add(signature);
      try {
        const answer = await of.revokeMany(input);
        for (const { signature, outcome } of answer.results) {
          const one = known.get(signature);
          if (one !== undefined && outcome !== 'failed')
            note(outcome === 'queued' ? 'token.revokeQueued' : 'token.revoked', one, input.when);
        }
        return answer;
      } finally {
        for (const signature of known.keys()) revoking.delete(signature);
      }
    },
    async pause(input) {
      const known = tokenOf(input.signature, input.accountId);
      const answer = await of.pause(input);
      note('token.paused', known);
      return answer;
    },
    async resume(input) {
      const known = tokenOf(input.signature, input.accountId);
      const row = await of.resume(input);
      note('token.resumed', known);
      return row;
    },
    async forget(input) {
      const known = tokenOf(input.signature, input.accountId);
      await of.forget(input);
      note('token.forgotten', known);
    },
  };
}

type DuringRotation = <T>(signature: string | undefined, work: () => Promise<T>) => Promise<T>;

const duringRotation =
  (rotating: Map<string, SourceNow>, source: SourceNow): DuringRotation =>
  async (signature, work) => {
    if (signature === undefined) return work();
    rotating.set(signature, source);
    try {
      return await work();
    } finally {
      rotating.delete(signature);
    }
  };

/** What comes of one after its answer (a proof that had to wait) is the app's own deed. */
function rotations(of: Services['rotations'], during: DuringRotation, note: Note): Services['rotations'] {
  const entryOf = (id: string) => of.state().open.find((one) => one.id === id);
  return {
    ...of,
    rotate: (input) => during(input.signature, () => of.rotate(input)),
    finish: (input) => during(entryOf(input.id)?.signature, () => of.finish(input)),
    async undo(input) {
      const { accountId } = of.state();
      const entry = entryOf(input.id);
      const state = await of.undo(input);
      if (entry !== undefined) note('token.rotationUndone', { accountId, token: shown(entry) });
      return state;
    },
  };
}

function session(of: Services['session'], note: Note, live: LiveSession, signingOut: Set<string>): Services['session'] {
  const opened = async (step: ReturnType<Services['session']['signIn']>): ReturnType<Services['session']['signIn']> => {
    const state = await step;
    const mine = state.status === 'signedIn' ? live.live() : null;
    if (mine !== null) note('session.opened', { accountId: mine.account.id, token: null }, mine.record.openedBy);
    return state;
  };
  return {
    ...of,
    signIn: (input) => opened(of.signIn(input)),
    submitCode: (input) => opened(of.submitCode(input)),
    keepToken: (input) => opened(of.keepToken(input)),
    async signOut(input) {
      const accountId = input.accountId ?? live.activeId();
      if (accountId !== null) signingOut.add(accountId);
      try {
        const state = await of.signOut(input);
        note('session.ended', { accountId, token: null }, input.kind);
        return state;
      } finally {
        if (accountId !== null) signingOut.delete(accountId);
      }
    },
  };
}

/** A session that a cut-off sign-in may have made. */
function unanswered(of: Services['unanswered'], note: Note, ground: Ground): Services['unanswered'] {
  return {
    ...of,
    async end(input) {
      const { accounts, unanswered: open } = ground.index.value();
      const one = open.find(({ id }) => id === input.id);
      const named = accounts.find(({ platform, username }) => platform.key === one?.platform.key && username === one.username);
      const state = await of.end(input);
      note('session.ended', { accountId: one?.accountId ?? named?.id ?? null, token: null }, 'unanswered');
      return state;
    },
  };
}

function accounts(of: Services['accounts'], note: Note): Services['accounts'] {
  return {
    ...of,
    async remove(input) {
      const answer = await of.remove(input);
      note('account.removed', { accountId: input.accountId, token: null }, input.tokens === 'revoke' ? 'tokensRevoked' : 'tokensForgotten');
      return answer;
    },
  };
}

const shown = ({ signature, label, last4 }: { signature: string; label: string | null; last4: string | null }) => ({
  signature,
  label,
  last4,
});

/** The process that was given the token is the one to name, not the command that fetched it. */
function grants(of: Services['grants'], note: (given: Grant, from: Source, isShown: boolean) => void): Services['grants'] {
  return {
    ...of,
    async begin(request) {
      const grant = await of.begin(request);
      const { program, folder, terminal } = grant.lease;
      note(grant, { by: 'command', program, folder, terminal }, request.isShown === true);
      return grant;
    },
  };
}

/** Recorded when it is asked for: it may outlive this run. What it ends is recorded as that ends. */
function panic(of: Services['panic'], note: (deed: Deed, detail: string | null) => void): Services['panic'] {
  return {
    ...of,
    begin(input) {
      note('panic.begun', input.scope);
      return of.begin(input);
    },
    async undo() {
      const state = await of.undo();
      note('panic.undone', null);
      return state;
    },
  };
}

function lock(of: Services['lock'], note: (deed: Deed) => void): Services['lock'] {
  const after =
    <A, T>(deed: Deed, work: (input: A) => Promise<T>) =>
    async (input: A): Promise<T> => {
      const answer = await work(input);
      note(deed);
      return answer;
    };
  return {
    ...of,
    setUp: after('lock.setUp', (input) => of.setUp(input)),
    change: after('lock.changed', (input) => of.change(input)),
    remove: after('lock.removed', (input) => of.remove(input)),
  };
}

/** `begin` takes down whose act it is: by its end a person may have switched. */
function twoFactor(of: Services['twoFactor'], begin: () => (deed: Deed, detail?: string) => void): Services['twoFactor'] {
  const after =
    <A, T>(deed: Deed, detail: string | undefined, work: (input: A) => Promise<T>) =>
    async (input: A): Promise<T> => {
      const note = begin();
      const answer = await work(input);
      note(deed, detail);
      return answer;
    };
  return {
    ...of,
    finish: after('twoFactor.on', undefined, (input) => of.finish(input)),
    turnOff: after('twoFactor.off', undefined, (input) => of.turnOff(input)),
    renewCodes: after('twoFactor.codesRenewed', undefined, (input) => of.renewCodes(input)),
    showKey: after('twoFactor.secretShown', 'setupKey', (input) => of.showKey(input)),
    showCodes: after('twoFactor.secretShown', 'backupCodes', (input) => of.showCodes(input)),
    copy: (input) => after('twoFactor.secretCopied', input.what, () => of.copy(input))(input),
    forget: (input) => after('twoFactor.forgotten', input.what, () => of.forget(input))(input),
    async saveCodes() {
      const note = begin();
      const saved = await of.saveCodes();
      if (saved.path !== null) note('twoFactor.codesSaved');
      return saved;
    },
  };
}

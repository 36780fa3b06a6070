import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueueRecord, ServerToken, TokenRecord } from '../../../main/core/ports';
import { step, type Machine, type SessionEvent } from '../../../main/core/session/reducer';
import { chooseBearers, inOrder } from '../../../main/core/tokens/bearers';
import { joinList } from '../../../main/core/tokens/listJoin';
import { AMY } from '../../fakes/fakePlatform';

const platform = { key: 'dnanexus', kind: 'dnanexus', name: 'DNAnexus', apiUrl: 'https://a', authUrl: 'https://b', webUrl: null } as const;
const account = { platform, userId: AMY.userId, username: 'amy', fullName: null };
const signedInFacts = {
  account,
  openedBy: 'password',
  tokenSignature: null,
  sinceMs: 1,
  expiresMs: null,
  verified: 'yes',
  canMint: 'yes',
  idle: null,
} as const;

const EVENTS: SessionEvent[] = [
  { kind: 'began', work: 'signIn', platformName: 'DNAnexus', username: 'amy' },
  { kind: 'began', work: 'signOut', platformName: 'DNAnexus', username: 'amy' },
  { kind: 'codeAsked', platform, username: 'amy' },
  { kind: 'tokenSeen', account, last4: 'abcd', isUsualLength: true },
  { kind: 'opened', ...signedInFacts },
  { kind: 'learned', facts: { verified: 'offline' } },
  { kind: 'failed' },
  { kind: 'left', last: null, ended: null },
];
const START: Machine = { shown: { status: 'signedOut', last: null, ended: null }, back: null };
const paths = fc.array(fc.constantFrom(...EVENTS), { maxLength: 30 });

describe('the states of sign-in', () => {
  it('opens a session only out of work, never straight from a form', () => {
    fc.assert(
      fc.property(paths, (path) => {
        let machine = START;
        for (const event of path) {
          const next = step(machine, event);
          if (next.shown.status === 'signedIn' && machine.shown.status !== 'signedIn') expect(machine.shown.status).toBe('working');
          machine = next;
        }
      }),
    );
  });

  it('remembers where to go back to exactly while it works, and goes there on a failure', () => {
    fc.assert(
      fc.property(paths, (path) => {
        let machine = START;
        for (const event of path) {
          const next = step(machine, event);
          expect(next.back !== null).toBe(next.shown.status === 'working');
          if (event.kind === 'failed' && machine.back !== null) expect(next.shown).toBe(machine.back);
          machine = next;
        }
      }),
    );
  });

  it('can always be left', () => {
    fc.assert(
      fc.property(paths, (path) => {
        const last = path.reduce(step, START);
        expect(step(last, { kind: 'left', last: null, ended: null }).shown.status).toBe('signedOut');
      }),
    );
  });
});

const accountIds = ['dnanexus/user-amy', 'staging/user-amy', 'dnanexus/user-ben'];
const entry = fc.record({
  accountId: fc.constantFrom(...accountIds),
  signature: fc.integer({ min: 0, max: 30 }).map((n) => n.toString(16).padStart(64, '0')),
  hasSecret: fc.boolean(),
  expiresMs: fc.option(fc.integer({ min: 0, max: 200 }), { nil: null }),
});
const entries = fc.uniqueArray(entry, { selector: (one) => one.signature, minLength: 1, maxLength: 12 }).map((all): QueueRecord[] =>
  all.map((one) => ({
    ...one,
    platform,
    username: 'amy',
    userId: AMY.userId,
    label: null,
    last4: null,
    reason: 'revoke',
    when: 'now',
    sinceMs: 0,
    isRefused: false,
  })),
);

describe('who bears a revocation', () => {
  it('is never a token of another account or platform, and never a dead one', () => {
    fc.assert(
      fc.property(entries, fc.option(fc.constantFrom(...accountIds), { nil: null }), (all, sessionAccountId) => {
        for (const one of all) {
          for (const choice of chooseBearers(one, { entries: all, sessionAccountId, nowMs: 100 })) {
            if (choice.kind === 'session') expect(sessionAccountId).toBe(one.accountId);
            if (choice.kind === 'self') expect(one.hasSecret).toBe(true);
            if (choice.kind !== 'condemned') continue;
            const other = all.find((each) => each.signature === choice.signature);
            expect(other).toMatchObject({ accountId: one.accountId, hasSecret: true });
            expect(other?.expiresMs ?? Infinity).toBeGreaterThan(100);
          }
        }
      }),
    );
  });

  it('is the token itself first where it is held, then the session', () => {
    fc.assert(
      fc.property(entries, (all) => {
        for (const one of all) {
          const kinds = chooseBearers(one, { entries: all, sessionAccountId: one.accountId, nowMs: 100 }).map((choice) => choice.kind);
          expect(kinds.slice(0, one.hasSecret ? 2 : 1)).toEqual(one.hasSecret ? ['self', 'session'] : ['session']);
        }
      }),
    );
  });

  it('lets what must bear others destroy itself last', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const order = inOrder(all).map((one) => one.hasSecret);
        expect(order).toEqual([...order].sort((a, b) => Number(a) - Number(b)));
        expect(order).toHaveLength(all.length);
      }),
    );
  });
});

const signatures = fc.integer({ min: 0, max: 15 }).map((n) => n.toString(16).repeat(64));
const record = fc
  .record({ signature: signatures, isHeld: fc.boolean(), isLost: fc.boolean(), goneMs: fc.option(fc.constant(5), { nil: null }) })
  .map((one): TokenRecord => ({
    ...one,
    accountId: 'dnanexus/user-amy',
    label: 'label',
    last4: 'abcd',
    scope: { kind: 'unknown' },
    origin: 'minted',
    worksWhileAway: false,
    isShellToken: false,
    madeMs: null,
    expiresMs: null,
    lastUsedMs: null,
    parentSignature: null,
    defaultProject: null,
    wasExposed: true,
  }));
const told = fc
  .record({ signature: signatures, isSession: fc.boolean(), expiresMs: fc.option(fc.integer({ min: 0, max: 200 }), { nil: null }) })
  .map((one): ServerToken => ({ ...one, label: 'told', parentSignature: null, madeMs: null, scope: { kind: 'full' } }));
const lists = fc.record({
  records: fc.uniqueArray(record, { selector: (one) => one.signature }),
  server: fc.option(fc.uniqueArray(told, { selector: (one) => one.signature }), { nil: null }),
  session: signatures,
  revoking: fc.array(signatures),
});

describe('the joined list', () => {
  it('has each token once, all that is held here, and never a sign-in', () => {
    fc.assert(
      fc.property(lists, ({ records, server, session, revoking }) => {
        const sets = { sessionSignatures: new Set([session]), revoking: new Set(revoking), leaseCounts: new Map(), lastUsed: new Map() };
        const rows = joinList({ records, server, ...sets, nowMs: 100 });
        const shown = rows.map((row) => row.signature);
        expect(new Set(shown).size).toBe(shown.length);
        expect(shown).not.toContain(session);
        const known = new Set(records.map((one) => one.signature));
        for (const one of records) if (one.signature !== session) expect(shown).toContain(one.signature);
        for (const one of server ?? []) if (one.isSession && !known.has(one.signature)) expect(shown).not.toContain(one.signature);
        for (const row of rows) {
          if (row.expiresMs !== null && row.expiresMs <= 100) expect(row.state).toBe('expired');
          else if (revoking.includes(row.signature)) expect(row.state).toBe('revoking');
          if (row.held === 'here') expect(records.find((one) => one.signature === row.signature)?.isHeld).toBe(true);
        }
      }),
    );
  });
});

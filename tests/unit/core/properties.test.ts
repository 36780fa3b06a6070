import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueueRecord, ServerToken, TokenRecord } from '../../../main/core/ports';
import { NO_ENTRY, step, type EntryEvent, type Machine } from '../../../main/core/session/reducer';
import { chooseBearers, inOrder } from '../../../main/core/tokens/bearers';
import { joinList } from '../../../main/core/tokens/listJoin';
import { AMY } from '../../fakes/fakePlatform';

const platform = { key: 'dnanexus', kind: 'dnanexus', name: 'DNAnexus', apiUrl: 'https://a', authUrl: 'https://b', webUrl: null } as const;
const account = { id: 'dnanexus/user-amy', platform, userId: AMY.userId, username: 'amy', fullName: null };
const EVENTS: EntryEvent[] = [
  { kind: 'asked' },
  { kind: 'began', work: 'signIn', platformName: 'DNAnexus', username: 'amy' },
  { kind: 'began', work: 'submitCode', platformName: 'DNAnexus', username: 'amy' },
  { kind: 'codeAsked', platform, username: 'amy' },
  { kind: 'tokenSeen', account, last4: 'abcd', isUsualLength: true },
  { kind: 'failed' },
  { kind: 'restarted' },
  { kind: 'over' },
];
const paths = fc.array(fc.constantFrom(...EVENTS), { maxLength: 30 });

describe('the states of sign-in', () => {
  const everyStep = (check: (before: Machine, event: EntryEvent, after: Machine) => void): void => {
    fc.assert(
      fc.property(paths, (path) => {
        let machine = NO_ENTRY;
        for (const event of path) {
          const next = step(machine, event);
          check(machine, event, next);
          machine = next;
        }
      }),
    );
  };

  it('comes to a question only out of work, never straight from a form', () => {
    everyStep((before, _, after) => {
      const isQuestion = after.entry?.status === 'needsCode' || after.entry?.status === 'confirmToken';
      if (isQuestion && after.entry !== before.entry && before.back !== after.entry) expect(before.entry?.status).toBe('working');
    });
  });

  it('remembers where to go back to only while it works, and goes there on a failure', () => {
    everyStep((before, event, after) => {
      if (after.entry?.status !== 'working') expect(after.back).toBeNull();
      if (event.kind === 'failed' && before.entry?.status === 'working') expect(after.entry).toBe(before.back);
    });
  });

  it('goes back to the form where a person asked for it, and to the active account else', () => {
    everyStep((before, event, after) => {
      if (event.kind !== 'restarted' || before.entry === null) return;
      expect(after.entry).toEqual(before.isAdding ? { status: 'form' } : null);
    });
  });

  it('can always be left', () => {
    fc.assert(
      fc.property(paths, (path) => {
        expect(step(path.reduce(step, NO_ENTRY), { kind: 'over' })).toEqual(NO_ENTRY);
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

const canBear = (one: QueueRecord): boolean => one.hasSecret;

describe('who bears a revocation', () => {
  it('is never a token of another account or platform, and never a dead one', () => {
    fc.assert(
      fc.property(entries, fc.subarray(accountIds), (all, open) => {
        const signedInIds = new Set(open);
        for (const one of all) {
          for (const choice of chooseBearers(one, { entries: all, signedInIds, nowMs: 100, canBear })) {
            if (choice.kind === 'session') expect(open).toContain(one.accountId);
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
          const signedInIds = new Set([one.accountId]);
          const kinds = chooseBearers(one, { entries: all, signedInIds, nowMs: 100, canBear }).map((choice) => choice.kind);
          expect(kinds.slice(0, one.hasSecret ? 2 : 1)).toEqual(one.hasSecret ? ['self', 'session'] : ['session']);
        }
      }),
    );
  });

  it('lets what must bear others destroy itself last', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const order = inOrder(all, canBear).map((one) => one.hasSecret);
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
    isPaused: false,
    madeMs: null,
    expiresMs: null,
    lastUsedMs: null,
    parentSignature: null,
    defaultProject: null,
    wasExposed: true,
    replaces: null,
    replacedBy: null,
    selfRotation: 'off',
    policy: { kind: 'allow', programs: [] },
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
        const sets = {
          sessionSignatures: new Set([session]),
          revoking: new Set(revoking),
          leaseCounts: new Map(),
          lastUsed: new Map(),
          phi: null,
        };
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

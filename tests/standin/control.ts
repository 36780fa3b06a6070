import { z } from 'zod';
import { faultShape } from './faults';
import type { FaultBook } from './faults';
import { nextCode, secretOf } from './invented/codes';
import { launchJob } from './jobs';
import type { Ledger } from './ledger';
import type { Platform } from './platform';
import { PlatformError } from './platformError';
import { input } from './routes/call';
import type { Answer, Call } from './routes/call';
import { scope } from './seed';
import { findToken, issueToken, liveTokens } from './tokens';
import { cleanScope } from './world';

/** What a test reaches past the platform's own routes; served only with `--faults`. */
export interface Control {
  platform: Platform;
  faults: FaultBook;
  ledger: Ledger;
}

type Verb = (control: Control, call: Call) => Answer | Promise<Answer>;

const VERBS: Record<string, Verb> = {
  fault: ({ faults }, call) => {
    faults.add(input(call, faultShape));
    return {};
  },
  clearFaults: ({ faults }) => {
    faults.clear();
    return {};
  },
  faultsLeft: ({ faults }) => ({ left: faults.left() }),
  counts: ({ ledger }) => ({ counts: ledger.counts() }),
  clearCounts: ({ ledger }) => {
    ledger.clear();
    return {};
  },
  clock: ({ platform }, call) => moveClock(platform, input(call, z.strictObject({ advanceMs: z.number().int() })).advanceMs),
  reset: async ({ platform, faults, ledger }) => {
    faults.clear();
    ledger.clear();
    await platform.reset();
    return {};
  },
  settings: ({ platform }, call) => changeSettings(platform, call),
  tokens: ({ platform }, call) => ({
    tokens: listLive(platform, input(call, z.strictObject({ username: z.string().optional() })).username),
  }),
  code: ({ platform }, call) => ({ code: codeFor(platform, input(call, z.strictObject({ username: z.string() })).username) }),
  mint: ({ platform }, call) => mintFor(platform, call),
  launchJob: ({ platform }, call) => launch(platform, call),
  endJob: ({ platform }, call) => endJob(platform, input(call, z.strictObject({ id: z.string() })).id),
  jobs: ({ platform }) => ({ jobs: platform.state.records.jobs }),
};

export async function answerControl(control: Control, verb: string, call: Call): Promise<Answer> {
  const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (!run) throw new PlatformError('ResourceNotFound', `No such control: ${verb}`);
  return run(control, call);
}

function moveClock(platform: Platform, advanceMs: number): Answer {
  platform.clock.moveTo(platform.clock.offsetMs() + advanceMs);
  platform.state.records.clockOffsetMs = platform.clock.offsetMs();
  platform.state.save();
  return { nowMs: platform.clock.now() };
}

function changeSettings(platform: Platform, call: Call): Answer {
  const shape = z.strictObject({
    cascade: z.boolean().optional(),
    listRoute: z.enum(['works', 'ResourceNotFound', 'PermissionDenied']).optional(),
    scopedMayRevoke: z.boolean().optional(),
    twoFactorRoutes: z.enum(['works', 'ResourceNotFound']).optional(),
  });
  const asked = input(call, shape);
  const { settings } = platform.state.records;
  settings.cascade = asked.cascade ?? settings.cascade;
  settings.listRoute = asked.listRoute ?? settings.listRoute;
  settings.scopedMayRevoke = asked.scopedMayRevoke ?? settings.scopedMayRevoke;
  settings.twoFactorRoutes = asked.twoFactorRoutes ?? settings.twoFactorRoutes;
  platform.state.save();
  return { settings };
}

function listLive(platform: Platform, username: string | undefined): Answer[] {
  const live = liveTokens(platform, username === undefined ? undefined : `user-${username}`);
  return live.map(({ signature, userId, label, parentSignature, isSession, expiresMs }) => {
    return { signature, userId, label, parentSignature, isSession, expiresMs };
  });
}

function codeFor(platform: Platform, username: string): string {
  const person = platform.world.people.get(`user-${username}`);
  const record = platform.state.records.people[`user-${username}`];
  const secret = person && record ? secretOf(person, record) : null;
  if (!record || secret === null) throw new PlatformError('InvalidState', 'This account has no two-factor authentication');
  return nextCode(record, secret, platform.clock.now());
}

function mintFor(platform: Platform, call: Call): Answer {
  const shape = z.strictObject({
    username: z.string(),
    label: z.string().nullable().default(null),
    scope: scope.default({ full: true }),
    expiresInMs: z
      .number()
      .int()
      .default(30 * 86_400_000),
    parentSignature: z.string().nullable().default(null),
    /** The token's own text, where a test needs one that it can search for. */
    secret: z
      .string()
      .regex(/^[\x21-\x7e]+$/)
      .optional(),
  });
  const asked = input(call, shape);
  const userId = `user-${asked.username}`;
  if (!platform.world.people.has(userId)) throw new PlatformError('ResourceNotFound', 'No such account');
  const { label, parentSignature } = asked;
  const expiresMs = platform.clock.now() + asked.expiresInMs;
  const made = issueToken(
    platform,
    { userId, label, parentSignature, scope: cleanScope(asked.scope), expiresMs, isSession: false },
    asked.secret,
  );
  return { secret: made.secret, signature: made.token.signature };
}

function launch(platform: Platform, call: Call): Answer {
  const shape = z.strictObject({ tokenSignature: z.string(), project: z.string().optional(), name: z.string().default('A test job') });
  const asked = input(call, shape);
  const token = findToken(platform, asked.tokenSignature);
  if (token?.ended !== null) throw new PlatformError('InvalidState', 'A job needs a live token');
  const project = asked.project ?? [...platform.world.projects.values()].find((each) => each.members[token.userId] !== undefined)?.id;
  if (project === undefined) throw new PlatformError('InvalidState', 'This account has no project');
  return { id: launchJob(platform, token, project, asked.name).id };
}

function endJob(platform: Platform, id: string): Answer {
  const job = platform.state.records.jobs.find((each) => each.id === id);
  if (!job) throw new PlatformError('ResourceNotFound', 'No such job');
  job.state = 'done';
  job.endedMs = platform.clock.now();
  platform.state.save();
  return {};
}

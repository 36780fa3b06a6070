import { auditKey } from '../../../main/core/accounts/keys';
import { createTestServices, type Overrides, type TestServices } from '../../fakes/createTestServices';
import { AMY } from '../../fakes/fakePlatform';
import { settle } from '../../fakes/fakeClock';
import type { MintInput } from '../../../main/core/services';

export const DNANEXUS = { kind: 'dnanexus' } as const;
export const ACCOUNT = 'dnanexus/user-amy';

export async function started(overrides?: Overrides): Promise<TestServices> {
  const core = createTestServices(overrides);
  await core.services.start();
  await settle();
  return core;
}

export async function signedIn(overrides?: Overrides): Promise<TestServices> {
  const core = await started(overrides);
  await core.services.session.signIn({ platform: DNANEXUS, username: AMY.username, password: AMY.password });
  await settle();
  return core;
}

/** Signed in by a pasted API token of the platform. */
export async function signedInByToken(
  options: Parameters<TestServices['platform']['issue']>[1] = {},
): Promise<TestServices & { token: string; signature: string }> {
  const core = await started();
  const { secret, signature } = core.platform.issue('user-amy', { label: 'pasted', ...options });
  await core.services.session.inspectToken({ platform: DNANEXUS, token: secret });
  await core.services.session.keepToken({ label: 'pasted', worksWhileAway: false });
  await settle();
  return { ...core, token: secret, signature };
}

export function wanted(label: string, rest: Partial<MintInput> = {}): MintInput {
  return { label, scope: { kind: 'full' }, expiresMs: null, isKept: true, worksWhileAway: false, ...rest };
}

/** What stands in the keychain beside the activity record's key. */
export function heldKeys(core: TestServices): string[] {
  return [...core.secrets.entries.keys()].filter((key) => key !== auditKey);
}

/** The token of the account's sign-in. */
export function sessionSecret(core: TestServices): string {
  return core.secrets.entries.get(`session/${ACCOUNT}`) ?? '';
}

/** All that a program without the keychain could see: files, log, and every state and answer given. */
export function visible(core: TestServices, ...answers: unknown[]): string {
  const { index, queue, settings, leases, lock } = core.documents;
  const { session, tokens, facts, grants, clipboard, shellTokenDesk, proxyDesk } = core.services;
  const files = [index, queue, settings, leases, lock].map((file) => file.saved());
  const states = [
    session.state(),
    tokens.state(),
    core.services.queue.state(),
    facts.state(),
    grants.leases(),
    clipboard.state(),
    shellTokenDesk.state(),
    proxyDesk.state(),
    core.services.lock.state(),
  ];
  const log = core.log.entries.map(({ event, fields, error }) => [
    event,
    fields,
    String(error),
    error instanceof Error ? String(error.cause) : '',
  ]);
  return JSON.stringify([files, states, log, answers]);
}

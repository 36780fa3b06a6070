import type { IdleState, Settings } from '../../../preload/contract/contract';
import type { TestServices } from '../../fakes/createTestServices';
import { settle } from '../../fakes/fakeClock';
import { AMY } from '../../fakes/fakePlatform';
import { DNANEXUS, started } from './signedIn';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;

export function idleOf(core: Pick<TestServices, 'services'>): IdleState | null {
  const state = core.services.session.state();
  return state.status === 'signedIn' ? state.idle : null;
}
export function endOf(core: Pick<TestServices, 'services'>): string {
  const state = core.services.session.state();
  return state.status === 'signedOut' ? (state.ended?.reason ?? 'never') : state.status;
}
export async function set(core: TestServices, patch: Partial<Settings>): Promise<void> {
  await core.services.settings.change(patch);
}
/** Signed in, and the person has gone this very moment. */
export async function left(prepare: (core: TestServices) => void = () => undefined): Promise<TestServices> {
  const core = await started();
  prepare(core);
  await core.services.session.signIn({ platform: DNANEXUS, username: AMY.username, password: AMY.password });
  await settle();
  core.idleSensor.leave();
  return core;
}

import type { TestServices } from '../../fakes/createTestServices';
import { settle } from '../../fakes/fakeClock';
import { AMY, BEN } from '../../fakes/fakePlatform';
import { DNANEXUS, signedIn } from './signedIn';

export const STAGING = { kind: 'staging' } as const;
export const AMY_STAGING = 'staging/user-amy';
export const BEN_ID = 'dnanexus/user-ben';
export const amyOn = (platform: typeof DNANEXUS | typeof STAGING) => ({ platform, username: 'amy', password: AMY.password });

/** Amy on DNAnexus, then Amy on Staging, which is the active one. */
export async function twoPlatforms(): Promise<TestServices> {
  const core = await signedIn();
  await core.services.session.signIn(amyOn(STAGING));
  await settle();
  return core;
}

export async function addBen({ services }: TestServices): Promise<void> {
  await services.session.signIn({ platform: DNANEXUS, username: 'ben', password: BEN.password });
  await services.session.submitCode({ code: BEN.code ?? '' });
  await settle();
}

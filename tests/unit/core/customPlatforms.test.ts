import { describe, expect, it } from 'vitest';
import type { CustomPlatform } from '../../../preload/contract/contract';
import { AMY } from '../../fakes/fakePlatform';
import { createTestServices, type Overrides } from '../../fakes/createTestServices';

const LAB: CustomPlatform = { name: 'Lab', apiUrl: 'https://api.lab.example', authUrl: 'https://auth.lab.example' };
const EU: CustomPlatform = { name: 'Europe', apiUrl: 'https://api.eu.example', authUrl: 'https://auth.eu.example' };
const refusal = (code: string, details: object): unknown => expect.objectContaining({ code, details });

async function started(overrides?: Overrides) {
  const core = createTestServices(overrides);
  await core.services.start();
  const keep = (...customPlatforms: CustomPlatform[]) => core.services.settings.change({ customPlatforms });
  return { ...core, keep };
}

describe('platforms of the person’s own', () => {
  it('are kept, offered beside the known ones at once, and found by name', async () => {
    const { services, documents, keep } = await started();
    await keep({ ...LAB, name: '  Lab ', apiUrl: 'HTTPS://api.lab.example:443/' });
    expect(documents.settings.saved()?.settings.customPlatforms).toEqual([LAB]);
    expect(services.facts.state().platforms.find((offer) => offer.name === 'Lab')).toEqual({
      key: 'custom https://api.lab.example https://auth.lab.example',
      kind: 'custom',
      name: 'Lab',
      authHost: 'auth.lab.example',
      isChoosable: true,
      own: { apiUrl: LAB.apiUrl, authUrl: LAB.authUrl },
    });
    expect(services.platforms.parse('LAB')).toEqual({ kind: 'custom', apiUrl: LAB.apiUrl, authUrl: LAB.authUrl });
    expect(services.platforms.resolve(services.platforms.parse('lab')).name).toBe('Lab');
    await keep();
    expect(services.platforms.offers().map((offer) => offer.name)).not.toContain('Lab');
  });

  it.each(['', '   ', 'a\u202Eb', 'https://api.dnanexus.com', 'a,b'])('SECURITY: refuses the name %j', async (name) => {
    const { keep } = await started();
    await expect(keep({ ...LAB, name })).rejects.toEqual(refusal('INVALID_INPUT', { field: 'name' }));
  });

  it.each(['DNAnexus', 'dnanexus ', 'ＤＮＡｎｅｘｕｓ', 'Staging', 'china', 'Stand-in', 'Custom  host'])(
    'SECURITY: nothing else stands under the name %j',
    async (name) => {
      const { keep } = await started();
      await expect(keep({ ...LAB, name })).rejects.toEqual(refusal('INVALID_INPUT', { field: 'nameTaken' }));
    },
  );

  it('refuses the same name, the same addresses, and those of a known platform', async () => {
    const { keep } = await started();
    await keep(LAB);
    await expect(keep(LAB, { ...EU, name: 'lab' })).rejects.toEqual(refusal('INVALID_INPUT', { field: 'nameTaken' }));
    await expect(keep(LAB, { ...LAB, name: 'Other' })).rejects.toEqual(refusal('INVALID_INPUT', { field: 'addressTaken' }));
    const known = { name: 'Mine', apiUrl: 'https://api.dnanexus.com', authUrl: 'https://auth.dnanexus.com' };
    await expect(keep(LAB, known)).rejects.toEqual(refusal('INVALID_INPUT', { field: 'addressKnown' }));
  });

  it('SECURITY: takes https alone, but for this computer', async () => {
    const { keep } = await started();
    await expect(keep({ ...LAB, authUrl: 'http://auth.lab.example' })).rejects.toEqual(refusal('INVALID_INPUT', { field: 'authUrl' }));
    await expect(keep({ ...LAB, apiUrl: 'http://api.lab.example' })).rejects.toEqual(refusal('INVALID_INPUT', { field: 'apiUrl' }));
    await keep({ name: 'Here', apiUrl: 'http://127.0.0.1:4200', authUrl: 'http://127.0.0.1:4200' });
  });

  it('SECURITY: on the fallback runtime only one of this computer can be kept, and an older one is not choosable', async () => {
    const { services, documents, keep } = await started({ platformPolicy: { loopbackOnly: true, standinUrl: null } });
    await expect(keep(LAB)).rejects.toMatchObject({ code: 'PLATFORM_NOT_ALLOWED' });
    const saved = documents.settings.saved();
    expect(saved).toBeNull();
    expect(services.settings.state().customPlatforms).toEqual([]);
  });

  it('is not changed or removed under an account, which is named; others may be', async () => {
    const { services, keep } = await started();
    await keep(LAB, EU);
    await services.session.signIn({ platform: services.platforms.parse('Lab'), username: 'amy', password: AMY.password });
    const inUse = refusal('PLATFORM_IN_USE', { accounts: ['amy'] });
    await expect(keep(EU)).rejects.toEqual(inUse);
    await expect(keep({ ...LAB, authUrl: 'https://evil.example' }, EU)).rejects.toEqual(inUse);
    await expect(keep({ ...LAB, name: 'Other' }, EU)).rejects.toEqual(inUse);
    await keep(LAB);
    expect(services.settings.state().customPlatforms).toEqual([LAB]);
    await services.session.signOut({ kind: 'destroy' });
    await expect(keep()).rejects.toEqual(inUse);
  });

  it('SECURITY: a file that names other addresses sends no kept secret there', async () => {
    const core = await started();
    await core.keep(LAB);
    const saved = core.documents.settings.saved();
    if (saved === null) throw new Error('nothing saved');
    await core.documents.settings.save({
      ...saved,
      settings: {
        ...saved.settings,
        customPlatforms: [
          { ...LAB, apiUrl: 'nonsense' },
          { ...LAB, authUrl: 'https://evil.example' },
        ],
      },
    });
    const again = core.restart();
    await again.start();
    const byKey = again.platforms.resolve({ kind: 'custom', apiUrl: LAB.apiUrl, authUrl: LAB.authUrl });
    expect([byKey.apiUrl, byKey.authUrl, byKey.name]).toEqual([LAB.apiUrl, LAB.authUrl, 'api.lab.example']);
    // What cannot be a platform is not offered, and can be removed.
    expect(again.platforms.offers().filter((offer) => offer.own !== null)).toHaveLength(1);
    await again.settings.change({ customPlatforms: [] });
  });
});

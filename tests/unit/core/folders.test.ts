import { describe, expect, it } from 'vitest';
import { signedIn, wanted } from './signedIn';

const AMY = 'dnanexus/user-amy';
const rule = { folder: '/srv/trio', accountId: AMY, label: 'study', project: null, needs: null };
const refused = (field: string) => ({ code: 'INVALID_INPUT', details: { field } });

describe('the map of folders', () => {
  it('keeps one rule a folder, in the order of the folders', async () => {
    const { services } = await signedIn();
    await services.folders.keep({ former: null, rule });
    await services.folders.keep({ former: null, rule: { ...rule, folder: '/data' } });
    expect(services.folders.load().map(({ folder }) => folder)).toEqual(['/data', '/srv/trio']);
    await services.folders.keep({ former: '/srv/trio', rule: { ...rule, folder: '/srv/duo', needs: '12h' } });
    expect(services.folders.load()).toMatchObject([{ folder: '/data' }, { folder: '/srv/duo', needs: '12h' }]);
    expect(await services.folders.remove({ folder: '/data' })).toHaveLength(1);
  });

  it.each([
    ['folder', { ...rule, folder: '/nowhere' }],
    ['folder', { ...rule, folder: 'srv' }],
    ['needs', { ...rule, needs: 'long' }],
    ['project', { ...rule, project: 'trio' }],
  ])('refuses at its field what is no %s', async (field, wrong) => {
    const { services } = await signedIn();
    await expect(services.folders.keep({ former: null, rule: wrong })).rejects.toMatchObject(refused(field));
    expect(services.folders.load()).toEqual([]);
  });

  it('refuses a folder that has a rule, an account that is not here, and to take out what is not in it', async () => {
    const { services } = await signedIn();
    await services.folders.keep({ former: null, rule });
    await expect(services.folders.keep({ former: null, rule })).rejects.toMatchObject(refused('folderTaken'));
    await expect(services.folders.keep({ former: null, rule: { ...rule, folder: '/x', accountId: 'other' } })).rejects.toMatchObject({
      code: 'NO_SUCH_ACCOUNT',
    });
    await expect(services.folders.remove({ folder: '/x' })).rejects.toMatchObject(refused('folderUnknown'));
  });

  it('offers the accounts of this computer with the labels of what is kept of each', async () => {
    const { services } = await signedIn();
    await services.tokens.mint(wanted('study'));
    expect(services.folders.choices().accounts).toMatchObject([{ accountId: AMY, username: 'amy', labels: ['study'] }]);
  });

  it('is in the record, by whose account it is', async () => {
    const core = await signedIn();
    const { folders } = core.services.from({ by: 'window', program: null, folder: null, terminal: null });
    await folders.keep({ former: null, rule });
    await folders.remove({ folder: rule.folder });
    const { entries } = await core.services.audit.read({ wanted: ({ deed }) => deed.startsWith('folder.'), limit: 10 });
    expect(entries.map(({ deed, accountId }) => [deed, accountId])).toEqual([
      ['folder.removed', AMY],
      ['folder.set', AMY],
    ]);
  });
});

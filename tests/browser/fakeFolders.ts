/** The map of folders of a fake main, with core's refusals: `/nowhere…` is no folder that is there. */
import type { FolderRule } from '../../preload/contract/contract';
import { accountsOf } from './fakeAccounts';
import { refuse, type Part } from './fakeParts';
import type { Scenario } from './scenario';

export function folderHandlers(scenario: Scenario): Part<'folders'> {
  const become = (folders: FolderRule[]) => (scenario.folders = folders);
  const kept = () => scenario.folders;
  return {
    'folders.load': kept,
    'folders.keep': ({ former, rule }) => {
      const others = kept().filter((one) => one.folder !== former);
      if (!/^\/(?!nowhere)/.test(rule.folder)) return refuse({ code: 'INVALID_INPUT', details: { field: 'folder' } });
      if (others.some((one) => one.folder === rule.folder)) return refuse({ code: 'INVALID_INPUT', details: { field: 'folderTaken' } });
      return become([...others, rule]);
    },
    'folders.remove': ({ folder }) => become(kept().filter((one) => one.folder !== folder)),
    'folders.choices': () => ({
      accounts: accountsOf(scenario).list.map(({ account: { id, username, platform } }) => {
        const labels = scenario.tokens.rows.filter((row) => row.held === 'here').flatMap(({ label }) => label ?? []);
        return { accountId: id, username, platformName: platform.name, labels };
      }),
    }),
    'folders.pick': () => ({ folder: scenario.scanPicks[0] ?? null }),
  };
}

import type { FolderRule } from '../../preload/contract/contract';
import { AppError } from './errors';
import type { Ground } from './ground';
import { createLane } from './lane';
import type { FoldersService } from './services';
import { problemWith } from './shellExport/rule';

/** The map of folders in the settings: one rule a folder; which one counts somewhere the command decides (main/cli/rules.ts). */
export function createFolders(ground: Ground): FoldersService {
  const inTurn = createLane();
  const rules = (): FolderRule[] => ground.settings.value().folders;

  /** True outside first, as each setting, so that what is saved is what counts. */
  async function save(next: FolderRule[]): Promise<FolderRule[]> {
    const { mappedFolders } = ground.ports;
    const former = rules();
    const folders = [...next].sort((a, b) => (a.folder < b.folder ? -1 : 1));
    mappedFolders.publish(folders);
    try {
      await ground.settings.change((document) => ({ ...document, folders }));
    } catch (error) {
      mappedFolders.publish(former);
      throw error;
    }
    return folders;
  }

  async function keep({ former, rule }: Parameters<FoldersService['keep']>[0]): Promise<FolderRule[]> {
    const { accountId, label, project, needs } = rule;
    const folder = await ground.ports.mappedFolders.realPath(rule.folder);
    if (folder === null || !isLine(folder)) throw refused('folder');
    const others = rules().filter((one) => one.folder !== former);
    if (others.some((one) => one.folder === folder)) throw refused('folderTaken');
    if (others.length >= MOST_RULES) throw refused('folderCount');
    if (!ground.index.value().accounts.some(({ id }) => id === accountId)) throw new AppError('NO_SUCH_ACCOUNT');
    for (const [key, value] of Object.entries({ token: label, project, needs }))
      if (value !== null && problemWith(key as 'token' | 'project' | 'needs', value) !== null)
        throw refused(key === 'token' ? 'label' : key);
    return save([...others, { folder, accountId, label, project, needs }]);
  }

  return {
    load: rules,
    keep: (input) => inTurn(() => keep(input)),
    remove: ({ folder }) =>
      inTurn(() => {
        const others = rules().filter((one) => one.folder !== folder);
        if (others.length === rules().length) throw refused('folderUnknown');
        return save(others);
      }),
    choices: () => {
      const { accounts, tokens } = ground.index.value();
      const isNameable = ({ isHeld, goneMs, label }: (typeof tokens)[number]): boolean => isHeld && goneMs === null && label !== null;
      return {
        accounts: accounts
          .filter(({ platform }) => ground.platforms.byKey(platform.key) !== null)
          .map(({ id, username, platform }) => {
            const labels = tokens.filter((one) => one.accountId === id && isNameable(one)).flatMap(({ label }) => label ?? []);
            return { accountId: id, username, platformName: platform.name, labels: [...new Set(labels)].sort() };
          }),
      };
    },
    pick: async () => ({ folder: await ground.ports.mappedFolders.pick() }),
  };
}

/** What the treaty takes. */
const MOST_RULES = 200;
/** Hooks read a line each. */
const isLine = (folder: string): boolean => folder.length <= 1000 && !/\p{Cc}/u.test(folder);
const refused = (field: string): AppError => new AppError('INVALID_INPUT', { details: { field } });

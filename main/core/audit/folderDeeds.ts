import type { Services } from '../services';
import type { Deed, DeedDone } from './entries';

/** Whose token a folder has is a choice that later uses follow from. */
export function folderDeeds(
  { folders: of }: Pick<Services, 'folders'>,
  note: (deed: Deed, of: Pick<DeedDone, 'accountId' | 'token'>) => void,
): Services['folders'] {
  return {
    ...of,
    async keep(input) {
      const rules = await of.keep(input);
      note('folder.set', { accountId: input.rule.accountId, token: null });
      return rules;
    },
    async remove(input) {
      const accountId = of.load().find(({ folder }) => folder === input.folder)?.accountId ?? null;
      const rules = await of.remove(input);
      note('folder.removed', { accountId, token: null });
      return rules;
    },
  };
}

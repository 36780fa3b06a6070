/** The activity record as a person looks at it: filtered, proven, and taken along as a file. */
import type { Ground } from '../ground';
import type { ActivityFilter, ActivityService, Audit } from '../services';
import { asCsv, asJson } from './exporting';
import type { Entry } from './entries';

const MOST_EXPORTED = 200_000;
const MOST_OF_TOKEN = 100;

export function createActivity(ground: Ground, audit: Audit): ActivityService {
  /** What concerns the app as a whole is everybody's; another account's is not told. */
  function wanted({ accountId, text, kind }: ActivityFilter): (entry: Entry) => boolean {
    const needle = text.trim().toLowerCase();
    return (entry) =>
      (entry.accountId === null || entry.accountId === accountId) &&
      (kind === 'all' || kindOf(entry) === kind) &&
      (needle === '' || namesIn(entry).some((name) => name.toLowerCase().includes(needle)));
  }

  return {
    state: audit.state,
    onChange: audit.onChange,
    async load({ limit, ...filter }) {
      const { entries, hasMore } = await audit.read({ wanted: wanted(filter), limit });
      return { entries, hasMore, state: audit.state() };
    },
    ofToken: ({ accountId, signature }) =>
      audit.read({
        // SECURITY: what another account did with it is not told.
        wanted: (entry) => entry.token?.signature === signature && entry.accountId === accountId,
        limit: MOST_OF_TOKEN,
        containing: signature,
      }),
    verify: audit.verify,
    async exportAs({ format, ...filter }) {
      const { entries } = await audit.read({ wanted: wanted(filter), limit: MOST_EXPORTED });
      const path = await ground.ports.codeFiles.save(
        'activity',
        `dxkey-activity.${format}`,
        format === 'csv' ? asCsv(entries) : asJson(entries),
      );
      return { path, count: entries.length };
    },
  };
}

function kindOf({ deed }: Entry): ActivityFilter['kind'] {
  if (deed.startsWith('token.')) return 'tokens';
  return deed.startsWith('session.') ? 'sessions' : 'security';
}

function namesIn({ token, source, accountId }: Entry): string[] {
  const names = [token?.label, token?.last4, source.program, source.folder, source.terminal, accountId];
  return names.filter((name) => name !== null && name !== undefined);
}

import { z } from 'zod';
import type { Platform, PlatformInfo, RunningExecutions } from '../../core/ports';
import { followPages, pageMark } from './pages';
import { inPath, shown } from './text';
import type { Transport } from './transport';

type ApiServer = Pick<Platform, 'whoami' | 'describeUser' | 'findRunning'>;

const userId = z.string().regex(/^user-[^\s/?#%\\]{1,200}$/u);

const user = z.object({
  id: userId,
  handle: z.unknown().optional(),
  first: z.unknown().optional(),
  middle: z.unknown().optional(),
  last: z.unknown().optional(),
});

/** Everything that may still cost or change: every state but done, failed and terminated. */
const LIVING_STATES = [
  'idle',
  'waiting_on_input',
  'runnable',
  'running',
  'in_progress',
  'waiting_on_output',
  'restartable',
  'debug_hold',
  'partially_failed',
  'terminating',
];
const EXECUTION_FIELDS = { fields: { id: true, name: true, executableName: true, created: true, startedRunning: true } };
const executionPage = z.object({
  results: z.array(z.object({ id: z.string().regex(/^[a-z]+-[0-9A-Za-z-]{1,100}$/u), describe: z.unknown().optional() })),
  next: pageMark,
});
const executionDescription = z.object({
  name: z.unknown().optional(),
  executableName: z.unknown().optional(),
  created: z.unknown().optional(),
  startedRunning: z.unknown().optional(),
});
const EXECUTIONS_A_PAGE = 100;
const MOST_EXECUTIONS = 1_000;
const MOST_NAMED = 20;

function nameExecution(row: z.infer<typeof executionPage>['results'][number]): RunningExecutions['named'][number] {
  const described = executionDescription.safeParse(row.describe);
  if (!described.success) return { id: row.id, name: row.id, startedMs: null };
  const { name, executableName, created, startedRunning } = described.data;
  const started = [startedRunning, created].find(
    (time): time is number => typeof time === 'number' && Number.isSafeInteger(time) && time >= 0,
  );
  return { id: row.id, name: shown(name) ?? shown(executableName) ?? row.id, startedMs: started ?? null };
}

/** The API server: who a token is, and running executions. */
export function createApiServer(transport: Transport): ApiServer {
  const post = (platform: PlatformInfo, path: string, bearer: string, body: Record<string, unknown>) =>
    ({ platform, server: 'api', path, bearer, body }) as const;

  return {
    async whoami(platform, bearer) {
      const { id } = await transport.ask(transport.begin(), post(platform, '/system/whoami', bearer, {}), z.object({ id: userId }));
      return { userId: id };
    },

    async describeUser(platform, bearer, id) {
      const path = `/${inPath(userId, id, 'userId')}/describe`;
      const answer = await transport.ask(transport.begin(), post(platform, path, bearer, {}), user);
      const names = [answer.first, answer.middle, answer.last].map(shown).filter((name) => name !== null);
      return { username: shown(answer.handle) ?? id.slice('user-'.length), fullName: names.length === 0 ? null : names.join(' ') };
    },

    async findRunning(platform, bearer, launchedBy) {
      const action = transport.begin();
      const { rows, isCut } = await followPages(
        async (starting) => {
          const body = { launchedBy, state: LIVING_STATES, describe: EXECUTION_FIELDS, limit: EXECUTIONS_A_PAGE };
          const request = post(platform, '/system/findExecutions', bearer, starting === null ? body : { ...body, starting });
          const { results, next } = await transport.ask(action, request, executionPage);
          return { rows: results, next };
        },
        (found) => found.length >= MOST_EXECUTIONS,
      );
      return { isKnown: true, count: rows.length, isAtLeast: isCut, named: rows.slice(0, MOST_NAMED).map(nameExecution) };
    },
  };
}

import type { AgentClient, CommandParts } from '../composeCommand';
import { UsageError } from './usage';

/** Each request of the command names the account. */
export function forAccount(app: CommandParts, account: string): CommandParts {
  if (account === '') throw new UsageError('--account is used wrongly.');
  const named = (client: AgentClient): AgentClient => ({
    ...client,
    request: (op, input, options) => client.request(op, input, { ...options, account }),
  });
  return {
    ...app,
    connect: async () => named(await app.connect()),
    connectIfRunning: async () => {
      const client = await app.connectIfRunning();
      return client === null ? null : named(client);
    },
  };
}

import { openPlatform } from './platform';
import { parseSeed } from './seed';
import type { Seed } from './seed';
import { serve } from './server';
import { steadyToken } from './ids';

/** What the ready line says of an account; the extras beyond the four of the issue spare a person the seed file. */
export interface AccountLine {
  username: string;
  /** Empty for single sign-on. */
  password: string;
  otpSecret?: string;
  backupCodes?: string[];
  note: string;
  /** A full-scope API token that can be pasted. */
  apiToken?: string;
}

export interface RunningStandin {
  url: string;
  accounts: AccountLine[];
  stop(): Promise<void>;
}

/** Starts a stand-in in this process. */
export async function startStandin(options: {
  seedText: string;
  folder: string;
  port: number;
  hasFaults: boolean;
  cascade: boolean;
  notice: (text: string) => void;
}): Promise<RunningStandin> {
  const { seed, hash } = parseSeed(options.seedText);
  const { folder, cascade, notice, port, hasFaults } = options;
  const platform = await openPlatform({ seed, seedHash: hash, folder, cascade, notice });
  const served = await serve({ platform, port, hasFaults });
  return { url: served.url, accounts: seed.accounts.map((account) => accountLine(seed, account)), stop: () => served.stop() };
}

function accountLine(seed: Seed, account: Seed['accounts'][number]): AccountLine {
  const token = seed.tokens.find((each) => each.user === account.username && each.secret !== undefined && 'full' in each.scope);
  const generated = seed.generate.tokensFor;
  const isGenerated = generated?.user === account.username && generated.count > 0;
  const apiToken = token?.secret ?? (isGenerated ? steadyToken(`user-${account.username}`, 0) : undefined);
  return {
    username: account.username,
    password: account.password ?? '',
    ...(account.otpSecret === undefined ? {} : { otpSecret: account.otpSecret }),
    ...(account.backupCodes === undefined ? {} : { backupCodes: account.backupCodes }),
    note: account.note,
    ...(apiToken === undefined ? {} : { apiToken }),
  };
}

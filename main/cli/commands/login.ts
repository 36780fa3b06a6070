import { AppError, isAppError } from '../../core/errors';
import type { AccountCard, SessionState } from '../../../preload/contract/contract';
import type { AgentClient } from '../../composeCommand';
import { chooseProject } from '../chooseProject';
import type { Command, Invocation } from '../command';
import { errorText, visible } from '../errorText';
import { EXIT } from '../exitCodes';
import { askForShellToken } from '../shellToken';
import type { Terminal } from '../terminal';
import { json, sessionText } from '../text';
import { Interrupted, UsageError } from '../usage';

const ATTEMPTS = 3;

export const login: Command = {
  help: {
    usage: [
      'dxkey login [--platform NAME|URL] [--username NAME] [--project ID | --noprojects]',
      'dxkey login --token-stdin [--label TEXT] [--away] [--platform NAME|URL] [--project ID]',
    ],
    about: `Asks for username, password (unseen) and code on the terminal, then offers a default project. Never asks without a terminal. Beside
an account that is signed in it adds another, which is shown from then on; one that is signed in already is left as it is.`,
    examples: [
      { line: 'dxkey login', about: 'asks for all that it needs' },
      { line: 'dxkey login --token-stdin --label laptop --noprojects < token.txt', about: 'opens a session with an API token' },
    ],
  },
  options: {
    platform: { type: 'string', value: 'NAME|URL', about: 'dnanexus, staging, china, or a URL (two, API,AUTH, where they differ)' },
    username: { type: 'string', value: 'NAME', about: 'is not asked for then' },
    'token-stdin': { type: 'boolean', about: 'reads an API token from standard input instead' },
    label: { type: 'string', value: 'TEXT', about: 'the label under which that token is kept' },
    away: { type: 'boolean', about: 'that token is handed out while signed out, too' },
    project: { type: 'string', value: 'ID', about: 'sets the default project instead of offering a choice' },
    noprojects: { type: 'boolean', about: 'offers none' },
    json: { type: 'boolean', about: 'prints the session' },
  },
  maxPositionals: 0,
  async run(invocation) {
    const { io, flag, text } = invocation;
    if (flag('noprojects') && text('project') !== null) throw new UsageError('--project and --noprojects exclude each other.');
    const session = flag('token-stdin') ? await byToken(invocation) : await byPassword(invocation);
    if (!('client' in session)) {
      const { username, platform } = session.account;
      const already = `Signed in as ${visible(username)} on ${visible(platform.name)} already; nothing was changed. For another platform add --platform.`;
      io.out(flag('json') ? json(session) : `${already}\n`);
      return EXIT.done;
    }
    if (flag('json')) io.out(json(session.state));
    else io.out(`${sentence(sessionText(session.state))}\n`);
    await settleProject(invocation, session.client);
    return EXIT.done;
  },
};

interface SignedIn {
  state: SessionState;
  client: AgentClient;
}

async function byToken({ io, app, flag, text }: Invocation): Promise<SignedIn> {
  const token = await io.readSecret();
  const client = await app.connect();
  const found = await client.request('inspectToken', { platform: text('platform'), token });
  if (found.status !== 'confirmToken') return { state: found, client };
  const { account, last4, isUsualLength } = found;
  io.err(`This token (…${visible(last4)}) is ${visible(account.username)}'s on ${visible(account.platform.name)}.\n`);
  if (!isUsualLength) io.err('It is not 32 characters long, as tokens usually are.\n');
  // The identity is shown before anything is kept; where somebody is there to object, they are asked.
  const isAgreed = (await io.terminal()?.confirm('Keep it and sign in?', true)) ?? true;
  if (!isAgreed) {
    await client.request('cancelSignIn', {});
    throw new AppError('REFUSED');
  }
  const label = text('label') ?? `imported …${last4}`;
  try {
    return { state: await client.request('keepToken', { label, worksWhileAway: flag('away') }), client };
  } catch (error) {
    // A keychain that refuses it: what was begun is not left standing in the window.
    await client.request('cancelSignIn', {}).catch(() => undefined);
    throw error;
  }
}

/** The account where it is signed in already: nothing is asked then. */
async function byPassword({ io, app, text }: Invocation): Promise<SignedIn | AccountCard> {
  const terminal = io.terminal();
  if (terminal === null) throw new UsageError('there is no terminal to ask for a password on. Use --token-stdin.');
  const client = await app.connect();
  const { session } = await client.request('status', {});
  if (session === null) throw new AppError('APP_LOCKED');
  const last = session.status === 'signedOut' ? session.last?.username : undefined;
  const username = text('username') ?? (await askUsername(terminal, last));
  const input = { platform: text('platform'), username };
  const open = await openAccount(client, input);
  if (open !== null) return open;
  try {
    let state = await retried(terminal, 'WRONG_PASSWORD', async () =>
      client.request('signIn', { ...input, password: await terminal.askHidden('Password: ') }),
    );
    if (state.status === 'needsCode') {
      state = await retried(terminal, 'WRONG_CODE', async () =>
        client.request('submitCode', { code: await terminal.ask('Code (or a back-up code): ') }),
      );
    }
    if (state.status !== 'signedIn') throw new AppError('INTERNAL');
    return { state, client };
  } catch (error) {
    // What was begun is not left standing in the window.
    await client.request('cancelSignIn', {}).catch(() => undefined);
    throw error;
  }
}

/** Of that name and, where one is named, on that platform. Whom the window shows has no part in it. */
async function openAccount(
  client: AgentClient,
  { platform, username }: { platform: string | null; username: string },
): Promise<AccountCard | null> {
  const { list } = await client.request('listAccounts', {});
  const named = platform?.trim().toLowerCase() ?? null;
  const isMeant = ({ status, account }: AccountCard): boolean => {
    const { kind, name, apiUrl, authUrl } = account.platform;
    const names = [kind, name, apiUrl, authUrl, `${apiUrl},${authUrl}`].map((one) => one.toLowerCase());
    const isThere = named === null || names.includes(named.replace(/\/$/, ''));
    return status === 'signedIn' && isThere && account.username.toLowerCase() === username.toLowerCase();
  };
  return list.find(isMeant) ?? null;
}

async function askUsername(terminal: Terminal, last: string | undefined): Promise<string> {
  const shown = last === undefined ? '' : ` [${visible(last)}]`;
  const username = await terminal.ask(`Username${shown}: `, last);
  if (username === '') throw new Interrupted();
  return username;
}

async function retried(
  terminal: Terminal,
  code: 'WRONG_PASSWORD' | 'WRONG_CODE',
  attempt: () => Promise<SessionState>,
): Promise<SessionState> {
  for (let left = ATTEMPTS - 1; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      // An empty answer is refused before it is sent; it is asked again like a wrong one.
      if (left === 0 || !isAppError(error, code, 'INVALID_INPUT') || error.details?.field === 'platform') throw error;
      terminal.say(errorText(error.code === 'INVALID_INPUT' ? code : error.code, error.details));
    }
  }
}

/** The project is the token's, so a first one may have to be made: asked on the terminal, and only there. */
async function settleProject({ io, flag, text }: Invocation, client: AgentClient): Promise<void> {
  const given = text('project');
  const terminal = io.terminal();
  if (flag('noprojects') || (given === null && terminal === null)) return;
  const projectId = given ?? (terminal === null ? null : await chooseProject(client, terminal));
  if (projectId === null) return;
  try {
    await client.request('selectProject', { name: null, projectId });
  } catch (error) {
    if (!isAppError(error, 'NEEDS_SHELL_TOKEN') || terminal === null) throw error;
    await askForShellToken(client, terminal, { projectId });
    await client.request('selectProject', { name: null, projectId });
  }
  io.err(`Default project: ${visible(projectId)}\n`);
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

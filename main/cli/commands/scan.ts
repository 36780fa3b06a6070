import { resolve } from 'node:path';
import type { FoundToken, ScanScrubbed, ScanState } from '../../../preload/contract/contract';
import type { AgentClient } from '../../composeCommand';
import { AppError } from '../../core/errors';
import { YES_OR_JSON, type Command, type Invocation } from '../command';
import { errorText, visible } from '../errorText';
import { EXIT, EXIT_OF } from '../exitCodes';
import { createEnds } from '../scanEnds';
import { foundName, foundText, scrubFailure, skippedText } from '../scanText';
import { counted, json } from '../text';
import { UsageError } from '../usage';

/** A large home takes a while; a platform that is asked about many strings, too. */
const PATIENT = { timeoutMs: 10 * 60_000 };

export const scan: Command = {
  help: {
    usage: ['dxkey scan [PATHS] [--check [--host HOST]] [--import] [--scrub] [--rotate | --revoke] [--yes] [--json]'],
    about: `Looks for tokens that were left in dx configurations and session folders, shell histories and start files, .netrc, .env, .Renviron, notebooks, nextflow and
ansible files of your home folder, to a depth of six folders and in files of up to 32 MB; or in PATHS alone, files and folders, whatever they
are called. Known tokens are recognised on this computer by their signatures; nothing is sent anywhere unless you say so. What \`--check\`,
\`--import\`, \`--scrub\`, \`--rotate\` and \`--revoke\` do is each done on its own yes.`,
    sections: [
      {
        title: 'What is left as it is',
        text: `Links are not followed, other people's files not opened; both are said. A file that changed since it was read is left as it is; one
with a second name (a hard link), too. Extended attributes and ACLs are not carried over. A shell that is open may write its history
back. What was found is forgotten after 15 minutes, at a lock and at a sign-out.`,
      },
    ],
    examples: [
      { line: 'dxkey scan', about: 'looks, and changes nothing' },
      { line: 'dxkey scan --import --scrub', about: 'keeps what was found in the keychain and takes it out of the files' },
      { line: 'dxkey scan ~/work/notebooks', about: 'there alone' },
    ],
    exits: { 0: 'no token stands in a file', 1: 'a token stands in a file' },
  },
  options: {
    check: {
      type: 'boolean',
      about:
        'asks the platform of the account whose the other strings are that stand where DNAnexus tokens do, after a yes that names the host',
    },
    host: { type: 'string', value: 'HOST', about: 'with --yes: the host that --check may ask' },
    import: { type: 'boolean', about: 'keeps what was found in the keychain' },
    scrub: { type: 'boolean', about: 'puts a filler of the same length in its place; every other byte stays as it is' },
    rotate: {
      type: 'boolean',
      about: 'puts a new token in the place of each that is kept, and revokes the one that was found once nothing here has it',
    },
    revoke: { type: 'boolean', about: 'revokes it on the platform, after saying what would stop' },
    ...YES_OR_JSON,
  },
  maxPositionals: 200,
  takesAccount: true,
  async run(invocation) {
    const { io, app, flag, positionals, text } = invocation;
    if (flag('check') && flag('yes') && text('host') === null)
      throw new UsageError('with --yes, --check needs --host: the host that may be asked.');
    if (flag('rotate') && flag('revoke')) throw new UsageError('--rotate or --revoke, not both.');
    const paths = positionals.length === 0 ? null : positionals.map((path) => resolve(path));
    const client = await app.connect();
    let state = await client.request('scanRun', { paths }, PATIENT);
    if (!flag('json')) io.out(foundText(state));
    io.err(skippedText(state));
    const deeds = createDeeds(invocation, client);
    if (flag('check')) state = await deeds.check(state);
    if (flag('import')) await deeds.importAll(state);
    const scrubbed = flag('scrub') ? await deeds.scrub(state) : null;
    if (flag('rotate')) await deeds.rotateAll(state);
    if (flag('revoke')) await deeds.revokeAll(state);
    const left = placesOf(state.tokens).length - (scrubbed?.scrubbedCount ?? 0);
    if (flag('json')) io.out(json({ ...state, scrubbed, left }));
    return deeds.failure() ?? (left > 0 ? EXIT.tokensLeft : EXIT.done);
  },
};

const placesOf = (tokens: readonly FoundToken[]) => tokens.flatMap(({ places }) => places.filter((place) => !place.isScrubbed));

/** Each thing that may be done with what was found; one that fails is told, and the others go on. */
function createDeeds({ io, flag, text }: Invocation, client: AgentClient) {
  let failed: number | null = null;
  const imported = new Set<string>();

  async function agreed(question: string): Promise<boolean> {
    if (flag('yes')) return true;
    const terminal = io.terminal();
    if (terminal === null) {
      io.err('Nobody can be asked here: say --yes.\n');
      throw new AppError('REFUSED');
    }
    return terminal.confirm(question, false);
  }

  async function attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      io.err(`${what}: ${errorText(error.code, error.details)}`);
      failed ??= EXIT_OF[error.code];
    }
  }

  async function check(state: ScanState): Promise<ScanState> {
    const tokenIds = state.tokens.filter((token) => token.mayAsk).map(({ id }) => id);
    const host = state.askHost;
    if (tokenIds.length === 0) return state;
    if (host === null) {
      io.err('No account of this computer says which platform to ask: sign in first, or say --account.\n');
      failed ??= EXIT.notSignedIn;
      return state;
    }
    if (flag('yes') && text('host') !== host) throw new UsageError(`the host of this account is ${visible(host)}, not the one of --host.`);
    if (!(await agreed(`Send ${counted(tokenIds.length, 'string')} to ${visible(host)} to ask whose it is?`))) return state;
    let next = state;
    await attempt('check', async () => {
      next = await client.request('scanAsk', { tokenIds, host }, PATIENT);
      if (!flag('json')) io.out(foundText(next));
    });
    return next;
  }

  async function importAll(state: ScanState): Promise<void> {
    const tokens = state.tokens.filter(({ account, isHeld, state: life }) => account !== null && !isHeld && life !== 'expired');
    if (tokens.length === 0) {
      io.err('Nothing to keep: what is live and known is kept already; --check asks about the rest.\n');
      return;
    }
    for (const token of tokens) io.err(`To keep: ${foundName(token)}\n`);
    if (!(await agreed(`Keep ${counted(tokens.length, 'token')} in the keychain?`))) return;
    for (const token of tokens) {
      await attempt(foundName(token), async () => {
        await client.request('scanImport', { tokenId: token.id });
        imported.add(token.id);
        io.err(`Kept ${foundName(token)}.\n`);
      });
    }
  }

  async function scrub(state: ScanState): Promise<ScanScrubbed | null> {
    const places = placesOf(state.tokens);
    if (places.length === 0) return null;
    const files = new Set(places.map(({ path }) => path));
    if (!(await agreed(`Take them out of ${counted(places.length, 'place')} in ${counted(files.size, 'file')}?`))) return null;
    const done = await client.request('scanScrub', { placeIds: places.map(({ id }) => id) }, PATIENT);
    io.err(`${counted(done.scrubbedCount, 'place')} cleaned.\n`);
    for (const { path, code } of done.failed) io.err(`${visible(path)}: ${scrubFailure(code)}\n`);
    if (done.hasHistory) io.err('A shell that is open may write its history back when it ends: close the others, then scan again.\n');
    return done;
  }

  const isKept = ({ id, isHeld }: FoundToken): boolean => isHeld || imported.has(id);

  const ends = createEnds({ io, client, agreed, attempt, isKept });
  return { check, importAll, scrub, ...ends, failure: () => failed };
}

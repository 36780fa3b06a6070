import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../main/core/errors';
import { sourceOf } from '../../../../main/core/audit/entries';
import type { CoreServices } from '../../../../main/core/services';
import { settle } from '../../../fakes/fakeClock';
import type { TestServices } from '../../../fakes/createTestServices';
import { ACCOUNT, signedIn, started, visible, wanted } from '../signedIn';

const STRANGER = 'hY3kQ0vXw7Pz1LrT9bNf5sJd2GmCe8Ua';
const HOST = 'api.dnanexus.com';
const HISTORY = '/home/amy/.bash_history';

const look = (core: TestServices) => core.services.scan.run({ paths: null });
const code = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => (error instanceof AppError ? [error.code, error.details?.field] : error),
  );
/** A token that the platform made for amy and this computer does not know. */
function unlisted(core: TestServices, userId = 'user-amy') {
  const token = core.platform.issue(userId, { label: 'elsewhere' });
  core.platform.issued.splice(core.platform.issued.indexOf(token), 1);
  const secret = `${STRANGER.slice(0, 28)}${String(core.platform.issued.length).padStart(4, '0')}`;
  const made = { ...token, secret, signature: core.ports.digest.sha256Hex(secret) };
  core.platform.issued.push(made);
  return made;
}
const first = (services: CoreServices) => {
  const [token] = services.scan.state().tokens;
  if (token === undefined) throw new Error('nothing was found');
  return token;
};

describe('a look', () => {
  it('tells a known token by its label, its account and where it stands, and asks nobody', async () => {
    const core = await signedIn();
    const { secret } = await core.services.tokens.mint(wanted('ci'));
    core.scanFiles.files.set(HISTORY, `ls\nexport X=${secret}\n`);
    const calls = core.platform.calls.length;
    const state = await look(core);
    expect(state.tokens).toMatchObject([
      { last4: secret.slice(-4), label: 'ci', account: { id: ACCOUNT, username: 'amy' }, state: 'live', isHeld: true, mayAsk: false },
    ]);
    expect(state.tokens[0]?.places).toMatchObject([{ path: HISTORY, line: 2, kind: 'history', context: 'elsewhere' }]);
    expect(core.platform.calls).toHaveLength(calls);
  });

  it('finds one token once, with every place that it stands in', async () => {
    const core = await signedIn();
    core.scanFiles.files.set(HISTORY, `DX_API_TOKEN=${STRANGER}\ndx login --token ${STRANGER}\n`);
    core.scanFiles.files.set('/home/amy/.env', `DX_API_TOKEN=${STRANGER}`);
    const { tokens } = await look(core);
    expect(tokens).toHaveLength(1);
    expect(tokens[0]?.places.map(({ path, line }) => [path, line])).toEqual([
      [HISTORY, 1],
      [HISTORY, 2],
      ['/home/amy/.env', 1],
    ]);
    expect(tokens[0]).toMatchObject({ account: null, state: 'unknown', mayAsk: true });
  });

  it('never tells a secret: not in its state, a file of ours, the log or the record', async () => {
    const core = await signedIn();
    core.scanFiles.files.set(HISTORY, `DX_API_TOKEN=${STRANGER}`);
    const state = await look(core);
    const services = core.services.from(sourceOf('window'));
    const answer = await services.scan.scrub({ placeIds: state.tokens.flatMap(({ places }) => places.map(({ id }) => id)) });
    await core.services.audit.flush();
    const record = await Promise.all((await core.auditFiles.list()).map((name) => core.auditFiles.read(name)));
    expect(record.join('')).toContain('token.scrubbed');
    expect(visible(core, state, answer, record)).not.toContain(STRANGER);
  });

  it.each([
    ['15 minutes have passed', (core: TestServices) => core.clock.advance(15 * 60_000)],
    ['the person signs out', (core: TestServices) => core.services.session.signOut({ kind: 'destroy' })],
    [
      'the app is locked',
      async (core: TestServices) => {
        await core.services.lock.setUp({ passphrase: 'a long passphrase' });
        core.services.lock.lock('person');
      },
    ],
  ])('is forgotten when %s', async (_when, work) => {
    const core = await signedIn();
    core.scanFiles.files.set(HISTORY, `DX_API_TOKEN=${STRANGER}`);
    await look(core);
    const { id } = first(core.services);
    await work(core);
    await settle();
    expect(core.services.scan.state()).toMatchObject({ status: 'dropped', tokens: [] });
    expect(await code(core.services.scan.previewRevoke({ tokenId: id }))).toEqual(['SCAN_GONE', undefined]);
  });

  it('goes through the folders that the person picked, until they choose the home again', async () => {
    const core = await signedIn();
    const { scan } = core.services;
    core.scanFiles.files.set(HISTORY, `DX_API_TOKEN=${STRANGER}`);
    core.scanFiles.picked = ['/data/runs'];
    const run = () => scan.run({ paths: scan.state().folders });
    expect(await scan.chooseFolders({ where: 'picked' })).toMatchObject({ folders: ['/data/runs'] });
    expect(await run()).toMatchObject({ lookedIn: ['/data/runs'], tokens: [] });
    core.scanFiles.picked = null;
    expect(await scan.chooseFolders({ where: 'picked' })).toMatchObject({ folders: ['/data/runs'] });
    await scan.chooseFolders({ where: 'home' });
    expect(await run()).toMatchObject({ lookedIn: null, folders: null, filesTotal: 1, tokens: [{}] });
  });

  it('that is dropped ends at the next folder or file, and leaves nothing', async () => {
    const core = await signedIn();
    const { scan } = core.services;
    core.scanFiles.files.set(HISTORY, `DX_API_TOKEN=${STRANGER}`);
    const running = code(look(core));
    expect(scan.state()).toMatchObject({ status: 'running', filesTotal: null });
    expect(scan.drop()).toMatchObject({ status: 'none', tokens: [] });
    expect(await running).toEqual(['SCAN_GONE', undefined]);
    expect(scan.state().status).toBe('none');
  });

  it('that breaks off is over, not running for ever', async () => {
    const core = await signedIn();
    core.scanFiles.find = () => Promise.reject(new AppError('FILE_FAULT'));
    expect(await code(look(core))).toEqual(['FILE_FAULT', undefined]);
    expect(core.services.scan.state().status).toBe('none');
  });

  it('is offered until it is begun or declined, also over a restart', async () => {
    const core = await started();
    expect(core.services.scan.state().isOffered).toBe(true);
    expect((await core.services.scan.dismissOffer()).isOffered).toBe(false);
    const again = core.restart();
    await again.start();
    expect(again.scan.state().isOffered).toBe(false);
  });
});

describe('asking whose it is', () => {
  it('goes to the host that the person said yes to, and says account and state', async () => {
    const core = await signedIn();
    const { secret } = unlisted(core);
    core.scanFiles.files.set(HISTORY, `DX_API_TOKEN=${secret}\nDX_API_TOKEN=${STRANGER}`);
    const { tokens } = await look(core);
    const tokenIds = tokens.map(({ id }) => id);
    expect(await code(core.services.scan.ask({ tokenIds, host: 'stagingapi.dnanexus.com' }))).toEqual(['REFUSED', 'host']);
    expect(core.platform.count('whoami')).toBe(0);
    const asked = await core.services.scan.ask({ tokenIds, host: HOST });
    expect(asked.tokens).toMatchObject([
      { account: { id: ACCOUNT }, state: 'live', mayAsk: false },
      { account: null, state: 'expired', mayAsk: false },
    ]);
  });

  it('is not done with what stands outside a DNAnexus context, or beside another platform', async () => {
    const core = await signedIn();
    core.scanFiles.files.set('/home/amy/.netrc', `machine api.dnanexus.com login amy password ${STRANGER}`);
    core.scanFiles.files.set(
      '/home/amy/.dnanexus_config/environment.json',
      `{"DX_APISERVER_HOST": "stagingapi.dnanexus.com", "DX_API_TOKEN": "${STRANGER.split('').reverse().join('')}"}`,
    );
    const { tokens } = await look(core);
    expect(tokens).toHaveLength(2);
    await core.services.scan.ask({ tokenIds: tokens.map(({ id }) => id), host: HOST });
    expect(core.platform.count('whoami')).toBe(0);
  });
});

describe('what is done with it', () => {
  async function found(inFile = (secret: string) => `export DX_API_TOKEN=${secret}\n`) {
    const core = await signedIn();
    const token = unlisted(core);
    core.scanFiles.files.set(HISTORY, inFile(token.secret));
    await look(core);
    return { core, token, services: core.services.from(sourceOf('window')) };
  }
  const deeds = async ({ services }: TestServices) =>
    (await services.audit.read({ wanted: () => true, limit: 20 })).entries.map(({ deed, accountId, token, detail }) => [
      deed,
      accountId,
      token?.last4,
      detail,
    ]);

  it('it is kept only once it is known whose it is', async () => {
    const { core, token, services } = await found();
    const { id } = first(core.services);
    expect(await code(services.scan.import({ tokenId: id }))).toEqual(['REFUSED', 'unchecked']);
    await services.scan.ask({ tokenIds: [id], host: HOST });
    expect(await services.scan.import({ tokenId: id })).toMatchObject({ held: 'here', last4: token.secret.slice(-4) });
    expect(first(core.services).isHeld).toBe(true);
    await settle();
    expect((await deeds(core))[0]).toEqual(['token.imported', ACCOUNT, token.secret.slice(-4), null]);
  });

  it('it is taken out of the file, and the rest of the file stays', async () => {
    const { core, token, services } = await found((secret) => `a\xff\r\nexport DX_API_TOKEN=${secret}\r\nlast`);
    const places = first(core.services).places.map(({ id }) => id);
    expect(await services.scan.scrub({ placeIds: places })).toEqual({ scrubbedCount: 1, failed: [], hasHistory: true });
    expect(core.scanFiles.files.get(HISTORY)).toBe('a\xff\r\nexport DX_API_TOKEN=removed-by-dxkey-xxxxxxxxxxxxxxx\r\nlast');
    expect(first(core.services).places).toMatchObject([{ isScrubbed: true }]);
    await settle();
    expect((await deeds(core))[0]).toEqual(['token.scrubbed', null, token.secret.slice(-4), 'history']);
  });

  it('two tokens of one file are taken out one after the other', async () => {
    const core = await signedIn();
    core.scanFiles.files.set(HISTORY, `DX_API_TOKEN=${STRANGER}\nDX_API_TOKEN=${STRANGER.slice(4)}AbC9`);
    const { tokens } = await look(core);
    for (const { places } of tokens) {
      const answer = await core.services.scan.scrub({ placeIds: places.map(({ id }) => id) });
      expect(answer.failed).toEqual([]);
    }
    expect((await look(core)).tokens).toEqual([]);
  });

  it('a file that changed since the look is left as it is, and told', async () => {
    const { core, token, services } = await found();
    const places = first(core.services).places.map(({ id }) => id);
    const now = `one more line\nexport DX_API_TOKEN=${token.secret}\n`;
    core.scanFiles.files.set(HISTORY, now);
    expect(await services.scan.scrub({ placeIds: places })).toMatchObject({
      scrubbedCount: 0,
      failed: [{ path: HISTORY, code: 'FILE_CHANGED' }],
    });
    expect(core.scanFiles.files.get(HISTORY)).toBe(now);
    await settle();
    expect((await deeds(core)).map(([deed]) => deed)).not.toContain('token.scrubbed');
  });

  it('it is revoked by itself where no list has it', async () => {
    const { core, token, services } = await found();
    const { id } = first(core.services);
    expect(await code(services.scan.revoke({ tokenId: id, when: 'now' }))).toEqual(['REFUSED', 'unchecked']);
    await services.scan.ask({ tokenIds: [id], host: HOST });
    expect(await services.scan.previewRevoke({ tokenId: id })).toMatchObject({ running: { isKnown: true, count: 0 }, leases: [] });
    expect(await services.scan.revoke({ tokenId: id, when: 'now' })).toEqual({ outcome: 'revoked' });
    expect(core.platform.isAlive(token.signature)).toBe(false);
    expect(first(core.services).state).toBe('expired');
    await settle();
    expect((await deeds(core)).filter(([deed]) => deed === 'token.revoked')).toEqual([
      ['token.revoked', ACCOUNT, token.secret.slice(-4), 'now'],
    ]);
  });

  it('it is rotated once it is kept: a new one in its place, and the found one goes', async () => {
    const { core, token, services } = await found();
    const { id } = first(core.services);
    await services.scan.ask({ tokenIds: [id], host: HOST });
    expect(await code(services.scan.previewRotate({ tokenId: id }))).toEqual(['TOKEN_NOT_HELD', undefined]);
    await services.scan.import({ tokenId: id });
    expect(await services.scan.previewRotate({ tokenId: id })).toMatchObject({ isExposed: true, madeBy: 'session' });
    const done = await services.scan.rotate({ tokenId: id, scope: null });
    expect(done).toMatchObject({ isSwitched: true, row: { held: 'here' } });
    await settle();
    expect(core.platform.isAlive(token.signature)).toBe(false);
    expect((await deeds(core)).find(([deed]) => deed === 'token.rotated')).toEqual(['token.rotated', ACCOUNT, done.row?.last4, 'person']);
  });

  it("dxkey's own session is ended by signing out alone", async () => {
    const core = await signedIn();
    core.scanFiles.files.set(HISTORY, `x ${core.secrets.entries.get(`session/${ACCOUNT}`) ?? ''} y`);
    await look(core);
    expect(await code(core.services.scan.revoke({ tokenId: first(core.services).id, when: 'now' }))).toEqual(['REFUSED', undefined]);
    expect(await code(core.services.scan.import({ tokenId: first(core.services).id }))).toEqual(['REFUSED', undefined]);
    expect(await code(core.services.scan.rotate({ tokenId: first(core.services).id, scope: null }))).toEqual(['REFUSED', undefined]);
  });
});

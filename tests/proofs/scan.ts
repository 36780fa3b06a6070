/**
 * `npm run proof -- scan [--size small|full] [--seed N]`: a home full of planted files, looked through and cleaned by core and by the
 * adapter on the real disk. Every planted token is found and nothing else is, and each file is what it was but for the token.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { nodeDigest } from '../../main/adapters/nodeDigest';
import { createScanFiles } from '../../main/adapters/scanFiles';
import { filler } from '../../main/core/scan/scrub';
import { pastedRecord } from '../../main/core/tokens/tokenRecords';
import { FIRST_START, type TokenRecord } from '../../main/core/ports';
import { createTestServices } from '../fakes/createTestServices';
import { AMY } from '../fakes/fakePlatform';
import { settle } from '../fakes/fakeClock';
import { corpus, type PlantedFile } from './scan/corpus';

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}

/** As many bytes, with the filler in each token's place, in the encoding of the file. */
function expected({ bytes, tokens }: PlantedFile): Buffer {
  const clean = Buffer.from(bytes);
  for (const token of tokens)
    for (const encode of [(text: string) => Buffer.from(text, 'latin1'), wide, (text: string) => wide(text).swap16()]) {
      for (let at = clean.indexOf(encode(token)); at !== -1; at = clean.indexOf(encode(token)))
        encode(filler(token.length)).copy(clean, at);
    }
  return clean;
}
const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');

/** Known from the platform's list alone: nobody here holds it. */
const recordOf = (signature: string, token: string): TokenRecord => ({
  ...pastedRecord({ signature, accountId: 'dnanexus/user-amy', token, label: 'planted', worksWhileAway: false }, null),
  ...{ origin: 'server', isHeld: false, wasExposed: false },
});

async function main(): Promise<void> {
  const total = option('--size') === 'small' ? 360 : 3_000;
  const { files, known } = corpus(Number(option('--seed') ?? 20_261_124), total);
  const root = mkdtempSync(join(tmpdir(), 'dxkey-scan-'));
  const tally = { files: files.length, planted: 0, found: 0, falseAlarms: 0, scrubsWrong: 0, leaks: 0 };
  try {
    for (const [at, { path, bytes }] of files.entries()) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), bytes, { mode: at % 2 === 0 ? 0o600 : 0o644 });
    }
    const core = createTestServices({
      ports: { digest: nodeDigest, scanFiles: createScanFiles({ home: root, uid: process.getuid?.() ?? null }) },
    });
    const tokens = [...known].map(([signature, token]) => recordOf(signature, token));
    const account = {
      id: 'dnanexus/user-amy',
      platform: core.services.platforms.resolve({ kind: 'dnanexus' }),
      userId: 'user-amy',
      username: 'amy',
      fullName: null,
    };
    await core.documents.index.save({ ...FIRST_START.index, tokens, accounts: [account] });
    await core.services.start();
    await core.services.session.signIn({ platform: { kind: 'dnanexus' }, username: AMY.username, password: AMY.password });
    await settle();

    const services = core.services.from({ by: 'command', program: null, folder: null, terminal: null });
    let isMore = true;
    const alarms: string[] = [];
    const seen = new Set<string>();
    const answers: string[] = [];
    while (isMore) {
      const state = await services.scan.run({ paths: [root] });
      answers.push(JSON.stringify(state));
      const places = state.tokens.flatMap((token) => token.places.map((place) => ({ ...place, last4: token.last4 })));
      for (const { path, last4 } of places) {
        const file = files.find((one) => join(root, one.path) === path);
        const token = file?.tokens.find((one) => one.endsWith(last4));
        if (token === undefined) alarms.push(`${path} …${last4}`);
        else seen.add(`${path} ${token}`);
      }
      if (places.length === 0) break;
      const done = await services.scan.scrub({ placeIds: places.map(({ id }) => id) });
      answers.push(JSON.stringify(done));
      isMore = state.isCut;
    }
    for (const [at, file] of files.entries()) {
      const path = join(root, file.path);
      tally.planted += file.tokens.length;
      for (const token of file.tokens) {
        if (seen.has(`${path} ${token}`)) tally.found += 1;
        else process.stderr.write(`missed: ${file.kind} ${file.path}\n`);
      }
      const isModeKept = (statSync(path).mode & 0o777) === (at % 2 === 0 ? 0o600 : 0o644);
      if (!isModeKept || !readFileSync(path).equals(expected(file))) {
        tally.scrubsWrong += 1;
        process.stderr.write(`wrong: ${file.kind} ${file.path}\n`);
      }
    }
    tally.falseAlarms = alarms.length;
    for (const alarm of alarms) process.stderr.write(`false alarm: ${alarm}\n`);
    await core.services.audit.flush();
    const records = await Promise.all((await core.ports.auditFiles.list()).map((name) => core.ports.auditFiles.read(name)));
    const told = [...answers, ...records, JSON.stringify(core.log.entries), JSON.stringify(core.platform.calls)].join('\n');
    tally.leaks = files.flatMap((file) => file.tokens).filter((token) => told.includes(token)).length;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  const figures = Object.entries(tally).map(([name, value]) => `${name}=${String(value)}`);
  process.stdout.write(`scan: ${figures.join(' ')}\n`);
  const isRecallWhole = tally.found === tally.planted && tally.planted > 0;
  const isQuiet = tally.falseAlarms <= tally.planted / 100;
  process.exitCode = isRecallWhole && isQuiet && tally.scrubsWrong === 0 && tally.leaks === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? String(error.stack) : 'the proof itself failed'}\n`);
  process.exitCode = 1;
});

/** `audit-verify`: the whole activity record of 100,000 entries proven by `dxkey audit verify`, against `sha256sum` over the same files. */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { capture } from '../commands.mjs';
import { appEnv, command, dxkey, scratch, startProbed, testBuild } from './app.mjs';
import { alternate, figure, median, timeToExit } from './measure.mjs';

const ENTRIES = 100_000;
const FILE_ENTRIES = 10_000;
const FROM = { by: 'command', program: 'bash', folder: '/home/amy/study', terminal: 'pts/1' };

/** As core writes them (main/core/audit): a line is the HMAC over the one before and the text. @param {string} folder */
function writeRecord(folder) {
  const key = randomBytes(32);
  const start = { n: 0, mac: '0'.repeat(64) };
  let { mac } = start;
  /** @type {string[]} */
  const files = [];
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (let first = 1; first <= ENTRIES; first += FILE_ENTRIES) {
    const lines = [];
    for (let n = first; n < first + FILE_ENTRIES; n++) {
      const token = { signature: createHash('sha256').update(String(n)).digest('hex'), label: `pipeline ${n % 40}`, last4: 'a1b2' };
      const entry = {
        n,
        atMs: 1_790_000_000_000 + n,
        deed: 'token.given',
        accountId: 'standin/user-amy',
        token,
        detail: 'exec',
        source: FROM,
      };
      const text = JSON.stringify(entry);
      mac = createHmac('sha256', key).update(`${mac}\n${text}`).digest('hex');
      lines.push(`${mac} ${text}\n`);
    }
    const file = path.join(folder, `${String(first).padStart(12, '0')}.log`);
    writeFileSync(file, lines.join(''), { mode: 0o600 });
    files.push(file);
  }
  return { files, sealed: JSON.stringify({ key: key.toString('hex'), start, last: { n: ENTRIES, mac } }) };
}

/** Where the app looks for the key and the anchor. @param {string} dataFolder @param {string} sealed */
function keepInKeychain(dataFolder, sealed) {
  const service = `dxkey-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 12)}`;
  const filed = ['store', '--label', `${service}/audit/chain`, 'service', service, 'account', 'audit/chain'];
  const { status, stderr } = capture('secret-tool', filed, { input: sealed });
  if (status !== 0) throw new Error(`secret-tool could not keep the record's key: ${stderr}`);
}

export async function auditVerify() {
  const dataFolder = path.join(scratch(), 'data');
  const { files, sealed } = writeRecord(path.join(dataFolder, 'activity'));
  keepInKeychain(dataFolder, sealed);
  const env = appEnv(dataFolder);
  const app = await startProbed(testBuild, [], env);
  try {
    await app.drawnAt("document.documentElement.dataset.ready === 'true'");
    const { proven, findings } = JSON.parse(dxkey(['audit', 'verify', '--json'], env));
    if (proven !== ENTRIES || findings.length > 0)
      throw new Error(`Of ${ENTRIES} entries ${proven} were proven, with ${findings.length} findings.`);
    const taken = await alternate({
      ours: () => timeToExit(command, ['audit', 'verify'], env),
      baseline: () => timeToExit('sha256sum', files, env),
    });
    return [figure('audit-verify', null, median(taken.ours ?? []), median(taken.baseline ?? []))];
  } finally {
    await app.end();
  }
}

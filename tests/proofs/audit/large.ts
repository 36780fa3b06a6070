/** A record of 100,000 entries, one after the other as a long life makes it: its files, what is proven of it, and what that costs. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuditFiles } from '../../../main/adapters/auditFiles';
import { nodeDigest } from '../../../main/adapters/nodeDigest';
import { sourceOf } from '../../../main/core/audit/entries';
import { createAudit } from '../../../main/core/audit/trail';
import { layGround } from '../../../main/core/ground';
import { createTestServices } from '../../fakes/createTestServices';

const ENTRIES = 100_000;
/** Fewer than may wait to be written. */
const AT_ONCE = 500;

export interface LargeRecord {
  files: number;
  megabytes: number;
  proven: number;
  unproven: number;
  findings: number;
  secrets: number;
  verifyMs: number;
  sha256sumMs: number;
}

export async function largeRecord(): Promise<LargeRecord> {
  const folder = mkdtempSync(join(tmpdir(), 'dxkey-audit-'));
  try {
    const core = createTestServices({ ports: { digest: nodeDigest, auditFiles: createAuditFiles(folder) } });
    const audit = createAudit(layGround(core.ports));
    // As a token is made: its hash is recorded, itself it is not.
    const secret = randomBytes(24).toString('base64url');
    const token = { signature: nodeDigest.sha256Hex(secret), label: 'nightly upload', last4: secret.slice(-4) };
    for (let n = 0; n < ENTRIES; n++) {
      audit.record({ deed: 'token.given', accountId: 'dnanexus/user-amy', token, detail: 'exec' }, sourceOf('command'));
      if (n % AT_ONCE === AT_ONCE - 1) await audit.flush();
    }
    await audit.flush();
    const beganMs = performance.now();
    const { proven, unproven, findings } = await audit.verify();
    const verifyMs = performance.now() - beganMs;
    const paths = readdirSync(folder).map((name) => join(folder, name));
    const sumBeganMs = performance.now();
    if (spawnSync('sha256sum', paths).status !== 0) throw new Error('sha256sum failed.');
    const sha256sumMs = performance.now() - sumBeganMs;
    const bytes = paths.map((path) => readFileSync(path, 'latin1'));
    return {
      files: paths.length,
      megabytes: Math.round(bytes.reduce((sum, one) => sum + one.length, 0) / 100_000) / 10,
      ...{ proven, unproven, findings: findings.length },
      secrets: bytes.filter((one) => one.includes(secret)).length,
      verifyMs: Math.round(verifyMs),
      sha256sumMs: Math.round(sha256sumMs),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const isWhole = (one: LargeRecord): boolean =>
  one.proven === ENTRIES && one.unproven === 0 && one.findings === 0 && one.secrets === 0 && one.files > 1;

import { describe, expect, it } from 'vitest';
import { exportLines } from '../../../main/ipc/exportLines';
import { signedIn, wanted } from '../core/signedIn';

const HOUR = 3_600_000;

async function exported(needsMs: number | null) {
  const core = await signedIn();
  const { row } = await core.services.tokens.mint(wanted('nightly', { expiresMs: core.clock.now() + 24 * HOUR }));
  const answer = exportLines(core.services, { accountId: core.services.tokens.state().accountId ?? '', signature: row.signature, needsMs });
  return { ...answer, exec: answer.lines.find((line) => line.id === 'exec')?.text };
}

describe('the lines to paste', () => {
  it('name the token; for a job that it outlives, the command checks once more', async () => {
    expect(await exported(null)).toMatchObject({ exec: 'dxkey exec nightly -- COMMAND', job: null });
    expect(await exported(12 * HOUR)).toMatchObject({ exec: 'dxkey exec nightly --needs 12h -- COMMAND', job: { lasting: 'lasts' } });
  });

  it('are none where the token ends before the job would', async () => {
    expect(await exported(48 * HOUR)).toMatchObject({ lines: [], job: { lasting: 'endsFirst', others: [] } });
  });
});

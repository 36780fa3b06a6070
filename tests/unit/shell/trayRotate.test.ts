import { describe, expect, it } from 'vitest';
import { runTrayAction, type TrayActionParts } from '../../../main/shell/trayActions';
import type { TestServices } from '../../fakes/createTestServices';
import { settle } from '../../fakes/fakeClock';
import { OFFLINE } from '../../fakes/fakePlatform';
import { memoryLog } from '../../fakes/memoryLog';
import { ACCOUNT, signedIn, signedInByToken, wanted } from '../core/signedIn';

const SCOPE = { kind: 'projects', projects: { '*': 'VIEW' } } as const;

/** The tray on the real core; `answer` presses a button of the question by its place, null closes it. */
function trayOf(core: TestServices, answer: number | null | (() => number)) {
  const asked: Parameters<TrayActionParts['ask']>[0][] = [];
  const said: [string, string][] = [];
  const failures: [string, string][] = [];
  let windows = 0;
  const parts: TrayActionParts = {
    services: core.services,
    ask: (question) => {
      asked.push(question);
      const pressed = typeof answer === 'function' ? answer() : answer;
      return Promise.resolve(pressed ?? question.buttons.length - 1);
    },
    notify: (...words) => said.push(words),
    tellFailure: (...words) => failures.push(words),
    nowMs: () => core.clock.now(),
    showWindow: () => {
      windows += 1;
    },
    quit: () => undefined,
    log: memoryLog(),
  };
  const rotate = async (signature: string): Promise<void> => {
    await runTrayAction({ kind: 'rotate', accountId: ACCOUNT, signature }, parts);
    await settle();
  };
  return { rotate, asked, said, failures, windows: () => windows };
}

async function withToken(over: Parameters<typeof wanted>[1] = {}) {
  const core = await signedIn();
  const { row } = await core.services.tokens.mint(wanted('laptop', { scope: SCOPE, isPrinted: false, ...over }));
  await settle();
  return { core, old: row.signature };
}
const mintCount = (core: TestServices): number => core.platform.count('mint');

describe('Rotate… in the tray', () => {
  it('asks first; closing the question changes nothing', async () => {
    const { core, old } = await withToken();
    const { rotate, asked, said } = trayOf(core, null);
    await rotate(old);
    expect(asked).toMatchObject([
      {
        message: expect.stringMatching(/^Rotate laptop ••••.{4}\?$/) as string,
        buttons: ['Rotate, then revoke the old one', 'Rotate, leave the old one', 'Cancel'],
      },
    ]);
    expect(asked[0]?.detail).toContain('A token of amy on DNAnexus.');
    expect([mintCount(core), said]).toEqual([1, []]);
  });

  it('rotates, and says what becomes of the old one', async () => {
    const { core, old } = await withToken();
    const revoked = trayOf(core, 0);
    await revoked.rotate(old);
    expect(core.platform.isAlive(old)).toBe(false);
    expect(revoked.said[0]?.[1]).toBe('amy on DNAnexus. The old one is being revoked, once no execution of the account runs.');
    const newer = core.services.tokens.find('laptop').signature;
    const left = trayOf(core, 1);
    await left.rotate(newer);
    expect(core.platform.isAlive(newer)).toBe(true);
    expect(left.said[0]?.[1]).toBe('amy on DNAnexus. The old one is left until it expires.');
  });

  it('counts the programs that have the old one, which lives until they end', async () => {
    const { core, old } = await withToken();
    core.processes.start(100);
    const { lease } = await core.services.grants.begin({ name: 'laptop', kind: 'exec', pid: 100, projectId: null });
    const { rotate, asked, said } = trayOf(core, 0);
    await rotate(old);
    expect(asked[0]?.detail).toContain('1 program here has the old one, which lives until it has ended.');
    expect(said[0]?.[1]).toContain('lives until every process here that has it has ended');
    expect(core.platform.isAlive(old)).toBe(true);
    await core.services.grants.end(lease.id);
    await settle();
    expect(core.platform.isAlive(old)).toBe(false);
  });

  it('SECURITY: leaves one that was copied or shown at the first button; revoking it is a press of its own', async () => {
    const { core, old } = await withToken({ isPrinted: true });
    const { rotate, asked } = trayOf(core, 0);
    await rotate(old);
    expect(asked[0]?.buttons).toEqual(['Rotate, leave the old one', 'Rotate, then revoke the old one', 'Cancel']);
    expect(asked[0]?.detail).toContain('copies may be in use elsewhere');
    expect(core.platform.isAlive(old)).toBe(true);
    const again = await withToken({ isPrinted: true });
    await trayOf(again.core, 1).rotate(again.old);
    expect(again.core.platform.isAlive(again.old)).toBe(false);
  });

  it('sends to the window where the reach of the token must be chosen, and never guesses it', async () => {
    const core = await signedIn();
    core.platform.tellsDetails = false;
    const { secret } = core.platform.issue('user-amy', { label: 'pasted' });
    const { signature } = await core.services.tokens.import({ token: secret, label: 'pasted', worksWhileAway: false });
    const { rotate, asked, windows } = trayOf(core, 0);
    await rotate(signature);
    expect(asked[0]?.buttons).toEqual(['Open dxkey', 'Cancel']);
    expect([mintCount(core), windows()]).toEqual([0, 1]);
  });

  it('says so where nobody here may make the new one, and what failed', async () => {
    const alone = await signedInByToken();
    await alone.services.tokens.refresh();
    alone.platform.tellsDetails = true;
    const nobody = trayOf(alone, 0);
    await nobody.rotate(alone.signature);
    expect(mintCount(alone)).toBe(0);
    expect(nobody.failures[0]?.[1]).toContain('CANNOT_MINT');
    const { core, old } = await withToken();
    core.platform.fail('all', OFFLINE());
    const offline = trayOf(core, 0);
    await offline.rotate(old);
    expect(offline.failures[0]?.[1]).toContain('OFFLINE');
    core.platform.heal();
    expect(core.platform.isAlive(old)).toBe(true);
  });

  it('SECURITY: a question that is answered after the lock closed does nothing', async () => {
    const { core, old } = await withToken();
    let isLocked = false;
    const tray = trayOf({ ...core, services: { ...core.services, lock: { ...core.services.lock, isLocked: () => isLocked } } }, () => {
      isLocked = true;
      return 0;
    });
    await tray.rotate(old);
    expect(mintCount(core)).toBe(1);
    expect(tray.failures[0]?.[1]).toContain('APP_LOCKED');
  });
});

import { describe, expect, it } from 'vitest';
import { ANCHOR_EVERY } from '../../../../main/core/audit/chainFiles';
import { createAudit } from '../../../../main/core/audit/trail';
import { sourceOf, type DeedDone } from '../../../../main/core/audit/entries';
import { auditKey } from '../../../../main/core/accounts/keys';
import { layGround } from '../../../../main/core/ground';
import type { Audit } from '../../../../main/core/services';
import { createTestServices, type TestServices } from '../../../fakes/createTestServices';
import { settle } from '../../../fakes/fakeClock';

const copied = (label: string): DeedDone => ({
  deed: 'token.copied',
  accountId: 'dnanexus/user-amy',
  token: { signature: 'ab'.repeat(32), label, last4: '1a2b' },
  detail: null,
});

const SMALL = { fileEntries: 10, keptFiles: 3 };

/** The record on fakes that a restart leaves as they are. */
function record(core: TestServices = createTestServices()) {
  const ground = layGround(core.ports);
  const open = (): Audit => createAudit(ground, SMALL);
  return { core, ground, open };
}

async function write(audit: Audit, count: number): Promise<void> {
  for (let at = 0; at < count; at++) audit.record(copied(`laptop ${String(at)}`), sourceOf('window'));
  await settle();
}
const all = async (audit: Audit) => (await audit.read({ wanted: () => true, limit: 1000 })).entries;

describe('the activity record', () => {
  it('keeps what was done, newest first, with when and from where', async () => {
    const { core, open } = record();
    const audit = open();
    audit.record(copied('laptop'), sourceOf('tray'));
    audit.record(copied('Zoë "CI" \u{1F600}'), { ...sourceOf('command'), program: 'make', folder: '/home/amy', terminal: 'pts/3' });
    await settle();
    expect(await all(audit)).toEqual([
      {
        n: 2,
        atMs: core.clock.now(),
        ...copied('Zoë "CI" \u{1F600}'),
        source: { by: 'command', program: 'make', folder: '/home/amy', terminal: 'pts/3' },
      },
      { n: 1, atMs: core.clock.now(), ...copied('laptop'), source: sourceOf('tray') },
    ]);
    expect([...core.auditFiles.texts.values()].join('')).toMatch(/^[\x20-\x7e\n]+$/);
  });

  it('reads a few of many, and says that there are more', async () => {
    const { open } = record();
    const audit = open();
    await write(audit, 25);
    const { entries, hasMore } = await audit.read({ wanted: ({ n }) => n % 2 === 0, limit: 3 });
    expect(entries.map(({ n }) => n)).toEqual([24, 22, 20]);
    expect(hasMore).toBe(true);
  });

  it('is proven up to the last anchor, and whole after a quiet end', async () => {
    const { open } = record();
    const audit = open();
    await write(audit, 3);
    expect(await audit.verify()).toEqual({ older: 0, lines: 3, proven: 0, unproven: 3, findings: [] });
    await audit.flush();
    expect(await audit.verify()).toEqual({ older: 0, lines: 3, proven: 3, unproven: 0, findings: [] });
  });

  it('writes an anchor every so many entries, so that a crash leaves fewer than that unproven', async () => {
    const core = createTestServices();
    const audit = createAudit(layGround(core.ports));
    await write(audit, ANCHOR_EVERY + 1);
    expect(await audit.verify()).toMatchObject({ proven: ANCHOR_EVERY, unproven: 1 });
  });

  it('goes on after a crash without an alarm, and takes a half written line off', async () => {
    const { core, open } = record();
    const first = open();
    await write(first, 2);
    await first.flush();
    await write(first, 2);
    const [name = '', text = ''] = [...core.auditFiles.texts][0] ?? [];
    core.auditFiles.texts.set(name, text.slice(0, -30));
    const next = open();
    await write(next, 1);
    await next.flush();
    expect(await next.verify()).toEqual({ older: 0, lines: 4, proven: 4, unproven: 0, findings: [] });
    expect((await all(next)).map(({ n }) => n)).toEqual([4, 3, 2, 1]);
  });

  it('goes on after a cut behind the anchor, where what is missing stays to be seen', async () => {
    const { core, open } = record();
    const first = open();
    await write(first, 6);
    await first.flush();
    const [name = '', text = ''] = [...core.auditFiles.texts][0] ?? [];
    core.auditFiles.texts.set(name, text.split('\n').slice(0, 3).join('\n') + '\n');
    const next = open();
    await write(next, 2);
    await next.flush();
    const report = await next.verify();
    expect(report.findings.map(({ n }) => n)).toEqual([4]);
    expect((await all(next)).map(({ n }) => n)).toEqual([8, 7, 3, 2, 1]);
  });

  it('begins a new file now and then, drops the oldest, and proves what is left', async () => {
    const { core, open } = record();
    const audit = open();
    await write(audit, 45);
    await audit.flush();
    expect([...core.auditFiles.texts.keys()].sort()).toEqual(['000000000021.log', '000000000031.log', '000000000041.log']);
    expect(await audit.verify()).toEqual({ older: 0, lines: 25, proven: 25, unproven: 0, findings: [] });
    core.auditFiles.texts.delete('000000000031.log');
    expect((await audit.verify()).findings).not.toEqual([]);
  });

  it('holds what happens while the keychain is locked, says so, and writes it when it is open', async () => {
    const { core, ground, open } = record();
    core.secrets.mode = 'locked';
    const audit = open();
    await write(audit, 2);
    expect(audit.state()).toEqual({ lastN: null, waiting: 2, problem: 'KEYCHAIN_LOCKED' });
    await write(audit, 1);
    expect(core.secrets.calls.filter(({ op }) => op === 'get')).toHaveLength(1);
    core.secrets.mode = 'ready';
    await ground.secrets.probe();
    await settle();
    expect(audit.state()).toEqual({ lastN: 3, waiting: 0, problem: null });
    expect((await all(audit)).map(({ token }) => token?.label)).toEqual(['laptop 0', 'laptop 1', 'laptop 0']);
  });

  it('does not ask again and again a keychain that can be read and takes nothing', async () => {
    const { core, open } = record();
    core.secrets.setMode = 'locked';
    const audit = open();
    await write(audit, 2);
    expect(audit.state()).toMatchObject({ waiting: 2, problem: 'KEYCHAIN_LOCKED' });
    expect(core.secrets.calls.filter(({ op }) => op === 'set')).toHaveLength(1);
  });

  it('says that it cannot be written, and loses nothing once the disk is back', async () => {
    const { core, open } = record();
    const audit = open();
    await write(audit, 1);
    core.auditFiles.isBroken = true;
    await write(audit, 2);
    expect(audit.state()).toMatchObject({ waiting: 2, problem: 'FILE_FAULT' });
    core.auditFiles.isBroken = false;
    await audit.flush();
    expect(await audit.verify()).toMatchObject({ proven: 3, findings: [] });
  });

  it('says of entries whose key is gone that they cannot be proven, and begins anew after them', async () => {
    const { core, open } = record();
    const first = open();
    await write(first, 4);
    await first.flush();
    await core.secrets.remove(auditKey);
    expect(await first.verify()).toEqual({ older: 4, lines: 0, proven: 0, unproven: 0, findings: [] });
    const next = open();
    await write(next, 2);
    await next.flush();
    expect(await next.verify()).toEqual({ older: 4, lines: 2, proven: 2, unproven: 0, findings: [] });
    expect((await all(next)).map(({ n }) => n)).toEqual([6, 5, 4, 3, 2, 1]);
  });
});

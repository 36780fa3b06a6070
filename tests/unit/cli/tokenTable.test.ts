import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { runAgent } from '../agent/runningAgent';
import type { RunningAgent } from '../agent/runningAgent';
import { PROJECT, tokenRow } from '../agent/scriptedServices';
import { buildCommand } from './builtCommand';
import type { BuiltCommand } from './builtCommand';

vi.setConfig({ testTimeout: 60_000 });

let command: BuiltCommand;
let agent: RunningAgent;

beforeAll(async () => {
  command = await buildCommand();
});
afterAll(() => {
  command.remove();
});
beforeEach(async () => {
  agent = await runAgent();
});
afterEach(async () => {
  await agent.stop();
});

const dxkey = (...args: string[]) => command.run(args, { env: { DXKEY_DATA_DIR: agent.dataDir } });

it('tokens tells of each who holds it, when it ends, and when dxkey last used it; --json the same', async () => {
  const now = Date.now();
  const [hour, day] = [3_600_000, 86_400_000];
  const scope = { kind: 'projects', projects: { [PROJECT]: 'VIEW' } } as const;
  const row = (n: number, change: Parameters<typeof tokenRow>[0]) =>
    tokenRow({ signature: `${String(n)}${'0'.repeat(63)}`, isShellToken: false, expiresMs: now + 5 * day + hour, ...change });
  agent.world.rows = [
    row(1, { label: 'here', isShellToken: true, lastUsedMs: now - 2 * hour - 60_000, worksWhileAway: true }),
    row(2, { label: 'elsewhere', held: 'elsewhere', origin: 'server', last4: null, expiresMs: now + 3 * hour + 60_000 }),
    row(3, { label: 'gone', state: 'gone', lastUsedMs: now - 40 * day - hour }),
    row(4, { label: 'lost', state: 'lost', held: 'elsewhere', origin: 'server', last4: null }),
    row(5, { label: 'shown once', held: 'elsewhere', expiresMs: null }),
    row(6, { label: 'old', replacedBy: '1'.repeat(64), defaultProject: { id: PROJECT, name: 'A project' } }),
    row(7, { label: null, state: 'expired', expiresMs: now - hour, scope, lastUsedMs: now - 5_000 }),
  ];
  expect((await dxkey('tokens')).out).toBe(`\
LABEL       LAST 4  SIGNATURE  ACCESS                                 EXPIRES     STATE       HELD        USED         PROJECT
here *      QRST    10000000   full                                   in 5 days   live        here, away  2 hours ago  -
elsewhere   ????    20000000   full                                   in 3 hours  live        elsewhere   -            -
gone        QRST    30000000   full                                   in 5 days   gone        here        40 days ago  -
lost        ????    40000000   full                                   in 5 days   made, lost  nobody      -            -
shown once  QRST    50000000   full                                   unknown     live        not kept    -            -
old         QRST    60000000   full                                   in 5 days   replaced    here        never        A project
(no label)  QRST    70000000   project-0123456789BFGJKPQVXYZbfg VIEW  expired     expired     here        just now     -
`);
  const { rows } = JSON.parse((await dxkey('tokens', '--json')).out) as { rows: unknown };
  expect(rows).toEqual(agent.world.rows);
});

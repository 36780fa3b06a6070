/** Rotations of a fake main: a new row in the old one's place at once, unless the scenario says how it stops. */
import type { TokenRow } from '../../preload/contract/contract';
import { refuse, type Emit, type Part } from './fakeParts';
import type { Scenario } from './scenario';

export function rotationHandlers(scenario: Scenario, emit: Emit): Part<'rotation'> {
  const find = (signature: string): TokenRow =>
    scenario.tokens.rows.find((one) => one.signature === signature) ?? refuse({ code: 'NO_SUCH_TOKEN' });
  const become = (patch: Partial<Scenario['rotation']>): Scenario['rotation'] => {
    scenario.rotation = { ...scenario.rotation, ...patch };
    emit('rotation.changed', scenario.rotation);
    return scenario.rotation;
  };
  const setRows = (rows: TokenRow[]): void => {
    scenario.tokens.rows.splice(0, scenario.tokens.rows.length, ...rows);
    emit('tokens.changed', { ...scenario.tokens, rows: [...rows] });
  };
  const without = (id: string): Scenario['rotation'] => become({ open: scenario.rotation.open.filter((one) => one.id !== id) });
  return {
    'rotation.load': () => scenario.rotation,
    'rotation.preview': ({ signature }) => {
      const row = find(signature);
      const lengthMs = row.madeMs === null || row.expiresMs === null ? null : row.expiresMs - row.madeMs;
      const { running, leases, childCount, rotationPreview } = scenario;
      return { row, running, leases, childCount, lengthMs, ...rotationPreview };
    },
    'rotation.start': ({ signature, scope, old }) => {
      const before = find(signature);
      if (before.scope.kind === 'unknown' && scope === null) refuse({ code: 'SCOPE_UNKNOWN' });
      const made: TokenRow = { ...before, signature: 'e'.repeat(64), last4: 'nEw1', scope: scope ?? before.scope, leaseCount: 0 };
      const left: TokenRow = { ...before, replacedBy: made.signature, isShellToken: false };
      setRows([...scenario.tokens.rows.map((one) => (one.signature === signature ? left : one)), made]);
      return { isSwitched: true, row: made, old: old === 'keep' ? 'kept' : before.leaseCount > 0 ? 'waits' : 'revoking', problem: null };
    },
    'rotation.finish': ({ id }) => {
      without(id);
      return { isSwitched: true, row: null, old: 'revoking', problem: null };
    },
    'rotation.undo': ({ id }) => without(id),
    'rotation.setSelf': ({ signature, choice }) => {
      const row = { ...find(signature), selfRotation: choice };
      setRows(scenario.tokens.rows.map((one) => (one.signature === signature ? row : one)));
      return row;
    },
  };
}

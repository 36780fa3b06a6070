/** Tokens in files of a fake main: what the scenario says is found by a look, and changes as main would change it. */
import type { ScanState } from '../../preload/contract/contract';
import type { Emit, Part } from './fakeParts';
import { refuse } from './fakeParts';
import type { Scenario } from './scenario';

export function scanHandlers(scenario: Scenario, emit: Emit): Part<'scan'> {
  const become = (patch: Partial<ScanState>): ScanState => {
    scenario.scan = { ...scenario.scan, ...patch };
    emit('scan.changed', scenario.scan);
    return scenario.scan;
  };
  const find = (tokenId: string) => scenario.scan.tokens.find(({ id }) => id === tokenId) ?? refuse({ code: 'SCAN_GONE' });
  const change = (tokenId: string, patch: Partial<ScanState['tokens'][number]>) => {
    become({ tokens: scenario.scan.tokens.map((token) => (token.id === tokenId ? { ...token, ...patch } : token)) });
  };
  return {
    'scan.load': () => scenario.scan,
    'scan.chooseFolders': ({ where }) => become({ folders: where === 'home' ? null : scenario.scanPicks }),
    'scan.run': ({ accountId }) =>
      become({
        ...scenario.scanFinds,
        ...{ status: 'done', isOffered: false, accountId, askHost: 'api.dnanexus.com', atMs: Date.now() },
        ...{ lookedIn: scenario.scan.folders, filesTotal: scenario.scanFinds.filesRead },
      }),
    'scan.drop': () => become({ status: 'none', tokens: [], skipped: [], skippedCount: 0, atMs: null, filesRead: 0, filesTotal: null }),
    'scan.ask': ({ tokenIds }) => {
      for (const id of tokenIds)
        change(id, { mayAsk: false, state: 'live', account: { id: 'dnanexus/user-amy', username: 'amy', platformName: 'DNAnexus' } });
      return scenario.scan;
    },
    'scan.import': ({ tokenId }) => {
      find(tokenId);
      change(tokenId, { isHeld: true, label: 'found' });
      return scenario.tokens.rows[0] ?? refuse({ code: 'NO_SUCH_TOKEN' });
    },
    'scan.scrub': ({ placeIds }) => {
      const failed = scenario.scanFailures;
      const isFailed = (path: string) => failed.some((one) => one.path === path);
      let hasHistory = false;
      let scrubbedCount = 0;
      for (const token of scenario.scan.tokens)
        change(token.id, {
          places: token.places.map((place) => {
            if (!placeIds.includes(place.id) || isFailed(place.path)) return place;
            hasHistory ||= place.kind === 'history';
            scrubbedCount += 1;
            return { ...place, isScrubbed: true };
          }),
        });
      return { scrubbedCount, failed, hasHistory };
    },
    'scan.previewRevoke': () => ({ running: scenario.running, leases: scenario.leases, childCount: scenario.childCount }),
    'scan.revoke': ({ tokenId }) => {
      change(tokenId, { state: 'expired', isHeld: false });
      return { outcome: 'revoked' };
    },
    'scan.previewRotate': ({ tokenId }) => {
      const { label } = find(tokenId);
      const row = scenario.tokens.rows.find((one) => one.label === label) ?? refuse({ code: 'TOKEN_NOT_HELD' });
      const { running, leases, childCount, rotationPreview } = scenario;
      return { row, running, leases, childCount, lengthMs: null, ...rotationPreview };
    },
    'scan.rotate': ({ tokenId }) => {
      find(tokenId);
      return { isSwitched: true, row: scenario.tokens.rows[0] ?? null, old: 'revoking', problem: null };
    },
    'scan.dismissOffer': () => become({ isOffered: false }),
  };
}

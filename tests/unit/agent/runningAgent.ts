import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAskers } from '../../../main/adapters/askers';
import { peerOf as systemPeerOf } from '../../../main/adapters/peerCredentials';
import { socketLocation } from '../../../main/agent/location';
import type { SocketLocation } from '../../../main/agent/location';
import { startAgent } from '../../../main/agent/server';
import type { AgentParts } from '../../../main/agent/server';
import type { Log } from '../../../main/core/ports';
import { facts, scriptedServices } from './scriptedServices';
import type { World } from './scriptedServices';

/** What was logged, whole, so that a test can search it for a canary. */
export interface RecordedLog extends Log {
  readonly entries: { event: string; fields: unknown; error: unknown }[];
  events(): string[];
}

export function recordedLog(): RecordedLog {
  const entries: RecordedLog['entries'] = [];
  return {
    entries,
    events: () => entries.map((entry) => entry.event),
    info: (event, fields) => entries.push({ event, fields, error: null }),
    warn: (event, fields, error) => entries.push({ event, fields, error: error ?? null }),
  };
}

export interface RunningAgent {
  world: World;
  location: SocketLocation;
  /** What DXKEY_DATA_DIR must be for a command to find it. */
  dataDir: string;
  log: RecordedLog;
  windowsShown: () => number;
  stop(): Promise<void>;
}

/** An agent on a real socket in a folder of its own, with the system's own word on peers unless a test brings another. */
export async function runAgent(change: Partial<Pick<AgentParts, 'peerOf'>> = {}): Promise<RunningAgent> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dxkey-agent-'));
  const location = socketLocation({ DXKEY_DATA_DIR: dataDir }, process.platform, '/nowhere', process.getuid?.() ?? 0);
  const { services, world } = scriptedServices(dataDir);
  const log = recordedLog();
  let shown = 0;
  const agent = await startAgent({
    services,
    facts,
    peerOf: change.peerOf ?? systemPeerOf,
    askers: createAskers({ command: '/nowhere/dxkey' }),
    socketLocation: location,
    showWindow: () => (shown += 1),
    log,
  });
  return {
    world,
    location,
    dataDir,
    log,
    windowsShown: () => shown,
    stop: async () => {
      await agent.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAskers } from '../../../main/adapters/askers';
import { peerOf } from '../../../main/adapters/peerCredentials';
import { createProcesses } from '../../../main/adapters/processes';
import { createShellFolders } from '../../../main/adapters/shellFolders';
import { socketLocation } from '../../../main/agent/location';
import { startAgent } from '../../../main/agent/server';
import { createTestServices } from '../../fakes/createTestServices';
import type { Overrides, TestServices } from '../../fakes/createTestServices';
import { recordedLog } from '../agent/runningAgent';
import { facts } from '../agent/scriptedServices';

export interface AgentOnCore {
  core: TestServices;
  /** The command's DXKEY_DATA_DIR. */
  folder: string;
  stop(): Promise<void>;
}

/** The agent on the real core: real processes and private folders, the rest fakes unless said; no window shows that could be asked. `command`: our own. */
export async function startAgentOnCore(over: (folder: string) => Overrides = () => ({}), command = '/nowhere/dxkey'): Promise<AgentOnCore> {
  const folder = mkdtempSync(join(tmpdir(), 'dxkey-core-'));
  const processes = createProcesses();
  const log = recordedLog();
  const shellFolders = createShellFolders({ processes, log, env: { XDG_RUNTIME_DIR: folder } });
  const { ports, ...rest } = over(folder);
  const core = createTestServices({ ...rest, ports: { processes, shellFolders, ...ports } });
  core.window.isShowing = false;
  await core.services.start();
  const location = socketLocation({ DXKEY_DATA_DIR: folder }, process.platform, '/nowhere', process.getuid?.() ?? 0);
  const agent = await startAgent({
    services: core.services,
    facts,
    peerOf,
    askers: createAskers({ command }),
    socketLocation: location,
    showWindow: () => undefined,
    log,
  });
  return {
    core,
    folder,
    async stop() {
      await agent.stop();
      await core.services.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

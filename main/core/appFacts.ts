import type { AppState, KeychainState } from '../../preload/contract/contract';
import { createEmitter } from './emitter';
import type { Ground } from './ground';
import type { AppFacts, SettingsService } from './services';

/** Facts of this computer and build as one state; the keychain's part follows what each use of it showed. */
export function createAppFacts(ground: Ground, settings: SettingsService): AppFacts {
  const { build, electronVersion, hostname, os, runtime, version } = ground.ports.facts;
  const changed = createEmitter<AppState>();
  let moving: Pick<AppState, 'keychain' | 'tray' | 'desk' | 'command' | 'agent' | 'damagedFiles'> = {
    keychain: 'ready',
    tray: 'unknown',
    desk: 'told',
    command: { path: null, canInstall: false },
    agent: 'starting',
    damagedFiles: [],
  };

  const state = (): AppState => ({
    version,
    electronVersion,
    runtime,
    build,
    os,
    hostname,
    platforms: ground.platforms.offers(),
    settings: settings.state(),
    ...moving,
  });
  const tell = (): void => {
    changed.emit(state());
  };
  settings.onChange(tell);

  function sawKeychain(keychain: KeychainState): void {
    if (moving.keychain === keychain) return;
    moving = { ...moving, keychain };
    tell();
  }
  ground.keychain.on(sawKeychain);

  return {
    state,
    onChange: (listener) => changed.on(listener),
    probeKeychain: () => ground.secrets.probe(),
    patch(facts) {
      moving = { ...moving, ...facts };
      tell();
    },
  };
}

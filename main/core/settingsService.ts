import type { Settings } from '../../preload/contract/contract';
import { createEmitter } from './emitter';
import type { Ground } from './ground';
import { createLane } from './lane';
import type { SettingsService } from './services';

/** Settings as the file holds them; a change is made true outside first, so that what is saved is what is. */
export function createSettingsService(ground: Ground): SettingsService {
  const changed = createEmitter<Settings>();
  const inTurn = createLane();
  const state = (): Settings => ground.settings.value().settings;
  ground.settings.onChange(() => {
    changed.emit(state());
  });

  async function change(patch: Partial<Settings>): Promise<Settings> {
    const former = state();
    const next: Settings = { ...former, ...patch };
    await ground.ports.applySettings(next);
    try {
      await ground.settings.change((document) => ({ ...document, settings: next }));
    } catch (error) {
      ground.background('settings.undo', ground.ports.applySettings(former));
      throw error;
    }
    return next;
  }

  return {
    state,
    onChange: (listener) => changed.on(listener),
    change: (patch) => inTurn(() => change(patch)),
    claimTrayNotice: () =>
      inTurn(async () => {
        let isFirst = false;
        await ground.settings.change((document) => {
          isFirst = !document.wasTrayAbsenceSaid;
          return isFirst ? { ...document, wasTrayAbsenceSaid: true } : document;
        });
        return isFirst;
      }),
  };
}

import type { Settings } from '../../preload/contract/contract';
import { platformKeyOf } from './accounts/keys';
import { checkedPlatforms } from './accounts/customPlatforms';
import { createEmitter } from './emitter';
import type { Ground } from './ground';
import { createLane } from './lane';
import { checkedProxy } from './proxySetting';
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
    const next: Settings = { ...former, ...checkedPatch(ground, former, patch) };
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

function checkedPatch(ground: Ground, former: Settings, patch: Partial<Settings>): Partial<Settings> {
  const { proxy, customPlatforms } = patch;
  return {
    ...patch,
    ...(proxy === undefined ? {} : { proxy: checkedProxy(proxy) }),
    ...(customPlatforms === undefined
      ? {}
      : {
          customPlatforms: checkedPlatforms(customPlatforms, {
            former: former.customPlatforms,
            resolve: ground.platforms.resolve,
            accountsOn: (key) => accountsOn(ground, key),
          }),
        }),
  };
}

/** Whoever is known on a platform, and whoever has a token there that is still to be revoked. */
function accountsOn(ground: Ground, key: string): string[] {
  const known = ground.index.value().accounts.filter((one) => platformKeyOf(one.id) === key);
  const queued = ground.queue.value().entries.filter((one) => platformKeyOf(one.accountId) === key);
  return [...new Set([...known, ...queued].map((one) => one.username))];
}

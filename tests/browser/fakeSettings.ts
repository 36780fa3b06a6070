/** `settings.change` with core's own checks. amy is known on every platform of the person's own whose name begins with "Used". */
import { checkedPlatforms } from '../../main/core/accounts/customPlatforms';
import { createPlatforms } from '../../main/core/accounts/platforms';
import { isAppError } from '../../main/core/errors';
import { checkedProxy } from '../../main/core/proxySetting';
import type { CustomPlatform, Settings } from '../../preload/contract/contract';
import type { Scenario } from './scenario';
import { refuse, type Emit, type Handlers } from './fakeParts';

export function settingsHandler(scenario: Scenario, emit: Emit): Handlers['settings.change'] {
  return (patch) => {
    try {
      const settings = { ...scenario.app.settings, ...checked(patch as Partial<Settings>, scenario.app.settings) };
      const ownOffers = platformsOf(settings.customPlatforms)
        .offers()
        .filter((offer) => offer.own !== null);
      const others = scenario.app.platforms.filter((offer) => offer.own === null);
      scenario.app = { ...scenario.app, settings, platforms: [...others.slice(0, -1), ...ownOffers, ...others.slice(-1)] };
      emit('app.changed', scenario.app);
      return settings;
    } catch (error) {
      if (isAppError(error)) return refuse({ code: error.code, ...(error.details === undefined ? {} : { details: error.details }) });
      throw error;
    }
  };
}

const platformsOf = (own: readonly CustomPlatform[]) => createPlatforms({ loopbackOnly: false, standinUrl: null }, 'test', () => own);

function checked(patch: Partial<Settings>, { customPlatforms: former }: Settings): Partial<Settings> {
  const { proxy, customPlatforms } = patch;
  const { resolve } = platformsOf(former);
  const accountsOn = (key: string) => (platformsOf(former).byKey(key)?.name.startsWith('Used') === true ? ['amy'] : []);
  return {
    ...patch,
    ...(proxy === undefined ? {} : { proxy: checkedProxy(proxy) }),
    ...(customPlatforms === undefined ? {} : { customPlatforms: checkedPlatforms(customPlatforms, { former, resolve, accountsOn }) }),
  };
}

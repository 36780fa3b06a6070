import { serverClock } from './clock';
import type { ServerClock } from './clock';
import type { Settings, World } from './model';
import { hashPassword } from './passwords';
import type { Seed } from './seed';
import { openState } from './state';
import type { State } from './state';
import { buildWorld, firstRecords } from './world';

/** Everything that a route may touch. */
export interface Platform {
  world: World;
  state: State;
  clock: ServerClock;
  /** Back to the seed: records, clock and switches. */
  reset(): Promise<void>;
}

export async function openPlatform(options: {
  seed: Seed;
  seedHash: string;
  folder: string;
  cascade: boolean;
  notice: (text: string) => void;
}): Promise<Platform> {
  const { seed, seedHash } = options;
  const settings: Settings = {
    cascade: options.cascade || (seed.settings.cascade ?? false),
    listRoute: seed.settings.listRoute ?? 'works',
    scopedMayRevoke: seed.settings.scopedMayRevoke ?? true,
    twoFactorRoutes: seed.settings.twoFactorRoutes ?? 'works',
  };
  // Derived once, not at every reset: the seed does not change while the program runs.
  const hashes = new Map<string, Promise<string>>();
  const hash = (password: string): Promise<string> => {
    const known = hashes.get(password) ?? hashPassword(password);
    hashes.set(password, known);
    return known;
  };
  const makeRecords = () => firstRecords(seed, seedHash, { ...settings }, Date.now(), hash);
  const state = await openState(options.folder, seedHash, makeRecords, options.notice);
  // The command line says how the stand-in behaves now, whatever it did when it last ran.
  state.records.settings.cascade = settings.cascade;
  const clock = serverClock(state.records.clockOffsetMs);
  return {
    world: buildWorld(seed),
    state,
    clock,
    reset: async () => {
      state.replace(await makeRecords());
      clock.moveTo(0);
    },
  };
}

/** A computer on which all is well, until a test says otherwise; what is mended is mended. */
import type { HookSight, PlatformSight } from '../../main/core/doctor/port';
import type { ComputerSenses, LookAtPlatform, PlacesSight, SocketSight } from '../../main/core/ports';

export interface FakeSenses extends ComputerSenses {
  world: {
    socket: SocketSight;
    places: PlacesSight;
    leftovers: number;
    dxFiles: string[];
    hooks: HookSight[];
    proxies: ReturnType<ComputerSenses['proxies']>;
    clipboard: ReturnType<ComputerSenses['clipboard']>;
    /** What cannot be mended. */
    stuck: boolean;
  };
}

export function fakeSenses(): FakeSenses {
  const world: FakeSenses['world'] = {
    socket: { state: 'answers', path: '~/.config/dxkey/run/agent.sock' },
    places: { open: [], foreign: [] },
    leftovers: 0,
    dxFiles: [],
    hooks: [],
    proxies: { variables: [], hasBypass: false },
    clipboard: { desktop: 'x11', program: 'xclip' },
    stuck: false,
  };
  const mending = (run: () => void) => (): Promise<void> => {
    if (world.stuck) return Promise.reject(new Error('stuck'));
    run();
    return Promise.resolve();
  };
  return {
    world,
    socket: () => Promise.resolve(world.socket),
    places: () => Promise.resolve(world.places),
    leftovers: () => Promise.resolve(world.leftovers),
    dxFiles: () => Promise.resolve(world.dxFiles),
    hooks: () => Promise.resolve(world.hooks),
    proxies: () => world.proxies,
    clipboard: () => world.clipboard,
    removeStaleSocket: mending(() => (world.socket = { ...world.socket, state: 'absent' })),
    closePlaces: mending(() => (world.places = { ...world.places, open: [] })),
    removeLeftovers: mending(() => (world.leftovers = 0)),
  };
}

export interface FakePlatformLook {
  sight: PlatformSight | null;
  asked: string[];
  look: LookAtPlatform;
}

/** Both hosts answer and the clocks agree, unless a test gives another sight. */
export function fakePlatformLook(): FakePlatformLook {
  const fake: FakePlatformLook = {
    sight: null,
    asked: [],
    look: (platform) => {
      fake.asked.push(platform.key);
      const hosts = [platform.apiUrl, platform.authUrl].map((url) => ({ host: new URL(url).host, problem: null, isAtProxy: false }));
      return Promise.resolve(fake.sight ?? { hosts, aheadMs: 0 });
    },
  };
  return fake;
}

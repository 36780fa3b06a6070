import type { ErrorCode } from '../../../preload/contract/errors';
import type { PlatformInfo } from '../../../preload/contract/contract';

/** `foreign`: another user's; `strange`: no socket at all; `silent`: somebody listens and says nothing. */
export interface SocketSight {
  state: 'answers' | 'absent' | 'stale' | 'foreign' | 'strange' | 'silent';
  path: string;
}

/** Paths, with the home folder as ~. */
export interface PlacesSight {
  open: string[];
  foreign: string[];
}

/** Variables that name a proxy to programs of a shell, and whether one lists hosts that are to go straight. */
export interface ProxySight {
  variables: string[];
  hasBypass: boolean;
}

/** A start file with the hook of `dxkey hook`. */
export interface HookSight {
  /** With the home folder as ~ once the senses tell it. */
  path: string;
  /** Whose start file it is. */
  shell: 'bash' | 'zsh' | 'fish';
  /** More than once. */
  isTwice: boolean;
  /** The hook is that of another shell. */
  isOfAnother: boolean;
}

/** What the doctor looks at on this computer, the same for the app and for a command without one; and what it may mend. */
export interface ComputerSenses {
  socket(): Promise<SocketSight>;
  places(): Promise<PlacesSight>;
  /** Private folders of shells that are gone. */
  leftovers(): Promise<number>;
  /** Files with a token that some clients prefer to the environment. */
  dxFiles(): Promise<string[]>;
  /** Start files of shells that have the hook. */
  hooks(): Promise<HookSight[]>;
  proxies(): ProxySight;
  clipboard(): { desktop: 'wayland' | 'x11' | 'none' | 'system'; program: string | null };
  removeStaleSocket(): Promise<void>;
  closePlaces(): Promise<void>;
  removeLeftovers(): Promise<void>;
}

/** How one host of a platform answered to a question that carries no secret; `problem` null: as the platform does. */
export interface HostSight {
  host: string;
  problem: ErrorCode | null;
  isAtProxy: boolean;
}

export interface PlatformSight {
  hosts: HostSight[];
  /** How far the platform's clock is ahead of ours; null where no answer told. */
  aheadMs: number | null;
}

/** Bounded by itself; never rejects. */
export type LookAtPlatform = (platform: PlatformInfo) => Promise<PlatformSight>;

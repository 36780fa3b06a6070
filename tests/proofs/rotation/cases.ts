/** In which circumstances a rotation is cut off, and how. */
import type { OldTokenEnd } from '../../../main/core/ports';
import { numbersOf } from '../crashSignIn/blow';
import { FAULTS, type FaultKind } from '../platformFaults/faults';

export interface Setting {
  old: OldTokenEnd;
  /** A process has the old token, and lives until the rotation was taken up again. */
  isLeased: boolean;
  /** Whether the platform tells what tokens there are. */
  isListed: boolean;
}

export const ROUTES = ['/account/findAccessTokens', '/system/newAuthToken', '/system/whoami', '/system/destroyAuthToken'] as const;
type Route = (typeof ROUTES)[number];

export type Blow =
  /** SIGKILL by the app itself before or after the nth call of a port. */
  | { kind: 'step'; nth: number; name: string }
  /** SIGKILL while the platform, which carried the request out, holds its answer back. */
  | { kind: 'held'; route: Route }
  /** SIGKILL at a moment, as a share of the time that a rotation takes. */
  | { kind: 'moment'; share: number }
  /** The platform does this wrong once; SIGKILL once the rotation says what came of it. */
  | { kind: 'fault'; route: Route; fault: FaultKind };

export interface Case {
  setting: Setting;
  blow: Blow;
}

export const PLAIN: Setting = { old: 'revoke', isLeased: false, isListed: true };
export const SETTINGS: readonly Setting[] = [
  PLAIN,
  { ...PLAIN, old: 'keep' },
  { ...PLAIN, isLeased: true },
  { ...PLAIN, isLeased: true, old: 'keep' },
  { ...PLAIN, isListed: false },
  { ...PLAIN, isListed: false, isLeased: true },
];

export const nameOf = ({ old, isLeased, isListed }: Setting): string =>
  [old, ...(isLeased ? ['in use'] : []), ...(isListed ? [] : ['list refused'])].join(', ');

export function blowName(blow: Blow): string {
  if (blow.kind === 'step') return `killed ${blow.name} (${String(blow.nth)})`;
  if (blow.kind === 'held') return `killed before ${blow.route} answered`;
  return blow.kind === 'moment' ? `killed at ${blow.share.toFixed(3)}` : `${blow.route}, ${blow.fault.name}`;
}

const MOMENTS = 4;

/** `stepsOf`: the steps of an undisturbed rotation. */
export function casesOf(setting: Setting, steps: readonly string[], seed: number): Case[] {
  const random = numbersOf(seed);
  const blows: Blow[] = [
    ...steps.map((name, nth): Blow => ({ kind: 'step', nth, name })),
    ...ROUTES.map((route): Blow => ({ kind: 'held', route })),
    ...Array.from({ length: MOMENTS }, (): Blow => ({ kind: 'moment', share: random() })),
    ...(setting === PLAIN ? ROUTES.flatMap((route) => FAULTS.map((fault): Blow => ({ kind: 'fault', route, fault }))) : []),
  ];
  return blows.map((blow) => ({ setting, blow }));
}

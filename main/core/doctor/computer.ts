/** The checks that need nothing but this computer: pure readings of what the senses saw. */
import type { Finding, FindingCode, ProxySetting } from '../../../preload/contract/contract';
import type { Check } from './examine';
import { found } from './findings';
import type { ComputerSenses, HookSight, PlacesSight, ProxySight, SocketSight } from './port';

const SOCKET = {
  answers: 'socketAnswers',
  absent: 'socketAbsent',
  stale: 'socketStale',
  foreign: 'socketForeign',
  strange: 'socketStrange',
  silent: 'socketSilent',
} as const;

export const readSocket = ({ state, path }: SocketSight): Finding[] => [found(SOCKET[state], { names: [path] })];

export function readPlaces({ open, foreign }: PlacesSight): Finding[] {
  const bad = [
    ...(open.length > 0 ? [found('permissionsOpen', { names: open, count: open.length })] : []),
    ...(foreign.length > 0 ? [found('permissionsForeign', { names: foreign, count: foreign.length })] : []),
  ];
  return bad.length > 0 ? bad : [found('permissionsPrivate')];
}

export const readLeftovers = (count: number): Finding[] => [count === 0 ? found('leftoversNone') : found('leftoversFound', { count })];

export const readDxFiles = (paths: readonly string[]): Finding[] => [
  paths.length === 0 ? found('dxFilesNone') : found('dxFilesWin', { names: paths, count: paths.length }),
];

/** Without a hook all works; what is wrong in a start file is felt at every prompt. */
export function readHooks(files: readonly HookSight[]): Finding[] {
  const paths = (isMeant: (file: HookSight) => boolean): string[] => files.filter(isMeant).map(({ path }) => path);
  const other = paths(({ isOfAnother }) => isOfAnother);
  const twice = paths(({ isTwice, isOfAnother }) => isTwice && !isOfAnother);
  const bad = [
    ...(other.length > 0 ? [found('hookOfAnother', { names: other, count: other.length })] : []),
    ...(twice.length > 0 ? [found('hookTwice', { names: twice, count: twice.length })] : []),
  ];
  if (bad.length > 0) return bad;
  return [files.length === 0 ? found('hookNone') : found('hookThere', { names: paths(() => true), count: files.length })];
}

/** `dx` goes by its shell's variables alone and by no list of exceptions; dxkey goes by its setting. */
export function readProxies({ variables, hasBypass }: ProxySight, setting: ProxySetting['kind'] | null): Finding[] {
  const hasVariables = variables.length > 0;
  const differs = (setting === 'fixed' && !hasVariables) || (setting === 'none' && hasVariables);
  const bad = [
    ...(hasVariables && hasBypass ? [found('proxyBypassIgnored', { names: variables })] : []),
    ...(differs ? [found('proxyDiffers', { names: variables })] : []),
  ];
  if (bad.length > 0) return bad;
  return [hasVariables || setting === 'fixed' ? found('proxyUsed', { names: variables }) : found('proxyNone')];
}

export function readClipboard({ desktop, program }: ReturnType<ComputerSenses['clipboard']>): Finding[] {
  if (desktop === 'none') return [found('clipboardNone')];
  if (desktop === 'system') return [found('clipboardWell')];
  if (program !== null) return [found('clipboardWell', { names: [program] })];
  return [found(desktop === 'wayland' ? 'clipboardNeedsPress' : 'clipboardUnseen')];
}

export function computerChecks(senses: ComputerSenses, proxySetting: () => ProxySetting['kind'] | null): Check[] {
  return [
    { id: 'socket', look: async () => readSocket(await senses.socket()) },
    { id: 'proxy', look: () => readProxies(senses.proxies(), proxySetting()) },
    { id: 'dxFiles', look: async () => readDxFiles(await senses.dxFiles()) },
    { id: 'permissions', look: async () => readPlaces(await senses.places()) },
    { id: 'leftovers', look: async () => readLeftovers(await senses.leftovers()) },
    { id: 'hook', look: async () => readHooks(await senses.hooks()) },
    { id: 'clipboard', look: () => readClipboard(senses.clipboard()) },
  ];
}

/** Mends what of these may be mended, each on its own; what was there no more counts as mended. */
export async function mend(
  findings: readonly Finding[],
  senses: Pick<ComputerSenses, 'removeStaleSocket' | 'closePlaces' | 'removeLeftovers'>,
): Promise<{ fixed: FindingCode[]; failed: FindingCode[] }> {
  const acts: Partial<Record<FindingCode, () => Promise<void>>> = {
    socketStale: () => senses.removeStaleSocket(),
    permissionsOpen: () => senses.closePlaces(),
    leftoversFound: () => senses.removeLeftovers(),
  };
  const fixed: FindingCode[] = [];
  const failed: FindingCode[] = [];
  for (const { what, mayFix } of findings) {
    const act = acts[what];
    if (!mayFix || act === undefined) continue;
    await act().then(
      () => fixed.push(what),
      () => failed.push(what),
    );
  }
  return { fixed, failed };
}

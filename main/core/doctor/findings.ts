import type { CheckId, Finding, FindingCode } from '../../../preload/contract/contract';

type Known = Exclude<FindingCode, 'unchecked'>;
/** Rows stand in the order in which checks are told. */
type Grade = readonly [id: CheckId, level: Finding['level'], mayFix?: 'mayFix'];

/** What each finding is about and how bad it is. A fault: something does not work, or is not as safe as it is said to be. */
const GRADES: Readonly<Record<Known, Grade>> = {
  appRunning: ['app', 'ok'],
  appAbsent: ['app', 'warning'],
  appNoDesktop: ['app', 'warning'],
  appLocked: ['app', 'warning'],
  appSilent: ['app', 'fault'],
  appOther: ['app', 'fault'],
  socketAnswers: ['socket', 'ok'],
  socketAbsent: ['socket', 'ok'],
  socketStale: ['socket', 'warning', 'mayFix'],
  socketForeign: ['socket', 'fault'],
  socketStrange: ['socket', 'fault'],
  socketSilent: ['socket', 'fault'],
  socketRefused: ['socket', 'fault'],
  keychainReady: ['keychain', 'ok'],
  keychainLocked: ['keychain', 'warning'],
  keychainDenied: ['keychain', 'fault'],
  keychainMissing: ['keychain', 'fault'],
  keychainHung: ['keychain', 'fault'],
  keychainFault: ['keychain', 'fault'],
  reachAnswers: ['reach', 'ok'],
  reachNoAccount: ['reach', 'ok'],
  reachOffline: ['reach', 'fault'],
  reachSlow: ['reach', 'fault'],
  reachTls: ['reach', 'fault'],
  reachProxyLogin: ['reach', 'fault'],
  reachProxy: ['reach', 'fault'],
  reachRedirect: ['reach', 'fault'],
  reachStrange: ['reach', 'fault'],
  reachFault: ['reach', 'warning'],
  reachNeedsApp: ['reach', 'warning'],
  clockRight: ['clock', 'ok'],
  clockOff: ['clock', 'warning'],
  clockUnknown: ['clock', 'ok'],
  proxyNone: ['proxy', 'ok'],
  proxyUsed: ['proxy', 'ok'],
  proxyBypassIgnored: ['proxy', 'warning'],
  proxyDiffers: ['proxy', 'warning'],
  dxFilesNone: ['dxFiles', 'ok'],
  dxFilesWin: ['dxFiles', 'warning'],
  filesWell: ['files', 'ok'],
  filesDamaged: ['files', 'warning'],
  permissionsPrivate: ['permissions', 'ok'],
  permissionsOpen: ['permissions', 'fault', 'mayFix'],
  permissionsForeign: ['permissions', 'fault'],
  leftoversNone: ['leftovers', 'ok'],
  leftoversFound: ['leftovers', 'warning', 'mayFix'],
  commandOnPath: ['command', 'ok'],
  commandAbsent: ['command', 'warning'],
  hookThere: ['hook', 'ok'],
  hookNone: ['hook', 'ok'],
  hookTwice: ['hook', 'warning'],
  hookOfAnother: ['hook', 'warning'],
  clipboardWell: ['clipboard', 'ok'],
  clipboardNeedsPress: ['clipboard', 'warning'],
  clipboardUnseen: ['clipboard', 'warning'],
  clipboardNone: ['clipboard', 'ok'],
  idleWorking: ['idle', 'ok'],
  idleUnused: ['idle', 'ok'],
  idleDead: ['idle', 'warning'],
  deskUntold: ['idle', 'warning'],
  trayPresent: ['tray', 'ok'],
  trayAbsent: ['tray', 'warning'],
  trayUnknown: ['tray', 'warning'],
  runtimePinned: ['runtime', 'ok'],
  runtimeFallback: ['runtime', 'warning'],
};

const MOST_NAMES = 20;
const LONGEST_NAME = 600;

export function found(what: Known, facts: { names?: readonly string[]; count?: number } = {}): Finding {
  const [id, level, mayFix] = GRADES[what];
  const names = (facts.names ?? []).slice(0, MOST_NAMES).map((name) => name.slice(0, LONGEST_NAME));
  return { id, level, what, names, count: facts.count ?? null, mayFix: mayFix !== undefined };
}

/** Not to know is no good news. */
export function unchecked(id: CheckId): Finding {
  return { id, level: 'warning', what: 'unchecked', names: [], count: null, mayFix: false };
}

const ORDER = [...new Set(Object.values(GRADES).map(([id]) => id))];

/** In one order wherever they come from; of one check, as they came. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => ORDER.indexOf(a.id) - ORDER.indexOf(b.id));
}

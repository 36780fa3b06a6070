/** The treaty's part about how well dxkey stands on this computer: codes and facts. Their words are made at the edges. */
import { z } from 'zod';

/** In the order in which they are told. */
export const CHECKS = [
  'app',
  'socket',
  'keychain',
  'reach',
  'clock',
  'proxy',
  'dxFiles',
  'files',
  'permissions',
  'leftovers',
  'command',
  'hook',
  'clipboard',
  'idle',
  'tray',
  'runtime',
] as const;

/** What a check can find; which level each has stands in main/core/doctor/findings.ts. */
export const FINDING_CODES = [
  'appRunning',
  'appAbsent',
  'appNoDesktop',
  'appLocked',
  'appSilent',
  'appOther',
  'socketAnswers',
  'socketAbsent',
  'socketStale',
  'socketForeign',
  'socketStrange',
  'socketSilent',
  'socketRefused',
  'keychainReady',
  'keychainLocked',
  'keychainDenied',
  'keychainMissing',
  'keychainHung',
  'keychainFault',
  'reachAnswers',
  'reachNoAccount',
  'reachOffline',
  'reachSlow',
  'reachTls',
  'reachProxyLogin',
  'reachProxy',
  'reachRedirect',
  'reachStrange',
  'reachFault',
  'reachNeedsApp',
  'clockRight',
  'clockOff',
  'clockUnknown',
  'proxyNone',
  'proxyUsed',
  'proxyBypassIgnored',
  'proxyDiffers',
  'dxFilesNone',
  'dxFilesWin',
  'filesWell',
  'filesDamaged',
  'permissionsPrivate',
  'permissionsOpen',
  'permissionsForeign',
  'leftoversNone',
  'leftoversFound',
  'commandOnPath',
  'commandAbsent',
  'hookThere',
  'hookNone',
  'hookTwice',
  'hookOfAnother',
  'clipboardWell',
  'clipboardNeedsPress',
  'clipboardUnseen',
  'clipboardNone',
  'idleWorking',
  'idleUnused',
  'idleDead',
  'deskUntold',
  'trayPresent',
  'trayAbsent',
  'trayUnknown',
  'runtimePinned',
  'runtimeFallback',
  /** The check itself failed, was not over in time, or needs the app. */
  'unchecked',
] as const;

const code = z.enum(FINDING_CODES);

export const finding = z.strictObject({
  id: z.enum(CHECKS),
  level: z.enum(['ok', 'warning', 'fault']),
  what: code,
  /** Paths (the home folder as ~), hosts, variables or programs that it is about; never a secret. */
  names: z.array(z.string().max(600)).max(20),
  /** Milliseconds, or how many there are. */
  count: z.number().int().nullable(),
  /** Mending it loses nothing: `--fix` and the window's Fix do it. */
  mayFix: z.boolean(),
});
export const findings = z.array(finding).max(200);

/** What was mended, what could not be, and how it all stands afterwards. */
export const doctorFixed = z.strictObject({ fixed: z.array(code).max(20), failed: z.array(code).max(20), findings });

export type CheckId = (typeof CHECKS)[number];
export type FindingCode = (typeof FINDING_CODES)[number];
export type Finding = z.infer<typeof finding>;
export type DoctorFixed = z.infer<typeof doctorFixed>;

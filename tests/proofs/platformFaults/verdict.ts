/** What must hold after a case: every token that lives on the platform is one that dxkey knows, holds or told of. */
import { inspect } from 'node:util';
import { auditKey, condemnedKey, tokenKey } from '../../../main/core/accounts/keys';
import { errorText as wordsOfCommand } from '../../../main/cli/errorText';
import { ERROR_CODES } from '../../../preload/contract/errors';
import type { ErrorCode } from '../../../preload/contract/errors';
import { errorText as wordsOfWindow } from '../../../renderer/errorText';
import type { LiveToken } from '../../fakes/standinProcess';
import type { FaultKind } from './faults';
import type { Scene, Stage, Told } from './scenes';

export type Finding = 'lost' | 'unknown' | 'undisclosed' | 'stale' | 'wrongWords' | 'leaks';
export type Report = (finding: Finding, what: string) => void;

/** Live tokens that came to be in this case and stand in nothing that dxkey keeps or shows. */
export function strangers(stage: Stage, live: readonly LiveToken[]): LiveToken[] {
  const { services, fakes } = stage.computer;
  const index = fakes.documents.index.saved();
  const known = new Set([
    ...services.tokens.state().rows.map((row) => row.signature),
    ...services.queue.state().entries.map((entry) => entry.signature),
    ...(index?.tokens ?? []).map((token) => token.signature),
    ...(index?.sessions ?? []).map((session) => session.signature),
  ]);
  return live.filter((token) => !stage.others.has(token.signature) && !known.has(token.signature));
}

/** Whether the person was told that this token may be there. */
export function isDisclosed(stage: Stage, told: Told, token: LiveToken): boolean {
  if (token.isSession) return told.details?.sessionMayExist === true;
  const { mayExist } = stage.computer.services.tokens.state();
  return told.code === 'MINT_UNCERTAIN' && mayExist.some((one) => one.label === token.label);
}

/** The final state: a working list, the account signed in again, and the queue has run. */
export function judgeEnd(stage: Stage, live: readonly LiveToken[], report: Report): void {
  const { services, fakes } = stage.computer;
  const isLive = (signature: string): boolean => live.some((token) => token.signature === signature);
  const index = fakes.documents.index.saved();
  const queue = services.queue.state().entries;
  for (const signature of stage.held) {
    if (!isLive(signature)) continue;
    const record = index?.tokens.find((token) => token.signature === signature);
    const isKept = record?.isHeld === true && fakes.secrets.entries.has(tokenKey(record.accountId, signature));
    if (!isKept) report('lost', 'a living token that was held');
  }
  for (const signature of stage.condemned) if (isLive(signature)) report('lost', 'a revocation that was promised');
  for (const row of services.tokens.state().rows) {
    if (row.state === 'live' && !isLive(row.signature)) report('stale', `a dead token as ${row.state}`);
    if (row.state === 'gone' && isLive(row.signature)) report('stale', 'a living token as gone');
  }
  const keys = new Set([
    // No token: the key of the activity record.
    auditKey,
    ...(index?.tokens ?? []).map((token) => tokenKey(token.accountId, token.signature)),
    ...(index?.sessions ?? []).map((session) => `session/${session.accountId}`),
    ...queue.map((entry) => condemnedKey(entry.signature)),
  ]);
  for (const key of fakes.secrets.entries.keys())
    if (!keys.has(key)) report('unknown', `a secret that no file knows: ${key.split('/')[0] ?? ''}`);
}

const isCode = (code: string): code is ErrorCode => (ERROR_CODES as readonly string[]).includes(code);

export function judgeWords(scene: Scene, fault: FaultKind, persists: boolean, told: Told, report: Report): void {
  const own = scene.kind === 'silent' || (scene.kind === 'retried' && !persists && fault.isRetried) ? null : fault.code;
  const expected = scene.tells?.(own, fault) ?? own ?? 'done';
  if (told.code !== expected) report('wrongWords', `${told.code}, not ${expected}`);
  if (!isCode(told.code)) return;
  const answer = { code: told.code, details: told.details };
  const window = wordsOfWindow(answer);
  const command = wordsOfCommand(told.code, told.details);
  if (window.title === '' || window.next === '' || command.trim() === '') report('wrongWords', `${told.code} has none`);
  if (told.details?.retryAfterMs !== undefined && !(window.next.includes('wait') && command.includes('wait')))
    report('wrongWords', 'a wait that is not told');
  if (told.details?.sessionMayExist === true && !(window.next.includes('session') && command.includes('session')))
    report('wrongWords', 'a session that may exist is not told');
  // Queued and shown elsewhere, a note carries its code alone.
  const isWhole = told.details !== undefined || scene.kind === 'once';
  if (isWhole && fault.isLongWait && told.code === fault.code && (told.details?.retryAfterMs ?? 0) < 100_000)
    report('wrongWords', 'a long wait that is not told');
}

/** Nothing that opens an account stands in a log or a file. */
export function judgeLeaks(stage: Stage, report: Report): void {
  const { fakes, log } = stage.computer;
  const documents = Object.values(fakes.documents).map((document) => document.saved());
  const text = `${inspect(log.entries, { depth: 12 })}${JSON.stringify(documents)}`;
  const secrets = [...stage.secrets, ...fakes.secrets.entries.values(), stage.standin.account(stage.username).password];
  if (secrets.some((secret) => secret !== '' && text.includes(secret))) report('leaks', 'a secret in a log or a file');
}

/** What a press in the tray's menu does: each answer is said, each destroying act asks first and says what would stop. */
import type { CopyOutcome, Output, TokenRow } from '../../preload/contract/contract';
import { AppError, isAppError } from '../core/errors';
import type { Log } from '../core/ports';
import type { Services } from '../core/services';
import { accountName, tokenName } from './trayMenu';
import type { TrayAction } from './trayMenu';
import { words } from './words';

export interface TrayActionParts {
  services: Pick<Services, 'accounts' | 'session' | 'tokens' | 'rotations' | 'clipboard' | 'lock' | 'erase' | 'panic'> & {
    idle: Pick<Services['idle'], 'input' | 'stay'>;
  };
  /** Asks with a native dialog; answers the index of the button, the last one being the safe way out. */
  ask(question: { title: string; message: string; detail: string; buttons: string[] }): Promise<number>;
  notify(title: string, body: string): void;
  /** Said in any case, whatever is set for notices. */
  tellFailure(title: string, body: string): void;
  nowMs(): number;
  showWindow(): void;
  quit(): void;
  log: Log;
}

/** Never rejects: what failed is told to the person. */
export async function runTrayAction(action: TrayAction, parts: TrayActionParts): Promise<void> {
  try {
    // A press in our menu is the person's own hand.
    parts.services.idle.input();
    await perform(action, parts);
  } catch (error) {
    const code = isAppError(error) ? error.code : 'INTERNAL';
    if (code === 'INTERNAL') parts.log.warn('tray.fault', { action: action.kind }, error);
    parts.tellFailure(words.outcome.failed, words.outcome.failedCode(code));
  }
}

async function perform(action: TrayAction, parts: TrayActionParts): Promise<void> {
  if (action.kind !== 'open' && action.kind !== 'quit' && action.kind !== 'panic') checkOpen(parts);
  switch (action.kind) {
    case 'open':
      parts.showWindow();
      return;
    case 'panic':
      parts.services.panic.ask();
      parts.showWindow();
      return;
    case 'quit':
      parts.quit();
      return;
    case 'stay':
      parts.services.idle.stay();
      return;
    case 'lock':
      parts.services.lock.lock('person');
      return;
    case 'switch':
      parts.services.accounts.switchTo({ accountId: action.accountId });
      parts.showWindow();
      return;
    case 'signOut':
      await signOut(action.accountId, parts);
      return;
    case 'copy':
      await copy(action, parts);
      return;
    case 'pause':
      await pause(action, parts);
      return;
    case 'resume': {
      const row = await parts.services.tokens.resume(action);
      parts.notify(words.pause.resumed(nameOf(row)), whose(action.accountId, parts));
      return;
    }
    case 'rotate':
      await rotate(action, parts);
      return;
    case 'clearClipboard':
      await clearClipboard(parts);
      return;
    case 'revoke':
      await revoke(action, parts);
  }
}

/** SECURITY: a menu or a question that stood open when the lock closed does nothing behind it. */
function checkOpen({ services }: TrayActionParts): void {
  if (services.lock.isLocked()) throw new AppError('APP_LOCKED');
  if (services.erase.state().phase !== 'none') throw new AppError('REFUSED');
}

interface Meant {
  accountId: string;
  signature: string;
}

async function copy({ accountId, signature }: Meant, parts: TrayActionParts): Promise<void> {
  const outcome = await parts.services.tokens.copy({ accountId, signature });
  const name = nameOf(parts.services.tokens.stateOf(accountId).rows.find((row) => row.signature === signature));
  const [title, body] = copyNotice(name, outcome, parts.nowMs());
  parts.notify(title, `${whose(accountId, parts)}. ${body}`);
}

export function copyNotice(name: string, outcome: CopyOutcome, nowMs: number): [string, string] {
  if (outcome.outcome === 'needsPress') return [words.press.title, words.outcome.needsPress];
  const title = outcome.outcome === 'copied' ? words.outcome.copied(name) : words.outcome.copiedUnverified(name);
  if (outcome.clearsAtMs === null) return [title, words.outcome.staysInClipboard];
  return [title, words.outcome.clears(Math.max(0, Math.round((outcome.clearsAtMs - nowMs) / 1000)))];
}

/** Whose it is, said wherever something is asked or told. */
function whose(accountId: string, { services }: TrayActionParts): string {
  const card = services.accounts.state().list.find(({ account }) => account.id === accountId);
  return card === undefined ? words.unnamedAccount : accountName(card);
}

async function revoke({ accountId, signature }: Meant, parts: TrayActionParts): Promise<void> {
  const { tokens } = parts.services;
  const { row, running, leases, childCount } = await tokens.previewRevoke({ accountId, signature });
  const name = nameOf(row);
  const canWait = !running.isKnown || running.count > 0;
  const buttons = [words.revoke.now, ...(canWait ? [words.revoke.whenDone] : []), words.revoke.cancel];
  const owner = words.revoke.of(whose(accountId, parts));
  const detail = [owner, ...consequences(running, leases.length), ...children(childCount), words.revoke.forGood].join('\n');
  const pressed = await parts.ask({ title: words.revoke.title, message: words.revoke.ask(name), detail, buttons });
  if (pressed === buttons.length - 1) return;
  checkOpen(parts);
  const when = canWait && pressed === 1 ? 'whenJobsDone' : 'now';
  const { outcome } = await tokens.revoke({ accountId, signature, when });
  parts.notify(outcome === 'queued' ? words.outcome.queued(name) : words.outcome.revoked(name), whose(accountId, parts));
}

/** Asks what becomes of the old token. What it may reach can be chosen in the window alone. */
async function rotate({ accountId, signature }: Meant, parts: TrayActionParts): Promise<void> {
  const { rotations } = parts.services;
  const said = words.rotate;
  const preview = await rotations.preview({ accountId, signature });
  const name = nameOf(preview.row);
  const question = { title: said.title, message: said.ask(name) };
  const owner = words.revoke.of(whose(accountId, parts));
  if (preview.row.scope.kind === 'unknown') {
    const pressed = await parts.ask({
      ...question,
      detail: `${owner}\n${said.scopeUnknown}`,
      buttons: [words.tray.open, words.revoke.cancel],
    });
    if (pressed === 0) parts.showWindow();
    return;
  }
  if (preview.madeBy === null) throw new AppError('CANNOT_MINT');
  // SECURITY: what may be in use elsewhere is revoked by a button of its own, which is not the first.
  const ends = preview.isExposed ? (['keep', 'revoke'] as const) : (['revoke', 'keep'] as const);
  const buttons = [...ends.map((end) => said.buttons[end]), words.revoke.cancel];
  const old = ends[await parts.ask({ ...question, detail: [owner, ...rotationLines(preview)].join('\n'), buttons })];
  if (old === undefined) return;
  checkOpen(parts);
  const mayRevokeExposed = old === 'revoke' && preview.isExposed;
  const rotated = await rotations.rotate({ accountId, signature, scope: null, lengthMs: null, old, mayRevokeExposed });
  const [title, body] = rotated.isSwitched ? [said.done(name), said.oldEnds[rotated.old]] : [said.unproven(name), said.unprovenBody];
  parts.notify(title, `${whose(accountId, parts)}. ${body}`);
}

function rotationLines({ leases, isExposed }: Output<'rotation.preview'>): string[] {
  const said = words.rotate;
  return [said.lead, ...(leases.length === 0 ? [] : [said.leases(leases.length)]), ...(isExposed ? [said.exposed] : [])];
}

const NAMED = 8;

/** At once where nobody holds it; else what would end is named first. */
async function pause({ accountId, signature }: Meant, parts: TrayActionParts): Promise<void> {
  const { tokens } = parts.services;
  const { row, leases } = await tokens.previewPause({ accountId, signature });
  const said = words.pause;
  const name = nameOf(row);
  if (leases.length > 0) {
    const named = leases.slice(0, NAMED).map(({ program, pid, kind }) => said.ends(program, pid, kind));
    const more = leases.length > NAMED ? [said.more(leases.length - NAMED)] : [];
    const detail = [words.revoke.of(whose(accountId, parts)), ...named, ...more, said.read].join('\n');
    const buttons = [said.now, words.revoke.cancel];
    if ((await parts.ask({ title: said.title, message: said.ask(name), detail, buttons })) !== 0) return;
    checkOpen(parts);
  }
  await tokens.pause({ accountId, signature });
  parts.notify(said.done(name), `${whose(accountId, parts)}. ${said.doneBody}`);
}

async function clearClipboard({ services, notify, tellFailure }: TrayActionParts): Promise<void> {
  const { lastOutcome } = await services.clipboard.clear();
  const [title, body] = words.clipboard[lastOutcome ?? 'replaced'];
  // What may still be there is said in any case.
  if (lastOutcome === 'failed' || lastOutcome === 'unverified') tellFailure(title, body);
  else notify(title, body);
}

async function signOut(accountId: string, parts: TrayActionParts): Promise<void> {
  const { session } = parts.services;
  const { openedBy, running, leases, heldCount, childCount } = await session.previewSignOut({ accountId });
  const said = words.signOut;
  // A session opened by an API token: forgetting comes first, destroying it is the other button.
  const choices = signOutChoices(openedBy, leases.length);
  const detail = [
    ...(openedBy === 'token' ? [said.byToken, ...consequences(running, leases.length)] : [said.tokensStay(heldCount)]),
    ...(openedBy === 'password' && running.isKnown && running.count > 0 ? consequences(running, leases.length) : []),
    ...children(childCount),
    ...(leases.length === 0 ? [] : [said.commands(leases.length)]),
  ].join('\n');
  const buttons = [...choices.map((choice) => choice.label), words.revoke.cancel];
  const choice = choices[await parts.ask({ title: said.title, message: said.ask(whose(accountId, parts)), detail, buttons })];
  if (choice === undefined) return;
  checkOpen(parts);
  await session.signOut({ accountId, kind: choice.kind, commands: choice.commands });
}

interface SignOutChoice {
  label: string;
  kind: 'destroy' | 'forget';
  commands: 'end' | 'letFinish';
}

/** What holds a token here is asked about too; a token that is destroyed ends what runs on it in any case. */
function signOutChoices(openedBy: 'password' | 'token', leaseCount: number): SignOutChoice[] {
  const said = words.signOut;
  const first = { label: openedBy === 'token' ? said.forget : said.signOut, kind: openedBy === 'token' ? 'forget' : 'destroy' } as const;
  return [
    { ...first, commands: 'letFinish' },
    ...(leaseCount === 0 ? [] : [{ ...first, label: said.andEnd(first.label, leaseCount), commands: 'end' } as const]),
    ...(openedBy === 'token' ? [{ label: said.destroy, kind: 'destroy', commands: 'letFinish' } as const] : []),
  ];
}

const children = (count: number | null): string[] => (count === null || count === 0 ? [] : [words.revoke.children(count)]);

function consequences(running: { isKnown: boolean; count: number; isAtLeast: boolean }, leaseCount: number): string[] {
  const jobs = !running.isKnown
    ? words.revoke.runningUnknown
    : running.count === 0
      ? words.revoke.nothingRuns
      : words.revoke.running(running.count, running.isAtLeast);
  return leaseCount === 0 ? [jobs] : [jobs, words.revoke.leases(leaseCount)];
}

function nameOf(row: TokenRow | undefined): string {
  return row === undefined ? words.unnamedToken : tokenName(row);
}

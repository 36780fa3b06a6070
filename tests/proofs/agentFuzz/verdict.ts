/** What each line has to be answered with, read from the bytes that were sent; and whether what came is that, and holds no secret. */
import { operations, request, type OperationName } from '../../../main/agent/messages';
import { MAX_REQUEST_BYTES, PROTOCOL_VERSION } from '../../../main/agent/protocol';
import { ERROR_CODES } from '../../../preload/contract/errors';
import { LABELS } from './computer';

export interface Expected {
  /** Null where the line names no number that can be read. */
  id: number | null;
  op: OperationName | null;
  /** `carriedOut`: the app does what is asked, and says how it went. */
  what: 'invalid' | 'refused' | 'carriedOut';
  input: Record<string, unknown>;
}

/** Of one connection: the lines that its bytes make, and what its other end has come to know. */
export interface Script {
  lines: Expected[];
  /** The connection is out of step after these: answered once more, and ended. */
  isBroken: boolean;
}

export function readScript(bytes: Buffer, state: { isForeign: boolean }): Script {
  const lines: Expected[] = [];
  for (let rest = bytes; rest.length > 0;) {
    const end = rest.indexOf(0x0a);
    const line = rest.subarray(0, end);
    rest = rest.subarray(end + 1);
    const text = line.length > MAX_REQUEST_BYTES ? null : textOf(line);
    if (text === null) return { lines, isBroken: true };
    lines.push(expectedOf(text, state));
  }
  return { lines, isBroken: false };
}

function textOf(line: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(line);
  } catch {
    return null;
  }
}

function expectedOf(text: string, state: { isForeign: boolean }): Expected {
  const nothing = { id: null, op: null, what: 'invalid', input: {} } as const;
  let sent: unknown;
  try {
    sent = JSON.parse(text);
  } catch {
    return nothing;
  }
  const read = request.safeParse(sent);
  if (!read.success) return nothing;
  const { id, op } = read.data;
  const known = Object.hasOwn(operations, op) ? (op as OperationName) : null;
  const given = known === null ? null : operations[known].input.safeParse(read.data.input);
  const input = (given?.success === true ? given.data : {}) as Record<string, unknown>;
  if (known === 'hello' && given?.success === true) state.isForeign = input.protocol !== PROTOCOL_VERSION;
  else if (state.isForeign && known !== 'hello') return { id, op: known, what: 'refused', input };
  return { id, op: known, what: given?.success === true ? 'carriedOut' : 'invalid', input };
}

export interface Judge {
  /** Looks through whatever the app said. */
  search(where: string, text: string): void;
  /** Strikes off what this line answers. Answers the lease that it lent, if any. */
  judge(line: string, open: Expected[], isFlood: boolean): string | null;
  found(kind: 'crashes' | 'leaks' | 'wrong', what: string): void;
  tally: { crashes: number; leaks: number; wrong: number; accepted: number; lent: number };
}

export function createJudge({ secrets, study }: { secrets: string[]; study: string }): Judge {
  const tally = { crashes: 0, leaks: 0, wrong: 0, accepted: 0, lent: 0 };
  let told = 0;
  const found: Judge['found'] = (kind, what) => {
    tally[kind] += 1;
    if ((told += 1) <= 20) process.stderr.write(`${kind}: ${what}\n`);
  };
  const search: Judge['search'] = (where, text) => {
    if (secrets.some((secret) => text.includes(secret))) found('leaks', where);
  };
  /** A secret that this answer may carry is looked at, and taken out of it; it is nobody else's. */
  const lent = (op: OperationName | null, value: Record<string, unknown>, input: Record<string, unknown>): void => {
    if (op === 'createToken' && input.print === true && typeof value.secret === 'string') {
      if (secrets.includes(value.secret)) found('leaks', 'a new token that is an old one');
      else secrets.push(value.secret);
      delete value.secret;
    }
    if (op !== 'beginLease') return;
    tally.lent += 1;
    const isRight = value.label === LABELS.study ? value.secret === study : !secrets.slice(0, 5).includes(String(value.secret));
    if (value.label === LABELS.guarded || value.label === LABELS.asked || !isRight) found('leaks', `lent ${String(value.label)}`);
    delete value.secret;
  };
  const judge: Judge['judge'] = (line, open, isFlood) => {
    const answer = JSON.parse(line) as {
      id?: number | null;
      event?: string;
      ok?: boolean;
      value?: Record<string, unknown>;
      error?: { code?: string };
    };
    const isFit = (one: Expected): boolean => one.id === answer.id && fits(answer, one, isFlood);
    // Numbers may come twice: a refusal goes first to a line that had to be refused.
    const sure = answer.ok === false ? open.findIndex((one) => one.what !== 'carriedOut' && isFit(one)) : -1;
    const at = sure === -1 ? open.findIndex(isFit) : sure;
    const one = at === -1 ? undefined : open.splice(at, 1)[0];
    if (answer.error?.code === 'INTERNAL') found('crashes', `INTERNAL, asked ${String(open[0]?.op)}`);
    else if (one === undefined && answer.event === undefined)
      found('wrong', `${line.slice(0, 200)}, due: ${JSON.stringify(open.map(({ id, op, what }) => [id, op, what])).slice(0, 300)}`);
    let lease: string | null = null;
    if (one !== undefined && answer.ok === true && answer.value !== undefined) {
      tally.accepted += 1;
      if (one.op === 'beginLease') lease = (answer.value.lease as { id: string }).id;
      lent(one.op, answer.value, one.input);
    }
    search(`an answer to ${String(one?.op)}`, JSON.stringify(answer));
    return lease;
  };
  return { search, judge, found, tally };
}

function fits(answer: { ok?: boolean; value?: unknown; error?: { code?: string } }, one: Expected, isFlood: boolean): boolean {
  const code = answer.error?.code ?? '';
  if (answer.ok === false && !(ERROR_CODES as readonly string[]).includes(code)) return false;
  // Told to come back: only where more is under way on this connection than any command has.
  if (isFlood && code === 'REFUSED') return true;
  if (one.what === 'refused') return code === 'REFUSED';
  if (one.what === 'invalid') return code === 'INVALID_INPUT';
  return answer.ok === false || (answer.ok === true && one.op !== null && operations[one.op].output.safeParse(answer.value).success);
}

/**
 * Calls with text arguments on a session bus, in a few lines, for the command: the library that the app uses costs every `dxkey env`
 * more than the command itself. Little-endian, as every bus of a computer that Electron runs on.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { type BusCall, BusError, type Environment, type SessionBus, sessionBusPath } from './bus';

const CALL = 1;
const REPLY = 2;
const ERROR = 3;
const FIELD = { path: 1, interface: 2, member: 3, errorName: 4, replySerial: 5, destination: 6, signature: 8 } as const;
/** Answers to what we ask are a few hundred bytes. */
const LARGEST_BYTES = 1_000_000;
const FIXED_HEADER_BYTES = 16;
const HELLO: BusCall = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
  member: 'Hello',
};

export type PlainBus = Pick<SessionBus, 'call' | 'close'>;

// ---- Writing

const padded = (bytes: Buffer, to: number): Buffer => Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)]);

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function textBytes(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([u32(bytes.length), bytes, Buffer.alloc(1)]);
}

const signatureBytes = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1'), Buffer.alloc(1)]);

/** A call's bytes; arguments are texts alone. */
function messageOf(call: BusCall, serial: number): Buffer {
  const texts = (call.body ?? []).map(String);
  const body = texts.reduce((bytes, text) => Buffer.concat([padded(bytes, 4), textBytes(text)]), Buffer.alloc(0));
  const fields: [code: number, type: string, value: Buffer][] = [
    [FIELD.path, 'o', textBytes(call.path)],
    [FIELD.interface, 's', textBytes(call.interface)],
    [FIELD.member, 's', textBytes(call.member)],
    [FIELD.destination, 's', textBytes(call.destination)],
    ...(texts.length === 0 ? [] : [[FIELD.signature, 'g', signatureBytes('s'.repeat(texts.length))] as [number, string, Buffer]]),
  ];
  const list = fields.reduce(
    (bytes, [code, type, value]) => Buffer.concat([padded(bytes, 8), Buffer.from([code]), signatureBytes(type), value]),
    Buffer.alloc(0),
  );
  const head = Buffer.concat([Buffer.from('l'), Buffer.from([CALL, 0, 1]), u32(body.length), u32(serial), u32(list.length), list]);
  return Buffer.concat([padded(head, 8), body]);
}

// ---- Reading

interface Message {
  type: number;
  replySerial: number;
  errorName: string | null;
  body: unknown[];
}

/** Reads values one after the other; a type that none of our answers has throws. */
function readValue(bytes: Buffer, from: number, type: string): { value: unknown; next: number } {
  const aligned = (to: number): number => from + ((to - (from % to)) % to);
  if (type === 'u' || type === 'b') {
    const value = bytes.readUInt32LE(aligned(4));
    return { value: type === 'b' ? value !== 0 : value, next: aligned(4) + 4 };
  }
  if (type === 's' || type === 'o') {
    const start = aligned(4) + 4;
    const end = start + bytes.readUInt32LE(aligned(4));
    return { value: bytes.toString('utf8', start, end), next: end + 1 };
  }
  const end = from + 1 + bytes.readUInt8(from);
  const inner = bytes.toString('latin1', from + 1, end);
  if (type === 'g') return { value: inner, next: end + 1 };
  if (type !== 'v') throw new BusError('refused', { errorName: 'a type that is not read here' });
  const { value, next } = readValue(bytes, end + 1, inner);
  return { value: { value }, next };
}

/** The first message in `bytes` and how long it is; null while it is not whole. */
function readMessage(bytes: Buffer): { message: Message; length: number } | null {
  if (bytes.length < FIXED_HEADER_BYTES) return null;
  if (bytes.toString('latin1', 0, 1) !== 'l') throw new BusError('noBus');
  const fieldsEnd = FIXED_HEADER_BYTES + bytes.readUInt32LE(12);
  const bodyStart = fieldsEnd + ((8 - (fieldsEnd % 8)) % 8);
  const length = bodyStart + bytes.readUInt32LE(4);
  if (length > LARGEST_BYTES) throw new BusError('noBus');
  if (bytes.length < length) return null;
  const fields = new Map<number, unknown>();
  for (let at = FIXED_HEADER_BYTES; at < fieldsEnd;) {
    at += (8 - (at % 8)) % 8;
    const { value, next } = readValue(bytes, at + 1, 'v');
    fields.set(bytes.readUInt8(at), (value as { value: unknown }).value);
    at = next;
  }
  const type = bytes.readUInt8(1);
  const signature = fields.get(FIELD.signature);
  const body: unknown[] = [];
  // Signals may hold anything; nobody here asked for them.
  const types = (type === REPLY || type === ERROR) && typeof signature === 'string' ? signature : '';
  const content = bytes.subarray(bodyStart, length);
  let at = 0;
  for (const one of types) {
    const { value, next } = readValue(content, at, one);
    body.push(value);
    at = next;
  }
  const serial = fields.get(FIELD.replySerial);
  const errorName = fields.get(FIELD.errorName);
  const message = {
    type,
    replySerial: typeof serial === 'number' ? serial : 0,
    errorName: typeof errorName === 'string' ? errorName : null,
    body,
  };
  return { message, length };
}

// ---- The connection

/** Throws BusError('noBus') where there is none; every call has a bound. */
export async function openPlainBus(options: { env: Environment; callBoundMs: number }): Promise<PlainBus> {
  const path = sessionBusPath(options.env);
  if (path === null) throw new BusError('noBus');
  const socket = connect(path);
  const calls = createCalls(socket, options.callBoundMs);
  const bus = { call: calls.call, close: () => socket.destroy() };
  try {
    await calls.whenIn;
    await calls.call(HELLO);
    return bus;
  } catch (error) {
    bus.close();
    throw error;
  }
}

function createCalls(socket: Socket, boundMs: number): { whenIn: Promise<void>; call: PlainBus['call'] } {
  const waiting = new Map<number, (outcome: Message | BusError) => void>();
  let lastSerial = 0;
  let gone: BusError | null = null;
  let received: Buffer = Buffer.alloc(0);
  let isIn = false;
  let enter: (outcome: BusError | null) => void = () => undefined;

  const whenIn = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      fail(new BusError('noAnswer'));
    }, boundMs);
    enter = (outcome) => {
      clearTimeout(timer);
      if (outcome === null) resolve();
      else reject(outcome);
    };
  });

  function fail(error: BusError): void {
    gone ??= error;
    enter(gone);
    for (const settle of waiting.values()) settle(gone);
    waiting.clear();
    socket.destroy();
  }

  function take(): void {
    if (!isIn) {
      const end = received.indexOf('\r\n');
      if (end === -1) return;
      if (!received.toString('latin1', 0, end).startsWith('OK ')) throw new BusError('noBus');
      received = received.subarray(end + 2);
      isIn = true;
      socket.write('BEGIN\r\n');
      enter(null);
    }
    for (let read = readMessage(received); read !== null; read = readMessage(received)) {
      received = received.subarray(read.length);
      const { message } = read;
      if (message.type !== REPLY && message.type !== ERROR) continue;
      waiting.get(message.replySerial)?.(message);
      waiting.delete(message.replySerial);
    }
  }

  greet(socket, fail);
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    try {
      take();
    } catch (error) {
      fail(error instanceof BusError ? error : new BusError('noBus', { cause: error }));
    }
  });

  return {
    whenIn,
    call: (call) =>
      new Promise((resolve, reject) => {
        if (gone !== null) {
          reject(gone);
          return;
        }
        const serial = ++lastSerial;
        const timer = setTimeout(() => {
          waiting.get(serial)?.(new BusError('noAnswer'));
          waiting.delete(serial);
        }, boundMs);
        waiting.set(serial, (outcome) => {
          clearTimeout(timer);
          if (outcome instanceof BusError) reject(outcome);
          else if (outcome.type === ERROR) reject(new BusError('refused', { errorName: outcome.errorName ?? '' }));
          else resolve(outcome.body);
        });
        socket.write(messageOf(call, serial));
      }),
  };
}

/** Says who we are as soon as somebody listens; the bus asks the system whether that is true. */
function greet(socket: Socket, fail: (error: BusError) => void): void {
  socket.on('error', (error) => {
    fail(new BusError('noBus', { cause: error }));
  });
  socket.on('close', () => {
    fail(new BusError('noBus'));
  });
  socket.once('connect', () => {
    const uid = String(process.getuid?.() ?? 0);
    socket.write(`\0AUTH EXTERNAL ${Buffer.from(uid, 'latin1').toString('hex')}\r\n`);
  });
}

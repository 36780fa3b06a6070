import { chmodSync, closeSync, constants, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../core/ports';
import { AppError } from '../core/errors';
import { REDACTED, createRedaction, isSecretName } from './redaction';

const LARGEST_BYTES = 1_000_000;
const KEPT_FILES = 3;
const LONGEST_LINE = 4_000;

type Fields = Record<string, string | number | boolean | null>;

export interface FileLog extends Log {
  /** Names a string that must never be written (a password while it is in use, a pasted token). */
  hide(secret: string): void;
}

/** What may be said of an error: never a body, and its message only after redaction. */
function tellError(error: unknown): Fields {
  if (error instanceof AppError) {
    const cause = error.cause === undefined ? {} : prefixed('cause', tellError(error.cause));
    return { code: error.code, reached: error.reached, requestId: error.details?.requestId ?? null, ...cause };
  }
  if (error instanceof Error) {
    const code: unknown = 'code' in error ? error.code : undefined;
    return {
      error: error.name,
      message: error.message,
      ...(typeof code === 'string' ? { errorCode: code } : {}),
      stack: (error.stack ?? '').split('\n').slice(1, 6).join(' <-').replace(/\s+/gu, ' '),
    };
  }
  return { error: typeof error };
}

function prefixed(prefix: string, fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${prefix}.${name}`, value]));
}

/** Opens for appending, refusing a link that somebody else may have put there. */
function openForAppend(path: string): number {
  const descriptor = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  // SECURITY: a log of an older version or a loose umask may stand readable; 0600 is made true on every open.
  chmodSync(path, 0o600);
  return descriptor;
}

function rotate(path: string): void {
  rmSync(`${path}.${String(KEPT_FILES - 1)}`, { force: true });
  for (let number = KEPT_FILES - 2; number >= 1; number -= 1) {
    try {
      renameSync(`${path}.${String(number)}`, `${path}.${String(number + 1)}`);
    } catch {
      // There is no such older file yet.
    }
  }
  renameSync(path, `${path}.1`);
}

/**
 * One JSON object a line in `FOLDER/dxkey.log`, 0600, three files of 1 MB. Everything is redacted on its way. It never
 * throws: a full disk must not take the app down.
 */
export function createFileLog(options: { folder: string; largestBytes?: number; now?: () => number }): FileLog {
  const path = join(options.folder, 'dxkey.log');
  const largestBytes = options.largestBytes ?? LARGEST_BYTES;
  const now = options.now ?? Date.now;
  const redaction = createRedaction();

  const write = (level: 'info' | 'warn', event: string, fields: Fields): void => {
    try {
      // SECURITY: values are redacted before they are encoded, since JSON's escapes would hide a secret from the patterns.
      const tell = (name: string, value: Fields[string]): Fields[string] => {
        if (isSecretName(name)) return REDACTED;
        return typeof value === 'string' ? redaction.redact(value).slice(0, LONGEST_LINE) : value;
      };
      const clean = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, tell(name, value)]));
      const line = JSON.stringify({ at: new Date(now()).toISOString(), level, event: redaction.redact(event), ...clean });
      mkdirSync(options.folder, { recursive: true, mode: 0o700 });
      const descriptor = openForAppend(path);
      let size: number;
      try {
        writeSync(descriptor, `${line}\n`);
        size = fstatSync(descriptor).size;
      } finally {
        closeSync(descriptor);
      }
      if (size >= largestBytes) rotate(path);
    } catch {
      // Never throws: there is nowhere to say it.
    }
  };

  return {
    hide: (secret) => {
      redaction.hide(secret);
    },
    info: (event, fields = {}) => {
      write('info', event, fields);
    },
    warn: (event, fields = {}, error) => {
      write('warn', event, error === undefined ? fields : { ...fields, ...tellError(error) });
    },
  };
}

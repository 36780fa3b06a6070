import { vi } from 'vitest';
import type { StandinProcess } from '../../fakes/standinProcess';

// Programs are started and passwords derived here: a bound for a machine that does much else meanwhile.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

export interface Reply {
  status: number;
  body: Record<string, unknown>;
}

/** One POST whose answer is an object, as all of the platform's are. */
export async function call(standin: StandinProcess, path: string, body: unknown = {}, bearer?: string): Promise<Reply> {
  const { status, body: answer } = await standin.post(path, body, bearer);
  return { status, body: answer as Record<string, unknown> };
}

export function errorType(reply: Reply): unknown {
  return (reply.body.error as { type?: unknown } | undefined)?.type;
}

export function errorMessage(reply: Reply): unknown {
  return (reply.body.error as { message?: unknown } | undefined)?.message;
}

export function ids(reply: Reply): string[] {
  return (reply.body.results as { id: string }[]).map((row) => row.id);
}

/** The password form as dx sends it. */
export function typePassword(standin: StandinProcess, username: string, password: string, otp: string | null = null): Promise<Reply> {
  return call(standin, '/system/newAuthToken', { expires: Date.now() + 30 * 86_400_000, username, password, otp });
}

/** A session token of a demo account, by password and, where it is on, a code. */
export async function sessionOf(standin: StandinProcess, username: string): Promise<string> {
  const account = standin.account(username);
  const code = account.otpSecret === undefined ? null : await standin.control.code(username);
  const reply = await typePassword(standin, username, account.password, code);
  return String(reply.body.access_token);
}

export async function isAccepted(standin: StandinProcess, token: string): Promise<boolean> {
  return (await call(standin, '/system/whoami', {}, token)).status === 200;
}

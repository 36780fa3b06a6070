/** What a body carried, told apart because a test asks how often a password, a code or a mint reached the server. */
export const BODY_KINDS = ['password', 'passwordWithCode', 'mint', 'signature', 'empty', 'other', 'malformed', 'unread'] as const;
export type BodyKind = (typeof BODY_KINDS)[number];

export interface RouteCounts {
  /** Requests whose head arrived, whatever became of them. */
  arrived: number;
  bodies: Partial<Record<BodyKind, number>>;
}

/** Counts of one run by route template; nothing of a body itself is kept. */
export interface Ledger {
  arrive(route: string): void;
  carried(route: string, kind: BodyKind): void;
  counts(): Record<string, RouteCounts>;
  clear(): void;
}

export function createLedger(): Ledger {
  let routes = new Map<string, RouteCounts>();
  const of = (route: string): RouteCounts => {
    const counts = routes.get(route) ?? { arrived: 0, bodies: {} };
    routes.set(route, counts);
    return counts;
  };
  return {
    arrive: (route) => {
      of(route).arrived += 1;
    },
    carried: (route, kind) => {
      const { bodies } = of(route);
      bodies[kind] = (bodies[kind] ?? 0) + 1;
    },
    counts: () => Object.fromEntries(routes),
    clear: () => {
      routes = new Map();
    },
  };
}

/** `body` is null where it was not JSON, or not an object. */
export function bodyKind(route: string, body: Record<string, unknown> | null): BodyKind {
  if (body === null) return 'malformed';
  if (route === '/system/newAuthToken') {
    if (!('password' in body)) return 'mint';
    return typeof body.otp === 'string' && body.otp !== '' ? 'passwordWithCode' : 'password';
  }
  if ('password' in body) return typeof body.otp === 'string' && body.otp !== '' ? 'passwordWithCode' : 'password';
  if ('tokenSignature' in body) return 'signature';
  return Object.keys(body).length === 0 ? 'empty' : 'other';
}

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isAppError } from '../../core/errors';
import type { MintScope, NewToken, Platform, PlatformInfo, ServerToken, TokenScope } from '../../core/ports';
import { followPages, pageMark } from './pages';
import type { Action, Transport } from './transport';

type AuthServer = Pick<Platform, 'signIn' | 'mint' | 'destroy' | 'listTokens'>;

const signature = z.string().regex(/^[0-9a-f]{64}$/u);
const userId = z.string().regex(/^user-[^\s/?#%\\]{1,200}$/u);

const newToken = z.object({
  access_token: z
    .string()
    .min(1)
    .max(4_096)
    .regex(/^[\x21-\x7e]+$/u),
  token_signature: z.unknown().optional(),
  user_id: z.unknown().optional(),
});

/** A missing or odd signature is made up for by what PROTOCOL.md says that it is: the sha256 of the token. */
function toNewToken(answer: z.infer<typeof newToken>): NewToken {
  const said = signature.safeParse(answer.token_signature);
  const secret = answer.access_token;
  const known = userId.safeParse(answer.user_id);
  return {
    secret,
    signature: said.success ? said.data : createHash('sha256').update(secret, 'utf8').digest('hex'),
    // The mint's reply is known from a third party only: a token must not be lost over a member that it may lack.
    userId: known.success ? known.data : '',
  };
}

/** A sign-in without a user is no sign-in. */
const signInToken = newToken.extend({ user_id: userId });

function wireScope(scope: MintScope): Record<string, unknown> {
  if (scope.kind === 'full') return { full: true };
  // PROTOCOL.md `?`: sent where a person asked for it, and believed by nobody.
  return { projects: scope.projects, ...(scope.leavesPhiOut === true ? { phiAccess: false } : {}) };
}

const level = z.enum(['VIEW', 'UPLOAD', 'CONTRIBUTE', 'ADMINISTER']);
const projectScope = z.strictObject({
  projects: z.record(z.union([z.literal('*'), z.string().regex(/^project-[0-9A-Za-z]{24}$/u)]), level),
  phiAccess: z.boolean().optional(),
});

/** A scope as a row tells it; one that says what we do not understand in whole is unknown, never guessed smaller. */
export function readScope(raw: unknown): TokenScope {
  if (typeof raw !== 'object' || raw === null) return { kind: 'unknown' };
  if ('full' in raw && raw.full === true) return { kind: 'full' };
  const parsed = projectScope.safeParse(raw);
  if (!parsed.success || Object.keys(parsed.data.projects).length === 0) return { kind: 'unknown' };
  const { projects, phiAccess } = parsed.data;
  return { kind: 'projects', projects, ...(phiAccess === false ? { leavesPhiOut: true as const } : {}) };
}

/** `created`, `expires`, `scope` and `session` of a row are `?` in PROTOCOL.md: read where they make sense, null where not. */
const tokenRow = z.object({
  signature,
  label: z.unknown().optional(),
  parentSignature: z.unknown().optional(),
  created: z.unknown().optional(),
  expires: z.unknown().optional(),
  scope: z.unknown().optional(),
  session: z.unknown().optional(),
});

const time = z.number().int().nonnegative();

function toServerToken(row: z.infer<typeof tokenRow>): ServerToken {
  const parent = signature.safeParse(row.parentSignature);
  const made = time.safeParse(row.created);
  const expires = time.safeParse(row.expires);
  return {
    signature: row.signature,
    label: typeof row.label === 'string' && row.label !== '' ? row.label : null,
    parentSignature: parent.success ? parent.data : null,
    madeMs: made.success ? made.data : null,
    expiresMs: expires.success ? expires.data : null,
    scope: readScope(row.scope),
    isSession: row.session === true,
  };
}

const allTokens = z.object({ tokens: z.array(tokenRow) });
const tokenPage = allTokens.extend({ next: pageMark });
const PAGE_SIZE = 100;

/** The authorisation server: sign-in, minting, revoking, the list of tokens. */
export function createAuthServer(transport: Transport): AuthServer {
  const post = (platform: PlatformInfo, path: string, bearer: string | null, body: Record<string, unknown>) =>
    ({ platform, server: 'auth', path, bearer, body }) as const;

  const findAccessTokens = async (action: Action, platform: PlatformInfo, bearer: string): Promise<ServerToken[]> => {
    const { rows } = await followPages(async (starting) => {
      const body = { label: true, limit: PAGE_SIZE, ...(starting === null ? {} : { starting }) };
      const { tokens, next } = await transport.ask(action, post(platform, '/account/findAccessTokens', bearer, body), tokenPage);
      return { rows: tokens, next };
    });
    return rows.map(toServerToken);
  };

  return {
    async signIn(platform, { username, password, otp, expiresMs }) {
      const body = { expires: expiresMs, username, password, otp };
      const request = { ...post(platform, '/system/newAuthToken', null, body), isOnce: true, asAnswer: ['OTPRequiredError'] };
      const answered = await transport.call(transport.begin(), request);
      if (answered.kind === 'refused') return { kind: 'needsCode' };
      return { kind: 'token', token: toNewToken(transport.read(request, answered, signInToken)) };
    },

    async mint(platform, bearer, { label, scope, expiresMs }) {
      const body = { scope: wireScope(scope), label, ...(expiresMs === null ? {} : { expires: expiresMs }) };
      const request = { ...post(platform, '/system/newAuthToken', bearer, body), isOnce: true };
      return toNewToken(await transport.ask(transport.begin(), request, newToken));
    },

    async destroy(platform, bearer, tokenSignature) {
      const request = post(platform, '/system/destroyAuthToken', bearer, { tokenSignature });
      await transport.ask(transport.begin(), request, z.object({}));
    },

    async listTokens(platform, bearer) {
      const action = transport.begin();
      try {
        return await findAccessTokens(action, platform, bearer);
      } catch (error) {
        // Both routes are known from 2019 alone: where the paged one is gone, the older one may be left.
        if (!isAppError(error, 'NOT_FOUND')) throw error;
        const request = post(platform, '/account/listAuthTokens', bearer, { label: true });
        return (await transport.ask(action, request, allTokens)).tokens.map(toServerToken);
      }
    },
  };
}

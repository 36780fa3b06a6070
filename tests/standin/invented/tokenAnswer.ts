/**
 * OUR INVENTION (PROTOCOL.md `?`): that a mint is answered with the same four members as a sign-in. Those of the sign-in are
 * known from a third party.
 */
import type { TokenRecord } from '../model';

/** The one place where a token's secret leaves the stand-in. */
export function tokenAnswer(made: { secret: string; token: TokenRecord }): Record<string, unknown> {
  const { signature, userId } = made.token;
  return { access_token: made.secret, token_signature: signature, token_type: 'bearer', user_id: userId };
}

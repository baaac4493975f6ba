// What went wrong with the provider, as one of two things: it does not answer, or it says no.
import { errors } from 'jose';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { PROVIDER_FAULTS } from '../auth.ts';

/** It does not answer, or not as a provider does: the same may succeed a moment later. */
export class ProviderAway extends Error {
  constructor(cause: unknown) {
    super('the identity provider does not answer', { cause });
    this.name = 'ProviderAway';
  }
}

/** It answered, and the same would be refused again. `code`: its own word, such as `access_denied` or `invalid_grant`. */
export class ProviderRefused extends Error {
  readonly code: string;

  constructor(code: string, cause?: unknown) {
    super(`the identity provider said ${code}`, { cause });
    this.name = 'ProviderRefused';
    this.code = code;
  }
}

/** Its own words for "not now". */
const AWAY = new Set(['temporarily_unavailable', 'server_error', 'slow_down']);
/** Of openid-client: no answer in time, or one that is no provider's, such as a proxy's page. */
const NO_ANSWER = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
]);
/** What ends a session at a renewal: the grant is used up, revoked, or needs the person. */
const ENDED = new Set([
  'invalid_grant',
  'access_denied',
  'login_required',
  'consent_required',
  'interaction_required',
]);

/** Whether the session that was to be renewed is over; of anything else an operator has to hear, and it goes on a while. */
export const isOver = (error: unknown): boolean =>
  error instanceof ProviderRefused && ENDED.has(error.code);

/** Resolves, for the provider's word may have to be read first. */
export async function providerFault(error: unknown): Promise<ProviderAway | ProviderRefused> {
  if (error instanceof ProviderAway || error instanceof ProviderRefused) return error;
  if (error instanceof oidc.AuthorizationResponseError) {
    return AWAY.has(error.error)
      ? new ProviderAway(error)
      : new ProviderRefused(error.error, error);
  }
  if (error instanceof oidc.ResponseBodyError) {
    const away = error.status >= 500 || error.status === 429 || AWAY.has(error.error);
    return away ? new ProviderAway(error) : new ProviderRefused(error.error, error);
  }
  if (error instanceof oidc.ClientError) {
    const { code = 'unknown' } = error;
    return NO_ANSWER.has(code) ? new ProviderAway(error) : new ProviderRefused(code, error);
  }
  if (error instanceof oidc.WWWAuthenticateChallengeError) {
    return error.status >= 500
      ? new ProviderAway(error)
      : new ProviderRefused(await wordOf(error.response), error);
  }
  if (error instanceof errors.JOSEError) {
    const { code } = error;
    return PROVIDER_FAULTS.has(code) ? new ProviderAway(error) : new ProviderRefused(code, error);
  }
  // fetch failed: nobody listens there, or the name is not known.
  if (error instanceof TypeError && !('code' in error)) return new ProviderAway(error);
  return new ProviderRefused('unknown', error);
}

const said = z.object({ error: z.string().min(1) });

/** Who refuses a client that named itself in a header challenges it (RFC 6749 §5.2), and says why in the body. */
async function wordOf(response: Response): Promise<string> {
  try {
    return said.parse(await response.json()).error;
  } catch {
    // No body, or one that was read: it says no all the same.
    return 'challenge';
  }
}

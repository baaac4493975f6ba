// How the provider of this machine is told where it is, and gateways where to find it: one place, so that they agree.
import { z } from 'zod';
import { integer } from '../../shared/env.ts';

export const CLIENT_ID = 'chat';

export const providerEnv = z.object({
  ISSUER: z.url(),
  HOST: z.string(),
  PORT: integer(1, 65_535, 9400),
  /** The host of the chat's own address, as URLs write it. */
  CHAT_HOST: z.string(),
});

/** What a gateway needs to let people sign in at the provider with that name. */
export const signInEnv = (issuer: string): Record<string, string> => ({
  AUTH_MODE: 'oidc',
  OIDC_ISSUER: issuer,
  OIDC_JWKS_URL: `${issuer}/jwks`,
  OIDC_AUDIENCE: CLIENT_ID,
  OIDC_CLIENT_ID: CLIENT_ID,
  // What somebody set for a provider of theirs is not this one's.
  OIDC_CLIENT_SECRET: '',
  OIDC_ALGORITHMS: '',
  OIDC_SCOPES: '',
  OIDC_PROMPT: '',
  OIDC_ROLES_CLAIM: '',
  OIDC_ROOMS_CLAIM: '',
});

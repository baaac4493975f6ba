// Which tokens open this gateway, as its settings say: guests', an identity provider's, or those and the sessions of people who sign
// in there.
import type { Logger } from '../../shared/logger.ts';
import { seldom } from '../../shared/seldom.ts';
import type { GatewayConfig } from '../config.ts';
import { type Auth, guestAuth } from './auth.ts';
import { oidcAuth } from './oidc.ts';
import type { RenewalOutcome } from './sign-in/member-sessions.ts';
import { withMembers } from './sign-in/members.ts';
import type { Outcome } from './sign-in/outcome.ts';
import { createProvider } from './sign-in/provider.ts';

export interface AuthPorts {
  logger: Logger;
  /** How an attempt to sign in ended. */
  onSignIn: (outcome: Outcome | 'signed-in') => void;
  /** How it ended that a session was to be renewed. */
  onRenewal: (outcome: RenewalOutcome) => void;
}

export function createAuth(config: GatewayConfig, ports: AuthPorts): Auth {
  const { logger, onSignIn, onRenewal } = ports;
  if (config.AUTH_MODE === 'guest') {
    return guestAuth(config.SESSION_SECRET, config.SESSION_TTL_SECONDS);
  }
  const { OIDC_CLIENT_ID: clientId, SESSION_SECRET: secret } = config;
  const claimNames = { rolesClaim: config.OIDC_ROLES_CLAIM, roomsClaim: config.OIDC_ROOMS_CLAIM };
  const onRefused = seldom<string>((why, times) =>
    logger.info({ why, times }, 'a program’s token was refused'),
  );
  const tokens = oidcAuth({
    issuer: config.OIDC_ISSUER,
    audience: config.OIDC_AUDIENCE,
    jwksUrl: config.OIDC_JWKS_URL,
    algorithms: config.OIDC_ALGORITHMS,
    clientId,
    onRefused,
    ...claimNames,
  });
  if (clientId === undefined || secret === undefined) return tokens;
  const onFault = seldom<unknown>((err, times) =>
    logger.warn({ err, times }, 'the identity provider: a session could not be renewed or ended'),
  );
  const onFailure = seldom<{ outcome: Outcome; err: unknown }>((failure, times) =>
    logger.warn({ ...failure, times }, 'somebody could not sign in'),
  );
  const onCut = seldom<{ what: string; user: string }>((cut, times) =>
    logger.warn({ ...cut, times }, 'too large for a cookie of 4,096 bytes'),
  );
  return withMembers(tokens, {
    secret,
    sessionMs: 1_000 * config.SESSION_TTL_SECONDS,
    graceMs: 1_000 * config.OIDC_GRACE_SECONDS,
    claimNames,
    privateRooms: new Set(config.PRIVATE_ROOMS),
    provider: createProvider({
      issuer: config.OIDC_ISSUER,
      clientId,
      clientSecret: config.OIDC_CLIENT_SECRET,
      scopes: config.OIDC_SCOPES,
      prompt: config.OIDC_PROMPT,
      onFault,
    }),
    onFault,
    onRenewal,
    onCut: (what, user) => onCut({ what, user }),
    onSignedIn: () => onSignIn('signed-in'),
    onFailure: (outcome, err) => {
      onSignIn(outcome);
      // A person's no, or too many at once, is nothing to look into.
      if (outcome !== 'denied' && outcome !== 'busy') onFailure({ outcome, err });
    },
  });
}

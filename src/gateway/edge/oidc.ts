// Tokens of an identity provider, checked against its published keys: issuer, audience, expiry and a list
// of algorithms that never holds a symmetric one (RFC 8725 §3.1).
import { errors, type JWTPayload } from 'jose';
import { z } from 'zod';
import { chosenName } from '../../chat/name/commands.ts';
import { type Auth, asUnauthorized, names, TryAgain, Unauthorized } from './auth.ts';
import type { Identity } from './identity.ts';
import { keysAt, mayBeOfNewKey, verified } from './keys.ts';
import { nameFromId, userId } from './names.ts';

export interface OidcOptions extends ClaimNames {
  issuer: string;
  audience: string;
  jwksUrl: string;
  algorithms: string[];
  /** As which people sign in here, where they do. */
  clientId: string | undefined;
  /** A token that opens nothing, but for one that was good once: why. */
  onRefused: (why: string) => void;
}

/** Which claims hold the lists of roles and of private rooms. */
export interface ClaimNames {
  rolesClaim: string;
  roomsClaim: string;
}

/** The role that says that a token is a program's. */
export const BOT = 'bot';

/** Ids that this chat gives to guests and bots: a provider whose people choose their own makes nobody one of them. */
const OWN_ID = /^(guest|bot)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const claims = z.looseObject({
  sub: userId.refine((id) => !OWN_ID.test(id), 'is an id that this chat gives itself'),
  exp: z.number(),
  name: chosenName.optional().catch(undefined),
  preferred_username: chosenName.optional().catch(undefined),
});

export const kindOf = (roles: readonly string[]) => (roles.includes(BOT) ? 'bot' : 'member');

/** Who somebody is by what the provider says of them. Throws where it names nobody. */
export function identityOf(payload: JWTPayload, { rolesClaim, roomsClaim }: ClaimNames): Identity {
  const read = claims.parse(payload);
  const name = read.name ?? read.preferred_username ?? nameFromId(read.sub);
  const roles = names.parse(payload[rolesClaim]);
  return {
    user: { id: read.sub, name, kind: kindOf(roles) },
    roles,
    rooms: names.parse(payload[roomsClaim]),
    expiresAt: read.exp * 1_000,
  };
}

export function oidcAuth(options: OidcOptions): Auth {
  const { issuer, audience, jwksUrl, algorithms, clientId, onRefused } = options;
  const keys = keysAt(jwksUrl);
  const rules = { issuer, audience, algorithms, requiredClaims: ['sub', 'exp'] };
  const read = async (token: string): Promise<Identity> => {
    const payload = await verified(token, keys, rules);
    if (clientId !== undefined && isOfSignIn(payload, clientId)) {
      throw new Unauthorized('an ID token of somebody’s sign-in here, which is no program’s');
    }
    return identityOf(payload, options);
  };
  /** Whoever sent it is told nothing of it, and a provider or a gateway that is set up otherwise than it should be refuses everybody. */
  const refused = (error: unknown): unknown => {
    if (isEarly(error)) return new TryAgain('the token is not good yet: clocks differ', error);
    const fault = asUnauthorized(error);
    const isOld = error instanceof errors.JWTExpired;
    if (fault instanceof Unauthorized && !isOld) onRefused(fault.message);
    return fault;
  };
  return {
    mode: 'oidc',
    authenticate: async (token) => {
      // Fetched a moment ago: what does not fit now may be of a key that is newer.
      const fetchedJustNow = keys.coolingDown;
      try {
        return await read(token);
      } catch (error) {
        if (!mayBeOfNewKey(error)) throw refused(error);
        if (fetchedJustNow)
          throw new TryAgain('the token is of a key that was not known yet', error);
      }
      try {
        // A key nobody knew was looked for by now; one that came under the name of another was not.
        if (!keys.coolingDown) await keys.reload();
        return await read(token);
      } catch (error) {
        throw refused(error);
      }
    },
  };
}

/** Whoever made it a moment ago has a clock that is a little ahead of ours. */
const isEarly = (error: unknown): boolean =>
  error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf';

/** Such a token stands in the address of the sign-out at the provider, and so in the browser's history. */
const isOfSignIn = ({ aud, nonce }: JWTPayload, clientId: string): boolean =>
  nonce !== undefined && [aud].flat().includes(clientId);

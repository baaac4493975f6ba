// Who a request comes from.
import type { IncomingMessage } from 'node:http';
import { type Auth, Unauthorized } from './auth.ts';
import type { Identity } from './identity.ts';
import { tokenOf } from './request-token.ts';

/** Rejects with {@link Unauthorized} without a valid token. */
export async function identify(auth: Auth, request: IncomingMessage): Promise<Identity> {
  const token = tokenOf(request);
  if (token === undefined) throw new Unauthorized('no token');
  return await auth.authenticate(token);
}

// /api/session: POST gives a token (and the browser a cookie), GET says who one is and renews the cookie unless it is asked not to,
// DELETE forgets it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { chosenName } from '../../chat/name/commands.ts';
import { bytesOf, json, queryOf } from '../../shared/http.ts';
import { LogUnreadable } from '../log/direct-get.ts';
import type { Names } from '../name/names.ts';
import { type Auth, COME_BACK_SECONDS, type Issued, Unauthorized } from './auth.ts';
import { clearCookie, SESSION, setCookie } from './cookies.ts';
import { type Made, type Refused, renewed, signIn } from './guests.ts';
import { identify } from './identify.ts';
import type { Identity } from './identity.ts';
import { knownSession } from './known-session.ts';
import { type OriginRules, originAllowed } from './origin.ts';
import { bearerOf, sessionCookieOf, tokenOf } from './request-token.ts';
import { endMember, isMembers, memberOf } from './sign-in/member-requests.ts';
import { isMemberToken } from './sign-in/member-token.ts';
import { SIGN_IN } from './sign-in/routes.ts';

const BODY_MAX_BYTES = 16_384;

/** Without a name: whoever the token says, for longer. */
const guestBody = z.object({ name: chosenName.optional() });

export interface SessionPorts {
  auth: Auth;
  names: Pick<Names, 'claim' | 'held' | 'release'>;
  /** Who somebody is by now: their name may be another one than their token's. */
  present: (identity: Identity) => Promise<Identity>;
  /** With the rights that somebody has by now. */
  rights: (identity: Identity) => Identity;
  rules: OriginRules;
  /** 0 when this request may be answered, else milliseconds until it may. */
  mayAsk: (request: IncomingMessage) => number;
  /** 0 when this request may make a session, else milliseconds until it may. */
  mayCreate: (request: IncomingMessage) => number;
  /** 0 when the provider may be asked to renew this one's, else milliseconds until it may. */
  mayRenew: (request: IncomingMessage) => number;
}

export async function handleSession(
  ports: SessionPorts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { auth, rules, mayAsk } = ports;
  const { method, headers } = request;
  const comeBackMs = mayAsk(request);
  if (comeBackMs > 0) {
    const error = 'too many requests of your address: try again later';
    return refuse(response, { status: 429, error, retryAfterMs: comeBackMs });
  }
  if (method === 'GET') return await current(ports, request, response);
  if (method !== 'POST' && method !== 'DELETE') {
    response.setHeader('allow', 'GET, POST, DELETE');
    return json(response, 405, { error: 'GET, POST or DELETE' });
  }
  // Another page must not sign its visitor in or out here.
  if (!originAllowed(headers, rules)) {
    return json(response, 403, { error: 'pages of another origin may not: see ALLOWED_ORIGINS' });
  }
  if (method === 'DELETE') return await forget(ports, request, response);
  // A form of another page can send every type but this one without asking first.
  if (auth.guests !== undefined && !/^application\/json\b/i.test(headers['content-type'] ?? '')) {
    return json(response, 415, { error: 'send Content-Type: application/json' });
  }
  const made = await create(ports, request);
  if ('error' in made) return refuse(response, made);
  const { token, identity } = made;
  const line = cookieFor(auth, request, made);
  if (line === undefined) {
    const error = 'this token is too large for a cookie: ask for one with fewer claims';
    return refuse(response, { status: 413, error });
  }
  response.setHeader('set-cookie', line);
  json(response, 200, { token, ...said(ports.rights(identity)) });
}

const UNKEPT = { 'cache-control': 'no-store' };

/** `GET /api/session?renew=no` does not. */
const renews = (request: IncomingMessage): boolean => queryOf(request).get('renew') !== 'no';

/** What a client is told of itself; roles where it has any. */
const said = ({ user, expiresAt, roles }: Identity) => ({
  user,
  expiresAt,
  ...(roles.length > 0 && { roles }),
});

function refuse(response: ServerResponse, { status, ...said }: Refused): void {
  const { retryAfterMs } = said;
  if (retryAfterMs !== undefined) {
    response.setHeader('retry-after', Math.ceil(retryAfterMs / 1_000));
  }
  json(response, status, said);
}

async function current(ports: SessionPorts, request: IncomingMessage, response: ServerResponse) {
  const { auth, present } = ports;
  const how = { mode: auth.mode, ...(auth.members !== undefined && { signIn: SIGN_IN }) };
  if (!renews(request)) {
    const known = await knownSession(ports, request);
    if (known === undefined) return void response.writeHead(204, UNKEPT).end();
    const { identity, ...more } = known;
    return json(response, 200, { ...said(ports.rights(identity)), ...how, ...more });
  }
  try {
    if (auth.members !== undefined && isMembers(request)) {
      const { refused, identity, cookies, ...more } = await memberOf(auth.members, ports, request);
      if (cookies.length > 0) response.setHeader('set-cookie', cookies);
      if (refused !== undefined) return refuse(response, { ...refused, ...how, ...more });
      return json(response, 200, {
        ...said(ports.rights(await present(identity))),
        ...how,
        ...more,
      });
    }
    const renewal = await renewCookie(ports, request);
    if (renewal !== undefined && 'error' in renewal) return refuse(response, renewal);
    const identity = renewal?.identity ?? (await present(await identify(auth, request)));
    const line = renewal && cookieFor(auth, request, renewal);
    if (line !== undefined) response.setHeader('set-cookie', line);
    json(response, 200, { ...said(ports.rights(identity)), ...how });
  } catch (error) {
    if (!(error instanceof Unauthorized)) throw error;
    json(response, 401, { error: 'no valid session: POST /api/session first', ...how });
  }
}

/**
 * A guest's cookie is renewed, and may have ended a short while ago; a program renews its token by POST. Undefined where that
 * is not due, or cannot be done while the cookie is good.
 */
async function renewCookie(
  ports: SessionPorts,
  request: IncomingMessage,
): Promise<Made | undefined> {
  const { guests } = ports.auth;
  const cookie = sessionCookieOf(request.headers);
  if (guests === undefined || cookie === undefined) return undefined;
  const identity = await guests.recognise(cookie);
  const may = () => ports.mayCreate(request) === 0;
  const made = await renewed({ ...ports, guests }, identity, may);
  if (made === undefined || !('error' in made)) return made;
  // Whoever is too late for the name signs in anew.
  if (identity.expiresAt > Date.now() || made.status === 409) return undefined;
  return made;
}

async function forget(ports: SessionPorts, request: IncomingMessage, response: ServerResponse) {
  const { auth, names } = ports;
  const token = tokenOf(request);
  if (auth.guests !== undefined && token !== undefined) {
    const left = await auth.guests.recognise(token).catch(unlessUnauthorized);
    // The name is free again at once; where the log is away, when the session would have ended.
    if (left !== undefined) await names.release(left).catch(unlessUnreadable);
  }
  if (auth.members !== undefined && isMembers(request)) {
    const { cookies, ended } = await endMember(auth.members, request);
    response.setHeader('set-cookie', cookies);
    return json(response, 200, ended);
  }
  response.setHeader('set-cookie', clearCookie(request.headers, SESSION));
  json(response, 200, {});
}

function unlessUnauthorized(error: unknown): undefined {
  if (!(error instanceof Unauthorized)) throw error;
}
function unlessUnreadable(error: unknown): undefined {
  if (!(error instanceof LogUnreadable)) throw error;
}

function tooManyNew({ mayCreate }: SessionPorts, request: IncomingMessage): Refused | undefined {
  const retryAfterMs = mayCreate(request);
  const error = 'too many new sessions: try again later';
  return retryAfterMs > 0 ? { status: 429, error, retryAfterMs } : undefined;
}

async function create(ports: SessionPorts, request: IncomingMessage): Promise<Made> {
  const { auth } = ports;
  const { guests } = auth;
  if (guests === undefined) return await adopt(ports, request);
  const tooMany = tooManyNew(ports, request);
  if (tooMany !== undefined) return tooMany;
  const body = await bytesOf(request, BODY_MAX_BYTES);
  if (body === undefined) return { status: 413, error: `at most ${BODY_MAX_BYTES} bytes` };
  const parsed = guestBody.safeParse(parse(body.toString('utf8')));
  if (!parsed.success) return { status: 400, error: problemOf(parsed.error) };
  const token = tokenOf(request);
  const before = token && (await guests.recognise(token).catch(unlessUnauthorized));
  return await signIn({ ...ports, guests }, parsed.data.name, before || undefined);
}

/** The rule's own words, where the name is a text. */
function problemOf({ issues }: z.ZodError): string {
  const said = issues.find(({ code, path }) => code === 'custom' && path[0] === 'name')?.message;
  return said ?? 'send {"name":"…"}: 1 to 64 printable characters';
}

/** A browser hands in its provider's token once and carries it as a cookie from then on. */
async function adopt(ports: SessionPorts, request: IncomingMessage): Promise<Made> {
  const { auth, present } = ports;
  const token = bearerOf(request.headers);
  const error = 'send a token of your identity provider as Authorization: Bearer';
  // What this gateway signed is in a cookie already, and no page is told it.
  if (token === undefined || isMemberToken(token)) return { status: 401, error };
  try {
    const identity = await auth.authenticate(token);
    // A bot shows its token with each request: a cookie of it would be a password that a browser keeps.
    if (identity.scope !== undefined) return { status: 401, error };
    // Who comes with nothing that is good uses up nothing.
    const tooMany = tooManyNew(ports, request);
    if (tooMany !== undefined) return tooMany;
    return { token, identity: await present(identity) };
  } catch (fault) {
    if (fault instanceof Unauthorized) return { status: 401, error };
    throw fault;
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON is answered like any other body that does not fit.
    return undefined;
  }
}

/** A guest's outlives its token, so that whoever comes back a little later is the same one. */
function cookieFor(auth: Auth, { headers }: IncomingMessage, { token, identity }: Issued) {
  const seconds = Math.max(0, Math.floor((identity.expiresAt - Date.now()) / 1_000));
  const more = auth.guests === undefined ? 0 : COME_BACK_SECONDS;
  return setCookie(headers, SESSION, token, seconds + more);
}

// /api/session: POST gives a token (and the browser a cookie), GET says who one is, DELETE forgets it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { json } from '../../shared/http.ts';
import { type Auth, Unauthorized } from './auth.ts';
import type { Identity } from './identity.ts';
import { userName } from './names.ts';
import { isSecure, type OriginRules, originAllowed } from './origin.ts';

const BODY_MAX_BYTES = 16_384;

const guestBody = z.object({ name: userName });

/** The token a request carries: `Authorization: Bearer`, else the cookie. */
export function tokenOf({ headers }: IncomingMessage): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '');
  if (bearer?.[1] !== undefined) return bearer[1];
  const own = cookieName(headers);
  for (const part of (headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === own && value) return value;
  }
  return undefined;
}

/** Who a request comes from. Rejects with {@link Unauthorized} without a valid token. */
export async function identify(auth: Auth, request: IncomingMessage): Promise<Identity> {
  const token = tokenOf(request);
  if (token === undefined) throw new Unauthorized('no token');
  return await auth.authenticate(token);
}

export interface SessionPorts {
  auth: Auth;
  rules: OriginRules;
  /** 0 when this request may make a session, else milliseconds until it may. */
  mayCreate: (request: IncomingMessage) => number;
}

export async function handleSession(
  { auth, rules, mayCreate }: SessionPorts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method, headers } = request;
  if (method === 'GET') return await current(auth, request, response);
  if (method !== 'POST' && method !== 'DELETE') {
    response.setHeader('allow', 'GET, POST, DELETE');
    return json(response, 405, { error: 'GET, POST or DELETE' });
  }
  // Another page must not sign its visitor in or out here.
  if (!originAllowed(headers, rules)) {
    return json(response, 403, { error: 'pages of another origin may not: see ALLOWED_ORIGINS' });
  }
  if (method === 'DELETE') {
    response.setHeader('set-cookie', cookie(request, '', 0));
    return json(response, 200, {});
  }
  // A form of another page can send every type but this one without asking first.
  if (auth.issue !== undefined && !/^application\/json\b/i.test(headers['content-type'] ?? '')) {
    return json(response, 415, { error: 'send Content-Type: application/json' });
  }
  const retryAfterMs = mayCreate(request);
  if (retryAfterMs > 0) {
    response.setHeader('retry-after', Math.ceil(retryAfterMs / 1_000));
    return json(response, 429, { error: 'too many new sessions: try again later', retryAfterMs });
  }
  await create(auth, request, response);
}

async function current(auth: Auth, request: IncomingMessage, response: ServerResponse) {
  try {
    const { user, expiresAt } = await identify(auth, request);
    json(response, 200, { user, expiresAt, mode: auth.mode });
  } catch (error) {
    if (!(error instanceof Unauthorized)) throw error;
    json(response, 401, { error: 'no valid session: POST /api/session first', mode: auth.mode });
  }
}

async function create(auth: Auth, request: IncomingMessage, response: ServerResponse) {
  const made = auth.issue === undefined ? await adopt(auth, request) : await guest(auth, request);
  if ('error' in made) return json(response, made.status, { error: made.error });
  const { token, identity } = made;
  const { user, expiresAt } = identity;
  const seconds = Math.max(0, Math.floor((expiresAt - Date.now()) / 1_000));
  response.setHeader('set-cookie', cookie(request, token, seconds));
  json(response, 200, { token, user, expiresAt });
}

type Made = { token: string; identity: Identity } | { status: number; error: string };

async function guest(auth: Auth, request: IncomingMessage): Promise<Made> {
  const body = await readBody(request);
  if (body === undefined) return { status: 413, error: `at most ${BODY_MAX_BYTES} bytes` };
  const parsed = guestBody.safeParse(parse(body));
  if (!parsed.success || auth.issue === undefined) {
    return { status: 400, error: 'send {"name":"…"}: 1 to 64 printable characters' };
  }
  return await auth.issue(parsed.data.name);
}

/** A browser hands in its provider's token once and carries it as a cookie from then on. */
async function adopt(auth: Auth, request: IncomingMessage): Promise<Made> {
  const token = tokenOf(request);
  const error = 'send a token of your identity provider as Authorization: Bearer';
  if (token === undefined) return { status: 401, error };
  try {
    return { token, identity: await auth.authenticate(token) };
  } catch (fault) {
    if (fault instanceof Unauthorized) return { status: 401, error };
    throw fault;
  }
}

/** Undefined where it is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON is answered like any other body that does not fit.
    return undefined;
  }
}

/** Cookies know no ports: each gateway of a host keeps its own. Behind TLS nobody but this host may set it. */
function cookieName(headers: IncomingMessage['headers']): string {
  const port = /:(\d+)$/.exec(headers.host ?? '')?.[1];
  const name = port === undefined ? 'chatk8s_session' : `chatk8s_session_${port}`;
  return isSecure(headers) ? `__Host-${name}` : name;
}

/** `Secure` behind TLS, which ends at a proxy that says so. */
function cookie({ headers }: IncomingMessage, value: string, maxAgeSeconds: number): string {
  const secure = isSecure(headers) ? '; Secure' : '';
  return `${cookieName(headers)}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}${secure}`;
}

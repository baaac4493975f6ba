// Who one is, over HTTP: a token for a name, whether it still holds, and its end. Invariant: "not you" (401) and
// "not reachable" never look alike, because one ends a client and the other is waited out.
import type { User } from '../shared/wire/objects.ts';
import { until, type WaitOptions } from './abort.ts';
import { ChatError } from './errors.ts';
import { inTurn } from './in-turn.ts';
import { isRecord } from './records.ts';
import { apiUrl } from './urls.ts';

/** Longer than a slow phone network takes, short enough to try another gateway. */
const ANSWER_WITHIN_MS = 10_000;

/** A name that is somebody else's, or looks like one. */
export class NameTaken extends ChatError {
  /** One like it that is free; undefined where none was found. */
  readonly suggestion: string | undefined;

  constructor(message: string, suggestion: string | undefined) {
    super('conflict', message);
    this.suggestion = suggestion;
  }
}

export interface Session {
  user: User;
  /** When the token ends, milliseconds since 1970. */
  expiresAt: number;
  /** What the token says that one may do beyond the others: `moderator`. */
  roles?: readonly string[];
}

export interface NewSession extends Session {
  /** For `Authorization: Bearer`; a browser has it as an HttpOnly cookie and need not keep it. */
  token: string;
}

/** `guest`: anybody may choose a name. `oidc`: tokens come from an identity provider. */
export type AuthMode = 'guest' | 'oidc';

/** How one gets in: `signIn` is the gateway's path that leads a browser to the identity provider, where there is one. */
export interface WayIn {
  mode: AuthMode;
  signIn?: string;
}

/** The identity provider does not answer: a session goes on for a while as it was, or cannot be renewed yet. */
interface ProviderState {
  provider?: 'unreachable';
}

export type SessionState =
  /** `renewInMs`: when to ask again, milliseconds from now, so that the session goes on. */
  | ({ status: 'known'; session: Session; renewInMs?: number } & WayIn & ProviderState)
  | ({ status: 'unknown' } & WayIn)
  | ({ status: 'unreachable' } & ProviderState);

/**
 * Takes a name: `POST /api/session`. `url` is a gateway's, http or ws. With the `token` of before (a browser has its cookie) and
 * the same name it is the same user, for longer.
 * Throws a {@link ChatError}: {@link NameTaken} when somebody else has the name or one like it, `invalid` when the server does not want the name (its words in `message`),
 * `rate` and `unavailable` when it may a little later, `unreachable` when there was no answer in 10 s.
 */
export async function createSession(
  url: string,
  name: string,
  token?: string,
  { signal }: WaitOptions = {},
): Promise<NewSession> {
  const init = {
    headers: { 'content-type': 'application/json', ...bearer(token) },
    body: JSON.stringify({ name }),
  };
  return await until(() => take(url, init), signal);
}

async function take(url: string, init: RequestInit): Promise<NewSession> {
  const response = await ask(url, { ...init, method: 'POST' });
  const body = await jsonOf(response);
  if (!response.ok) throw refusalOf(response, body);
  const session = sessionOf(body);
  if (session === undefined || typeof body.token !== 'string') throw notOurs(url);
  return { ...session, token: body.token };
}

/** What the server refused, in its own words where it has any. */
function refusalOf({ status }: Response, body: Record<string, unknown>): ChatError {
  const words = textOf(body['message']) ?? textOf(body['error']) ?? `The server said ${status}.`;
  if (status === 409) return new NameTaken(words, textOf(body['suggestion']));
  if (status === 429) return new ChatError('rate', words);
  return new ChatError(status < 500 ? 'invalid' : 'unavailable', words);
}

/**
 * Hands in an identity provider's token, so that the browser carries it as a cookie from then on:
 * `POST /api/session` with `Authorization: Bearer`. Throws like {@link createSession}.
 */
export async function adoptToken(url: string, token: string): Promise<NewSession> {
  return await take(url, { headers: { authorization: `Bearer ${token}` } });
}

/** Asks who the token (or the cookie, which it may renew) belongs to: `GET /api/session`. Never throws. */
export async function readSession(url: string, token?: string): Promise<SessionState> {
  const read = async () => {
    const response = await ask(url, { headers: bearer(token) });
    return stateOf(response, await jsonOf(response));
  };
  try {
    return await (token === undefined ? inTurn(ANSWER_WITHIN_MS, read) : read());
  } catch {
    // Whatever kept the answer away, it did not say that we are unwanted.
    return { status: 'unreachable' };
  }
}

/** `/api/session` beside a gateway, asked so that nothing is renewed. */
const UNRENEWED = 'session?renew=no';

/**
 * The same where it can be said at once, without waiting for other tabs: nothing is renewed. Undefined where {@link readSession} is to
 * be asked: nobody is known, or their session is to be renewed. Never throws.
 */
export async function knownSession(url: string): Promise<SessionState | undefined> {
  try {
    const response = await ask(url, {}, UNRENEWED);
    const state = response.status === 200 && stateOf(response, await jsonOf(response));
    return state && state.status === 'known' ? state : undefined;
  } catch {
    return { status: 'unreachable' };
  }
}

function stateOf({ status, ok }: Response, body: Record<string, unknown>): SessionState {
  const signIn = textOf(body['signIn']);
  const mode = body['mode'] === 'oidc' ? 'oidc' : 'guest';
  const way: WayIn = { mode, ...(signIn !== undefined && { signIn }) };
  if (status === 401) return { status: 'unknown', ...way };
  const provider = providerOf(body);
  const session = ok ? sessionOf(body) : undefined;
  if (session === undefined) return { status: 'unreachable', ...provider };
  const { renewInMs } = body;
  const renew = typeof renewInMs === 'number' && { renewInMs };
  return { status: 'known', session, ...way, ...renew, ...provider };
}

const providerOf = ({ provider }: Record<string, unknown>): ProviderState =>
  provider === 'unreachable' ? { provider } : {};

/** What a browser still has to do after {@link endSession}. */
export interface Ended {
  /** Where one signs out at the identity provider, too: another site. */
  signOutUrl?: string;
  /** It could not be told: there one is signed in still. */
  provider?: 'unreachable';
}

/**
 * Gives the name up and forgets the browser's cookie: `DELETE /api/session`. Throws a {@link ChatError}: `unreachable`, and `rate`,
 * `unavailable` or `invalid` where the server did not do it: then the session goes on.
 */
export async function endSession(url: string, token?: string): Promise<Ended> {
  const end = async () => {
    const response = await ask(url, { method: 'DELETE', headers: bearer(token) });
    const body = await jsonOf(response);
    if (!response.ok) throw refusalOf(response, body);
    const signOutUrl = textOf(body['signOutUrl']);
    return {
      ...(signOutUrl !== undefined && /^https?:/.test(signOutUrl) && { signOutUrl }),
      ...providerOf(body),
    };
  };
  // A renewal on its way would bring the cookie back.
  return await (token === undefined ? inTurn(ANSWER_WITHIN_MS, end) : end());
}

const bearer = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

async function ask(url: string, init: RequestInit, what = 'session'): Promise<Response> {
  try {
    return await fetch(apiUrl(url, what), {
      ...init,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  } catch (cause) {
    throw new ChatError('unreachable', 'The chat server cannot be reached.', { cause });
  }
}

async function jsonOf(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json();
    return isRecord(body) ? body : {};
  } catch {
    // A proxy's HTML page or no body at all: the status says the rest.
    return {};
  }
}

function sessionOf({ user, expiresAt, roles }: Record<string, unknown>): Session | undefined {
  if (!isRecord(user) || typeof user.id !== 'string' || typeof user.name !== 'string') return;
  return {
    user: {
      id: user.id,
      name: user.name,
      ...(typeof user.kind === 'string' && { kind: user.kind }),
    },
    expiresAt: typeof expiresAt === 'number' ? expiresAt : Number.POSITIVE_INFINITY,
    ...(Array.isArray(roles) && { roles: roles.filter((role) => typeof role === 'string') }),
  };
}

const notOurs = (url: string) =>
  new ChatError('unavailable', `${url} did not answer like a chat server.`);

// GET /api/sign-in sends the browser to the provider, GET /api/sign-in/callback takes what it comes back with; both end in a
// redirect, for a person looks at them. What went wrong is a word for the page in the address (outcome.ts) and a line in the log.
// Invariant: a browser gets a session by an attempt of its own and in no other way, and comes back to a place of this page.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json, queryOf } from '../../../shared/http.ts';
import { isSecure, normalHost } from '../origin.ts';
import { createAttempts } from './attempts.ts';
import type { MemberSessions } from './member-sessions.ts';
import { type Outcome, SignInFailed } from './outcome.ts';
import { newChecks, type Provider } from './provider.ts';
import { ProviderAway, ProviderRefused } from './provider-fault.ts';
import { returnPath, withOutcome } from './return-path.ts';

export const SIGN_IN = '/api/sign-in';
export const CALLBACK = '/api/sign-in/callback';

export interface SignInPorts {
  secret: string;
  provider: Provider;
  sessions: MemberSessions;
  onSignedIn: () => void;
  /** Somebody did not get in, and why. */
  onFailure: (outcome: Outcome, error: unknown) => void;
}

export interface SignInLimits {
  /** 0 when this request may be answered, and when it may make a session; else milliseconds until it may. */
  mayAsk: (request: IncomingMessage) => number;
  mayCreate: (request: IncomingMessage) => number;
}

export type SignInRoute = (
  limits: SignInLimits,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

/** By their paths. */
export function signInRoutes(ports: SignInPorts): ReadonlyMap<string, SignInRoute> {
  const { secret, provider, sessions, onSignedIn, onFailure } = ports;
  const attempts = createAttempts(secret);
  const fail = (response: ServerResponse, error: unknown, returnTo: string) => {
    const outcome = outcomeOf(error);
    onFailure(outcome, error);
    go(response, withOutcome(returnTo, outcome));
  };

  const begin: SignInRoute = async ({ mayAsk }, request, response) => {
    const { headers } = request;
    const returnTo = returnPath(queryOf(request).get('to'));
    // Who signed out stays so until they press the button of this page: another page must not press it for them.
    const from = headers['sec-fetch-site'];
    if (from !== undefined && from !== 'same-origin' && from !== 'none') {
      return go(response, returnTo);
    }
    try {
      if (mayAsk(request) > 0) throw new SignInFailed('busy', 'too many requests of one address');
      const origin = ownOrigin(request);
      if (origin === undefined) throw new SignInFailed('failed', 'a request without a host');
      const redirectUri = `${origin}${CALLBACK}`;
      const checks = newChecks();
      const url = await provider.authorizationUrl(redirectUri, checks);
      const cookies = await attempts.begin(headers, { ...checks, redirectUri, returnTo });
      response.setHeader('set-cookie', cookies);
      go(response, url.href);
    } catch (error) {
      fail(response, error, returnTo);
    }
  };

  const finish: SignInRoute = async ({ mayAsk, mayCreate }, request, response) => {
    const query = queryOf(request);
    let returnTo = '/';
    const cookies: string[] = [];
    try {
      if (mayAsk(request) > 0) throw new SignInFailed('busy', 'too many requests of one address');
      const found = await attempts.find(request.headers, query);
      if (found === undefined) {
        throw new SignInFailed('stale', 'an answer for which this browser has no attempt');
      }
      const { begun, ended } = found;
      returnTo = begun.returnTo;
      cookies.push(ended);
      if (mayCreate(request) > 0)
        throw new SignInFailed('busy', 'too many sessions of one address');
      const returned = new URL(begun.redirectUri);
      returned.search = query.toString();
      const grant = await provider.exchange(returned, begun);
      cookies.push(...(await sessions.open(request.headers, grant)).cookies);
      response.setHeader('set-cookie', cookies);
      onSignedIn();
      go(response, returnTo);
    } catch (error) {
      if (cookies.length > 0) response.setHeader('set-cookie', cookies);
      fail(response, error, returnTo);
    }
  };

  return new Map([
    [SIGN_IN, getOnly(begin)],
    [CALLBACK, getOnly(finish)],
  ]);
}

const getOnly =
  (route: SignInRoute): SignInRoute =>
  async (limits, request, response) => {
    if (request.method === 'GET') return await route(limits, request, response);
    response.setHeader('allow', 'GET');
    json(response, 405, { error: 'GET only' });
  };

function outcomeOf(error: unknown): Outcome {
  if (error instanceof SignInFailed) return error.outcome;
  if (error instanceof ProviderAway) return 'unreachable';
  if (!(error instanceof ProviderRefused)) return 'failed';
  if (error.code === 'access_denied') return 'denied';
  // A code that was used, or is too old.
  return error.code === 'invalid_grant' ? 'stale' : 'failed';
}

/** Nobody keeps the answer, and nobody hears from where the browser came: a code stands in its address. */
function go(response: ServerResponse, location: string): void {
  response.writeHead(303, {
    location,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-length': 0,
  });
  response.end();
}

/** As the browser wrote it: the provider compares the redirect URI with those that it was told. Undefined where it wrote none. */
export function ownOrigin({ headers }: IncomingMessage): string | undefined {
  const protocol = isSecure(headers) ? 'https:' : 'http:';
  const host = normalHost(headers.host ?? '', protocol);
  return host && `${protocol}//${host}`;
}

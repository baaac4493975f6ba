// A real OpenID provider on this machine, to sign in at: `make run OIDC=1` starts it, and the tests do. It knows one client, the chat,
// which comes back to any port of this machine; what it knows is gone when it ends.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import { errorPage, loginPage, signedOutPage, signOutPage } from './pages.ts';
import { type Person, personOf } from './people.ts';
import { CLIENT_ID } from './settings.ts';

const CALLBACK = '/api/sign-in/callback';
const INTERACTION = '/interaction/';
const BODY_MAX_BYTES = 4_096;
const DAYS = 24 * 60 * 60;

export interface ProviderOptions {
  /** Where browsers find it, which is also its name: `http://localhost:9400`. */
  issuer: string;
  /** Where it listens. */
  host: string;
  port: number;
  /** Hosts that the chat is at, as URLs write them, beside this machine's own names. */
  chatHosts?: readonly string[];
  /** How long an access token lasts, seconds. */
  tokenSeconds?: number;
  /** More that it says of somebody. */
  claimsOf?: (person: Person) => object;
}

export interface RunningProvider {
  /** The library's own, with its events and models. */
  oidc: Provider;
  port: number;
  stop: () => Promise<void>;
  /** Listens again after {@link stop}, and has forgotten nothing. */
  resume: () => Promise<void>;
}

export async function startProvider(options: ProviderOptions): Promise<RunningProvider> {
  const { issuer, host, port, chatHosts = [] } = options;
  const people = new Map<string, Person>();
  const oidc = new Provider(issuer, await configuration(options, people));
  const hosts = new Set(['localhost', '127.0.0.1', '[::1]', ...chatHosts]);
  const isOfChat = (uri: string, path: string) => {
    const url = URL.parse(uri);
    return url !== null && hosts.has(url.hostname) && url.pathname === path && url.search === '';
  };
  // As RFC 8252 §7.3 has it for programs of this machine: their port is whatever it is.
  oidc.Client.prototype.redirectUriAllowed = (uri) => isOfChat(uri, CALLBACK);
  oidc.Client.prototype.postLogoutRedirectUriAllowed = (uri) => isOfChat(uri, '/');
  const handle = oidc.callback();
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (!request.url?.startsWith(INTERACTION)) return await handle(request, response);
    await ask(oidc, people, request, response);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(400, { 'content-type': 'text/html; charset=utf-8' });
      response.end(errorPage([String(error)]));
    });
  });
  await listen(server, port, host);
  const own = (server.address() as AddressInfo).port;
  return {
    oidc,
    port: own,
    stop: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      return promise;
    },
    resume: () => listen(server, own, host),
  };
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}

async function configuration(
  { tokenSeconds = 300, claimsOf = () => ({}) }: ProviderOptions,
  people: ReadonlyMap<string, Person>,
): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: 'this-start', alg: 'RS256', use: 'sig' };
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [`http://127.0.0.1${CALLBACK}`],
        post_logout_redirect_uris: ['http://127.0.0.1/'],
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    claims: { openid: ['sub'], profile: ['name', 'roles', 'rooms'] },
    findAccount: (_, id) => {
      // Whoever signed in before this start did is known by their id.
      const person = people.get(id) ?? personOf(id);
      if (person === undefined) return undefined;
      const claims = { sub: id, ...person.claims, ...claimsOf(person) };
      return { accountId: id, claims: () => claims };
    },
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    // A second use ends everything that came of it, as with the providers of companies.
    rotateRefreshToken: true,
    loadExistingGrant: agreed,
    ttl: {
      AccessToken: tokenSeconds,
      IdToken: tokenSeconds,
      RefreshToken: 14 * DAYS,
      Grant: 14 * DAYS,
      Session: 14 * DAYS,
      Interaction: 600,
    },
    features: {
      devInteractions: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: (_, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: {
        logoutSource: (ctx, form) => {
          ctx.body = signOutPage(form);
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.body = signedOutPage();
        },
      },
    },
    renderError: (ctx, { error, error_description: more }) => {
      ctx.type = 'html';
      ctx.body = errorPage([error, ...(more === undefined ? [] : [more])]);
    },
  };
}

/** Everybody agrees that the chat of this machine may know their name. */
async function agreed({ oidc: { provider, session, client, account } }: KoaContextWithOIDC) {
  if (client === undefined || session === undefined) return undefined;
  const id = session.grantIdFor(client.clientId);
  const before = id === undefined ? undefined : await provider.Grant.find(id);
  if (before !== undefined || account === undefined) return before;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: account.accountId });
  grant.addOIDCScope('openid profile offline_access');
  await grant.save();
  return grant;
}

/** Who are you? */
async function ask(
  oidc: Provider,
  people: Map<string, Person>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid } = await oidc.interactionDetails(request, response);
  const show = (problem?: string) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(loginPage(INTERACTION + uid, problem));
  };
  if (request.method !== 'POST') return show();
  const form = await formOf(request);
  if (form.has('cancel')) {
    const denied = { error: 'access_denied', error_description: 'the person cancelled' };
    return await oidc.interactionFinished(request, response, denied);
  }
  const person = personOf(form.get('person') ?? '');
  if (person === undefined) return show('That is no name.');
  people.set(person.id, person);
  const login = { accountId: person.id, remember: true };
  await oidc.interactionFinished(request, response, { login });
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) {
    text += chunk.toString('utf8');
    if (text.length > BODY_MAX_BYTES) throw new Error('too much for a name');
  }
  return new URLSearchParams(text);
}

// A real OpenID provider on this machine, to sign in at: `make run OIDC=1` starts it, and the tests do. It knows one client, the chat,
// which comes back to any port of this machine; what it knows is gone when it ends.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { CALLBACK, type Given, libraryConfiguration } from './library.ts';
import { errorPage, loginPage } from './pages.ts';
import { type Person, personOf } from './people.ts';

const INTERACTION = '/interaction/';
const BODY_MAX_BYTES = 4_096;

export interface ProviderOptions extends Given {
  /** Where browsers find it, which is also its name: `http://localhost:9400`. */
  issuer: string;
  /** Where it listens. */
  host: string;
  port: number;
  /** Hosts that the chat is at, as URLs write them, beside this machine's own names. */
  chatHosts?: readonly string[];
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
  const oidc = new Provider(issuer, await libraryConfiguration(options, people));
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

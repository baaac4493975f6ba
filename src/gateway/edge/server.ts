// The gateway's public port: the page, the session, the HTTP API, and the upgrade that turns a request into a connection.
// Invariant: no token, no socket (P9); nothing of a request is kept once it is a socket; whoever says nothing, is refused
// or does not go away loses the connection within seconds (P8).
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { answering, type Handler, isGone, json } from '../../shared/http.ts';
import type { Logger } from '../../shared/logger.ts';
import { seldom } from '../../shared/seldom.ts';
import { SUBPROTOCOL } from '../../shared/wire/frames.ts';
import { LIMITS } from '../../shared/wire/limits.ts';
import type { Api } from '../api/api.ts';
import { type HandleHook, HOOKS_PATH } from '../hook/hooks.ts';
import type { AddressOf } from '../limits/address.ts';
import type { Limits } from '../limits/limits.ts';
import { limitRequestConnections, REQUEST_CONNECTIONS_MAX } from '../limits/request-connections.ts';
import type { Names } from '../name/names.ts';
import type { Present } from '../name/present.ts';
import { asRefusal, createAdmission, turnAway } from './admission.ts';
import { type Auth, TryAgain } from './auth.ts';
import type { Bots } from './bots.ts';
import type { Identity, Visitor } from './identity.ts';
import { hostAllowed, isSecure, type OriginRules } from './origin.ts';
import type { Page } from './page.ts';
import { tokenOf } from './request-token.ts';
import { handleSession } from './session.ts';

export interface ServerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  auth: Auth;
  bots: Pick<Bots, 'wait'>;
  names: Names;
  present: Present;
  rights: (identity: Identity) => Identity;
  api: Pick<Api, 'handle'>;
  page: Page;
  hooks: HandleHook;
  rules: OriginRules;
  addressOf: AddressOf;
  peerOf: (socket: Socket) => string | undefined;
  limits: Pick<Limits, 'places' | 'penalties' | 'newSession' | 'renewSession' | 'askSession'>;
  logger: Logger;
  /** An HTTP answer that refused something, by its status. */
  onRefusal: (status: number) => void;
  onSocket: (ws: WebSocket, transport: Duplex, visitor: Visitor) => void;
  /** A client that speaks only other versions of the protocol. */
  onVersion: (ws: WebSocket) => void;
}

export interface PublicServer {
  port: number;
  /** Refuses every upgrade from now on. */
  refuse: () => void;
  stop: () => Promise<void>;
}

/** A frame past the protocol's limit is answered; one past this ends the connection with 1009. */
const FRAME_HARD_MAX_BYTES = 4 * LIMITS.frameMaxBytes;
/** From the first byte (or none) to the end of the headers, and to the end of the request. */
const HEADERS_MS = 5_000;
const REQUEST_MS = 10_000;
/** Longer than balancers keep theirs (60 s is usual), so that they never send into a connection that we close. */
const KEEP_ALIVE_MS = 75_000;
/** Neither reading what it asked for nor asking: the answer's bytes are ours. */
const SILENT_MS = 20_000;
/** Past this nothing more is read of a client whose frames wait: of many such clients it adds up. */
const READ_AHEAD_BYTES = 16_384;
/** From the upgrade request to the socket: a provider that does not answer holds no connection. */
const ADMISSION_MS = 10_000;
/**
 * Connections that wait to be taken, as after another gateway was lost; a kernel keeps fewer where net.core.somaxconn says so. Whoever
 * finds no place waits a second, then two, four and so on for the next try of their kernel.
 */
const UNTAKEN_MAX = 4_096;

/** Resolves when it listens. */
export async function startServer(options: ServerOptions): Promise<PublicServer> {
  const {
    host,
    port,
    auth,
    bots,
    names,
    present,
    rights,
    api,
    page,
    hooks,
    rules,
    addressOf,
    peerOf,
    limits,
    logger,
  } = options;
  const { onRefusal, onSocket, onVersion } = options;
  const onFault = seldom<unknown>((err, times) => logger.error({ err, times }, 'a request failed'));

  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: FRAME_HARD_MAX_BYTES,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  const admission = createAdmission({ auth, bots, present, rules, addressOf, ...limits });
  const mayCreate = (request: IncomingMessage): number =>
    limits.newSession(addressOf(request), performance.now());
  const mayRenew = (request: IncomingMessage): number =>
    limits.renewSession(addressOf(request), performance.now());
  const mayAsk = (request: IncomingMessage): number =>
    limits.askSession(addressOf(request), performance.now());
  const sessions = { auth, names, present, rights, rules, mayAsk, mayCreate, mayRenew };
  const handle: Handler = async (request, response, path) => {
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cross-origin-resource-policy', 'same-origin');
    if (isSecure(request.headers)) {
      response.setHeader('strict-transport-security', 'max-age=31536000');
    }
    response.once('finish', () => {
      if (response.statusCode >= 400) onRefusal(response.statusCode);
    });
    if (!hostAllowed(request.headers, rules)) {
      return json(response, 421, { error: 'this gateway has another name: see ALLOWED_HOSTS' });
    }
    if (path === '/api/session') {
      const triesMs = bots.wait(tokenOf(request), addressOf(request), performance.now());
      if (triesMs > 0) {
        response.setHeader('retry-after', Math.ceil(triesMs / 1_000));
        const error = 'your address tries too many tokens: wait';
        return json(response, 429, { error, retryAfterMs: triesMs });
      }
      return await handleSession(sessions, request, response).catch((error: unknown) => {
        if (isGone(request)) return;
        if (!(error instanceof TryAgain)) onFault(error);
        if (!response.headersSent) json(response, 503, { error: 'try again in a moment' });
      });
    }
    const signIn = auth.members?.routes.get(path);
    if (signIn !== undefined) return await signIn(sessions, request, response);
    if (path.startsWith(HOOKS_PATH)) return await hooks(request, response, path);
    if (path.startsWith('/api/')) {
      const onStream = () => becameSocket(request.socket);
      return await api.handle({ request, response, onStream }, path);
    }
    if (path === '/ws') return json(response, 426, { error: 'this is a WebSocket: upgrade' });
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return json(response, 405, { error: 'GET only' });
    }
    if (!page(request, response, path)) json(response, 404, { error: 'there is nothing here' });
  };
  const times = {
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: 1_000,
    highWaterMark: READ_AHEAD_BYTES,
  };
  const server = createServer(times, answering(handle, onFault));
  // Of a socket that sends or reads nothing; not of those that wait for another request (KEEP_ALIVE_MS) or are WebSockets.
  server.timeout = SILENT_MS;
  server.maxConnections = limits.places.max + REQUEST_CONNECTIONS_MAX;
  const becameSocket = limitRequestConnections(server, peerOf, limits.places.addressShare);

  server.on('upgrade', (request, transport, head) => {
    destroyOnError(transport);
    const late = setTimeout(() => transport.destroy(), ADMISSION_MS);
    const serve = (visitor: Visitor) => {
      if (transport.destroyed) return;
      becameSocket(transport);
      const offered = request.headers['sec-websocket-protocol'];
      sockets.handleUpgrade(request, transport, head, (ws) => {
        if (offered !== undefined && ws.protocol !== SUBPROTOCOL) onVersion(ws);
        else onSocket(ws, transport, visitor);
      });
    };
    const refuse = (error: unknown) => {
      const refusal = asRefusal(error, onFault);
      onRefusal(refusal.status);
      turnAway(transport, refusal);
    };
    admission
      .admit(request, transport)
      .then(serve, refuse)
      .catch((error: unknown) => {
        onFault(error);
        transport.destroy();
      })
      .finally(() => clearTimeout(late));
  });

  await listen(server, port, host);
  return {
    port: (server.address() as AddressInfo).port,
    refuse: admission.close,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Of a scope of its own: a listener keeps all that the others of its scope use, and this one stays as long as the socket. */
function destroyOnError(transport: Duplex): void {
  transport.on('error', () => transport.destroy());
}

const listen = (server: Server, port: number, host: string) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: UNTAKEN_MAX }, resolve);
  });

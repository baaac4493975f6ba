// The gateway's public port: the page, the session, and the upgrade that turns a request into a connection.
// Invariant: no token, no socket (P9); nothing of a request is kept once it is a socket; whoever says nothing, is refused
// or does not go away loses the connection within seconds (P8).
import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { answering, type Handler, json, pathOf, refuseTunnels } from '../shared/http.ts';
import type { Logger } from '../shared/logger.ts';
import { LIMITS, SUBPROTOCOL } from '../shared/protocol.ts';
import { seldom } from '../shared/seldom.ts';
import type { Visitor } from './access.ts';
import type { AddressOf } from './address.ts';
import { type Auth, TryAgain, Unauthorized } from './auth.ts';
import { hostAllowed, isSecure, type OriginRules, originAllowed } from './origin.ts';
import type { Page } from './page.ts';
import type { Place, Places } from './places.ts';
import type { Buckets } from './rate-limit.ts';
import { handleSession, identify } from './session.ts';

export interface ServerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  auth: Auth;
  page: Page;
  rules: OriginRules;
  addressOf: AddressOf;
  /** Connections, those being admitted included. */
  places: Places;
  /** New sessions: of one address, and of everybody (one key). */
  sessions: { perAddress: Buckets; all: Buckets };
  log: Logger;
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
/** From the upgrade request to the socket: a provider that does not answer holds no connection. */
const ADMISSION_MS = 10_000;
/** What a refused client gets to read its answer. */
const LAST_WORD_MS = 1_000;
/** Connections that are no sockets (the page, sessions, those who say nothing), beside the places for sockets. */
const REQUESTS_MAX = 1_000;

class Refusal extends Error {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  constructor(status: number, message: string, retryAfterMs?: number) {
    super(message);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Resolves when it listens. */
export async function startServer(options: ServerOptions): Promise<PublicServer> {
  const { host, port, auth, page, rules, addressOf, places, sessions, log } = options;
  const { onRefusal, onSocket, onVersion } = options;
  const onFault = seldom<unknown>((err, times) => log.error({ err, times }, 'a request failed'));
  let refusing = false;

  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: FRAME_HARD_MAX_BYTES,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  const mayCreate = (request: IncomingMessage): number => {
    const now = performance.now();
    // Of one address first: who is refused there does not use up what everybody shares.
    return sessions.perAddress.take(addressOf(request), now) || sessions.all.take('', now);
  };
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
      return await handleSession({ auth, rules, mayCreate }, request, response).catch(
        (error: unknown) => {
          if (!(error instanceof TryAgain)) onFault(error);
          if (!response.headersSent) json(response, 503, { error: 'try again in a moment' });
        },
      );
    }
    if (path === '/ws') return json(response, 426, { error: 'this is a WebSocket: upgrade' });
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return json(response, 405, { error: 'GET only' });
    }
    if (!page(request, response, path)) json(response, 404, { error: 'there is nothing here' });
  };
  const limits = {
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: 1_000,
  };
  const server = createServer(limits, answering(handle, onFault));
  server.timeout = SILENT_MS;
  server.maxConnections = places.max + REQUESTS_MAX;
  refuseTunnels(server);

  server.on('upgrade', (request, transport, head) => {
    transport.on('error', () => transport.destroy());
    const late = setTimeout(() => transport.destroy(), ADMISSION_MS);
    admit(request, transport)
      .then((visitor) => {
        if (transport.destroyed) return;
        const offered = request.headers['sec-websocket-protocol'];
        sockets.handleUpgrade(request, transport, head, (ws) => {
          if (offered !== undefined && ws.protocol !== SUBPROTOCOL) onVersion(ws);
          else onSocket(ws, transport, visitor);
        });
      })
      .catch((error: unknown) => {
        const refusal = asRefusal(error, onFault);
        onRefusal(refusal.status);
        turnAway(transport, refusal);
      })
      .finally(() => clearTimeout(late));
  });

  async function admit(request: IncomingMessage, transport: Duplex): Promise<Visitor> {
    const { headers } = request;
    if (pathOf(request) !== '/ws') throw new Refusal(404, 'the socket is at /ws');
    if (refusing) throw new Refusal(503, 'this gateway is going away: try another', 2_000);
    if (!hostAllowed(headers, rules)) throw new Refusal(421, 'this gateway has another name');
    if (!originAllowed(headers, rules)) {
      throw new Refusal(403, 'pages of this origin may not connect: add it to ALLOWED_ORIGINS');
    }
    const address = addressOf(request);
    const place = takePlace(places, address);
    // For as long as the connection lasts, however it ends.
    if (transport.destroyed) place.free();
    else transport.once('close', place.free);
    const identity = await identify(auth, request);
    if (refusing) throw new Refusal(503, 'this gateway is going away: try another', 2_000);
    if (!place.claim(identity.user.id)) {
      throw new Refusal(429, 'you have as many connections as one may: close one', 30_000);
    }
    return { identity, address };
  }

  await listen(server, port, host);
  return {
    port: (server.address() as AddressInfo).port,
    refuse: () => {
      refusing = true;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function takePlace(places: Places, address: string): Place {
  const place = places.take(address);
  if (place === 'all') throw new Refusal(503, 'this gateway is full: try another', 2_000);
  if (place === 'address') {
    throw new Refusal(429, 'your address has as many connections as it may: close one', 30_000);
  }
  return place;
}

function asRefusal(error: unknown, onFault: (error: unknown) => void): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof Unauthorized) {
    return new Refusal(401, 'no valid token: POST /api/session, then send it as Bearer or cookie');
  }
  if (!(error instanceof TryAgain)) onFault(error);
  return new Refusal(503, 'the token cannot be checked right now: try again', 2_000);
}

/** Answers, and closes whether or not the other side does: a refused connection holds nothing. */
function turnAway(transport: Duplex, { status, message, retryAfterMs }: Refusal): void {
  if (transport.destroyed) return;
  const body = `${JSON.stringify({ error: message, ...(retryAfterMs && { retryAfterMs }) })}\n`;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json',
    'X-Content-Type-Options: nosniff',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(status === 401 ? ['WWW-Authenticate: Bearer'] : []),
    ...(retryAfterMs === undefined ? [] : [`Retry-After: ${Math.ceil(retryAfterMs / 1_000)}`]),
  ];
  transport.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
  const cut = setTimeout(() => transport.destroy(), LAST_WORD_MS);
  transport.once('close', () => clearTimeout(cut));
}

const listen = (server: Server, port: number, host: string) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });

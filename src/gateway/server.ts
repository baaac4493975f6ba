// The gateway's public port: the page, the session, and the upgrade that turns a request into a connection.
// Invariant: no token, no socket (P9); nothing of a request is kept once it is a socket.
import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '../shared/logger.ts';
import { LIMITS, SUBPROTOCOL } from '../shared/protocol.ts';
import type { Visitor } from './access.ts';
import { addressOf } from './address.ts';
import { type Auth, Unauthorized } from './auth.ts';
import { originAllowed } from './origin.ts';
import type { Page } from './page.ts';
import { handleSession, identify, json } from './session.ts';

export interface ServerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  auth: Auth;
  page: Page;
  allowedOrigins: readonly string[];
  connectionsMax: number;
  log: Logger;
  /** Open connections now. */
  connections: () => number;
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

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Resolves when it listens. */
export async function startServer(options: ServerOptions): Promise<PublicServer> {
  const { host, port, auth, page, log, onSocket, onVersion } = options;
  let refusing = false;

  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: FRAME_HARD_MAX_BYTES,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 });

  server.on('request', (request, response) => {
    const path = pathOf(request);
    if (path === '/api/session') {
      handleSession(auth, request, response).catch((error: unknown) => {
        log.error({ err: error }, 'a session request failed');
        if (!response.headersSent) json(response, 503, { error: 'try again in a moment' });
      });
      return;
    }
    if (path === '/ws') return json(response, 426, { error: 'this is a WebSocket: upgrade' });
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return json(response, 405, { error: 'GET only' });
    }
    if (!page(request, response, path)) json(response, 404, { error: 'there is nothing here' });
  });

  server.on('upgrade', (request, transport, head) => {
    transport.on('error', () => transport.destroy());
    admit(request).then(
      (visitor) => {
        if (transport.destroyed) return;
        const offered = request.headers['sec-websocket-protocol'];
        sockets.handleUpgrade(request, transport, head, (ws) => {
          if (offered !== undefined && ws.protocol !== SUBPROTOCOL) onVersion(ws);
          else onSocket(ws, transport, visitor);
        });
      },
      (error: unknown) => turnAway(transport, asRefusal(error, log)),
    );
  });

  async function admit(request: IncomingMessage): Promise<Visitor> {
    if (pathOf(request) !== '/ws') throw new Refusal(404, 'the socket is at /ws');
    if (refusing) throw new Refusal(503, 'this gateway is going away: try another');
    const { origin, host: own } = request.headers;
    if (!originAllowed(origin, own, options.allowedOrigins)) {
      throw new Refusal(403, `pages of ${origin} may not connect: add it to ALLOWED_ORIGINS`);
    }
    if (options.connections() >= options.connectionsMax) {
      throw new Refusal(503, 'this gateway is full: try another');
    }
    const identity = await identify(auth, request);
    if (refusing) throw new Refusal(503, 'this gateway is going away: try another');
    return { identity, address: addressOf(request) };
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

function asRefusal(error: unknown, log: Logger): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof Unauthorized) {
    return new Refusal(401, 'no valid token: POST /api/session, then send it as Bearer or cookie');
  }
  log.error({ err: error }, 'an upgrade failed');
  return new Refusal(503, 'the token cannot be checked right now: try again');
}

function turnAway(transport: Duplex, { status, message }: Refusal): void {
  const body = `${JSON.stringify({ error: message })}\n`;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(status === 401 ? ['WWW-Authenticate: Bearer'] : []),
    ...(status === 503 ? ['Retry-After: 2'] : []),
  ];
  transport.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

const pathOf = ({ url }: IncomingMessage): string => (url ?? '/').split('?', 1)[0] ?? '/';

const listen = (server: Server, port: number, host: string) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });

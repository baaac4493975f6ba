// Who becomes a socket: path, host, origin, a place, a token, in this order, and what the others are told.
// Invariant: a place is taken before anything is awaited and given back when the connection ends, however it ends.
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { pathOf } from '../../shared/http.ts';
import type { AddressOf } from '../limits/address.ts';
import type { Penalties } from '../limits/penalties.ts';
import type { Place, Places } from '../limits/places.ts';
import type { Present } from '../name/present.ts';
import { type Auth, TryAgain, Unauthorized } from './auth.ts';
import type { Bots } from './bots.ts';
import { identify } from './identify.ts';
import type { Visitor } from './identity.ts';
import { hostAllowed, type OriginRules, originAllowed } from './origin.ts';
import { tokenOf } from './request-token.ts';

export interface AdmissionPorts {
  auth: Auth;
  bots: Pick<Bots, 'wait'>;
  present: Present;
  rules: OriginRules;
  addressOf: AddressOf;
  places: Places;
  penalties: Penalties;
}

export interface Admission {
  /** Rejects with what {@link asRefusal} turns into an answer. */
  admit: (request: IncomingMessage, transport: Duplex) => Promise<Visitor>;
  /** Nobody is admitted from now on. */
  close: () => void;
}

class Refusal extends Error {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  constructor(status: number, message: string, retryAfterMs?: number) {
    super(message);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

const gatewayFull = () => new Refusal(503, 'this gateway is full: try another', 2_000);

const TOO_MANY_TRIES = 'your address tries too many tokens: wait';
/** What a refused client gets to read its answer. */
const LAST_WORD_MS = 1_000;

export function createAdmission(ports: AdmissionPorts): Admission {
  const { auth, bots, rules, addressOf, places, penalties } = ports;
  let closed = false;
  const assertOpen = () => {
    if (closed) throw new Refusal(503, 'this gateway is going away: try another', 2_000);
  };
  return {
    admit: async (request, transport) => {
      const { headers } = request;
      if (pathOf(request) !== '/ws') throw new Refusal(404, 'the socket is at /ws');
      assertOpen();
      if (!hostAllowed(headers, rules)) throw new Refusal(421, 'this gateway has another name');
      if (!originAllowed(headers, rules)) {
        throw new Refusal(403, 'pages of this origin may not connect: add it to ALLOWED_ORIGINS');
      }
      const address = addressOf(request);
      const triesMs = bots.wait(tokenOf(request), address, performance.now());
      if (triesMs > 0) throw new Refusal(429, TOO_MANY_TRIES, triesMs);
      const place = takePlace(places, address);
      const free = () => place.free(performance.now());
      if (transport.destroyed) free();
      else transport.once('close', free);
      const identity = await identify(auth, request);
      assertOpen();
      const keepAwayMs = penalties.wait(identity.user.id, performance.now());
      if (keepAwayMs > 0) throw new Refusal(429, 'you flooded this gateway: keep away', keepAwayMs);
      const usedUp = place.claim(identity.user.id, performance.now());
      if (usedUp === 'all') throw gatewayFull();
      if (usedUp === 'user') {
        throw new Refusal(429, 'you have as many connections as one may: close one', 30_000);
      }
      const present = await ports.present(identity);
      assertOpen();
      return { identity: present, address };
    },
    close: () => {
      closed = true;
    },
  };
}

function takePlace(places: Places, address: string): Place {
  const place = places.take(address);
  if (place === 'all') throw gatewayFull();
  if (place === 'address') {
    throw new Refusal(429, 'your address has as many connections as it may: close one', 30_000);
  }
  return place;
}

/** A fault of ours is said by `onFault`; the client may try again. */
export function asRefusal(error: unknown, onFault: (error: unknown) => void): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof Unauthorized) {
    return new Refusal(401, 'no valid token: POST /api/session, then send it as Bearer or cookie');
  }
  if (!(error instanceof TryAgain)) onFault(error);
  return new Refusal(503, 'the token cannot be checked right now: try again', 2_000);
}

/** Answers, and closes whether or not the other side does: a refused connection holds nothing. */
export function turnAway(transport: Duplex, { status, message, retryAfterMs }: Refusal): void {
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

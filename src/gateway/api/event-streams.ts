// A room as server-sent events: a connection like that of a socket (socket/connection.ts), whose client has said one thing, `join`,
// and says nothing more. So all that holds of who is in a room by a socket holds here: who may, what they are given first, when they
// have to go, what it costs. It counts among the connections of its user and address, and goes with its token and its gateway.
import { CloseCode } from '../../shared/wire/codes.ts';
import type { ErrorFrame } from '../../shared/wire/frames.ts';
import type { Visitor } from '../edge/identity.ts';
import type { Limits } from '../limits/limits.ts';
import type { GatewayMetrics } from '../metrics.ts';
import { refusal } from '../refusal.ts';
import type { Clients } from '../socket/clients.ts';
import { Connection, type ConnectionPorts } from '../socket/connection.ts';
import { EventSocket } from './event-socket.ts';
import type { Exchange } from './route.ts';

export interface EventStreamPorts extends ConnectionPorts {
  clients: Clients;
  limits: ConnectionPorts['limits'] & Pick<Limits, 'places'>;
  metrics: GatewayMetrics;
}

export interface Wanted {
  room: string;
  /** Where the client was. */
  after?: number;
  epoch?: string;
  last?: number;
  max?: number;
  /** Whether it goes on when all that there is was told. */
  follow: boolean;
}

/** Resolves when it has begun, or with why it has not. */
export type EventStreams = (
  visitor: Visitor,
  wanted: Wanted,
  exchange: Exchange,
) => Promise<ErrorFrame | undefined>;

const CLOSE_ONE_MS = 30_000;

export function createEventStreams(ports: EventStreamPorts): EventStreams {
  const { clients, metrics } = ports;
  return async (visitor, { follow, ...join }, { response, onStream }) => {
    const { room } = join;
    const place = takePlace(ports.limits.places, visitor);
    if ('code' in place) return place;
    const { promise, resolve } = Promise.withResolvers<ErrorFrame | undefined>();
    const enter = (more: object) =>
      connection.receive(Buffer.from(JSON.stringify({ type: 'join', room, ...more })), false);
    const socket = new EventSocket(response, {
      follow,
      onReset: () => enter({}),
      onBegun: () => {
        onStream();
        // Silence is the room's: heartbeats say that it is there.
        response.socket?.setTimeout(0);
        metrics.eventStreams.inc();
        tearDown.push(() => metrics.eventStreams.dec());
        resolve(undefined);
      },
      onRefused: (error) => {
        resolve(error);
        close();
      },
    });
    const connection = new Connection(socket, visitor, ports);
    const tearDown = [
      () => connection.closed(),
      () => place.free(performance.now()),
      clients.add({
        expiresAt: visitor.identity.expiresAt,
        ping: () => socket.beat(),
        heard: () => socket.heard(),
        cut: () => socket.close(CloseCode.slow, 'reads nothing: come back with the last id'),
        drain: () => connection.drain(),
        close: (code, reason) => socket.close(code, reason),
      }),
    ];
    const close = () => {
      for (const undo of tearDown.splice(0)) undo();
      resolve(undefined);
    };
    response.once('close', close);
    if (response.destroyed) close();
    else enter(join);
    return await promise;
  };
}

function takePlace(places: Limits['places'], { identity, address }: Visitor) {
  const place = places.take(address);
  if (typeof place === 'string') {
    if (place === 'all') return refusal('unavailable', 'this gateway is full: try another');
    const message = 'your address has as many connections as it may: close one';
    return refusal('rate', message, {}, CLOSE_ONE_MS);
  }
  const now = performance.now();
  const usedUp = place.claim(identity.user.id, now);
  if (usedUp === undefined) return place;
  place.free(now);
  if (usedUp === 'all') return refusal('unavailable', 'this gateway is full: try another');
  const message = 'you have as many connections as one may: close one';
  return refusal('rate', message, {}, CLOSE_ONE_MS);
}

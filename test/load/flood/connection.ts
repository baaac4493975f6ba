// One attacker's connection: from an address of its own, never longer than the flood, and it keeps its half open
// when the server ends the other one – who attacks does not tidy up.
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { listener } from './told.ts';

export interface Site {
  port: number;
  /** The loopback address the attackers come from. */
  from: string;
  /** Those to ask for: the longest backlog first. */
  rooms: string[];
  /** Multiplies how often everything is sent. */
  pace: number;
  /** When all of it is over, by `performance.now()`. */
  until: number;
  /** Tokens the session flood has got; whoever opens a socket takes one. */
  tokens: string[];
  count: (what: string, by?: number) => void;
}

export interface Connection {
  write: (bytes: Buffer | string) => void;
  /** The server said that it is over, or the connection broke. */
  isOver: () => boolean;
  /** What was written waits for the server. */
  isFull: () => boolean;
  /** Stops reading. */
  pause: () => void;
  resume: () => void;
  /** Whatever came, beside being counted. */
  onData: (hear: (chunk: Buffer) => void) => void;
  /** Ends it by a reset: no port of ours waits for its last packets. */
  reset: () => void;
}

const WAITING_MAX_BYTES = 65_536;
const TICK_MS = 100;

export async function openConnection({ port, from, count }: Site): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from, allowHalfOpen: true });
  let over = false;
  socket.on('error', (error: NodeJS.ErrnoException) => count(error.code ?? error.message));
  socket.once('end', () => {
    over = true;
    count('ended by the server');
  });
  socket.once('close', () => {
    over = true;
  });
  socket.on('data', listener(count));
  await once(socket, 'connect');
  count('connections');
  return {
    write: (bytes) => {
      if (!socket.destroyed) socket.write(bytes);
    },
    isOver: () => over,
    isFull: () => socket.writableLength > WAITING_MAX_BYTES,
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    onData: (hear) => void socket.on('data', hear),
    reset: () => void socket.resetAndDestroy(),
  };
}

/** Sends the next thing so many times a second until it is over; what the server does not take is not made up for. */
export async function repeat(
  connection: Connection,
  site: Site,
  perSecond: number,
  next: (i: number) => Buffer | string,
): Promise<void> {
  const started = performance.now();
  let sent = 0;
  let asked = 0;
  while (!connection.isOver() && performance.now() < site.until) {
    const due = Math.floor(((performance.now() - started) / 1_000) * perSecond * site.pace);
    if (!connection.isFull()) {
      const some = Array.from({ length: due - asked }, () => Buffer.from(next(sent++)));
      if (some.length > 0) connection.write(Buffer.concat(some));
      site.count('sent', some.length);
    }
    asked = due;
    await sleep(TICK_MS);
  }
}

/** Says nothing for a while; answers early when it is over. */
export async function hold(connection: Connection, site: Site, forMs: number): Promise<void> {
  const end = Math.min(site.until, performance.now() + forMs);
  while (!connection.isOver() && performance.now() < end) await sleep(TICK_MS);
}

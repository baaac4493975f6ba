// A TCP way between two programs that can misbehave. What it does counts for connections that are open and for new ones.
// Invariant: bytes arrive in order and whole, or the connection ends; nothing is made up.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type Manner =
  | { how: 'pass' }
  /** Nothing passes; what was said arrives once it passes again, also of somebody who has gone meanwhile. */
  | { how: 'hold' }
  /** Nothing passes, and what was said is lost: afterwards the connections are reset. */
  | { how: 'drop' }
  /** Everything arrives so much later, in order. */
  | { how: 'delay'; ms: number }
  /** So many bytes every 50 ms. */
  | { how: 'trickle'; bytes: number }
  /** Nobody gets in, and who was in is thrown out. */
  | { how: 'refuse' };

export interface TcpProxy {
  readonly name: string;
  readonly port: number;
  behave: (manner: Manner) => void;
  /** Half of what comes next on each connection arrives, then both ends are reset: a frame cut in the middle. */
  cut: () => void;
  stop: () => Promise<void>;
}

const PASS: Manner = { how: 'pass' };
/** What trickles does so at this pace. */
export const TRICKLE_EVERY_MS = 50;
/** So much waits in a direction before its sender is not read any more. */
const QUEUE_MAX_BYTES = 4 * 2 ** 20;

interface Link {
  ways: Way[];
  cutNext: boolean;
  reset: () => void;
}

interface Way {
  pump: () => void;
  /** Its sender says no more. */
  end: () => void;
  waiting: () => boolean;
  forget: () => void;
}

/** On a free port unless told one. */
export async function startProxy(options: {
  name: string;
  to: number;
  port?: number;
}): Promise<TcpProxy> {
  const links = new Set<Link>();
  let manner = PASS;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (manner.how === 'refuse') return void near.resetAndDestroy();
    const far = connect({ port: options.to, host: '127.0.0.1', allowHalfOpen: true });
    openLink(near, far, { links, manner: () => manner });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    name: options.name,
    port: (server.address() as AddressInfo).port,
    behave: (next) => {
      const lost = manner.how === 'drop' && next.how !== 'drop';
      manner = next;
      if (lost || next.how === 'refuse') for (const link of [...links]) link.reset();
      for (const link of links) for (const way of link.ways) way.pump();
    },
    cut: () => {
      for (const link of links) link.cutNext = true;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const link of [...links]) link.reset();
      }),
  };
}

interface Shared {
  links: Set<Link>;
  manner: () => Manner;
}

function openLink(near: Socket, far: Socket, { links, manner }: Shared): void {
  const over = () => {
    links.delete(link);
    for (const way of link.ways) way.forget();
  };
  const link: Link = {
    cutNext: false,
    ways: [],
    reset: () => {
      over();
      for (const socket of [near, far]) if (!socket.destroyed) socket.resetAndDestroy();
    },
  };
  link.ways.push(openWay(near, far, link, manner), openWay(far, near, link, manner));
  links.add(link);
  for (const [from, to, way] of [
    [near, far, link.ways[0]],
    [far, near, link.ways[1]],
  ] as const) {
    from.setNoDelay(true);
    from.on('error', () => undefined);
    from.on('close', () => {
      // A client that gave up does not take back what it sent while the way was held.
      if (from === near && way?.waiting() === true && !to.destroyed) return way.end();
      over();
      to.destroy();
    });
  }
}

function openWay(from: Socket, to: Socket, link: Link, manner: () => Manner): Way {
  const queue: { bytes: Buffer; at: number }[] = [];
  let waiting = 0;
  let ended = false;
  let dead = false;
  let timer: NodeJS.Timeout | undefined;
  const again = (ms: number) => {
    timer ??= setTimeout(() => {
      timer = undefined;
      pump();
    }, ms);
  };
  const isShut = () => ['hold', 'drop'].includes(manner().how);
  const pump = () => {
    if (dead || to.destroyed || isShut()) return;
    const now = manner();
    let room = now.how === 'trickle' ? now.bytes : Number.POSITIVE_INFINITY;
    // What trickles waits for its tick, whoever pumps.
    if (now.how === 'trickle' && timer !== undefined) return;
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      const early = now.how === 'delay' ? head.at + now.ms - Date.now() : 0;
      if (early > 0) return again(early);
      if (room <= 0) return again(TRICKLE_EVERY_MS);
      if (link.cutNext) return cutHere(head.bytes);
      const part = head.bytes.subarray(0, Math.min(room, head.bytes.length));
      to.write(part);
      room -= part.length;
      waiting -= part.length;
      if (part.length === head.bytes.length) queue.shift();
      else head.bytes = head.bytes.subarray(part.length);
    }
    if (now.how === 'trickle' && room < now.bytes) again(TRICKLE_EVERY_MS);
    if (from.isPaused() && !from.destroyed) from.resume();
    if (ended && !to.writableEnded) to.end();
  };
  const cutHere = (bytes: Buffer) => {
    // Nothing may follow the half.
    for (const way of link.ways) way.forget();
    to.write(bytes.subarray(0, bytes.length >> 1), () => link.reset());
  };
  from.on('data', (bytes: Buffer) => {
    if (dead) return;
    queue.push({ bytes, at: Date.now() });
    waiting += bytes.length;
    if (waiting > QUEUE_MAX_BYTES) from.pause();
    pump();
  });
  const end = () => {
    ended = true;
    pump();
  };
  from.on('end', end);
  return {
    pump,
    end,
    waiting: () => !dead && (queue.length > 0 || isShut()),
    forget: () => {
      dead = true;
      clearTimeout(timer);
    },
  };
}

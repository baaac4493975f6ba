// What carries a NATS connection: one socket at a time. The library forgets a dial that it gave up after `timeout`, but
// leaves its socket open. A server that hung answers that one, too, when it wakes up, and soon closes it; this is taken for
// the end of the connection in use: a second one is dialled beside it, and both feed one parser for as long as they live.
// A server that is only slow was given up by the library as well: it costs a connection every five and a half seconds.
// Invariant: a dial that was given up has no socket and is never heard of again; what is closed delivers nothing.
import { once } from 'node:events';
import { createConnection } from 'node:net';
import type { ConnectionOptions, NatsConnection } from 'nats';
import { NatsConnectionImpl, setTransportFactory } from 'nats/lib/src/nats-base-client.js';
import { NodeTransport, nodeResolveHost } from 'nats/lib/src/node_transport.js';

/** What was written gets so long to leave before a connection that is left is cut; a server that hangs takes nothing. */
const FLUSH_MS = 1_000;

class OneSocket extends NodeTransport {
  /** How many were dialled and set up by the methods below: none, where the library has others by now. */
  static setUp = 0;
  readonly #givenUp = new AbortController();
  #dialled = false;

  /** The library's own knows its socket only once it is connected. */
  override async dial({ port, hostname }: { port: number; hostname: string }) {
    const { signal } = this.#givenUp;
    signal.throwIfAborted();
    const socket = createConnection(port, hostname);
    socket.setNoDelay(true);
    this.socket = socket;
    this.#dialled = true;
    await once(socket, 'connect', { signal });
    return socket;
  }

  /** The last step of a dial; from here on an end is told to the library. */
  override setupHandlers() {
    this.#givenUp.signal.throwIfAborted();
    if (this.#dialled) OneSocket.setUp++;
    super.setupHandlers();
  }

  /** The library's own does nothing while it dials, and waits without end for what was written. */
  override async close(error?: Error) {
    const { socket } = this;
    if (!this.connected) {
      this.#givenUp.abort();
      socket?.destroy();
      return;
    }
    const late = setTimeout(() => socket?.destroy(), FLUSH_MS);
    await super.close(error);
    clearTimeout(late);
  }

  /** The library's own waits without end for what was written. */
  override disconnect() {
    if (!this.connected) return;
    const { socket } = this;
    setTimeout(() => socket?.destroy(), FLUSH_MS).unref();
    super.disconnect();
  }

  override async *iterate() {
    for await (const bytes of super.iterate()) {
      if (this.isClosed) return;
      yield bytes;
    }
  }
}

/**
 * The library's `connect`, over the transport above. The transport is the whole process's, so nobody else may connect.
 * Throws where the library no longer dials as it did when this was written.
 */
export async function connectOverOneSocket(options: ConnectionOptions): Promise<NatsConnection> {
  setTransportFactory({ factory: () => new OneSocket(), dnsResolveFn: nodeResolveHost });
  const before = OneSocket.setUp;
  const nc = await NatsConnectionImpl.connect(options);
  if (OneSocket.setUp > before) return nc;
  await nc.close();
  throw new Error('this version of the library nats dials in another way: see nats-transport.ts');
}

// A WebSocket client that knows the wire and nothing of our SDK: what a stranger's client would send and see.
// Invariant: whatever a gateway says to it is as the protocol's schemas have it, or the test fails.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';
import { frameProblem } from './said.ts';

export type Frame = { type: string } & Record<string, unknown>;

export interface WireClient {
  readonly socket: WebSocket;
  /** Every frame so far, in order. */
  readonly frames: Frame[];
  /** Sends a frame; a string goes as it is. */
  send: (frame: Record<string, unknown> | string) => void;
  /** The first frame, already here or yet to come, that fits; looks from `from` on. */
  waitFor: (
    fits: (frame: Frame) => boolean,
    options?: { deadlineMs?: number; from?: number },
  ) => Promise<Frame>;
  /** Joins a room and waits for `live`; answers what came from `joined` to `live`. */
  join: (room: string, options?: Record<string, unknown>) => Promise<Frame[]>;
  /** Sends a command or a question, with a fresh id unless it has one, and waits for its answer: never for the event of what was done, which has the id, too, and may come first. */
  does: (frame: Record<string, unknown>, options?: { deadlineMs?: number }) => Promise<Frame>;
  /** Posts with a fresh id and waits for its ack (or error). */
  post: (room: string, text: string, id?: string) => Promise<Frame>;
  /** The events of a room seen so far, in the order they came. */
  events: (room: string) => Frame[];
  readonly closed: Promise<{ code: number; reason: string }>;
  close: () => Promise<void>;
}

const DEADLINE_MS = 10_000;

/** Opens a socket and waits for it; rejects with `HTTP <status>` when the upgrade is refused. */
export async function connectWire(
  url: string,
  options: { token?: string; headers?: Record<string, string>; client?: ClientOptions } = {},
): Promise<WireClient> {
  const { token, headers = {}, client } = options;
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const socket = new WebSocket(url, { ...client, headers: { ...authorization, ...headers } });
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as Frame;
    frames.push(frame);
    for (const look of waiting) look();
    const problem = frameProblem(frame);
    if (problem === undefined) return;
    // In a turn of its own, so that the socket goes on and can be closed.
    setImmediate(() => assert.fail(`${problem}: ${String(data).slice(0, 500)}`));
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => {
      resolve({ code, reason: String(reason) });
      for (const look of waiting) look();
    });
  });
  await opened(socket);

  const wire: WireClient = {
    socket,
    frames,
    closed,
    send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    waitFor: (fits, { deadlineMs = DEADLINE_MS, from = 0 } = {}) => {
      const { promise, resolve, reject } = Promise.withResolvers<Frame>();
      let looked = from;
      const look = () => {
        while (looked < frames.length) {
          const frame = frames[looked++];
          if (frame !== undefined && fits(frame)) return resolve(frame);
        }
        if (socket.readyState === WebSocket.CLOSED) reject(new Error(`closed${shown(frames)}`));
      };
      const timer = setTimeout(
        () => reject(new Error(`no such frame within ${deadlineMs} ms${shown(frames)}`)),
        deadlineMs,
      );
      waiting.add(look);
      look();
      return promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(look);
      });
    },
    join: async (room, more = {}) => {
      const from = frames.length;
      wire.send({ type: 'join', room, ...more });
      await wire.waitFor((frame) => frame.type === 'live' && frame['room'] === room, { from });
      const own = frames.slice(from).filter((frame) => frame['room'] === room);
      return own.slice(0, own.findIndex((frame) => frame.type === 'live') + 1);
    },
    does: ({ id = uuid7(), ...frame }, options = {}) => {
      const from = frames.length;
      wire.send({ id, ...frame });
      const answers = (one: Frame) => one['id'] === id && one.type !== 'event';
      return wire.waitFor(answers, { from, ...options });
    },
    post: (room, text, id = uuid7()) =>
      wire.does({ type: 'post', id, room, text }, { deadlineMs: 2 * DEADLINE_MS }),
    events: (room) => frames.filter((frame) => frame.type === 'event' && frame['room'] === room),
    close: async () => {
      if (socket.readyState !== WebSocket.CLOSED) socket.terminate();
      await closed;
    },
  };
  return wire;
}

async function opened(socket: WebSocket) {
  const refused = new Promise<never>((_, reject) => {
    socket.once('unexpected-response', (request, response) => {
      request.destroy();
      reject(new Error(`HTTP ${response.statusCode}`));
    });
  });
  await Promise.race([once(socket, 'open'), refused]);
}

/** What came last, for an error message. */
const shown = (frames: Frame[]): string =>
  `; the last frames: ${frames
    .slice(-5)
    .map((frame) => JSON.stringify(frame))
    .join(' ')}`;

/** RFC 9562: 48 bits of milliseconds, then random; `at` for ids of another time. */
export function uuid7(at: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

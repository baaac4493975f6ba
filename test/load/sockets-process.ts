// Many WebSocket clients in a process of their own, so cheap that they cost little beside the server: raw
// sockets, a handshake, a parser that looks at headers and first bytes only. The same one for every server.
// Invariant: a frame is counted once, when all of it has come.
import { connect, type Socket } from 'node:net';
import { frameAt, maskedFrame, OPCODES, upgradeRequest } from './raw-websocket.ts';
import type { ToSockets } from './sockets.ts';
import { sinceStamp } from './stamp.ts';

interface Options {
  ready: string;
  readyTimes: number;
  refused: string | undefined;
  counted: Buffer;
  stamped: boolean;
}

type Open = Extract<ToSockets, { kind: 'open' }>;

/** A frame that is begun but not all here waits in the client's `rest`. */
const NOTHING = Buffer.alloc(0);

let received = 0;
let expected = Number.POSITIVE_INFINITY;
let delays: number[] = [];
const sockets: Socket[] = [];

process.on('message', (message: ToSockets) => {
  if (message.kind === 'open') {
    void openAll(message).then(
      (inMs) => tell({ kind: 'opened', inMs, received }),
      (error: unknown) => tell({ kind: 'failed', reason: String(error) }),
    );
  } else if (message.kind === 'expect') {
    expected = message.count;
    answer();
  } else if (message.kind === 'delays') {
    tell({ kind: 'delays', delays });
    delays = [];
  } else {
    for (const socket of sockets) socket.destroy();
    process.exit(0);
  }
});
process.on('disconnect', () => process.exit(1));

const tell = (message: object) => process.send?.(message);

function answer() {
  if (received < expected) return;
  expected = Number.POSITIVE_INFINITY;
  tell({ kind: 'received' });
}

async function openAll(to: Open): Promise<number[]> {
  const { count, atOnce = 50, hello, own = [] } = to;
  const started = performance.now();
  const inMs: number[] = [];
  for (let opened = 0; opened < count; opened += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, count - opened) }, async (_, i) => {
      const headers = to.headers[(opened + i) % to.headers.length] ?? {};
      await openOne(to, headers, hello.concat(own[opened + i] ?? []));
      inMs.push(performance.now() - started);
    });
    await Promise.all(some);
  }
  return inMs;
}

function openOne(to: Open, headers: Record<string, string>, hello: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(to.port, '127.0.0.1');
    sockets.push(socket);
    socket.setNoDelay(true);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed before it was in')));
    const { ready, readyTimes = 1, refused, stamped = false } = to;
    const options = { ready, readyTimes, refused, stamped, counted: Buffer.from(to.counted) };
    socket.once('connect', () => socket.write(upgradeRequest({ ...to, headers })));
    let head = NOTHING;
    const handshake = (chunk: Buffer) => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const [status] = head.toString('latin1').split('\r\n', 1);
      if (!/ 101 /.test(`${status} `)) return reject(new Error(`no upgrade: ${status}`));
      socket.off('data', handshake);
      follow(socket, options, head.subarray(end + 4)).then(resolve, reject);
      for (const text of hello) socket.write(maskedFrame(OPCODES.text, Buffer.from(text)));
    };
    socket.on('data', handshake);
  });
}

/** Resolves when the client is in; counts for as long as the socket lives. */
function follow(socket: Socket, options: Options, first: Buffer): Promise<void> {
  const { ready, readyTimes, refused, counted, stamped } = options;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let rest: Buffer = NOTHING;
  let entering = true;
  let times = 0;
  const enter = (text: string) => {
    if (refused !== undefined && text.startsWith(refused)) reject(new Error(`not let in: ${text}`));
    else if (!text.startsWith(ready) || ++times < readyTimes) return;
    else resolve();
    entering = false;
  };
  const read = (chunk: Buffer) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (;;) {
      const frame = frameAt(bytes, at);
      if (frame === undefined) break;
      at = frame.end;
      const payload = bytes.subarray(frame.start, frame.end);
      if (frame.opcode === OPCODES.ping) socket.write(maskedFrame(OPCODES.pong, payload));
      else if (begins(payload, counted)) {
        received += 1;
        if (stamped) delays.push(sinceStamp(payload));
      } else if (entering) enter(payload.toString('utf8'));
    }
    rest = at === bytes.length ? NOTHING : bytes.subarray(at);
    answer();
  };
  socket.on('data', read);
  socket.once('close', () => reject(new Error('closed before it was in')));
  if (first.length > 0) read(first);
  return promise;
}

const begins = (payload: Buffer, prefix: Buffer) =>
  payload.length >= prefix.length &&
  payload.compare(prefix, 0, prefix.length, 0, prefix.length) === 0;

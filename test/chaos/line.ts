// One raw WebSocket connection of a recording client, by docs/PROTOCOL.md and none of the SDK: frames as they come, and
// the client's side of the heartbeat, so that a gateway that stands still is left.
import { WebSocket } from 'ws';

export type Frame = { type: string } & Record<string, unknown>;

export interface Line {
  /** Whether it went out. `asks`: something will answer it. */
  send: (frame: Record<string, unknown>, asks?: boolean) => boolean;
  drop: () => void;
  readonly closed: Promise<{ code: number; reason: string; refused: number | undefined }>;
}

const OPEN_WITHIN_MS = 10_000;
const PING_EVERY_MS = 15_000;
const PING_AFTER_QUESTION_MS = 3_000;
const PONG_WITHIN_MS = 5_000;

export function openLine(options: {
  url: string;
  token: string;
  onFrame: (frame: Frame) => void;
  /** A frame that could not be read, or made no sense; the connection goes on. */
  onNonsense: (why: string) => void;
}): Line {
  const socket = new WebSocket(`${options.url.replace(/^http/, 'ws')}/ws`, {
    headers: { authorization: `Bearer ${options.token}` },
    perMessageDeflate: false,
    handshakeTimeout: OPEN_WITHIN_MS,
  });
  const opened = performance.now();
  let heardAt: number | undefined;
  let askedAt: number | undefined;
  let pingedAt: number | undefined;
  let refused: number | undefined;

  const send: Line['send'] = (frame, asks = true) => {
    if (socket.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    if (asks) askedAt ??= performance.now();
    return true;
  };
  const beat = () => {
    const now = performance.now();
    if (heardAt === undefined) {
      if (now - opened > OPEN_WITHIN_MS) socket.terminate();
      return;
    }
    if (pingedAt !== undefined && now - pingedAt > PONG_WITHIN_MS) return socket.terminate();
    const asked = askedAt !== undefined && now - askedAt > PING_AFTER_QUESTION_MS;
    if (pingedAt !== undefined || !(asked || now - heardAt > PING_EVERY_MS)) return;
    pingedAt = now;
    send({ type: 'ping' }, false);
  };
  const timer = setInterval(beat, 500);
  socket.on('message', (data) => {
    heardAt = performance.now();
    askedAt = undefined;
    pingedAt = undefined;
    // What is thrown here would leave the socket deaf, as if it were the gateway that says no more.
    try {
      options.onFrame(JSON.parse(String(data)) as Frame);
    } catch (error) {
      options.onNonsense(`${(error as Error).stack}: ${String(data)}`);
    }
  });
  socket.on('unexpected-response', (request, response) => {
    refused = response.statusCode;
    request.destroy();
    socket.terminate();
  });
  // A close follows.
  socket.on('error', () => undefined);
  const closed = new Promise<Awaited<Line['closed']>>((resolve) => {
    socket.once('close', (code, reason) => {
      clearInterval(timer);
      resolve({ code, reason: String(reason), refused });
    });
  });
  return { send, drop: () => socket.terminate(), closed };
}

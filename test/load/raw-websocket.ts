// WebSocket on a plain socket, as far as load needs it: the request to upgrade, a client's frame, the next frame
// of what came. So cheap that a process full of clients costs little beside the server.

export const OPCODES = { text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa };

export interface Upgrade {
  port: number;
  path: string;
  headers: Record<string, string>;
}

export const upgradeRequest = ({ port, path, headers }: Upgrade): string =>
  [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${Buffer.alloc(16, 1).toString('base64')}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '\r\n',
  ].join('\r\n');

/** Clients mask; a key of zeros leaves the payload as it is (RFC 6455 §5.3). Up to 65,535 bytes. */
export function maskedFrame(opcode: number, payload: Buffer): Buffer {
  const short = payload.length < 126;
  const head = Buffer.alloc(short ? 6 : 8);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (short ? payload.length : 126);
  if (!short) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

/** The frame that begins at `at`, once all of it has come; its payload lies from `start` to `end`. */
export function frameAt(bytes: Buffer, at: number) {
  if (bytes.length < at + 2) return undefined;
  const opcode = (bytes[at] ?? 0) & 0x0f;
  let length = (bytes[at + 1] ?? 0) & 0x7f;
  let start = at + 2;
  if (length === 126) {
    if (bytes.length < at + 4) return undefined;
    length = bytes.readUInt16BE(start);
    start += 2;
  } else if (length === 127) {
    if (bytes.length < at + 10) return undefined;
    length = Number(bytes.readBigUInt64BE(start));
    start += 8;
  }
  const end = start + length;
  return end > bytes.length ? undefined : { opcode, start, end };
}

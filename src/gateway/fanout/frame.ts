// A server's WebSocket text frame, made once and written to any number of sockets (RFC 6455 §5.2): final,
// unmasked, uncompressed. Only valid where permessage-deflate is off, as it is here.
import type { ServerFrame } from '../../shared/wire/frames.ts';

const FINAL_TEXT = 0x81;

export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafeSlow(head + length);
  frame[0] = FINAL_TEXT;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, head, 'utf8');
  return frame;
}

/** What a frame of {@link textFrame} says. */
export function textOf(frame: Buffer): string {
  const [, length = 0] = frame;
  return frame.toString('utf8', length < 126 ? 2 : length === 126 ? 4 : 10);
}

/** What each of several whole frames says. */
export function textsOf(frames: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at < frames.length; ) {
    const short = frames[at + 1] ?? 0;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    const length =
      head === 2
        ? short
        : head === 4
          ? frames.readUInt16BE(at + 2)
          : Number(frames.readBigUInt64BE(at + 2));
    texts.push(frames.toString('utf8', at + head, at + head + length));
    at += head + length;
  }
  return texts;
}

export const encodeFrame = (frame: ServerFrame): Buffer => textFrame(JSON.stringify(frame));

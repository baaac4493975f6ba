// Reads off a connection what its server says: statuses of answers, and after an upgrade the codes of error and
// close frames. Whatever else comes is only counted. Pure.
import { frameAt, OPCODES } from '../raw-websocket.ts';

/** One character less than what is looked for, so that a status cut by two chunks is seen once. */
const STATUS = /HTTP\/1\.1 (\d{3})/g;
const STATUS_TAIL = 'HTTP/1.1 401'.length - 1;
const ERROR = '{"type":"error"';
const NOTHING = Buffer.alloc(0);

/** Answers a function that takes what came, chunk by chunk, and tells `say` what it means. */
export function listener(say: (what: string) => void): (chunk: Buffer) => void {
  let agreed = false;
  let upgraded = false;
  let tail = '';
  let rest: Buffer = NOTHING;

  const frames = (chunk: Buffer) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (let frame = frameAt(bytes, at); frame !== undefined; frame = frameAt(bytes, at)) {
      at = frame.end;
      say(meaning(frame.opcode, bytes.subarray(frame.start, frame.end)));
    }
    rest = bytes.subarray(at);
  };
  /** After its status, the rest of the head that agrees to the upgrade. */
  const headOf101 = (text: string) => {
    const end = text.indexOf('\r\n\r\n');
    upgraded = end >= 0;
    if (upgraded) frames(Buffer.from(text.slice(end + 4), 'latin1'));
    else tail = text;
  };
  return (chunk) => {
    if (upgraded) return frames(chunk);
    const text = tail + chunk.toString('latin1');
    if (agreed) return headOf101(text);
    for (const { 1: status, index } of text.matchAll(STATUS)) {
      say(`HTTP ${status}`);
      agreed = status === '101';
      if (agreed) return headOf101(text.slice(index));
    }
    tail = text.slice(-STATUS_TAIL);
  };
}

function meaning(opcode: number, payload: Buffer): string {
  if (opcode === OPCODES.close) {
    return `closed ${payload.length >= 2 ? payload.readUInt16BE(0) : 'without a code'}`;
  }
  if (opcode !== OPCODES.text || payload.toString('latin1', 0, ERROR.length) !== ERROR) {
    return 'frames heard';
  }
  const code = /"code":"(\w+)"/.exec(payload.toString('utf8'))?.[1];
  return `error ${code}`;
}

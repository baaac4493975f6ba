// The terminal chat between programs: lines in are messages, what is said comes out as JSON, one of both or both at once. Invariants: the
// exit code is 0 exactly when everything was done that was asked for; Ctrl-C ends it at once, and so does whoever reads no further.
import type { Readable, Writable } from 'node:stream';
import type { Stored } from '../api.ts';
import type { ChatClient } from '../client.ts';
import { ChatError } from '../errors.ts';
import type { RoomClient } from '../room-client.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { postLines } from './post-lines.ts';
import { lastOfPast, printRoom } from './print-room.ts';
import type { Past } from './settings.ts';
import { errorWords } from './words.ts';

/** A connection that a session was just got for. */
const CONNECT_WITHIN_MS = 30_000;

export interface PipeOptions {
  room: string;
  /** Undefined where nothing is to be said. */
  input: Readable | undefined;
  output: Writable;
  past: Past | undefined;
  follow: boolean;
  say: (text: string) => void;
}

/** Resolves to the exit code. */
export async function chatThroughPipe(client: RoomClient, options: PipeOptions): Promise<number> {
  const { room, output, say } = options;
  const isPrinted = options.follow || options.past !== undefined;
  const stop = new AbortController();
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
    stop.abort();
    client.close();
  };
  process.once('SIGINT', interrupt);
  // Whoever read has seen enough (`| head -1`): nothing more is printed. What goes in is stored all the same, unless it went on with that.
  output.on('error', () => {
    if (isPrinted) stop.abort();
  });
  client.on('state', (change) => {
    if (change.state === 'connecting' && change.attempt === 2) {
      say('the connection is lost; what is not stored yet is sent when it is back');
    }
  });
  let code: number;
  try {
    code = await (isPrinted ? print(client, options, stop) : post(client, options, stop.signal));
  } catch (error) {
    code = exitCodeOf(error);
    if (!isInterrupted) say(`${room}: ${errorWords(error)}`);
  } finally {
    process.off('SIGINT', interrupt);
    client.close();
  }
  return isInterrupted ? EXIT.interrupted : code;
}

/** Lines in; of each that is stored its sequence and id out. */
async function post(client: ChatClient, options: PipeOptions, signal: AbortSignal) {
  const { room, input, output, say } = options;
  await connected(client);
  await client.join(room, { last: 0, signal });
  if (input === undefined) return EXIT.done;
  const stored = ({ seq, id }: Stored) => void output.write(`${seq} ${id}\n`);
  const failed = await postLines(client, { room, input, signal, say, stored });
  return failed === 0 ? EXIT.done : EXIT.notStored;
}

/** The room out, and lines in meanwhile: each comes out as what it became. */
async function print(client: RoomClient, options: PipeOptions, stop: AbortController) {
  const { signal } = stop;
  const { past, follow, input, say } = options;
  await connected(client);
  const room = await client.enter(options.room, { last: lastOfPast(past), signal });
  const printed = printRoom(client, room, { ...options, signal });
  // Where nobody can read on, nothing is said either.
  printed.catch(() => stop.abort());
  const isWritten = follow && input !== undefined;
  const posting = { room: room.name, signal, say, stored: () => undefined };
  const failed = isWritten ? await postLines(client, { ...posting, input }) : 0;
  await printed;
  return failed === 0 ? EXIT.done : EXIT.notStored;
}

async function connected(client: ChatClient): Promise<void> {
  const signal = AbortSignal.timeout(CONNECT_WITHIN_MS);
  try {
    await client.ready({ signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new ChatError('unreachable', 'there is no connection; try again in a moment');
  }
}

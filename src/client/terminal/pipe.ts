// One line in, one message out, for scripts: `echo hello | … node src/client/terminal/main.ts`. Invariant: the exit
// code is 0 exactly when every line is in the log; a line that is not is named with the reason. Ctrl-C ends it
// at once with 130, as a shell expects.
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { ChatClient } from '../client.ts';
import { ChatError } from '../errors.ts';

/** Messages handed to the client before the pipe is read further: bounds memory for an endless pipe. */
const AHEAD_MAX = 256;
/** 128 + SIGINT. */
const INTERRUPTED = 130;

export interface PipeOptions {
  room: string;
  input: Readable;
  output: Writable;
  say(text: string): void;
}

/** Resolves to the exit code when the input ended and every line is settled. */
export async function postLines(
  client: ChatClient,
  { room, input, output, say }: PipeOptions,
): Promise<number> {
  let failed = 0;
  let line = 0;
  const underWay = new Set<Promise<void>>();
  let interrupted = false;
  let lines: Interface | undefined;
  const interrupt = () => {
    interrupted = true;
    client.close();
    lines?.close();
    input.destroy();
  };
  process.once('SIGINT', interrupt);
  // Whoever read the answers has seen enough (`| head -1`): the lines are stored all the same, in silence.
  output.on('error', () => undefined);
  client.on('state', (change) => {
    if (change.state === 'connecting' && change.attempt === 2) {
      say('the connection is lost; what is not stored yet is sent when it is back');
    }
  });
  const fail = (number: number, error: unknown) => {
    failed += 1;
    say(`line ${number} was not stored: ${error instanceof Error ? error.message : String(error)}`);
  };
  try {
    await client.join(room, { last: 0 });
    // Not before: lines that are read while nobody iterates are lost.
    lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    for await (const text of lines) {
      line += 1;
      if (text.trim() === '') continue;
      const number = line;
      try {
        const { id, stored } = client.post(room, text);
        const settled: Promise<void> = stored
          .then(({ seq }) => void output.write(`${seq} ${id}\n`))
          .catch((error: unknown) => fail(number, error))
          .finally(() => underWay.delete(settled));
        underWay.add(settled);
      } catch (error) {
        fail(number, error);
        if (error instanceof ChatError && error.code === 'closed') break;
      }
      while (underWay.size >= AHEAD_MAX) await Promise.race(underWay);
    }
    await Promise.all(underWay);
  } catch (error) {
    if (!interrupted)
      say(`${room} cannot be entered: ${error instanceof Error ? error.message : String(error)}`);
    failed += 1;
  } finally {
    process.off('SIGINT', interrupt);
    client.close();
  }
  if (interrupted) return INTERRUPTED;
  return failed === 0 ? 0 : 1;
}

// One line in, one message out. Invariant: a line that is not stored is named with the reason; what is read ahead is bounded.
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Stored } from '../api.ts';
import type { ChatClient } from '../client.ts';
import { ChatError } from '../errors.ts';

/** Messages handed to the client before the pipe is read further: bounds memory for an endless pipe. */
const AHEAD_MAX = 256;

export interface PostingOptions {
  room: string;
  input: Readable;
  /** Reads no further when it is aborted. */
  signal: AbortSignal;
  say: (text: string) => void;
  stored: (stored: Stored) => void;
}

/** Resolves to how many lines were not stored, when the input ended and every line is settled. */
export async function postLines(
  client: ChatClient,
  { room, input, signal, say, stored: tell }: PostingOptions,
): Promise<number> {
  let failed = 0;
  let line = 0;
  const underWay = new Set<Promise<void>>();
  const fail = (number: number, error: unknown) => {
    failed += 1;
    say(`line ${number} was not stored: ${error instanceof Error ? error.message : String(error)}`);
  };
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const end = () => {
    lines.close();
    input.destroy();
  };
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  for await (const text of lines) {
    if (signal.aborted) break;
    line += 1;
    if (text.trim() === '') continue;
    const number = line;
    try {
      const { stored } = client.post(room, text);
      const settled: Promise<void> = stored
        .then(tell)
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
  signal.removeEventListener('abort', end);
  return failed;
}

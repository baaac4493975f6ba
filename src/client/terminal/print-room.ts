// A room for programs that read: one JSON object a line, of the past as much as is asked for, then of each change until somebody ends it.
// Invariants: nothing is left out in between and nothing is printed twice; who reads slowly is waited for, within bounds.
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Message } from '../../shared/wire/objects.ts';
import type { ChatClient } from '../client.ts';
import type { Room } from '../room.ts';
import type { Change } from '../room-message.ts';
import { PAST_MAX, type Past } from './settings.ts';

/** Messages of a page. */
const PAGE = 200;

export interface PrintingOptions {
  output: Writable;
  past: Past | undefined;
  /** Whether it goes on with what comes. */
  follow: boolean;
  signal: AbortSignal;
  say: (text: string) => void;
}

/** How many of the last messages to enter with. */
export function lastOfPast(past: Past | undefined): number {
  if (past === undefined) return 0;
  return 'last' in past ? Math.min(past.last, PAGE) : PAGE;
}

/** Resolves when there is nothing more to print; rejects where that is nobody's wish. */
export async function printRoom(
  client: ChatClient,
  room: Room,
  { output, past, follow, signal, say }: PrintingOptions,
): Promise<void> {
  // Before anything is waited for: what comes meanwhile comes after the past.
  const changes = room.changes({ backlog: false, signal })[Symbol.asyncIterator]();
  const known = room.timeline;
  const print = async (change: object) => {
    if (!output.write(`${JSON.stringify(change)}\n`)) await once(output, 'drain', { signal });
  };
  try {
    const older = past === undefined ? [] : await pastOf(client, room, { past, known, say });
    for (const message of older) await print({ kind: 'posted', ...plain(client, room, message) });
    if (!follow) return;
    for (let step = await changes.next(); step.done !== true; step = await changes.next()) {
      const { kind, delivery, message }: Change = step.value;
      await print({ kind, ...message, delivery });
    }
  } catch (error) {
    // Whoever ended it knows that it was not all.
    if (!signal.aborted) throw error;
  } finally {
    await changes.return?.();
  }
}

/** Of a page nobody said how it came. */
const plain = (client: ChatClient, room: Room, message: Message) => ({
  room: room.name,
  own: message.user.id === client.user?.id,
  delivery: 'history',
  ...message,
});

interface Asked {
  past: Past;
  known: readonly Message[];
  say: (text: string) => void;
}

/** The messages that were asked for and are not deleted, oldest first. */
async function pastOf(client: ChatClient, room: Room, { past, known, say }: Asked) {
  const isWanted = ({ at, deleted }: Message) =>
    deleted === undefined && !('sinceMs' in past && Date.parse(at) < past.sinceMs);
  const reaches = (messages: readonly Message[]) =>
    'last' in past
      ? messages.filter(isWanted).length >= past.last
      : messages.some(({ at }) => Date.parse(at) < past.sinceMs);
  let all = [...known];
  let before = all[0]?.seq ?? Number.MAX_SAFE_INTEGER;
  for (let more = true; more && !reaches(all); ) {
    if (all.length >= PAST_MAX) {
      say(`only the last ${PAST_MAX} messages are printed: there are more`);
      break;
    }
    const page = await client.messages(room.name, { before, limit: PAGE });
    all = [...page.messages, ...all];
    before = page.low;
    more = page.more;
  }
  const wanted = all.filter(isWanted);
  if ('last' in past) return past.last === 0 ? [] : wanted.slice(-past.last);
  return wanted;
}

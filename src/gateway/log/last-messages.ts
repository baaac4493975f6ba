// When each person last wrote in a room that is slow: what this gateway has read of the log, and what it is just asking the log
// to store. So slow mode holds across gateways to within the time by which their readers lag, and a person who writes a lot at
// once to one gateway is held to it at once.
import type { Envelope } from '../../chat/kernel/fact.ts';
import { messageSubject } from '../../chat/kernel/subjects.ts';
import { fromRingEntry } from './entry.ts';
import type { Ring } from './ring.ts';

interface LastMessage {
  id: string;
  atMs: number;
}

/** Of a room; more people than wait for each other in it. */
const PEOPLE_MAX = 10_000;
/** Messages of the ring that are looked at when a room turns out to be slow. */
const LOOKED_AT = 1_000;

export class LastMessages {
  readonly #ring: Pick<Ring, 'lastMessages'>;
  readonly #rooms = new Map<string, Map<string, LastMessage>>();

  constructor(ring: Pick<Ring, 'lastMessages'>) {
    this.#ring = ring;
  }

  of(room: string, userId: string): LastMessage | undefined {
    return this.#people(room).get(userId);
  }

  /** About to be stored, or stored. Only of rooms that somebody asked about. */
  note({ room, id, user }: Envelope, subject: string, atMs: number): void {
    if (room === undefined || subject !== messageSubject(room)) return;
    const people = this.#rooms.get(room);
    if (people !== undefined) put(people, user.id, { id, atMs });
  }

  forget(room: string): void {
    this.#rooms.delete(room);
  }

  #people(room: string): Map<string, LastMessage> {
    const known = this.#rooms.get(room);
    if (known !== undefined) return known;
    const people = new Map<string, LastMessage>();
    for (const entry of this.#ring.lastMessages(room, LOOKED_AT)) {
      const { fact, at } = fromRingEntry(entry);
      put(people, fact.user.id, { id: fact.id, atMs: Date.parse(at) });
    }
    this.#rooms.set(room, people);
    return people;
  }
}

function put(people: Map<string, LastMessage>, userId: string, last: LastMessage): void {
  people.delete(userId);
  people.set(userId, last);
  if (people.size > PEOPLE_MAX) people.delete(people.keys().next().value as string);
}

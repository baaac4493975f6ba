// The people of this gateway, by user and not by connection. Who lost the connection is there for a moment longer, so that a page
// that is loaded anew does not flicker; who left the room is gone at once.
import type { User } from '../../shared/wire/objects.ts';
import { Changes, type People } from './people.ts';

/** Longer than a reload takes, or the way to another gateway. */
export const GRACE_MS = 3_000;

interface Person {
  readonly room: string;
  readonly user: User;
  connections: number;
  /** When they are gone, while no connection is left. */
  goesAt: number;
}

export class Here {
  readonly #people: Pick<People, 'add' | 'remove'>;
  readonly #rooms = new Map<string, Map<string, Person>>();
  readonly #going = new Set<Person>();
  #unsaid = new Map<string, Changes>();

  constructor(people: Pick<People, 'add' | 'remove'>) {
    this.#people = people;
  }

  /** One more connection of theirs is in the room. */
  came(room: string, user: User): void {
    const people = this.#rooms.get(room) ?? new Map<string, Person>();
    this.#rooms.set(room, people);
    const before = people.get(user.id);
    if (before !== undefined) {
      before.connections += 1;
      this.#going.delete(before);
      return;
    }
    people.set(user.id, { room, user, connections: 1, goesAt: 0 });
    this.#people.add(room, user);
    this.#changesOf(room).add(user);
  }

  /** One connection fewer; where it was the last, they are gone at `goesAt` unless they come back. */
  went(room: string, userId: string, goesAt: number): void {
    const person = this.#rooms.get(room)?.get(userId);
    if (person === undefined) return;
    person.connections -= 1;
    if (person.connections > 0) return;
    person.goesAt = goesAt;
    this.#going.add(person);
  }

  /** Lets those go whose time has come. */
  settle(now: number): void {
    for (const person of this.#going) if (person.goesAt <= now) this.#goes(person);
  }

  /** What the other gateways were not told yet. */
  takeUnsaid(): ReadonlyMap<string, Changes> {
    const unsaid = this.#unsaid;
    if (unsaid.size > 0) this.#unsaid = new Map();
    return unsaid;
  }

  /** Everybody, once a room. */
  *everybody(): Generator<{ room: string; user: User }> {
    for (const [room, people] of this.#rooms) {
      for (const { user } of people.values()) yield { room, user };
    }
  }

  #goes(person: Person): void {
    const { room, user } = person;
    this.#going.delete(person);
    const people = this.#rooms.get(room);
    people?.delete(user.id);
    if (people?.size === 0) this.#rooms.delete(room);
    this.#people.remove(room, user.id);
    this.#changesOf(room).remove(user);
  }

  #changesOf(room: string): Changes {
    const changes = this.#unsaid.get(room) ?? new Changes();
    this.#unsaid.set(room, changes);
    return changes;
  }
}

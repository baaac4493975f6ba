// Who is in which room over all gateways: a person counts once, on however many of them. Whoever shows it hears of each who
// comes to the first and goes from the last.
import type { User } from '../../shared/wire/objects.ts';

/** Who came and who went since this was last said: who did both did neither. */
export class Changes {
  readonly came = new Map<string, User>();
  readonly went = new Map<string, User>();

  add(user: User): void {
    if (!this.went.delete(user.id)) this.came.set(user.id, user);
  }

  remove(user: User): void {
    if (!this.came.delete(user.id)) this.went.set(user.id, user);
  }

  get size(): number {
    return this.came.size + this.went.size;
  }
}

export interface PeopleListener {
  came: (room: string, user: User) => void;
  went: (room: string, user: User) => void;
}

interface Person {
  user: User;
  /** Gateways that have them in the room. */
  gateways: number;
}

export class People {
  readonly #listener: PeopleListener;
  readonly #rooms = new Map<string, Map<string, Person>>();
  #size = 0;

  constructor(listener: PeopleListener) {
    this.#listener = listener;
  }

  /** One more gateway has them in the room. */
  add(room: string, user: User): void {
    const people = this.#rooms.get(room) ?? new Map<string, Person>();
    this.#rooms.set(room, people);
    const person = people.get(user.id);
    if (person !== undefined) {
      person.gateways += 1;
      return;
    }
    people.set(user.id, { user, gateways: 1 });
    this.#size += 1;
    this.#listener.came(room, user);
  }

  /** One gateway fewer. */
  remove(room: string, userId: string): void {
    const people = this.#rooms.get(room);
    const person = people?.get(userId);
    if (people === undefined || person === undefined) return;
    person.gateways -= 1;
    if (person.gateways > 0) return;
    people.delete(userId);
    if (people.size === 0) this.#rooms.delete(room);
    this.#size -= 1;
    this.#listener.went(room, person.user);
  }

  count(room: string): number {
    return this.#rooms.get(room)?.size ?? 0;
  }

  list(room: string): User[] {
    return [...(this.#rooms.get(room)?.values() ?? [])].map(({ user }) => user);
  }

  /** People times the rooms that they are in. */
  get size(): number {
    return this.#size;
  }
}

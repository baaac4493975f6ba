// Which person is meant by what was typed: a name, or the number of a message of theirs. Invariant: what is done to somebody is
// done to the one who is called that now: whoever is here, else whoever the server says; who was called so once is meant only
// where nobody can be asked and no other one was.
import { printable } from '../../shared/printable.ts';
import type { User } from '../../shared/wire/objects.ts';
import type { ChatClient } from '../client.ts';
import { ChatError } from '../errors.ts';
import type { Board } from './board.ts';
import { cannot } from './words.ts';

/** Names that are said where none is meant exactly. */
const LIKE_MAX = 5;
/** People asked for by a name: the one who is called exactly that is among those who are called like it. */
const ASKED = 20;
/** Nobody answers now, or this server answers no such question. */
const UNANSWERED: ReadonlySet<string> = new Set([
  ...['unsupported', 'unavailable', 'timeout', 'rate', 'too_wide', 'not_joined', 'left'],
]);

export class People {
  readonly #client: Pick<ChatClient, 'user' | 'people' | 'rooms'>;
  readonly #board: Pick<Board, 'room' | 'place'>;

  constructor(
    client: Pick<ChatClient, 'user' | 'people' | 'rooms'>,
    board: Pick<Board, 'room' | 'place'>,
  ) {
    this.#client = client;
    this.#board = board;
  }

  /**
   * `room`: the one that it is about. `isOut`: somebody is meant who was sent out of it, by the name that they had then. Throws, in
   * words for the person.
   */
  async find(typed: string, room: string, { isOut = false } = {}): Promise<User> {
    const name = typed.trim().replace(/^@/, '').trim();
    if (name === '') throw cannot('say who: @name, or the number of a message of theirs');
    if (/^\d{1,9}$/.test(typed.trim())) return this.#board.place(Number(typed)).user;
    const me = this.#client.user;
    if (me !== undefined && isCalled(me, name)) return me;
    const shown = this.#board.room(room);
    const here = shown?.present?.here?.filter((one) => isCalled(one, name)) ?? [];
    const [one, another] = here;
    if (one !== undefined && another === undefined) return one;
    const where = this.#client.rooms.includes(room) ? [{}, { room }] : [{}];
    return await this.#asked(name, isOut ? where.reverse() : where, shown?.people() ?? []);
  }

  async #asked(
    name: string,
    asked: readonly { room?: string }[],
    known: readonly User[],
  ): Promise<User> {
    const like = new Map<string, User>();
    try {
      for (const where of asked) {
        const { people } = await this.#client.people({ ...where, query: name, limit: ASKED });
        const exact = people.find(({ user }) => isCalled(user, name));
        if (exact !== undefined) return exact.user;
        for (const { user } of people) like.set(user.id, user);
      }
    } catch (error) {
      if (!(error instanceof ChatError) || !UNANSWERED.has(error.code)) throw error;
      return remembered(name, known);
    }
    const names = [...like.values()].slice(0, LIKE_MAX).map((one) => `@${printable(one.name)}`);
    const others = names.length === 0 ? '' : `; is it ${names.join(', ')}?`;
    throw cannot(`nobody is called ${printable(name)}${others}`);
  }
}

/** Of those whom this room told of. */
function remembered(name: string, known: readonly User[]): User {
  const called = new Map(known.filter((one) => isCalled(one, name)).map((one) => [one.id, one]));
  const [one, another] = called.values();
  if (another !== undefined) {
    throw cannot(
      `several people were called ${printable(name)}: say the number of a message of theirs`,
    );
  }
  if (one !== undefined) return one;
  throw cannot(
    `${printable(name)} is not here, and nobody can look the name up now: try again later, or say the number of a message of theirs`,
  );
}

/** Names differ by more than that: no two people have names that look alike. */
const isCalled = (user: User, name: string): boolean => plain(user.name) === plain(name);

const plain = (name: string): string =>
  name.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().toLowerCase();

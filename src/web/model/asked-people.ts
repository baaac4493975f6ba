// Who is in a room, and who is called something like that: asked of the server, beside what the page has seen. Invariant: without
// an answer there is what was seen, and words that say so.
import type { ChatClient } from '../../client/client.ts';
import { ChatError } from '../../client/errors.ts';
import type { User } from '../../shared/wire/objects.ts';
import { FAULT_WORDS } from '../words/refusals.ts';
import type { ChatState, StateHolder } from './chat-state.ts';
import { isNamed, usersIn, withAsked } from './members.ts';
import { whoFits } from './people.ts';
import { refusalWords } from './refusal-words.ts';
import { isDirectRoom } from './room-names.ts';

/** People of one answer. */
const PAGE = 100;
/** People who are offered for what was typed. */
const OFFERED = 8;

export interface AskedPeopleParts {
  state: StateHolder;
  client: Pick<ChatClient, 'people'>;
  /** Its people are known now. */
  onKnown: (room: string) => void;
}

export class AskedPeople {
  readonly #state: StateHolder;
  readonly #client: AskedPeopleParts['client'];
  readonly #onKnown: AskedPeopleParts['onKnown'];

  constructor({ state, client, onKnown }: AskedPeopleParts) {
    this.#state = state;
    this.#client = client;
    this.#onKnown = onKnown;
  }

  /** The people of a room, or those that follow the ones that are there. */
  async load(name: string, after?: string): Promise<void> {
    if (this.#state.room(name)?.asked?.state === 'asking') return;
    this.#state.change(name, (room) => ({ ...room, asked: { state: 'asking' } }));
    const page = { room: name, limit: PAGE, ...(after !== undefined && { after }) };
    try {
      const { people, next, asOf } = await this.#client.people(page);
      const isAll = after === undefined && next === undefined;
      this.#state.change(name, (room) => ({
        ...room,
        asked: { state: 'known', next },
        members: withAsked(room.members, { people, asOf, isAll }),
      }));
      this.#onKnown(name);
    } catch (error) {
      const reason = wordsOf(error);
      this.#state.change(name, (room) => ({ ...room, asked: { state: 'failed', reason } }));
    }
  }

  /** Those of a room who are called something like it; quietly nobody new where nobody answers. */
  async loadLike(name: string, query: string): Promise<void> {
    try {
      const { people, asOf } = await this.#client.people({ room: name, query, limit: PAGE });
      this.#state.change(name, (room) => ({
        ...room,
        members: withAsked(room.members, { people, asOf, isAll: false }),
      }));
    } catch {
      // What is known of them is shown already.
    }
  }

  /** A conversation is called by its people: whoever enters it on a new device has to ask. */
  entered(name: string): void {
    const room = this.#state.room(name);
    if (room === undefined || !isDirectRoom(room)) return;
    const users = usersIn(room.members);
    if (users.length < 2 || !users.every(isNamed)) void this.load(name);
  }

  get #me(): string {
    return this.#state.now.user.id;
  }

  /** Who may be meant by what was typed: those whom the page has seen first, then whoever the server knows. */
  async find(typed: string): Promise<User[]> {
    const seen = seenIn(this.#state.now, typed);
    const query = typed.trim().replace(/^@/, '');
    if (query === '') return seen.slice(0, OFFERED);
    try {
      const { people, next } = await this.#client.people({ query, limit: OFFERED + 1 });
      const told = people.map(({ user }) => user);
      // Whom it would have told, had they not given their name up: whoever has it now is somebody else.
      const isGone = (user: User) => next === undefined && beginsLike(user, query);
      const known = each([...told, ...seen.filter((user) => !isGone(user))]);
      return oneOfEachName(known.filter(({ id }) => id !== this.#me)).slice(0, OFFERED);
    } catch {
      return seen.slice(0, OFFERED);
    }
  }
}

/** Everybody but the person, as far as the page has seen them, whose names fit; first who is here, then who spoke last. */
export function seenIn({ rooms, present, user }: ChatState, typed: string): User[] {
  const users = [
    ...[...present.values()].flatMap(({ here = [] }) => here),
    ...Object.values(rooms).flatMap(({ members, view }) => [
      ...usersIn(members),
      ...view.messages.map((message) => message.user).toReversed(),
    ]),
  ];
  const others = oneOfEachName(each(users)).filter(({ id }) => id !== user.id);
  return whoFits(others, typed);
}

/** A name is one person's: those behind them had it before. */
function oneOfEachName(users: readonly User[]): User[] {
  const names = new Set<string>();
  return users.filter(({ name }) => {
    const isFirst = !names.has(name);
    names.add(name);
    return isFirst;
  });
}

/** As the server finds people: a word of the name begins like it, or some words in a row do. */
const beginsLike = ({ name }: User, query: string): boolean => words(name).includes(words(query));
const words = (text: string): string => ` ${text.toLowerCase().replaceAll(/[-_.\s]+/gu, ' ')}`;

const each = (users: readonly User[]): User[] =>
  [...new Map(users.toReversed().map((user) => [user.id, user])).values()].toReversed();

const wordsOf = (error: unknown): string =>
  error instanceof ChatError && error.code !== 'unsupported'
    ? refusalWords(error)
    : FAULT_WORDS.notListed;

// What happened to the person while no connection of theirs was there: into which rooms they were asked, who wants to speak with
// them, and in which rooms they are. Asked with each connection. Invariant: each is said once; without an answer nothing is said,
// for everything works without it.
import { printable } from '../../shared/printable.ts';
import type { OwnRoom } from '../../shared/wire/objects.ts';
import type { ChatClient } from '../client.ts';
import type { Board } from './board.ts';
import type { Invitations } from './invitations.ts';
import type { Screen } from './screen.ts';

/** Rooms that are named in a line; the others are a number. */
const NAMED_MAX = 10;
const PAGE = 100;

export interface OwnRoomsParts {
  client: ChatClient;
  board: Board;
  screen: Screen;
  invitations: Invitations;
  /** Says that somebody asks them in. */
  invited: (room: string, by: OwnRoom['by']) => void;
}

export class OwnRooms {
  readonly #parts: OwnRoomsParts;
  readonly #known = new Set<string>();
  #isFirst = true;

  constructor(parts: OwnRoomsParts) {
    this.#parts = parts;
  }

  /** Asks, and says what they do not know. */
  async look(): Promise<void> {
    const { client, board, screen, invitations, invited } = this.#parts;
    let rooms: OwnRoom[];
    try {
      ({ rooms } = await client.mine({ limit: PAGE }));
    } catch {
      return;
    }
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    const unknown = rooms.filter(({ room }) => !this.#known.has(room));
    for (const { room } of unknown) this.#known.add(room);
    const others = unknown.filter(({ room }) => !client.rooms.includes(room));
    const isAsked = ({ state, kind, by }: OwnRoom) =>
      state === 'invited' || (kind === 'direct' && !isFirst && by.id !== client.user?.id);
    // The last one last: it is the one that /accept means.
    for (const { room, by } of others.filter(isAsked).toReversed())
      if (!invitations.has(room)) invited(room, by);
    const theirs = others.filter(({ state }) => isFirst && state === 'in');
    if (theirs.length === 0) return;
    const names = theirs.slice(0, NAMED_MAX).map((one) => nameOf(one, client.user?.id, board));
    const more = theirs.length - names.length;
    const all = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    screen.note(`you are in ${all}, too: /join goes there`);
  }
}

function nameOf({ room, people = [] }: OwnRoom, me: string | undefined, board: Board): string {
  const names = people.filter(({ id }) => id !== me).map(({ name }) => printable(name));
  return names.length === 0 ? board.label(room) : `@${names.join(', ')}`;
}

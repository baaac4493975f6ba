// Going from room to room at a terminal. Invariant: one ends where one may be, or where one was; a line that was begun while an
// answer was on its way is not sent to another room than the one where it was begun.

import { printable } from '../../shared/printable.ts';
import type { RoomState } from '../../shared/wire/objects.ts';
import type { ChatClient } from '../client.ts';
import { roomProblem } from '../problems.ts';
import type { Board } from './board.ts';
import type { Screen } from './screen.ts';
import { errorWords } from './words.ts';
import type { Writers } from './writers.ts';

/** Messages shown on entering a room. */
const LAST = 20;
/** Of more that was missed only so many are shown. */
const CAUGHT_UP = 200;

export interface GoingOptions {
  client: ChatClient;
  screen: Screen;
  board: Board;
  writers: Writers;
}

export class Going {
  readonly #options: GoingOptions;
  /** Rooms whose entering is waited for: what is wrong with it is said here. */
  readonly #entering = new Set<string>();

  constructor(options: GoingOptions) {
    this.#options = options;
  }

  isEntering = (room: string): boolean => this.#entering.has(room);

  /** The prompt, by what the room is called by now. */
  prompt(): void {
    const { screen, board } = this.#options;
    screen.prompt(board.label(board.current));
  }

  /** Enters a room, or goes back to one. Whether one is in it then; why not was said. */
  async enter(room: string): Promise<boolean> {
    const { client, screen, board } = this.#options;
    const problem = roomProblem(room);
    if (problem !== undefined) {
      screen.warn(problem);
      return false;
    }
    const before = board.current;
    this.#turnTo(room);
    this.#entering.add(room);
    try {
      await client.join(room, { last: LAST, max: CAUGHT_UP });
    } catch (error) {
      screen.warn(`${board.label(room)}: ${errorWords(error)}`);
      this.#goBack(room, before);
      return false;
    } finally {
      this.#entering.delete(room);
    }
    const state = board.room(room)?.story.room;
    const about = state === undefined ? '' : aboutRoom(state);
    screen.note(`you are in ${board.label(room)}${about === '' ? '' : `: ${about}`}`);
    return true;
  }

  /** The same once an answer was waited for. */
  async enterWhatIs(room: string): Promise<void> {
    const { screen, board } = this.#options;
    if (screen.typed === '') await this.enter(room);
    else screen.note(`${board.label(room)} is there: /join ${room} enters it`);
  }

  /** One is in a room no longer, as one wanted: another one is turned to. */
  goAway(room: string): void {
    const { client, screen, board } = this.#options;
    if (board.room(room) === undefined) return;
    const label = board.label(room);
    client.leave(room);
    board.forget(room);
    if (room !== board.current) {
      screen.note(`you left ${label}`);
      return;
    }
    const [next] = client.rooms;
    this.#turnTo(next ?? room);
    screen.note(`you left ${label}${next === undefined ? '' : ` and are in ${board.label(next)}`}`);
  }

  #turnTo(room: string): void {
    const { board, writers } = this.#options;
    writers.clear();
    board.turnTo(room);
    this.prompt();
  }

  /** A room that is closed to one is no room that one is in. */
  #goBack(room: string, before: string): void {
    const { client, board } = this.#options;
    if (board.current !== room || !client.rooms.includes(before)) return;
    board.forget(room);
    this.#turnTo(before);
  }
}

/** What one should know of a room as one comes in; empty where that is nothing. */
function aboutRoom({ kind, title, topic, slowModeSeconds, archived }: RoomState): string {
  const parts = [
    ...(title ? [printable(title)] : []),
    ...(topic ? [printable(topic)] : []),
    ...(kind === 'private' ? ['private'] : []),
    ...(slowModeSeconds ? [`one message in ${slowModeSeconds} s`] : []),
    ...(archived ? ['archived: nobody writes here'] : []),
  ];
  return parts.join(' · ');
}

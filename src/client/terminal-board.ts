// The rooms that are shown, and the one that one is in. Invariants: what is printed of that one is read, what passes by of others
// is not; where the unread begins stands a line, on entering a room and on coming back to it.
import type { MessageView } from '../chat/kernel/message-view.ts';
import type { ChatClient } from './client.ts';
import { ChatError } from './errors.ts';
import { Handles } from './terminal-handles.ts';
import { Printer } from './terminal-printer.ts';
import { ShownRoom } from './terminal-room.ts';
import type { Screen } from './terminal-screen.ts';

/** A message as it is now, and its room. */
export interface ShownMessage {
  room: string;
  number: number;
  message: MessageView;
}

/** Unread messages that are printed again on coming back to a room. */
const AGAIN_MAX = 20;

export class Board {
  /** The name of the room that one is in. */
  current = '';
  readonly #client: ChatClient;
  readonly #screen: Screen;
  readonly #handles = new Handles();
  readonly #printer: Printer;
  readonly #rooms = new Map<string, ShownRoom>();
  /** Rooms that one came into and of which nothing was shown since. */
  readonly #entered = new Set<string>();

  constructor(client: ChatClient, screen: Screen) {
    this.#client = client;
    this.#screen = screen;
    const current = () => this.current;
    this.#printer = new Printer({ client, screen, handles: this.#handles, current });
  }

  /** A room that is shown. */
  room(name: string): ShownRoom | undefined {
    return this.#rooms.get(name);
  }

  rooms(): Iterable<ShownRoom> {
    return this.#rooms.values();
  }

  /** One turns to a room, before it is joined. */
  turnTo(name: string): void {
    this.current = name;
    const room = this.#rooms.get(name);
    if (room?.isLive) {
      this.#again(room);
      return;
    }
    this.#entered.add(name);
    if (room !== undefined) return;
    this.#rooms.set(name, new ShownRoom(this.#client, name, (one) => this.show(one)));
  }

  forget(name: string): void {
    this.#rooms.get(name)?.close();
    this.#rooms.delete(name);
    this.#entered.delete(name);
    this.#handles.keepOnly(name, []);
  }

  /** What was printed of a room is void, or there is a hole behind it. */
  beginAnew(name: string, how: { isOtherLog: boolean }): void {
    this.#rooms.get(name)?.beginAnew(how);
    this.#handles.keepOnly(name, []);
  }

  /** Prints what is new in a room. */
  show(room: ShownRoom): void {
    const isEntered = this.#entered.delete(room.name);
    const unread = isEntered ? room.unread(this.#client.user?.id).messages : [];
    const all = room.news();
    const first = all.find(({ message }) => unread.includes(message));
    for (const news of all) {
      if (news === first) this.#printer.newLine();
      this.#printer.tell(room, news);
    }
    this.#handles.keepOnly(room.name, room.messages);
    this.#read(room);
  }

  /** Prints the page before what is known of a room. */
  async showOlder(room: ShownRoom, limit: number): Promise<'more' | 'all' | 'none'> {
    const { messages, isMore } = await room.older(limit);
    if (messages.length > 0) this.#screen.note(`before that, #${room.name}:`);
    for (const message of messages) this.#screen.print(this.line(room, message));
    if (isMore) return 'more';
    return messages.length === 0 ? 'none' : 'all';
  }

  /** The message that a number names; throws where it names none. */
  named(number: number): ShownMessage {
    const named = this.#handles.named(number);
    const message = named && this.#rooms.get(named.room)?.byKey(named.key);
    if (named === undefined || message === undefined) {
      throw new ChatError('invalid', `${number} names no message: its line begins with its number`);
    }
    if (message.deleted !== undefined) {
      throw new ChatError('invalid', `the message ${number} is deleted`);
    }
    return { room: named.room, number, message };
  }

  /** The last message of the room that one is in which is as wanted. */
  last(isWanted: (message: MessageView) => boolean): ShownMessage | undefined {
    const message = this.room(this.current)?.messages.findLast(
      (one) => one.deleted === undefined && isWanted(one),
    );
    if (message === undefined) return undefined;
    return { room: this.current, number: this.#handles.of(this.current, message), message };
  }

  line(room: ShownRoom, message: MessageView): string {
    return this.#printer.line(room, message);
  }

  close(): void {
    this.#printer.close();
    for (const name of [...this.#rooms.keys()]) this.forget(name);
  }

  /** One comes back: what passed by meanwhile stands far above. */
  #again(room: ShownRoom): void {
    const { messages } = room.unread(this.#client.user?.id);
    if (messages.length > 0) this.#printer.newLine();
    for (const message of messages.slice(-AGAIN_MAX)) this.#screen.print(this.line(room, message));
    this.#read(room);
  }

  #read(room: ShownRoom): void {
    const last = room.messages.at(-1);
    if (room.name !== this.current || last === undefined) return;
    room.isRead(last.seq);
    this.#client.read(room.name, last.seq);
  }
}

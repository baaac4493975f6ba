// The rooms that are shown, and the one that one is in. Invariants: what is printed of that one is read, what passes by of others
// is not; where the unread begins stands a line, on entering a room and on coming back to it.
import type { MessageView } from '../../chat/kernel/message-view.ts';
import { isDirectName } from '../../chat/room/direct-name.ts';
import { printable } from '../../shared/printable.ts';
import type { Message } from '../../shared/wire/objects.ts';
import type { ChatClient } from '../client.ts';
import { Found, type Place } from './found.ts';
import { Handles } from './handles.ts';
import { messageLine } from './lines.ts';
import { Printer } from './printer.ts';
import { ShownRoom } from './room.ts';
import type { Screen } from './screen.ts';
import { cannot } from './words.ts';

/** A message as it is now, and its room. */
export interface ShownMessage {
  room: string;
  number: number;
  message: Message;
}

/** Of the name of a direct room whose people are not known. */
const DIRECT_SHORT = 8;
/** Unread messages that are printed again on coming back to a room. */
const AGAIN_MAX = 20;

export class Board {
  /** The name of the room that one is in. */
  current = '';
  /** What was looked up, beside what rooms show. */
  readonly found = new Found(() => this.#handles.next());
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
    const [current, label] = [() => this.current, (name: string) => this.label(name)];
    this.#printer = new Printer({ client, screen, handles: this.#handles, current, label });
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
    if (how.isOtherLog) this.found.forget(name);
  }

  /** Prints what is new in a room. */
  show(room: ShownRoom): void {
    const isEntered = this.#entered.delete(room.name);
    const unread = isEntered ? room.unread(this.#client.user?.id).messages : [];
    const all = room.news();
    const first = all.find((one) => one.what !== 'done' && unread.includes(one.message));
    for (const news of all) {
      if (news === first) this.#printer.newLine();
      this.#printer.tell(room, news);
    }
    this.#handles.keepOnly(room.name, room.messages);
    this.#read(room);
  }

  /** Prints the page before what is known of a room. */
  async showOlder(room: ShownRoom, limit: number): Promise<'more' | 'all' | 'none'> {
    const { news, isMore } = await room.older(limit);
    if (news.length > 0) this.#screen.note(`before that, ${this.label(room.name)}:`);
    for (const one of news) {
      const isDone = one.what === 'done';
      this.#screen.print(
        isDone ? this.#printer.doneLine(one.sentence) : this.line(room, one.message),
      );
    }
    if (isMore) return 'more';
    return news.length === 0 ? 'none' : 'all';
  }

  /** The message that a number names; throws where it names none. */
  named(number: number): ShownMessage {
    const { room, message } = this.place(number);
    if (message === undefined) {
      throw cannot(`look at it first: /around ${number}`);
    }
    if (message.deleted !== undefined) throw cannot(`the message ${number} is deleted`);
    return { room, number, message };
  }

  /** Where the message is that a number names, and as far as that is known what it is. */
  place(number: number): Place {
    const named = this.#handles.named(number);
    const shown = named && this.#rooms.get(named.room)?.byKey(named.key);
    if (named !== undefined && shown !== undefined) {
      return { room: named.room, seq: shown.seq, user: shown.user, message: shown };
    }
    const found = this.found.named(number);
    if (found === undefined) {
      throw cannot(`${number} names no message: its line begins with its number`);
    }
    const known = this.#rooms.get(found.room)?.bySeq(found.seq);
    return known === undefined ? found : { ...found, message: known };
  }

  /** The number of a message that was looked up. */
  numberOf(place: Place): number {
    const shown = this.#rooms.get(place.room)?.bySeq(place.seq);
    return shown === undefined ? this.found.of(place) : this.#handles.of(place.room, shown);
  }

  /** `#lobby`; a direct room is called by its people, as far as they are known. */
  label(name: string): string {
    if (!isDirectName(name)) return `#${name}`;
    const me = this.#client.user?.id;
    const people = this.#rooms.get(name)?.people() ?? [];
    const names = new Map(people.filter(({ id }) => id !== me).map((one) => [one.id, one.name]));
    if (names.size === 0) return `#${name.slice(0, DIRECT_SHORT)}…`;
    return `@${[...names.values()]
      .map((one) => printable(one))
      .sort()
      .join(', ')}`;
  }

  /** The last message of the room that one is in which is as wanted. */
  last(isWanted: (message: MessageView) => boolean): ShownMessage | undefined {
    const message = this.room(this.current)?.messages.findLast(
      (one) => one.deleted === undefined && isWanted(one),
    );
    if (message === undefined) return undefined;
    return { room: this.current, number: this.#handles.of(this.current, message), message };
  }

  /** A message that was looked up; `isMeant`: what was looked for, not what stands around it. */
  foundLine(room: string, message: Message, { isMeant }: { isMeant: boolean }): string {
    const { seq, user, replyTo } = message;
    const number = this.numberOf({ room, seq, user, message });
    const quoted = replyTo === undefined ? undefined : this.#rooms.get(room)?.bySeq(replyTo);
    const line = messageLine({ message, number, paint: this.#screen.paint, quoted });
    return isMeant ? `${line} ${this.#screen.paint.style('dim', '←')}` : line;
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
